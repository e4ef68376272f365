#include "site/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/settings.hpp"
#include "site/help.hpp"
#include "site/pages_plan.hpp"
#include "site/views.hpp"
#include "web/frame.hpp"

namespace site {
namespace {

constexpr base::Duration security_text_valid = base::Duration::days(180);
constexpr std::size_t campaigns_listed_max = 200;  // a site map is read, or crawled, whole

constexpr std::string_view consult = "Consultations";
constexpr std::string_view take_part = "Participer";
constexpr std::string_view data = "Données";
constexpr std::string_view about = "À propos de ce site";

constexpr std::array planned{
    PlannedPage{"/", consult, "Accueil"},
    PlannedPage{"/campagnes", consult, "Toutes les consultations"},
    PlannedPage{"/collectivites", consult, "Collectivités"},
    PlannedPage{"/recherche", consult, "Recherche"},
    PlannedPage{"/connexion", take_part, "Se connecter"},
    PlannedPage{"/soutenir", take_part, ""},
    PlannedPage{"/connexion/code", take_part, ""},
    PlannedPage{"/connexion/adresse", take_part, ""},
    PlannedPage{"/connexion/compte-supprime", take_part, ""},
    PlannedPage{"/suivre", take_part, ""},
    PlannedPage{"/contact", take_part, "Contact"},
    PlannedPage{"/contact/envoye", take_part, ""},
    PlannedPage{"/aide", take_part, "Aide"},
    PlannedPage{"/donnees-ouvertes", data, "Données ouvertes"},
    PlannedPage{"/donnees-ouvertes/dictionnaire", data, "Dictionnaire des données"},
    PlannedPage{"/donnees-ouvertes/dictionnaire.csv", data, ""},
    PlannedPage{"/donnees-ouvertes/dictionnaire.json", data, ""},
    PlannedPage{"/donnees-ouvertes/api", data, "Interface de programmation (API)"},
    PlannedPage{"/sources", data, "Sources et licences"},
    PlannedPage{"/journal/tetes", data, "Têtes signées du journal"},
    PlannedPage{"/journal/coherence", data, "Comparer deux têtes du journal"},
    PlannedPage{"/mentions-legales", about, "Mentions légales"},
    PlannedPage{"/conditions-d-utilisation", about, "Conditions d’utilisation"},
    PlannedPage{"/donnees-personnelles", about, "Données personnelles"},
    PlannedPage{"/donnees-personnelles/durees", about, "Durées de conservation"},
    PlannedPage{"/accessibilite", about, "Accessibilité"},
    PlannedPage{"/accessibilite/criteres", about, "Accessibilité, critère par critère"},
    PlannedPage{"/plan-du-site", about, "Plan du site"},
};

std::vector<consultation::Campaign> campaigns_of(web::Visit& visit) {
    auto campaigns = consultation::campaigns(visit.reader());
    if (campaigns.size() > campaigns_listed_max) campaigns.resize(campaigns_listed_max);
    for (consultation::Campaign const& campaign : campaigns)
        if (auto const boundary = campaign.next_boundary(visit.now)) visit.true_until(*boundary);
    return campaigns;
}

std::vector<html::Link> links_of(consultation::Campaign const& campaign) {
    std::string const address = consultation::address_of_campaign(campaign.slug);
    std::vector<html::Link> links{{"Présentation", address},
                                  {"Règles", address + "/regles"},
                                  {"Contributions", address + "/contributions"},
                                  {"Propositions", address + "/propositions"},
                                  {"Participation en chiffres", address + "/chiffres"}};
    if (campaign.has_results())
        links.push_back({"Résultats", consultation::address_of_results(campaign.slug)});
    return links;
}

http::Response plan_page(web::Visit& visit, std::vector<std::string> const& public_pages) {
    PlanView view;
    for (std::string_view const group : {consult, take_part, data, about}) {
        LinkGroup links{std::string(group), {}, false};
        for (std::string const& path : public_pages)
            if (PlannedPage const* page = planned_page(path);
                page && page->group == group && !page->title.empty())
                links.links.push_back({std::string(page->title), path});
        if (group == take_part)
            for (HelpRole const& role : help_roles())
                links.links.push_back({role.title, "/aide/" + role.slug});
        view.groups.push_back(std::move(links));
        if (group == consult)
            for (consultation::Campaign const& campaign : campaigns_of(visit))
                view.groups.push_back({campaign.title, links_of(campaign), true});
    }
    return web::page_of(visit,
                        {.title = "Plan du site", .breadcrumbs = {{"Accueil", "/"}, {"Plan du site", ""}}},
                        [&](html::Out& out) { pages::plan(out, view); });
}

http::Response sitemap_file(web::Visit& visit, std::vector<std::string> const& public_pages) {
    std::string text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset "
        "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
    // Addresses of ours hold no character that XML would have escaped: slugs are letters, digits and hyphens.
    auto const add = [&](std::string_view path) {
        text += fmt::format("<url><loc>{}{}</loc></url>\n", visit.services.settings.origin, path);
    };
    for (std::string const& path : public_pages)
        if (PlannedPage const* page = planned_page(path);
            page && !page->title.empty() && path != "/recherche")
            add(path);
    for (HelpRole const& role : help_roles()) add("/aide/" + role.slug);
    for (consultation::Campaign const& campaign : campaigns_of(visit))
        for (html::Link const& link : links_of(campaign)) add(link.href);
    text += "</urlset>\n";
    http::Response response;
    response.content_type = "application/xml; charset=utf-8";
    response.body = std::move(text);
    return response;
}

http::Response robots_file(web::Visit& visit) {
    web::SiteSettings const& site = visit.services.settings;
    // A demonstration names real authorities and invents what they say: nothing of it is to be found by a
    // search.
    if (site.is_demo) return http::text(200, "User-agent: *\nDisallow: /\n");
    return http::text(
        200, fmt::format("User-agent: *\nDisallow: /connexion\nDisallow: /mon-compte\nDisallow: /operateur\n"
                         "Disallow: /recherche\nDisallow: /soutenir\n\nSitemap: {}/sitemap.xml\n",
                         site.origin));
}

http::Response security_file(web::Visit& visit) {
    visit.true_until(visit.now + base::Duration::days(1));  // its date moves on
    return http::text(200, security_text(visit.services.settings, visit.now));
}

}  // namespace

PlannedPage const* planned_page(std::string_view path) {
    auto const found = std::find_if(planned.begin(), planned.end(),
                                    [&](PlannedPage const& page) { return page.path == path; });
    return found == planned.end() ? nullptr : &*found;
}

std::string security_text(web::SiteSettings const& settings, base::Instant now) {
    std::string const& contact = settings.identity.security_contact.empty()
                                     ? settings.contact_email
                                     : settings.identity.security_contact;
    return fmt::format(
        "Contact: mailto:{}\nExpires: {}\nPreferred-Languages: fr, en\nCanonical: "
        "{}/.well-known/security.txt\n",
        contact, base::iso8601(now + security_text_valid), settings.origin);
}

web::Routes plan_routes(std::vector<std::string> public_pages) {
    using enum http::Method;
    using enum web::Policy;
    return {{get,
             "/plan-du-site",
             public_page,
             [public_pages](web::Visit& visit) { return plan_page(visit, public_pages); },
             {}},
            {get,
             "/sitemap.xml",
             public_page,
             [public_pages](web::Visit& visit) { return sitemap_file(visit, public_pages); },
             {}},
            {get, "/robots.txt", public_page, robots_file, {}},
            {get, "/.well-known/security.txt", public_page, security_file, {}}};
}

}  // namespace site
