// The SQL of what resembles a contribution being written.
#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "consultation/near.hpp"
#include "consultation/search_documents.hpp"
#include "search/similar.hpp"

namespace consultation {
namespace {

std::vector<search::Among> of_campaign(base::Id<Campaign> campaign, base::Id<Contribution> own) {
    return {{contribution_documents,
             fmt::format("SELECT id FROM contributions WHERE campaign_id = {} AND state = 'published' "
                         "AND id <> {}",
                         campaign.value, own.value)},
            {proposal_documents,
             fmt::format("SELECT id FROM proposals WHERE campaign_id = {} AND state <> 'draft'",
                         campaign.value)}};
}

std::string ids_of(std::vector<search::Near> const& near, std::string_view kind) {
    std::string ids = "0";  // no row has it
    for (search::Near const& one : near)
        if (one.kind == kind) ids += fmt::format(", {}", one.id);
    return ids;
}

std::string became_of(Outcome outcome, std::string const& target) {
    switch (outcome) {
        case Outcome::grouped:
            return target.empty() ? "Regroupée dans un brouillon de proposition" : "Regroupée dans " + target;
        case Outcome::reoriented:
            return "Réorientée vers " + target;
        case Outcome::rejected:
            return fmt::format("Rejetée\u00a0: {}", target);
        case Outcome::pending:
            return "En cours d’examen";
    }
    base::fail("an unknown outcome");
}

}  // namespace

std::vector<NearText> near_texts(db::Reader const& reader, base::Id<Campaign> campaign,
                                 base::Id<Contribution> own, std::string_view title,
                                 std::string_view problem) {
    std::vector<search::Near> const near =
        search::similar(reader, title, problem, of_campaign(campaign, own), near_texts_max);
    if (near.empty()) return {};
    std::vector<NearText> texts;
    // Of a grouping, the first public proposal names it.
    reader.each(
        fmt::format(
            "SELECT '{}', c.id, c.reference, c.title, coalesce(a.long_name, r.name, ''), c.outcome, "
            "coalesce(k.name, g.name, (SELECT min(p.reference || ' – ' || p.title) FROM decision_proposals x "
            "JOIN proposals p ON p.id = x.proposal_id AND p.state <> 'draft' WHERE x.decision_id = d.id), "
            "''), 0 "
            "FROM contributions c LEFT JOIN authorities a ON a.id = c.authority_id "
            "LEFT JOIN partners r ON r.id = c.partner_id "
            "LEFT JOIN decisions d ON d.contribution_id = c.id AND d.replaced_by IS NULL "
            "LEFT JOIN desks k ON k.id = d.desk_id LEFT JOIN grounds g ON g.id = d.ground_id "
            "WHERE c.id IN ({}) "
            "UNION ALL SELECT '{}', p.id, p.reference, p.title, '', '', '', "
            "(SELECT count(*) FROM supports s WHERE s.proposal_id = p.id AND s.state = 'counted') "
            "FROM proposals p WHERE p.id IN ({})",
            contribution_documents, ids_of(near, contribution_documents), proposal_documents,
            ids_of(near, proposal_documents)),
        {}, [&](db::Row const& row) {
            NearText text;
            text.is_proposal = row.text(0) == proposal_documents;
            text.reference = row.string(2);
            text.title = row.string(3);
            text.body_name = row.string(4);
            text.became = text.is_proposal ? base::french_count(row.integer(7), "soutien", "soutiens")
                                           : became_of(*outcome(row.text(5)), row.string(6));
            auto const found = std::ranges::find_if(near, [&](search::Near const& one) {
                return one.kind == row.text(0) && one.id == row.integer(1);
            });
            text.score = found->score;
            texts.push_back(std::move(text));
        });
    std::ranges::sort(texts, [](NearText const& a, NearText const& b) {
        return std::tie(b.score, a.reference) < std::tie(a.score, b.reference);
    });
    return texts;
}

}  // namespace consultation
