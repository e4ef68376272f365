// The register of authorities as JSON: the suggestions under a field, and anybody's software.
#include "account/api.hpp"

#include <fmt/format.h>

#include "account/forms.hpp"
#include "base/text.hpp"
#include "territories/lookup.hpp"
#include "web/json.hpp"

namespace account {
namespace {

constexpr int per_page_default = 20;

base::Refusal bad_parameter(std::string name, std::string why) {
    return base::refuse_field(std::move(name), std::move(why));
}

/// Two numbers with a point between, as find_authorities writes them.
bool is_cursor(std::string_view text) {
    auto const parts = base::split(text, '.');
    return parts.size() == 2 && base::parse_int(parts[0]) && base::parse_int(parts[1]);
}

base::Result<territories::AuthoritySearch> asked(http::Pairs const& query) {
    territories::AuthoritySearch search;
    search.limit = per_page_default;
    search.text = base::tidied_line(query.get("q")).value_or("");
    if (search.text.size() > territories::AuthoritySearch::text_bytes_max)
        return bad_parameter(
            "q", fmt::format("q a {} octets au plus.", territories::AuthoritySearch::text_bytes_max));
    search.is_in_force_only = search.text.empty();
    if (std::string_view const kind = query.get("kind"); !kind.empty()) {
        search.kind = territories::kind_from(kind);
        if (!search.kind)
            return bad_parameter(
                "kind", "kind n’est pas une sorte de collectivité\u00a0: la description OpenAPI les dit.");
        search.is_in_force_only =
            search.is_in_force_only && *search.kind != territories::Kind::former_commune;
    }
    if (auto const per_page = query.find("per_page")) {
        auto const number = positive_number(*per_page);
        if (!number || *number > territories::AuthoritySearch::limit_max)
            return bad_parameter("per_page", fmt::format("per_page est un nombre entier de 1 à {}.",
                                                         territories::AuthoritySearch::limit_max));
        search.limit = static_cast<int>(*number);
    }
    search.after = query.get("after");
    if (!search.after.empty() && !is_cursor(search.after))
        return bad_parameter("after",
                             "after n’est pas un curseur de cette liste\u00a0: reprenez la valeur de next de "
                             "la page précédente, telle quelle.");
    return search;
}

void write_item(web::Json& json, territories::Authority const& one) {
    json.object();
    json.key("id").number(one.id.value);
    json.key("reference").text(one.reference);
    json.key("code").text(one.reference);  // what a form sends back; also for people, beside homonyms
    json.key("name").text(one.name);
    json.key("long_name").text(one.long_name);
    json.key("label").text(territories::label(one));
    json.key("kind").text(territories::code(one.kind));
    json.key("departement").maybe_text(one.department_name);
    json.key("population");
    if (one.population)
        json.number(*one.population);
    else
        json.null();
    json.key("in_force").boolean(one.is_in_force);
    json.end();
}

}  // namespace

http::Response authorities_api(web::Visit& visit) {
    auto const search = asked(visit.request.query);
    if (!search) return web::problem(400, {}, search.refusal().message);
    territories::AuthorityPage const page = territories::find_authorities(visit.reader(), *search);
    std::int64_t const total = territories::count_authorities(visit.reader(), *search);
    web::Json json;
    json.object();
    json.key("items").array();
    for (territories::Authority const& one : page.authorities) write_item(json, one);
    json.end();
    json.key("total").number(total);
    json.key("next").maybe_text(page.next);
    json.end();
    return web::json_response(json.take());
}

std::shared_ptr<web::Operation const> authorities_operation() {
    using In = web::Parameter::In;
    std::vector<std::string> kinds;
    for (territories::Kind const kind : territories::all_kinds()) kinds.emplace_back(territories::code(kind));
    web::Operation operation{
        .id = "listAuthorities",
        .group = "Référentiel",
        .summary = "Les collectivités, groupements et autres structures publiques",
        .description =
            "Sans q, celles qui existent aujourd’hui\u202f; avec q, aussi les communes fusionnées.",
        .parameters = {{"q", In::query, web::text("Une partie du nom, ou un code."), "locronan"},
                       {"kind", In::query, web::text("La sorte.", kinds), "commune"}},
        .answer = web::page_of_items(
            web::object({{"id", web::integer("Numéro interne, stable.")},
                         {"reference", web::text("Le code qui figure dans les autres listes.")},
                         {"code", web::text("Le même.")},
                         {"name", web::text("Nom.")},
                         {"long_name", web::text("Nom avec sa sorte.")},
                         {"label", web::text("Nom et de quoi le distinguer de ses homonymes.")},
                         {"kind", web::text("La sorte.", kinds)},
                         {"departement", web::or_null(web::text("Nom du département."))},
                         {"population", web::or_null(web::integer("Habitants."))},
                         {"in_force", web::boolean("Faux pour une commune fusionnée depuis.")}})),
        .problems = {400},
        .example = R"json({"items":[{"id":12,"reference":"29134","code":"29134","name":"Locronan",)json"
                   R"json("long_name":"Commune de Locronan","label":"Locronan (Finistère)",)json"
                   R"json("kind":"commune","departement":"Finistère","population":797,"in_force":true}],)json"
                   R"json("total":1,"next":null})json"};
    for (web::Parameter& one :
         web::page_parameters(per_page_default, territories::AuthoritySearch::limit_max))
        operation.parameters.push_back(std::move(one));
    return std::make_shared<web::Operation const>(std::move(operation));
}

}  // namespace account
