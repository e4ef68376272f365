// The site map, for people and for search engines; and what machines read at fixed addresses.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "web/route.hpp"

namespace site {

/// A page without parameter: where it stands in the map. Pages that are steps of a form have no title.
struct PlannedPage {
    std::string_view path;
    std::string_view group;
    std::string_view title;  // empty: a step of a form, in no map
};

/// nullptr: nobody said where this page stands; a test of the routes finds it.
PlannedPage const* planned_page(std::string_view path);

/// Routes of the site map, sitemap.xml, robots.txt and security.txt. `public_pages`: the patterns without
/// parameter of every room, this one too.
web::Routes plan_routes(std::vector<std::string> public_pages);

/// RFC 9116: contact, languages, address, and an Expires less than a year ahead.
std::string security_text(web::SiteSettings const& settings, base::Instant now);

}  // namespace site
