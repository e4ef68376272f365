// OpenAPI: what each route under /api/v1 takes and answers, described beside it; the document comes from
// these descriptions alone, so that it cannot speak of a route that is not there (decision 0015).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "web/route.hpp"

namespace web {

/// A JSON value, as far as our answers need one.
struct Schema {
    enum class Kind { text, integer, boolean, instant, list, object };
    struct Member;
    Kind kind = Kind::text;
    std::string description;  // French: the page for people shows it
    bool may_be_null = false;
    std::vector<std::string> values;  // of a text: the closed list it comes from; empty: any
    std::vector<Schema> items;        // of a list: one
    std::vector<Member> members;      // of an object
    std::optional<std::int64_t> minimum, maximum, otherwise;  // of an integer that is asked for
};
struct Schema::Member {
    std::string name;
    Schema schema;
    bool is_always_there = true;
};

Schema text(std::string description, std::vector<std::string> values = {});
Schema integer(std::string description);
Schema boolean(std::string description);
Schema instant(std::string description);
Schema list_of(Schema item, std::string description = {});
Schema object(std::vector<Schema::Member> members, std::string description = {});
Schema or_null(Schema schema);
/// {items, total, next} of a list given by pages, with `demonstration` on such a site.
Schema page_of_items(Schema item);

struct Parameter {
    enum class In { path, query, header };
    std::string name;
    In in = In::query;
    Schema schema;
    std::string example;
};
/// per_page (1 to `per_page_max`) and after.
std::vector<Parameter> page_parameters(int per_page_default, int per_page_max);

/// One route of the API.
struct Operation {
    std::string id;       // "listSupports": the name that generated programs give it
    std::string group;    // French
    std::string summary;  // French, a few words
    std::string description = {};
    std::vector<Parameter> parameters = {};
    Schema answer = {};  // of the status 200, when it is JSON
    std::string content_type = "application/json";
    std::vector<int> problems = {};  // other statuses, as application/problem+json
    std::string example = {};        // JSON text of an answer; empty: none
};

inline constexpr std::string_view api_prefix = "/api/v1/";

/// The OpenAPI 3.1 document of the routes below /api/v1/, as JSON text. Throws Fault when one has no
/// description, two have the same id, or a {name} of its pattern is no parameter of it.
std::string openapi_document(Routes const& routes, SiteSettings const& settings);

}  // namespace web
