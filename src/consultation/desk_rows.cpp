#include "consultation/desk_rows.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/conditions.hpp"
#include "consultation/in_list.hpp"
#include "consultation/search_documents.hpp"

namespace consultation {
namespace {

constexpr std::string_view desk_figures_columns =
    "SELECT k.id, "
    "  (SELECT count(*) FROM contributions c WHERE c.campaign_id = k.id AND c.state = 'published'), "
    "  (SELECT count(*) FROM contributions c WHERE c.campaign_id = k.id AND c.state = 'published' "
    "    AND c.outcome = 'pending'), "
    "  (SELECT count(*) FROM proposals p WHERE p.campaign_id = k.id AND p.state = 'draft'), "
    "  (SELECT count(*) FROM proposals p WHERE p.campaign_id = k.id AND p.state <> 'draft'), "
    "  (SELECT count(*) FROM proposals p JOIN supports s ON s.proposal_id = p.id "
    "    WHERE p.campaign_id = k.id AND s.state = 'counted'), "
    "  (SELECT count(*) FROM proposals p JOIN supports s ON s.proposal_id = p.id "
    "    WHERE p.campaign_id = k.id AND s.state = 'pending'), "
    "  (SELECT count(*) FROM proposals p JOIN supports s ON s.proposal_id = p.id "
    "    WHERE p.campaign_id = k.id AND s.state = 'set_aside') "
    "FROM campaigns k ";

DeskFigures figures_from(db::Row const& row) {
    return {row.id<Campaign>(0), row.integer(1), row.integer(2), row.integer(3),
            row.integer(4),      row.integer(5), row.integer(6), row.integer(7)};
}

/// `values` gets the references; the text is "$n, $n+1 …".
std::string listed(std::vector<db::Value>& values, std::span<std::string const> references) {
    std::string parameters;
    for (std::string const& reference : references) {
        values.emplace_back(reference);
        parameters += fmt::format("{}${}", parameters.empty() ? "" : ", ", values.size());
    }
    return parameters;
}

/// Those of the campaign ($1) whose column is in the list of parameters.
std::vector<NamedContribution> named(db::Reader const& reader, std::string_view column,
                                     std::string const& parameters, std::vector<db::Value> const& values) {
    std::vector<NamedContribution> found;
    reader.each(fmt::format("SELECT c.id, c.reference, c.title, coalesce(a.long_name, p.name), c.outcome, "
                            "coalesce(d.id, 0), CASE WHEN r.id IS NULL THEN 0 ELSE 1 END "
                            "FROM contributions c LEFT JOIN authorities a ON a.id = c.authority_id "
                            "LEFT JOIN partners p ON p.id = c.partner_id "
                            "LEFT JOIN decisions d ON d.contribution_id = c.id AND d.replaced_by IS NULL "
                            "LEFT JOIN second_readings r ON r.contribution_id = c.id AND r.state = 'waiting' "
                            "WHERE c.campaign_id = $1 AND c.state = 'published' AND {} IN ({}) "
                            "ORDER BY c.published_at, c.id",
                            column, parameters),
                values, [&](db::Row const& row) {
                    found.push_back({row.id<Contribution>(0), row.string(1), row.string(2), row.string(3),
                                     *outcome(row.text(4)), row.id<Decision>(5), row.boolean(6)});
                });
    return found;
}

ProposalName name_from(db::Row const& row) {
    return {row.id<Proposal>(0), row.string(1), row.string(2), row.text(3) != "draft"};
}

}  // namespace

std::vector<NamedContribution> named_contributions(db::Reader const& reader, base::Id<Campaign> campaign,
                                                   std::span<std::string const> references) {
    base::check(references.size() <= decided_at_once_max, "a bounded list of references");
    std::vector<db::Value> values{campaign};
    std::string const parameters = listed(values, references);
    return references.empty() ? std::vector<NamedContribution>{}
                              : named(reader, "c.reference", parameters, values);
}

std::vector<NamedContribution> named_contributions(db::Reader const& reader, base::Id<Campaign> campaign,
                                                   std::span<base::Id<Contribution> const> ids) {
    base::check(ids.size() <= decided_at_once_max, "a bounded list of contributions");
    std::vector<db::Value> values{campaign};
    std::string const parameters = in_list(values, ids);
    return ids.empty() ? std::vector<NamedContribution>{} : named(reader, "c.id", parameters, values);
}

std::vector<ProposalName> changeable_proposals(db::Reader const& reader, base::Id<Campaign> campaign) {
    return reader.list<ProposalName>(
        "SELECT id, reference, title, state FROM proposals "
        "WHERE campaign_id = $1 AND state IN ('draft', 'open') ORDER BY title_key, id LIMIT $2",
        {campaign, changeable_proposals_max}, name_from);
}

std::vector<ProposalName> named_proposals(db::Reader const& reader, base::Id<Campaign> campaign,
                                          std::span<std::string const> references) {
    std::vector<ProposalName> found;
    if (references.empty()) return found;
    base::check(references.size() <= proposals_named_max, "a bounded list of references");
    std::vector<db::Value> values{campaign};
    std::string const parameters = listed(values, references);
    reader.each(fmt::format("SELECT id, reference, title, state FROM proposals "
                            "WHERE campaign_id = $1 AND reference IN ({}) ORDER BY id",
                            parameters),
                std::span<db::Value const>(values),
                [&](db::Row const& row) { found.push_back(name_from(row)); });
    return found;
}

Listed<ProposalName> proposals_known_by(db::Reader const& reader, std::string_view typed, int page) {
    Conditions where;
    std::string reference(typed);
    for (char& c : reference)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    std::string const title = base::name_key(typed);
    where.add_text_or(reader.engine(), proposal_documents, "p.id", typed,
                      "p.reference = $# OR p.title_key = $#", {reference, title});
    return where.page<ProposalName>(reader, "SELECT count(*) FROM proposals p",
                                    "SELECT p.id, p.reference, p.title, p.state FROM proposals p",
                                    " ORDER BY p.title_key, p.id", page, name_from);
}

SelectionProgress selection_progress(db::Reader const& reader, base::Id<Campaign> campaign) {
    SelectionProgress progress;
    reader.each(
        "SELECT coalesce(s.choice, ''), count(*) FROM proposals p LEFT JOIN selections s ON s.proposal_id = "
        "p.id "
        "WHERE p.campaign_id = $1 AND p.state <> 'draft' GROUP BY coalesce(s.choice, '')",
        {campaign}, [&](db::Row const& row) {
            std::int64_t const count = row.integer(1);
            progress.proposals += count;
            auto const chosen = choice(row.text(0));
            if (!chosen) return;
            switch (*chosen) {
                case Choice::selected:
                    progress.selected = count;
                    break;
                case Choice::deferred:
                    progress.deferred = count;
                    break;
                case Choice::not_selected:
                    progress.not_selected = count;
                    break;
            }
        });
    return progress;
}

std::vector<RecordedChoice> recorded_choices(db::Reader const& reader, base::Id<Campaign> campaign) {
    return reader.list<RecordedChoice>(
        "SELECT p.reference, p.title, s.choice, s.reason, "
        "  (SELECT count(*) FROM supports u WHERE u.proposal_id = p.id AND u.state = 'counted') AS supports "
        "FROM proposals p JOIN selections s ON s.proposal_id = p.id "
        "WHERE p.campaign_id = $1 AND p.state <> 'draft' "
        "ORDER BY CASE s.choice WHEN 'selected' THEN 0 WHEN 'deferred' THEN 1 ELSE 2 END, supports DESC, "
        "p.id "
        "LIMIT $2",
        {campaign, recorded_choices_max}, [](db::Row const& row) {
            return RecordedChoice{row.string(0), row.string(1), *choice(row.text(2)), row.string(3),
                                  row.integer(4)};
        });
}

std::string next_to_choose(db::Reader const& reader, base::Id<Campaign> campaign) {
    return reader
        .first<std::string>(
            "SELECT p.reference, "
            "  (SELECT count(*) FROM supports u WHERE u.proposal_id = p.id AND u.state = 'counted') AS "
            "supports "
            "FROM proposals p LEFT JOIN selections s ON s.proposal_id = p.id "
            "WHERE p.campaign_id = $1 AND p.state = 'open' AND s.id IS NULL "
            "ORDER BY supports DESC, p.title_key, p.id LIMIT 1",
            {campaign}, [](db::Row const& row) { return row.string(0); })
        .value_or("");
}

std::vector<DeskFigures> every_desk_figures(db::Reader const& reader) {
    return reader.list<DeskFigures>(std::string(desk_figures_columns) + "ORDER BY k.id DESC LIMIT $1",
                                    {campaigns_max}, figures_from);
}

DeskFigures desk_figures(db::Reader const& reader, base::Id<Campaign> campaign) {
    auto const found = reader.first<DeskFigures>(std::string(desk_figures_columns) + "WHERE k.id = $1",
                                                 {campaign}, figures_from);
    base::check(found.has_value(), "a known campaign");
    return *found;
}

}  // namespace consultation
