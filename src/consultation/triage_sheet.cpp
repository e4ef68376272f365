#include "consultation/triage_sheet.hpp"

#include <fmt/format.h>

#include <array>

#include "base/french.hpp"
#include "base/text.hpp"

namespace consultation {
namespace {

using documents::ColumnType;
using documents::SheetCell;

constexpr std::string_view proposals_sheet = "Propositions";
constexpr std::string_view desks_sheet = "Bureaux";
constexpr std::string_view grounds_sheet = "Motifs";

std::vector<SheetCell> cells_of(BenchSheetLine const& one) {
    SheetCell standing;
    if (one.standing.exists()) standing = one.standing.value;
    return {one.reference,
            one.title,
            one.problem,
            one.body_name,
            one.insee_code,
            one.department_code,
            one.profile,
            one.theme_name,
            one.published_at,
            std::string(title_of(one.outcome)),
            one.target,
            one.reason,
            one.assignee_email,
            one.version,
            standing};
}

/// Before what is to be filled in: each with its key in the CSV.
std::vector<documents::ListColumn> given_columns() {
    return {{"reference", std::string(sheet_columns::reference), ColumnType::text, 14},
            {"titre", "Titre", ColumnType::text, 40},
            {"probleme", "Problème", ColumnType::text, 60},
            {"collectivite", "Collectivité ou organisme", ColumnType::text, 28},
            {"insee", "Code Insee", ColumnType::text, 10},
            {"departement", "Département", ColumnType::text, 8},
            {"profil", "Profil", ColumnType::text, 20},
            {"theme", "Thème", ColumnType::text, 20},
            {"publiee_le", "Publiée le", ColumnType::moment, 17},
            {"suite", "Suite actuelle", ColumnType::text, 14},
            {"vers", "Vers", ColumnType::text, 24},
            {"explication", "Explication actuelle", ColumnType::text, 40},
            {"attribuee_a", "Attribuée à", ColumnType::text, 24},
            {"version", std::string(sheet_columns::version), ColumnType::integer, 8},
            {"decision_actuelle", std::string(sheet_columns::standing), ColumnType::integer, 12}};
}

constexpr std::array<std::pair<std::string_view, int>, 5> filled_columns{{{sheet_columns::decision, 18},
                                                                          {sheet_columns::proposals, 24},
                                                                          {sheet_columns::desk, 24},
                                                                          {sheet_columns::ground, 24},
                                                                          {sheet_columns::reason, 60}}};

void add_instructions(documents::Stamp& stamp) {
    auto const say = [&](std::string_view what, std::string words) {
        stamp.more.emplace_back(what, std::move(words));
    };
    say("Mode d’emploi",
        "Dans la feuille «\u00a0Décisions\u00a0», remplissez les cinq dernières colonnes des lignes que vous "
        "décidez. "
        "Laissez vides les autres lignes\u00a0: elles ne changent pas.");
    say(sheet_columns::decision,
        fmt::format("{}, {}, {} ou {}.", word_of(Outcome::grouped), word_of(Outcome::reoriented),
                    word_of(Outcome::rejected), word_of(Outcome::pending)));
    say(sheet_columns::proposals,
        "Pour regrouper\u00a0: une ou plusieurs références de la feuille «\u00a0Propositions\u00a0», "
        "séparées par des "
        "points-virgules. Créez d’abord sur la plateforme une proposition qui manque.");
    say(sheet_columns::desk, "Pour réorienter\u00a0: un nom de la feuille «\u00a0Bureaux\u00a0».");
    say(sheet_columns::ground, "Pour rejeter\u00a0: un motif de la feuille «\u00a0Motifs\u00a0».");
    say(sheet_columns::reason,
        fmt::format(
            "Toujours\u00a0: pourquoi, en {} à {} caractères. Ce texte est public et envoyé à l’auteur.",
            decision_reason_min, base::french_number(static_cast<std::int64_t>(decision_reason_max))));
    say("Envoyer",
        "Sur la plateforme, page «\u00a0Décisions par tableur\u00a0» du tri\u00a0: le fichier est d’abord "
        "essayé, un "
        "rapport "
        "dit ligne par ligne ce qui serait refusé, et rien n’est décidé avant votre accord. Les autres "
        "colonnes sont là pour lire\u202f; ne changez ni la référence, ni la version, ni le numéro de "
        "décision.");
}

}  // namespace

std::string_view word_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::reoriented:
            return "Réorienter";
        case Outcome::rejected:
            return "Rejeter";
        case Outcome::grouped:
            return "Regrouper";
        case Outcome::pending:
            return "Remettre à traiter";
    }
    base::fail("an unknown outcome");
}

std::optional<Outcome> outcome_of_word(std::string_view typed) {
    std::string const key = base::name_key(typed);
    for (auto const& [begins, outcome] :
         {std::pair{"reorient", Outcome::reoriented}, std::pair{"rejet", Outcome::rejected},
          std::pair{"regroup", Outcome::grouped}})
        if (key.starts_with(begins) && key.find(' ') == std::string::npos) return outcome;
    if (key == "remettre a traiter" || key == "a traiter") return Outcome::pending;
    return std::nullopt;
}

std::string write_triage_sheet(db::Reader const& reader, Campaign const& campaign, Choices const& offered,
                               std::vector<ProposalName> const& proposals, ContributionFilter const& filter,
                               documents::Stamp stamp, std::string path) {
    stamp.title = "Tri des contributions – " + campaign.title;
    add_instructions(stamp);
    documents::Workbook book(std::move(path), stamp);
    std::vector<documents::SheetColumn> columns;
    for (documents::ListColumn const& column : given_columns())
        columns.push_back({column.title, column.type, column.width_characters});
    std::size_t const first = columns.size();
    for (auto const& [title, width] : filled_columns)
        columns.push_back({std::string(title), ColumnType::text, width});
    book.sheet("Décisions", columns);
    std::int64_t rows = 0;
    each_bench_line(reader, filter, triage_sheet_rows_max, [&](BenchSheetLine const& one) {
        book.row(cells_of(one));
        ++rows;
    });
    auto const count = [](auto const& all) { return static_cast<std::int64_t>(all.size()); };
    book.offer(first, rows,
               {std::string(word_of(Outcome::grouped)), std::string(word_of(Outcome::reoriented)),
                std::string(word_of(Outcome::rejected)), std::string(word_of(Outcome::pending))});
    book.offer_from(first + 1, rows, proposals_sheet, count(proposals), false);
    book.offer_from(first + 2, rows, desks_sheet, count(offered.desks), true);
    book.offer_from(first + 3, rows, grounds_sheet, count(offered.grounds), true);
    book.sheet(proposals_sheet, {{"Référence", ColumnType::text, 16}, {"Titre", ColumnType::text, 70}});
    for (ProposalName const& one : proposals) book.row({one.reference, one.title});
    book.sheet(desks_sheet, {{"Nom", ColumnType::text, 40}, {"Description", ColumnType::text, 70}});
    for (Desk const& one : offered.desks) book.row({one.name, one.description});
    book.sheet(grounds_sheet, {{"Nom", ColumnType::text, 60}});
    for (Ground const& one : offered.grounds) book.row({one.name});
    return book.finish();
}

std::vector<documents::ListColumn> triage_columns() {
    return given_columns();
}

void put_triage_lines(db::Reader const& reader, ContributionFilter const& filter, web::PutRow const& put) {
    each_bench_line(reader, filter, documents::list_rows_max,
                    [&](BenchSheetLine const& one) { put(cells_of(one)); });
}

}  // namespace consultation
