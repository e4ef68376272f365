#include "consultation/figure_tables.hpp"

#include <fmt/format.h>

#include <map>

#include "base/csv.hpp"
#include "base/french.hpp"
#include "territories/authority.hpp"

namespace consultation {
namespace {

constexpr std::int64_t seconds_per_day = 86'400;
constexpr std::string_view several_regions = "Plusieurs régions ou aucune";

FigureColumn text(char const* key, char const* title) {
    return {key, title, false};
}
FigureColumn number(char const* key, char const* title) {
    return {key, title, true};
}

/// "12.5": a share in percent with one decimal, as data.
std::string percent(std::int64_t part, std::int64_t whole) {
    if (whole <= 0) return {};
    std::int64_t const tenths = (part * 1000 + whole / 2) / whole;
    return fmt::format("{}.{}", tenths / 10, tenths % 10);
}

template<class Lines, class Name>
FigureTable shares(char const* key, char const* title, char const* what, Lines const& lines,
                   Name const& name) {
    FigureTable table{
        key, title, {text("code", "Code"), text("nom", what), number("soutiens", "Soutiens")}, {}};
    for (Share const& share : lines) table.rows.push_back({share.code, name(share), share.supports});
    return table;
}

FigureTable coverage_table(Coverage const& coverage) {
    FigureTable table{
        "population",
        "Habitants des territoires qui soutiennent, chacun compté une fois",
        {text("code", "Code"), text("nom", "Région"), number("habitants_couverts", "Habitants couverts"),
         number("habitants", "Habitants"), text("part_pourcent", "Part (%)")},
        {}};
    table.rows.push_back({std::string("FR"), std::string("France entière"), coverage.covered,
                          coverage.inhabitants, percent(coverage.covered, coverage.inhabitants)});
    for (RegionCoverage const& region : coverage.regions)
        table.rows.push_back({region.code, region.name, region.covered, region.inhabitants,
                              percent(region.covered, region.inhabitants)});
    return table;
}

FigureTable policies_table(std::vector<PolicyCount> const& policies, char const* what) {
    FigureTable table{
        "politiques",
        "Communes des politiques prioritaires",
        {text("code", "Code"), text("nom", "Politique"), number("communes", "Communes de la liste"),
         number("soutiens", what), text("source", "Source de la liste")},
        {}};
    for (PolicyCount const& policy : policies)
        table.rows.push_back({policy.slug, policy.name, policy.communes, policy.supporting, policy.source});
    return table;
}

FigureTable days_table(std::vector<DayCount> const* contributions, std::vector<DayCount> const& supports) {
    std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>> days;
    if (contributions != nullptr)
        for (DayCount const& one : *contributions) days[one.day].first += one.count;
    for (DayCount const& one : supports) days[one.day].second += one.count;
    FigureTable table{"jours", "Par jour (heure de Paris)", {text("jour", "Jour")}, {}};
    if (contributions != nullptr) table.columns.push_back(number("contributions", "Contributions"));
    table.columns.push_back(number("soutiens", "Soutiens"));
    for (auto const& [day, counts] : days) {
        std::vector<FigureCell> row{iso_day(day)};
        if (contributions != nullptr) row.emplace_back(counts.first);
        row.emplace_back(counts.second);
        table.rows.push_back(std::move(row));
    }
    return table;
}

FigureTable participation_table(char const* key, char const* title, char const* what,
                                std::vector<ParticipationLine> const& lines, auto const& name,
                                bool has_communes) {
    FigureTable table{
        key,
        title,
        {text("code", "Code"), text("nom", what), number("participantes", "Collectivités participantes"),
         number("contributrices", "Dont contributrices"), number("soutenantes", "Dont soutenantes"),
         number("soutiens", "Soutiens")},
        {}};
    if (has_communes) {
        table.columns.push_back(number("communes", "Communes du département"));
        table.columns.push_back(number("communes_silencieuses", "Communes silencieuses"));
    }
    for (ParticipationLine const& line : lines) {
        std::vector<FigureCell> row{line.code,         name(line),      line.participants,
                                    line.contributors, line.supporters, line.supports};
        if (has_communes) {
            row.emplace_back(line.communes);
            row.emplace_back(line.silent);
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

FigureTable summary(std::vector<std::pair<std::string, std::int64_t>> const& lines) {
    FigureTable table{"resume", "Résumé", {text("code", "Code"), number("nombre", "Nombre")}, {}};
    for (auto const& [code, count] : lines) table.rows.push_back({code, count});
    return table;
}

}  // namespace

std::string title_of_kind(std::string_view code) {
    auto const kind = territories::kind_from(code);
    return kind ? std::string(territories::french_plural(*kind)) : std::string("Autres");
}

std::string title_of_size(std::string_view code) {
    auto const size = territories::size_class_from(code);
    return size ? std::string(territories::french(*size)) : std::string("Population non connue");
}

base::Instant noon_of(std::int64_t day) {
    base::Instant const noon{(day * seconds_per_day + seconds_per_day / 2) * 1'000'000};
    return noon;
}

std::string iso_day(std::int64_t day) {
    base::Civil const date = base::civil(noon_of(day));
    return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

FigureTables tables_of(ProposalFigures const& figures) {
    SupportBreakdown const& supports = figures.supports;
    auto const territory = [](Share const& share) {
        return share.name.empty() ? std::string(several_regions) : share.name;
    };
    return {
        summary({{"soutiens_comptes", supports.counted},
                 {"soutiens_en_attente", supports.pending},
                 {"soutiens_ecartes", supports.set_aside},
                 {"habitants_couverts", figures.coverage.covered},
                 {"habitants", figures.coverage.inhabitants}}),
        shares("types", "Soutiens par type de collectivité", "Type", supports.by_kind,
               [](Share const& share) { return title_of_kind(share.code); }),
        shares("tailles", "Soutiens de communes par taille", "Population", supports.by_size,
               [](Share const& share) { return title_of_size(share.code); }),
        shares("regions", "Soutiens par région", "Région", supports.by_region, territory),
        shares("departements", "Soutiens par département", "Département", supports.by_department, territory),
        coverage_table(figures.coverage),
        policies_table(figures.policies, "Communes qui la soutiennent"),
        days_table(nullptr, figures.supports_by_day)};
}

FigureTables tables_of(Participation const& figures) {
    auto const territory = [](ParticipationLine const& line) {
        return line.name.empty() ? std::string(several_regions) : line.name;
    };
    return {summary({{"contributions", figures.contributions},
                     {"propositions", figures.proposals},
                     {"soutiens_comptes", figures.all.supports},
                     {"soutiens_en_attente", figures.pending},
                     {"soutiens_ecartes", figures.set_aside},
                     {"collectivites_participantes", figures.all.participants},
                     {"collectivites_contributrices", figures.all.contributors},
                     {"collectivites_soutenantes", figures.all.supporters},
                     {"partenaires_contributeurs", figures.partners},
                     {"habitants_couverts", figures.coverage.covered},
                     {"habitants", figures.coverage.inhabitants}}),
            participation_table(
                "types", "Participation par type de collectivité", "Type", figures.by_kind,
                [](ParticipationLine const& line) { return title_of_kind(line.code); }, false),
            participation_table(
                "tailles", "Participation des communes par taille", "Population", figures.by_size,
                [](ParticipationLine const& line) { return title_of_size(line.code); }, false),
            participation_table("regions", "Participation par région", "Région", figures.by_region, territory,
                                false),
            participation_table("departements", "Participation par département", "Département",
                                figures.by_department, territory, true),
            coverage_table(figures.coverage),
            policies_table(figures.policies, "Communes qui soutiennent au moins une proposition"),
            days_table(&figures.contributions_by_day, figures.supports_by_day)};
}

FigureTable const* table_of(FigureTables const& tables, std::string_view key) {
    for (FigureTable const& table : tables)
        if (table.key == key) return &table;
    return nullptr;
}

std::string csv_of(FigureTable const& table, base::Instant at, bool is_demo) {
    std::string const instant = base::iso8601(at);
    auto const line = [&](std::vector<std::string> const& cells) {
        std::vector<std::string_view> const views(cells.begin(), cells.end());
        return base::csv_row(views);
    };
    std::vector<std::string> header;
    for (FigureColumn const& column : table.columns) header.push_back(column.key);
    header.emplace_back("arrete_au");
    if (is_demo) header.emplace_back("demonstration");
    std::string csv = line(header);
    for (std::vector<FigureCell> const& row : table.rows) {
        std::vector<std::string> cells;
        for (FigureCell const& cell : row)
            cells.push_back(std::holds_alternative<std::string>(cell)
                                ? std::get<std::string>(cell)
                                : std::to_string(std::get<std::int64_t>(cell)));
        cells.push_back(instant);
        if (is_demo) cells.emplace_back("actes inventés");
        csv += line(cells);
    }
    return csv;
}

void put_tables(web::Json& json, FigureTables const& tables) {
    for (FigureTable const& table : tables) {
        json.key(table.key).array();
        for (std::vector<FigureCell> const& row : table.rows) {
            json.object();
            for (std::size_t i = 0; i < row.size(); ++i) {
                json.key(table.columns[i].key);
                if (auto const* const words = std::get_if<std::string>(&row[i]))
                    json.text(*words);
                else
                    json.number(std::get<std::int64_t>(row[i]));
            }
            json.end();
        }
        json.end();
    }
}

}  // namespace consultation
