#include "site/room.hpp"

#include "site/pages.hpp"

namespace site {

web::Room room(web::Services const&) {
    using enum http::Method;
    using enum web::Policy;
    return {.name = "site",
            .routes = {
                {get, "/", public_page, home_page, {}},
                {get, "/recherche", public_page, search_page, {}},
                {get, "/collectivites", public_page, authorities_page, {}},
                {get, "/collectivites/{reference}", public_page, authority_page, {}},
                {get, "/contact", public_page, contact_page, {}},
                {get, "/mentions-legales", public_page, legal_page, {}},
                {get, "/donnees-personnelles", public_page, privacy_page, {}},
                {get, "/accessibilite", public_page, accessibility_page, {}},
            }};
}

}  // namespace site
