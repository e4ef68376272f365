#include "web/openapi.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/check.hpp"
#include "base/text.hpp"
#include "web/json.hpp"

namespace web {
namespace {

constexpr std::string_view openapi_version = "3.1.0";
constexpr std::string_view api_version = "1";
constexpr std::string_view problem_schema = "#/components/schemas/Problem";

std::string_view type_of(Schema::Kind kind) {
    switch (kind) {
        case Schema::Kind::text:
        case Schema::Kind::instant:
            return "string";
        case Schema::Kind::integer:
            return "integer";
        case Schema::Kind::boolean:
            return "boolean";
        case Schema::Kind::list:
            return "array";
        case Schema::Kind::object:
            return "object";
    }
    base::fail("a kind of schema has a type");
}

void put_schema(Json& json, Schema const& schema) {
    json.object().key("type");
    if (schema.may_be_null)
        json.array().text(type_of(schema.kind)).text("null").end();
    else
        json.text(type_of(schema.kind));
    if (schema.kind == Schema::Kind::instant) json.key("format").text("date-time");
    if (!schema.description.empty()) json.key("description").text(schema.description);
    if (schema.minimum) json.key("minimum").number(*schema.minimum);
    if (schema.maximum) json.key("maximum").number(*schema.maximum);
    if (schema.otherwise) json.key("default").number(*schema.otherwise);
    if (!schema.values.empty()) {
        json.key("enum").array();
        for (std::string const& value : schema.values) json.text(value);
        if (schema.may_be_null) json.null();
        json.end();
    }
    if (schema.kind == Schema::Kind::list) {
        base::check(schema.items.size() == 1, "a list says what it holds");
        json.key("items");
        put_schema(json, schema.items.front());
    }
    if (schema.kind == Schema::Kind::object) {
        json.key("required").array();
        for (Schema::Member const& member : schema.members)
            if (member.is_always_there) json.text(member.name);
        json.end().key("properties").object();
        for (Schema::Member const& member : schema.members) {
            json.key(member.name);
            put_schema(json, member.schema);
        }
        json.end();
    }
    json.end();
}

void put_parameter(Json& json, Parameter const& parameter) {
    std::string_view const where = parameter.in == Parameter::In::path    ? "path"
                                   : parameter.in == Parameter::In::query ? "query"
                                                                          : "header";
    json.object().key("name").text(parameter.name).key("in").text(where);
    if (parameter.in == Parameter::In::path) json.key("required").boolean(true);
    json.key("description").text(parameter.schema.description);
    json.key("schema");
    put_schema(json, parameter.schema);
    if (!parameter.example.empty()) {
        json.key("example");
        if (parameter.schema.kind == Schema::Kind::integer)
            json.number(base::parse_int(parameter.example).value());
        else
            json.text(parameter.example);
    }
    json.end();
}

std::string_view meaning_of(int status) {
    switch (status) {
        case 400:
            return "Un paramètre n’est pas valable.";
        case 401:
            return "Le jeton manque, a expiré ou a été retiré.";
        case 403:
            return "La consultation ou la sorte de collectivité ne l’admet pas.";
        case 404:
            return "Ce qui est demandé n’existe pas ou n’est pas publié.";
        case 409:
            return "Trop tard, ou en contradiction avec l’état actuel.";
        case 422:
            return "Le contenu est refusé, ou la clé a déjà servi à autre chose.";
        case 429:
            return "Trop de demandes\u00a0: l’en-tête Retry-After dit quand recommencer.";
        default:
            base::fail("a problem of the API has a meaning");
    }
}

void put_content(Json& json, Operation const& operation) {
    json.key("content").object().key(operation.content_type).object().key("schema");
    if (operation.content_type == "application/json")
        put_schema(json, operation.answer);
    else
        json.object().key("type").text("string").end();
    if (!operation.example.empty()) {
        json.key("example");
        json.raw(operation.example);
    }
    json.end().end();
}

void put_operation(Json& json, Route const& route) {
    Operation const& operation = *route.api;
    json.object().key("operationId").text(operation.id).key("summary").text(operation.summary);
    if (!operation.description.empty()) json.key("description").text(operation.description);
    json.key("tags").array().text(operation.group).end();
    if (route.policy == Policy::api_token)
        json.key("security").array().object().key("token").array().end().end().end();
    json.key("parameters").array();
    for (Parameter const& parameter : operation.parameters) put_parameter(json, parameter);
    json.end().key("responses").object();
    json.key("200").object().key("description").text(operation.summary);
    put_content(json, operation);
    json.end();
    for (int const status : operation.problems) {
        json.key(std::to_string(status)).object().key("description").text(meaning_of(status));
        json.key("content").object().key("application/problem+json").object();
        json.key("schema").object().key("$ref").text(problem_schema).end().end().end().end();
    }
    json.end().end();
}

void check_described(Route const& route) {
    base::check(route.api != nullptr, "a route of the API is described");
    for (std::string_view const part : base::split(route.pattern, '/')) {
        if (!part.starts_with('{')) continue;
        std::string_view const name = part.substr(1, part.find('}') - 1);
        base::check(std::any_of(route.api->parameters.begin(), route.api->parameters.end(),
                                [&](Parameter const& one) {
                                    return one.in == Parameter::In::path && one.name == name;
                                }),
                    "each {name} of an API route's pattern is a parameter");
    }
}

Schema problem() {
    return object(
        {{"type",
          text("Toujours «\u00a0about:blank\u00a0»\u00a0: title et status disent la sorte d’erreur.")},
         {"title", text("La sorte d’erreur, en quelques mots.")},
         {"status", integer("Le code HTTP.")},
         {"detail", text("Ce qui s’est passé, et que faire.")},
         {"errors",
          list_of(object({{"field", text("Le champ.")}, {"detail", text("Ce qu’il a.")}}),
                  "Les champs refusés."),
          false}},
        "Une erreur (RFC 9457).");
}

void put_head(Json& json, SiteSettings const& settings) {
    json.key("openapi").text(openapi_version);
    json.key("info").object();
    json.key("title").text(fmt::format("API de {}", settings.name));
    json.key("version").text(api_version);
    json.key("description")
        .text(
            "Ce que les consultations publient, et les soutiens par des programmes. Instants en UTC, "
            "montants "
            "en centimes d’euro. Des membres pourront s’ajouter aux réponses\u00a0: ignorez ceux que vous ne "
            "connaissez pas.");
    json.key("contact").object().key("email").text(settings.contact_email).end();
    json.key("license").object().key("name").text("Licence Ouverte 2.0").key("identifier").text("etalab-2.0");
    json.end().end();
    json.key("servers").array().object().key("url").text(settings.origin).end().end();
}

}  // namespace

Schema text(std::string description, std::vector<std::string> values) {
    return {Schema::Kind::text, std::move(description), false, std::move(values), {}, {}};
}
Schema integer(std::string description) {
    return {Schema::Kind::integer, std::move(description), false, {}, {}, {}};
}
Schema boolean(std::string description) {
    return {Schema::Kind::boolean, std::move(description), false, {}, {}, {}};
}
Schema instant(std::string description) {
    return {Schema::Kind::instant, std::move(description), false, {}, {}, {}};
}
Schema list_of(Schema item, std::string description) {
    return {Schema::Kind::list, std::move(description), false, {}, {std::move(item)}, {}};
}
Schema object(std::vector<Schema::Member> members, std::string description) {
    return {Schema::Kind::object, std::move(description), false, {}, {}, std::move(members)};
}
Schema or_null(Schema schema) {
    schema.may_be_null = true;
    return schema;
}

Schema page_of_items(Schema item) {
    return object({{"items", list_of(std::move(item))},
                   {"total", integer("Nombre de lignes de toute la liste.")},
                   {"next", or_null(text("À donner dans after pour la suite\u202f; null à la fin."))},
                   {"demonstration", boolean("Présent, et vrai, quand les actes sont inventés."), false}});
}

std::vector<Parameter> page_parameters(int per_page_default, int per_page_max) {
    Schema per_page = integer(
        fmt::format("Lignes par page, de 1 à {}\u202f; {} par défaut.", per_page_max, per_page_default));
    per_page.minimum = 1;
    per_page.maximum = per_page_max;
    per_page.otherwise = per_page_default;
    return {
        {"per_page", Parameter::In::query, std::move(per_page), "50"},
        {"after", Parameter::In::query, text("La valeur de next de la page précédente, telle quelle."), {}}};
}

std::string openapi_document(Routes const& routes, SiteSettings const& settings) {
    std::map<std::string, std::vector<Route const*>> by_path;
    std::set<std::string> ids;
    for (Route const& route : routes) {
        if (!route.pattern.starts_with(api_prefix)) continue;
        check_described(route);
        base::check(ids.insert(route.api->id).second, "an operation's id is its own");
        by_path[route.pattern].push_back(&route);
    }
    Json json;
    json.object();
    put_head(json, settings);
    json.key("paths").object();
    for (auto const& [path, operations] : by_path) {
        json.key(path).object();
        for (Route const* const route : operations) {
            std::string method(http::name_of(route->method));
            for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
            json.key(method);
            put_operation(json, *route);
        }
        json.end();
    }
    json.end().key("components").object();
    json.key("schemas").object().key("Problem");
    put_schema(json, problem());
    json.end().key("securitySchemes").object().key("token").object();
    json.key("type").text("http").key("scheme").text("bearer");
    json.key("description").text("Un jeton personnel, créé sur la page «\u00a0Mon compte\u00a0».");
    json.end().end().end().end();
    return json.take();
}

}  // namespace web
