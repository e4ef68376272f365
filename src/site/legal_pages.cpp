// The pages of plain text: contact, legal notice, personal data, accessibility.
#include "site/pages.hpp"
#include "site/pages_accessibility.hpp"
#include "site/pages_contact.hpp"
#include "site/pages_legal.hpp"
#include "site/pages_privacy.hpp"
#include "web/frame.hpp"

namespace site {
namespace {

using Template = void (*)(html::Out&, web::SiteSettings const&);

http::Response text_page(web::Visit& visit, std::string title, Template render) {
    return web::page_of(visit, {.title = title, .breadcrumbs = {{"Accueil", "/"}, {title, ""}}},
                        [&](html::Out& out) { render(out, visit.services.settings); });
}

}  // namespace

http::Response contact_page(web::Visit& visit) {
    return text_page(visit, "Contact", pages::contact);
}
http::Response legal_page(web::Visit& visit) {
    return text_page(visit, "Mentions légales", pages::legal);
}
http::Response privacy_page(web::Visit& visit) {
    return text_page(visit, "Données personnelles", pages::privacy);
}
http::Response accessibility_page(web::Visit& visit) {
    return text_page(visit, "Accessibilité", pages::accessibility);
}

}  // namespace site
