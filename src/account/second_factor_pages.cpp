// The second factor: put on, given, taken off.
#include "account/second_factor_pages.hpp"

#include "account/forms.hpp"
#include "account/own_account_pages.hpp"
#include "account/pages_factor.hpp"
#include "account/pages_recovery_codes.hpp"
#include "account/qr_code.hpp"
#include "account/signing_in.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "people/second_factor.hpp"
#include "people/second_factor_rows.hpp"
#include "web/dispatcher.hpp"
#include "web/json.hpp"

namespace account {
namespace {

constexpr std::string_view factor_page = "/mon-compte/double-authentification";

std::string own_path(http::Pairs const& values) {
    std::string path = web::safe_return_path(values.get("retour"));
    return path == "/" ? std::string() : path;
}

std::string session(web::Visit const& visit) {
    return std::string(visit.request.cookies.get(web::sign_in_cookie));
}

http::Response factor_page_of(web::Visit& visit, FactorView const& view, int status) {
    web::PageHead head;
    head.title = "Double authentification";
    head.breadcrumbs = {{"Mon compte", "/mon-compte"}, {"Double authentification", ""}};
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::factor(out, view); }, status);
}

/// The page on which it is put on, with the secret that waits.
base::Result<FactorView> setup_view(web::Visit& visit) {
    web::Services const& services = visit.services;
    auto const secret = visit.write([&](db::Tx& tx) {
        return people::begin_factor(tx, services.world, services.people_settings, visit.actor().person);
    });
    if (!secret) return secret.refusal();
    FactorView view;
    if (services.settings.second_factor_required && web::has_role(*visit.who))
        view.required_by =
            "Votre rôle donne accès à ce que d’autres n’ont pas. Activez la double authentification pour "
            "continuer.";
    view.secret = people::base32(*secret, true);
    view.uri = people::otpauth_uri(services.settings.name, visit.who->email, *secret);
    QrCode const code = qr_code_of(view.uri);
    view.qr_size = code.size;
    view.qr_path = code.path;
    view.code =
        own_code_field("Code affiché par l’application", "6 chiffres, qui changent toutes les 30 secondes.");
    return view;
}

http::Response recovery_page(web::Visit& visit, std::vector<std::string> const& codes) {
    std::string const back = own_path(visit.form());
    RecoveryCodesView const view{codes, back.empty() ? std::string(factor_page) : back};
    web::PageHead head;
    head.title = "Vos codes de secours";
    return web::page_of(visit, head, [&](html::Out& out) { pages::recovery_codes(out, view); });
}

OwnFormView give_view(std::string return_path) {
    OwnFormView view;
    view.title = "Double authentification";
    view.sentences = {
        "Ouvrez l’application que vous avez choisie en l’activant, et recopiez le code affiché pour ce "
        "site."};
    view.field =
        own_code_field("Code à 6 chiffres, ou code de secours",
                       "Un code de secours a 8 signes, par exemple K7MP-4QXA. Il ne sert qu’une fois.");
    view.back = {"Je n’ai plus ni l’application ni mes codes de secours", "/contact"};
    view.return_path = std::move(return_path);
    view.action = "/connexion/second-facteur";
    view.button = "Continuer";
    return view;
}

OwnFormView renew_view() {
    OwnFormView view;
    view.title = "Nouveaux codes de secours";
    view.sentences = {"Dix nouveaux codes remplaceront les précédents, qui ne serviront plus."};
    view.field = own_code_field("Code affiché par l’application", "");
    view.action = std::string(factor_page) + "/codes";
    view.button = "Obtenir de nouveaux codes";
    view.back = {"Garder les codes actuels", std::string(factor_page)};
    return view;
}

OwnFormView remove_view(web::Visit const& visit) {
    OwnFormView view;
    view.title = "Retirer la double authentification";
    view.sentences = {
        "Votre compte ne sera plus protégé que par votre boîte aux lettres. Pour changer de téléphone, "
        "retirez-la puis activez-la de nouveau."};
    if (visit.services.settings.second_factor_required && web::has_role(*visit.who))
        view.sentences.push_back(
            "Votre rôle l’exige\u00a0: ses pages vous demanderont de l’activer de nouveau.");
    view.field = own_code_field("Code à 6 chiffres, ou code de secours", "");
    view.action = std::string(factor_page) + "/retrait";
    view.button = "Retirer";
    view.is_warning = true;
    view.back = {"La garder", std::string(factor_page)};
    return view;
}

