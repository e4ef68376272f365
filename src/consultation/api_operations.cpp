#include "consultation/api_operations.hpp"

#include <fmt/format.h>

#include "consultation/api.hpp"
#include "consultation/figure_tables.hpp"

namespace consultation {
namespace {

using web::Operation;
using web::Parameter;
using web::Schema;
using In = web::Parameter::In;

constexpr char const* consultations = "Consultations";
constexpr char const* supports_group = "Soutenir par programme";

Parameter campaign_slug() {
    return {"slug", In::path, web::text("L’identifiant court de la consultation, comme dans son adresse."),
            "sobriete-services-publics"};
}

Parameter proposal_reference() {
    return {"reference", In::path, web::text("La référence de la proposition."), "P-2026-001"};
}

/// The tables of figures without any act: their keys and columns are all that is wanted.
FigureTables figure_tables(bool of_campaign) {
    return of_campaign ? tables_of(Participation{}) : tables_of(ProposalFigures{});
}

Schema schema_of(DataColumn const& column) {
    std::string const meaning(column.meaning);
    Schema schema;
    switch (column.type) {
        case DataType::text:
            schema = web::text(meaning);
            break;
        case DataType::integer:
            schema = web::integer(meaning);
            break;
        case DataType::boolean:
            schema = web::boolean(meaning);
            break;
        case DataType::instant:
            schema = web::instant(meaning);
            break;
        case DataType::list:
            schema = web::list_of(web::text({}), meaning);
            break;
    }
    return column.may_be_empty ? web::or_null(std::move(schema)) : schema;
}

/// "listSupports", "downloadSupports".
std::string id_of(std::string_view verb, Dataset const& dataset) {
    std::string name(dataset.name);
    name.front() = static_cast<char>(name.front() - 'a' + 'A');
    return std::string(verb) + name;
}

Schema counts() {
    return web::object(
        {{"contributions",
          web::integer("Contributions publiées\u00a0: la somme des quatre états qui suivent.")},
         {"pending", web::integer("À traiter.")},
         {"reoriented", web::integer("Réorientées.")},
         {"rejected", web::integer("Rejetées.")},
         {"grouped", web::integer("Regroupées dans des propositions.")},
         {"proposals", web::integer("Propositions publiées.")},
         {"supports",
          web::integer("Soutiens comptés\u00a0: une collectivité compte une fois par proposition.")},
         {"selected", web::integer("Propositions retenues, une fois les résultats publiés.")}},
        "Les chiffres de la consultation, comptés à l’instant.");
}

std::vector<Parameter> support_parameters() {
    return {
        {"reference", In::path, web::text("La référence de la proposition."), "P-2026-001"},
        {"Idempotency-Key", In::header,
         web::text("Facultatif, 8 à 200 caractères. La même clé rend la même réponse, une seule écriture."),
         "5f0c2a7e-soutien-1"}};
}

Schema support_answer(std::vector<std::string> states, std::string state) {
    return web::object({{"proposal", web::text("La référence de la proposition.")},
                        {"authority", web::text("Le code de la collectivité pour laquelle le jeton agit.")},
                        {"state", web::text(std::move(state), std::move(states))},
                        {"since", web::or_null(web::instant("Depuis quand le soutien est en vigueur."))},
                        {"why", web::text("Ce qui s’est passé, et que faire.")}});
}

Described shared(Operation operation) {
    return std::make_shared<Operation const>(std::move(operation));
}

}  // namespace

Described campaigns_operation() {
    return shared(
        {.id = "listCampaigns",
         .group = consultations,
         .summary = "Les consultations et leurs chiffres",
         .answer = web::list_of(web::object(
             {{"slug", web::text("Identifiant court.")},
              {"title", web::text("Titre.")},
              {"phases", web::list_of(web::object({{"kind", web::text("Ce qu’on y fait.",
                                                                      {"collect", "support", "committee",
                                                                       "interest", "delivery"})},
                                                   {"opens_at", web::instant("Ouverture.")},
                                                   {"closes_at", web::instant("Clôture, exclue.")}}),
                                      "Les phases, dans l’ordre.")},
              {"counts", counts()},
              {"results_published_at",
               web::or_null(web::instant("Publication des résultats\u202f; null avant."))},
              {"demonstration", web::boolean("Présent, et vrai, quand les actes sont inventés."), false}})),
         .example =
             R"([{"slug":"sobriete","title":"Sobriété","phases":[{"kind":"support","opens_at":"2026-04-01T08:00:00Z","closes_at":"2026-05-15T16:00:00Z"}],"counts":{"contributions":476,"pending":12,"reoriented":78,"rejected":4,"grouped":382,"proposals":67,"supports":2150,"selected":0},"results_published_at":null}])"});
}

Described put_support_operation() {
    return shared(
        {.id = "putSupport",
         .group = supports_group,
         .summary = "Soutenir une proposition",
         .description =
             "Pour la collectivité du jeton. Un soutien déjà en vigueur est le même succès. C’est une "
             "expression d’intérêt\u00a0: elle ne vaut ni délibération ni engagement.",
         .parameters = support_parameters(),
         .answer = support_answer({"counted", "pending", "not_counted"},
                                  "counted\u00a0: compté\u202f; pending\u00a0: en attente de la vérification "
                                  "du rattachement\u202f; "
                                  "not_counted\u00a0: non compté, why dit pourquoi."),
         .problems = {401, 403, 404, 409, 422, 429},
         .example =
             R"({"proposal":"P-2026-001","authority":"29134","state":"counted","since":"2026-04-02T08:00:00Z","why":"Compté."})"});
}

Described delete_support_operation() {
    return shared(
        {.id = "deleteSupport",
         .group = supports_group,
         .summary = "Retirer son soutien",
         .description = "Chacun ne retire que le sien. Retirer ce qui n’est pas là est un succès.",
         .parameters = support_parameters(),
         .answer = support_answer(
             {"withdrawn", "counted", "pending", "set_aside"},
             "Ce qui reste du soutien de la collectivité. withdrawn\u00a0: rien\u202f; counted, "
             "pending\u00a0: celui d’une autre personne\u202f; set_aside\u00a0: il est écarté."),
         .problems = {401, 403, 404, 409, 422, 429},
         .example =
             R"({"proposal":"P-2026-001","authority":"29134","state":"withdrawn","since":null,"why":"Votre soutien est retiré."})"});
}

Described list_operation(Dataset const& dataset) {
    std::vector<Schema::Member> members;
    for (DataColumn const& column : dataset.columns)
        members.push_back({std::string(column.name), schema_of(column)});
    Operation operation{.id = id_of("list", dataset),
                        .group = consultations,
                        .summary = fmt::format("{}, par pages", dataset.title),
                        .description = std::string(dataset.line),
                        .parameters = {campaign_slug()},
                        .answer = web::page_of_items(web::object(std::move(members))),
                        .problems = {400, 404}};
    for (DataFilterField const& field : dataset.filters)
        operation.parameters.push_back(
            {std::string(field.name), In::query, web::text(std::string(field.meaning), field.values), {}});
    for (Parameter& one : web::page_parameters(api_per_page_default, api_per_page_max))
        operation.parameters.push_back(std::move(one));
    return shared(std::move(operation));
}

Described file_operation(Dataset const& dataset) {
    return shared({.id = id_of("download", dataset),
                   .group = consultations,
                   .summary = fmt::format("{}, en un fichier CSV", dataset.title),
                   .description = "Les mêmes colonnes, toutes les lignes. Les cellules ne deviennent pas des "
                                  "formules dans un tableur.",
                   .parameters = {campaign_slug()},
                   .content_type = "text/csv",
                   .problems = {404, 429}});
}

Described figures_operation(bool of_campaign) {
    std::vector<Schema::Member> members{{"at", web::instant("L’instant auquel les chiffres sont arrêtés.")}};
    for (FigureTable const& table : figure_tables(of_campaign)) {
        std::vector<Schema::Member> columns;
        for (FigureColumn const& column : table.columns)
            columns.push_back(
                {column.key, column.is_number ? web::integer(column.title) : web::text(column.title)});
        members.push_back({table.key, web::list_of(web::object(std::move(columns)), table.title)});
    }
    members.push_back(
        {"demonstration", web::boolean("Présent, et vrai, quand les actes sont inventés."), false});
    return shared(
        {.id = of_campaign ? "getCampaignFigures" : "getProposalFigures",
         .group = consultations,
         .summary = of_campaign ? "Les indicateurs d’une consultation" : "Les indicateurs d’une proposition",
         .parameters = {of_campaign ? campaign_slug() : proposal_reference()},
         .answer = web::object(std::move(members)),
         .problems = {404, 429}});
}

Described figures_file_operation(bool of_campaign) {
    std::vector<std::string> files;
    for (FigureTable const& table : figure_tables(of_campaign)) files.push_back(table.key + ".csv");
    return shared({.id = of_campaign ? "downloadCampaignFigures" : "downloadProposalFigures",
                   .group = consultations,
                   .summary = of_campaign ? "Un tableau d’indicateurs d’une consultation, en CSV"
                                          : "Un tableau d’indicateurs d’une proposition, en CSV",
                   .parameters = {of_campaign ? campaign_slug() : proposal_reference(),
                                  {"file", In::path, web::text("Le tableau.", files), files.front()}},
                   .content_type = "text/csv",
                   .problems = {404, 429}});
}

}  // namespace consultation
