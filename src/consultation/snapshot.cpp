#include "consultation/snapshot.hpp"

#include <boost/json.hpp>

#include <array>

#include "base/check.hpp"
#include "base/crypto.hpp"
#include "base/french.hpp"

namespace consultation {
namespace {

std::int64_t number_in(FigureTables const& tables, std::string_view code) {
    FigureTable const* const summary = table_of(tables, summary_key);
    if (summary == nullptr) return 0;
    for (std::vector<FigureCell> const& row : summary->rows)
        if (std::get<std::string>(row.at(0)) == code) return std::get<std::int64_t>(row.at(1));
    return 0;
}

std::int64_t number_in(boost::json::array const& summary, std::string_view code) {
    for (boost::json::value const& row : summary)
        if (std::string_view(row.at("code").as_string()) == code) return row.at("nombre").as_int64();
    return 0;
}

}  // namespace

std::string canonical_text(Campaign const& campaign, Snapshot const& snapshot, SnapshotFigures const& figures,
                           bool is_demo) {
    web::Json json;
    json.object().key("format").text(snapshot_format);
    json.key("campaign").text(campaign.slug).key("title").text(campaign.title);
    json.key("name").text(snapshot.name).key("at").instant(snapshot.at);
    json.key("due_at");
    if (snapshot.due_at)
        json.instant(*snapshot.due_at);
    else
        json.null();
    json.key("journal").object();
    json.key("size").number(snapshot.journal_size).key("root").text(snapshot.journal_root).end();
    if (is_demo) json.key("demonstration").boolean(true);
    json.key("figures").object();
    put_tables(json, figures.tables);
    json.end().key("proposals").array();
    for (SnapshotFigures::OfProposal const& one : figures.proposals) {
        json.object().key("reference").text(one.reference).key("title").text(one.title);
        json.key("figures").object();
        put_tables(json, one.tables);
        json.end().end();
    }
    json.end().end();
    return json.take();
}

SnapshotCounts counts_of(std::string_view canonical) {
    try {
        boost::json::value const document = boost::json::parse({canonical.data(), canonical.size()});
        SnapshotCounts counts;
        for (boost::json::value const& row : document.at("figures").at(summary_key).as_array())
            counts.summary.emplace_back(std::string(row.at("code").as_string()), row.at("nombre").as_int64());
        for (boost::json::value const& one : document.at("proposals").as_array()) {
            auto const& summary = one.at("figures").at(summary_key).as_array();
            counts.proposals.push_back(
                {std::string(one.at("reference").as_string()), std::string(one.at("title").as_string()),
                 number_in(summary, "soutiens_comptes"), number_in(summary, "soutiens_en_attente"),
                 number_in(summary, "soutiens_ecartes")});
        }
        return counts;
    } catch (std::exception const& error) {
        base::fail(std::string("a snapshot that cannot be read: ") + error.what());
    }
}

SnapshotCounts counts_of(SnapshotFigures const& figures) {
    SnapshotCounts counts;
    if (FigureTable const* const summary = table_of(figures.tables, summary_key))
        for (std::vector<FigureCell> const& row : summary->rows)
            counts.summary.emplace_back(std::get<std::string>(row.at(0)), std::get<std::int64_t>(row.at(1)));
    for (SnapshotFigures::OfProposal const& one : figures.proposals)
        counts.proposals.push_back({one.reference, one.title, number_in(one.tables, "soutiens_comptes"),
                                    number_in(one.tables, "soutiens_en_attente"),
                                    number_in(one.tables, "soutiens_ecartes")});
    return counts;
}

std::string french_change(std::int64_t before, std::int64_t now) {
    if (before == now) return "=";
    std::string const size = base::french_number(now > before ? now - before : before - now);
    return (now > before ? "+\u00a0" : "−\u00a0") + size;
}

std::string title_of_summary(std::string_view code) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 11> titles{
        {{"contributions", "Contributions"},
         {"propositions", "Propositions"},
         {"soutiens_comptes", "Soutiens comptés"},
         {"soutiens_en_attente", "Soutiens en attente de vérification"},
         {"soutiens_ecartes", "Soutiens écartés"},
         {"collectivites_participantes", "Collectivités participantes"},
         {"collectivites_contributrices", "Collectivités contributrices"},
         {"collectivites_soutenantes", "Collectivités qui soutiennent"},
         {"partenaires_contributeurs", "Partenaires contributeurs"},
         {"habitants_couverts", "Habitants des territoires qui soutiennent"},
         {"habitants", "Habitants de la France"}}};
    for (auto const& [known, title] : titles)
        if (known == code) return std::string(title);
    return std::string(code);
}

}  // namespace consultation