http::Response refused_form(web::Visit& visit, OwnFormView view, base::Refusal const& refusal) {
    view.hidden = visit.form_fields_again();
    show_errors(view, refusal, {&view.field});
    http::Response response = own_form_page(visit, view, web::status_of(refusal.code));
    if (refusal.retry_after_s > 0) response.header("Retry-After", std::to_string(refusal.retry_after_s));
    return response;
}

http::Response shown_form(web::Visit& visit, OwnFormView view) {
    view.hidden = visit.form_fields();
    return own_form_page(visit, view, 200);
}

}  // namespace

http::Response show_factor(web::Visit& visit) {
    if (!visit.who->has_factor) {
        auto view = setup_view(visit);
        if (!view) return web::redirect(visit, std::string(factor_page));
        FactorView shown = *std::move(view);
        shown.hidden = visit.form_fields();
        shown.return_path = own_path(visit.request.query);
        if (visit.request.query.has("retiree")) shown.notice = "La double authentification est retirée.";
        return factor_page_of(visit, shown, 200);
    }
    FactorView view;
    view.is_active = true;
    auto const factor = people::factor_of(visit.reader(), visit.actor().person);
    if (factor && factor->active_since) view.since = base::french_date(*factor->active_since);
    view.recovery_left = base::french_count(people::recovery_codes_left(visit.reader(), visit.actor().person),
                                            "code de secours", "codes de secours");
    return factor_page_of(visit, view, 200);
}

http::Response post_factor(web::Visit& visit) {
    std::string const code = line_of(visit.form(), "code");
    auto const codes = visit.write([&](db::Tx& tx) {
        return people::activate_factor(tx, visit.services.world, visit.services.people_settings,
                                       visit.actor().person, session(visit), code);
    });
    // The answer holds the codes: a redirection would have to keep them somewhere.
    if (codes) return recovery_page(visit, *codes);
    auto again = setup_view(visit);
    if (!again) return web::redirect(visit, std::string(factor_page));
    FactorView view = *std::move(again);
    view.hidden = visit.form_fields_again();
    view.return_path = own_path(visit.form());
    show_errors(view, codes.refusal(), {&view.code});
    return factor_page_of(visit, view, web::status_of(codes.refusal().code));
}

http::Response show_renew_codes(web::Visit& visit) {
    if (!visit.who->has_factor) return web::redirect(visit, std::string(factor_page));
    return shown_form(visit, renew_view());
}

http::Response post_renew_codes(web::Visit& visit) {
    std::string const code = line_of(visit.form(), "code");
    auto const codes = visit.write([&](db::Tx& tx) {
        return people::renew_recovery_codes(tx, visit.services.world, visit.services.people_settings,
                                            visit.actor().person, session(visit), code);
    });
    return codes ? recovery_page(visit, *codes) : refused_form(visit, renew_view(), codes.refusal());
}

http::Response show_remove_factor(web::Visit& visit) {
    if (!visit.who->has_factor) return web::redirect(visit, std::string(factor_page));
    return shown_form(visit, remove_view(visit));
}

http::Response post_remove_factor(web::Visit& visit) {
    std::string const code = line_of(visit.form(), "code");
    auto const removed = visit.write([&](db::Tx& tx) {
        return people::remove_factor(tx, visit.services.world, visit.services.people_settings,
                                     visit.actor().person, code);
    });
    return removed ? web::redirect(visit, std::string(factor_page) + "?retiree=1")
                   : refused_form(visit, remove_view(visit), removed.refusal());
}

http::Response show_give_factor(web::Visit& visit) {
    std::string const back = own_path(visit.request.query);
    if (!visit.who->has_factor) return web::redirect(visit, back.empty() ? first_page(*visit.who) : back);
    return shown_form(visit, give_view(back));
}

http::Response post_give_factor(web::Visit& visit) {
    std::string const back = own_path(visit.form());
    std::string const code = line_of(visit.form(), "code");
    auto const given = visit.write([&](db::Tx& tx) {
        return people::give_factor(tx, visit.services.world, visit.services.people_settings,
                                   visit.actor().person, session(visit), code);
    });
    if (given) return web::redirect(visit, back.empty() ? first_page(*visit.who) : back);
    return refused_form(visit, give_view(back), given.refusal());
}

std::optional<http::Response> factor_first(web::Visit& visit, std::string_view back) {
    if (!visit.who->has_factor || visit.who->has_fresh_factor(visit.now)) return std::nullopt;
    return web::redirect(visit, "/connexion/second-facteur?retour=" + base::percent_encoded(back));
}

}  // namespace account
