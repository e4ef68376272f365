#include "web/frame.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "base/text.hpp"
#include "territories/in_sentence.hpp"
#include "web/frame_view.hpp"
#include "web/json.hpp"
#include "web/page_before.hpp"
#include "web/pages_frame.hpp"
#include "web/pages_refusal.hpp"

namespace web {
namespace {

struct ErrorWords {
    std::string title;
    std::string message;
    std::string advice;
};

/// What the server says of errors that it finds itself, and of those without words of their own.
ErrorWords words_of(int status) {
    switch (status) {
        case 400:
            return {"Demande mal formée",
                    "Votre navigateur a envoyé une demande que nous ne savons pas lire.",
                    "Revenez à la page précédente et recommencez."};
        case 401:
            return {"Connexion nécessaire", "Cette page demande d’être connecté.",
                    "Connectez-vous, puis recommencez."};
        case 403:
            return {"Accès refusé", "Vous n’avez pas le droit de faire cela.", ""};
        case 404:
            return {"Page introuvable", "Cette adresse ne mène à rien, ou à une page qui n’est pas publique.",
                    "Vérifiez l’adresse, ou cherchez ci-dessous."};
        case 405:
            return {"Action non prévue", "Cette adresse existe, mais pas pour cette action.", ""};
        case 408:
            return {"Demande trop lente", "Votre demande n’est pas arrivée en entier à temps.",
                    "Rien n’a été enregistré. Recommencez."};
        case 413:
            return {"Envoi trop volumineux",
                    "Ce que vous avez envoyé dépasse la taille ou le nombre acceptés.",
                    "Rien n’a été enregistré. Revenez à la page précédente (bouton «\u00a0Précédent\u00a0» "
                    "de votre "
                    "navigateur)\u00a0: les limites y sont dites. "
                    "Réduisez le texte, ou choisissez des fichiers plus petits ou moins nombreux."};
        case 414:
            return {"Adresse trop longue", "L’adresse demandée dépasse la longueur acceptée.", ""};
        case 415:
            return {"Fichier non attendu", "Cette page ne reçoit pas de fichiers.",
                    "Rien n’a été enregistré. Revenez à la page précédente et recommencez."};
        case 421:
            return {"Adresse inconnue", "Ce serveur ne répond pas à ce nom.", ""};
        case 429:
            return {"Trop de demandes", "Trop de demandes en peu de temps.",
                    "Attendez un peu avant de recommencer."};
        case 431:
            return {"Demande trop volumineuse", "Les en-têtes envoyés par votre navigateur sont trop longs.",
                    "Effacez les cookies de ce site et recommencez."};
        case 507:
            return {"Plus de place pour votre fichier",
                    "Le serveur n’a plus assez de place pour recevoir votre fichier.",
                    "Rien n’a été enregistré. Réessayez plus tard, et prévenez-nous si cela dure."};
        case 503:
            return {
                "Service momentanément saturé",
                "Trop de demandes arrivent en même temps\u00a0: la vôtre n’a pas été traitée et rien n’a été "
                "enregistré.",
                "Réessayez dans quelques secondes."};
        default:
            return {"Erreur", "Une erreur est survenue.", ""};
    }
}

FrameView frame_for(SiteSettings const& settings, Assets const& assets) {
    FrameView view;
    view.site_name = settings.name;
    view.tagline = settings.tagline;
    view.operator_name = settings.operator_name;
    view.is_demo = settings.is_demo;
    view.stylesheet = assets.address("tremplin.css");
    view.script = assets.address("tremplin.js");
    view.icon = assets.address("favicon.svg");
    view.brand_sheet = assets.address("brand.css");
    view.logo = assets.address("logo.png");
    view.logo_alt = settings.look.logo_alt;
    view.logo_width = settings.look.logo_width;
    view.logo_height = settings.look.logo_height;
    view.footer = {{"Aide", "/aide"},
                   {"Contact", "/contact"},
                   {"Plan du site", "/plan-du-site"},
                   {"Mentions légales", "/mentions-legales"},
                   {"Données personnelles", "/donnees-personnelles"},
                   {"Accessibilité\u00a0: " + settings.accessibility, "/accessibilite"},
                   {"Données ouvertes", "/donnees-ouvertes"}};
    for (FooterLink const& link : settings.footer_links) view.footer.push_back({link.label, link.href});
    return view;
}

std::vector<NavigationEntry> navigation_at(std::string_view section) {
    std::vector<NavigationEntry> entries{{"Accueil", "/"},
                                         {"Consultations", "/campagnes"},
                                         {"Collectivités", "/collectivites"},
                                         {"Données ouvertes", "/donnees-ouvertes"},
                                         {"Recherche", "/recherche"}};
    for (NavigationEntry& entry : entries) entry.is_current = !section.empty() && entry.href == section;
    return entries;
}

/// What the operator says above this page; the cache drops it at the next instant that changes that.
std::vector<ShownNotice> notices_on(Visit& visit, PageHead const& head) {
    std::vector<ShownNotice> shown;
    if (visit.services.notices == nullptr) return shown;
    auto const known = visit.services.notices->at(
        visit.data_version, [&]() -> db::Reader const& { return visit.reader(); }, visit.now);
    std::vector<std::string> ways_up{head.back.href};
    for (html::Link const& link : head.breadcrumbs) ways_up.push_back(link.href);
    for (Notice const& notice : *known) {
        if (!concerns(notice.scope, visit.request.path, ways_up)) continue;
        visit.true_until(notice.from);
        visit.true_until(notice.until);
        if (notice.stands_at(visit.now))
            shown.push_back(
                {notice.is_incident ? "Incident" : "Information", notice.text, notice.is_incident});
    }
    return shown;
}

std::string rendered(FrameView const& view) {
    html::Out out(16 * 1024);
    pages::frame(out, view);
    return std::move(out).text();
}

}  // namespace

http::Response page(Visit& visit, PageHead const& head, html::Html content, int status) {
    FrameView view = frame_for(visit.services.settings, visit.services.assets);
    view.title = fmt::format(
        "{}{} – {}", head.has_errors ? "Erreur\u00a0: " : "", head.title,
        visit.services.settings.short_name.empty() ? view.site_name : visit.services.settings.short_name);
    view.description = head.description;
    view.is_wide = head.is_wide;
    view.navigation = navigation_at(head.section);
    view.breadcrumbs = head.breadcrumbs;
    view.back = head.back;
    view.content = std::move(content);
    view.preview_title = visit.preview_title();
    view.preview_href = visit.preview_href();
    view.notices = notices_on(visit, head);
    if (visit.who) {
        view.email = visit.who->email;
        if (people::AffiliationLine const* const acting = visit.who->acting())
            view.acting_for = territories::in_sentence(acting->body_name);
        view.is_pending = !visit.who->actor.verified;
        // Also before the second factor is on: the pages behind the link ask for it.
        auto const has = [&](people::Role role) {
            return std::ranges::any_of(visit.who->roles, [&](auto const& one) { return one.role == role; });
        };
        view.is_auditor = has(people::Role::auditor) && !has(people::Role::operator_);
        view.is_operator = view.is_auditor || has(people::Role::operator_);
        view.is_relay = has(people::Role::relay);
        view.form_fields = visit.form_fields();
        if (view.is_operator && !head.journal_query.empty())
            view.journal_href = "/operateur/journal?" + head.journal_query;
    }
    http::Response response;
    response.status = status;
    response.body = rendered(view);
    for (http::Cookie const& cookie : visit.cookies) response.cookies.push_back(cookie);
    return response;
}

http::Response refusal_page(Visit& visit, base::Refusal const& refusal) {
    if (visit.request.path.starts_with("/api/")) return problem(refusal);
    int const status = status_of(refusal.code);
    ErrorWords const words = words_of(status);
    std::string const title = status == 422 || status == 409 ? "Ce n’est pas possible" : words.title;
    std::string advice = refusal.advice.empty() ? words.advice : refusal.advice;
    std::string const back = page_before(visit.request, visit.services.settings.origin);
    http::Response response = page_of(
        visit, {title, {}, {}, {}},
        [&](html::Out& out) { pages::refusal(out, title, refusal.message, advice, status == 404, back); },
        status);
    if (refusal.retry_after_s > 0) response.header("Retry-After", std::to_string(refusal.retry_after_s));
    return response;
}

http::Response fault_page(Visit& visit, std::string_view incident) {
    std::string const message =
        fmt::format("Une erreur de notre fait est survenue. Elle porte le numéro {}.", incident);
    if (visit.request.path.starts_with("/api/")) return problem(500, "Erreur interne", message);
    // The visit may be what failed: the page is made without it.
    FrameView view = frame_for(visit.services.settings, visit.services.assets);
    view.title = "Erreur interne – " + view.site_name;
    view.navigation = navigation_at({});
    html::Out out;
    pages::refusal(out, "Erreur interne", message,
                   "Ce que vous demandiez n’a pas été fait, même en partie. Recommencez\u202f; si l’erreur "
                   "revient, écrivez-nous en donnant ce numéro.",
                   false, {});
    view.content = out.take_from(0);
    http::Response response;
    response.status = 500;
    response.body = rendered(view);
    return response;
}

http::Response not_found(Visit& visit) {
    ErrorWords const words = words_of(404);
    base::Refusal refusal = base::refuse(base::RefusalCode::not_found, words.message, words.advice);
    return refusal_page(visit, refusal);
}

http::Response bare_error_page(SiteSettings const& settings, Assets const& assets, int status) {
    FrameView view = frame_for(settings, assets);
    ErrorWords const words = words_of(status);
    view.title = fmt::format("{} – {}", words.title, view.site_name);
    view.navigation = navigation_at({});
    html::Out out;
    pages::refusal(out, words.title, words.message, words.advice, false, {});
    view.content = out.take_from(0);
    http::Response response;
    response.status = status;
    response.body = rendered(view);
    if (status == 503) response.header("Retry-After", "5");
    return response;
}

http::Response redirect(Visit& visit, std::string location) {
    http::Response response = http::see_other(std::move(location));
    for (http::Cookie const& cookie : visit.cookies) response.cookies.push_back(cookie);
    return response;
}

}  // namespace web
