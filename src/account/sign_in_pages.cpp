// The pages of signing in. Known and unknown addresses get the same pages, the same mails and the same
// statuses.
#include "account/sign_in_pages.hpp"

#include "account/forms.hpp"
#include "account/pages_address.hpp"
#include "account/pages_code.hpp"
#include "account/pages_link.hpp"
#include "account/pages_sign_in.hpp"
#include "account/pages_stopped.hpp"
#include "account/signing_in.hpp"
#include "base/text.hpp"
#include "people/email_hint.hpp"
#include "people/sign_in_rows.hpp"
#include "web/json.hpp"

namespace account {
namespace {

constexpr std::string_view resent_mark = "envoye=1";

html::Field email_field(std::string value) {
    html::Field email = field("email", "Votre adresse e-mail", std::move(value));
    email.hint =
        "De préférence celle de votre collectivité, par exemple mairie@exemple.fr. Une adresse personnelle "
        "convient aussi.";
    email.type = "email";
    email.autocomplete = "email";
    return email;
}

html::Field code_field(std::string value) {
    html::Field code = field("code", "Code à 6 chiffres", std::move(value));
    code.hint = "Il est valable 30 minutes.";
    code.autocomplete = "one-time-code";
    code.inputmode = "numeric";
    code.width_characters = 10;
    return code;
}

std::string return_path_of(http::Pairs const& values) {
    std::string path = web::safe_return_path(values.get("retour"));
    return path == "/" ? std::string() : path;
}

std::string_view under_way(web::Visit const& visit) {
    return visit.request.cookies.get(under_way_cookie);
}

std::optional<people::SignInRequest> request_of(web::Visit& visit) {
    std::string_view const token = under_way(visit);
    if (token.empty()) return std::nullopt;
    return people::look_up_request(visit.reader(), token);
}

SignInView sign_in_view(web::Visit const& visit, Shown const& shown, std::string email,
                        std::string return_path) {
    SignInView view;
    view.email = email_field(std::move(email));
    view.return_path = std::move(return_path);
    if (visit.services.settings.is_demo)
        for (DemoAccount const& account : shown.demo_accounts)
            view.demo_accounts.push_back({account.key, account.label, account.description});
    return view;
}

/// Why a page sent somebody here; nothing when they came by themselves.
std::string why_sign_in(http::Pairs const& query, std::string const& return_path) {
    if (query.get("envoi") == "garde")
        return "Votre connexion s’était fermée. Ce que vous avez saisi est gardé 24 heures, pour vous "
               "seul\u00a0: "
               "connectez-vous avec la même adresse pour le relire et l’envoyer.";
    if (query.get("envoi") == "trop-long")
        return "Votre connexion s’était fermée, et ce que vous avez saisi est trop long pour être "
               "gardé\u00a0: ce "
               "n’est pas enregistré. Le bouton «\u00a0Précédent\u00a0» de votre navigateur vous le "
               "rend\u202f; "
               "copiez-le avant de vous connecter. Vous reviendrez ensuite à la même page.";
    if (query.get("envoi") == "perdu")
        return "Vous n’étiez plus connecté\u00a0: ce que vous veniez d’envoyer n’est pas enregistré. Si "
               "c’était un texte, le bouton «\u00a0Précédent\u00a0» de votre navigateur vous le rend\u202f; "
               "copiez-le avant de vous connecter. Vous reviendrez ensuite à la même page.";
    if (!return_path.empty())
        return "Connectez-vous pour continuer\u00a0: vous reviendrez ensuite à la page demandée.";
    return {};
}

http::Response sign_in_page(web::Visit& visit, SignInView const& view, int status) {
    web::PageHead head;
    head.title = "Se connecter";
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::sign_in(out, view); }, status);
}

/// Nothing goes on in this browser, or what went on cannot.
http::Response stopped_page(web::Visit& visit, base::Refusal const& refusal, html::Link const& next) {
    StoppedView const view{"Connexion impossible", refusal.message, refusal.advice, next};
    web::PageHead head;
    head.title = view.title;
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::stopped(out, view); }, web::status_of(refusal.code));
}

http::Response no_request_page(web::Visit& visit) {
    return stopped_page(
        visit,
        base::refuse(base::RefusalCode::not_found, "Aucune connexion n’est en cours dans ce navigateur.",
                     "Le code se saisit dans le navigateur où vous avez indiqué votre adresse, cookies "
                     "acceptés. Ailleurs, "
                     "suivez le lien du message reçu."),
        {"Recommencer la connexion", "/connexion"});
}

/// The page of the code as the request now is.
CodeView code_view(web::Visit& visit, people::SignInRequest const& request) {
    people::RequestState const state = people::state_of(request, visit.now);
    CodeView view;
    view.email = request.email;
    view.purpose = request.purpose;
    view.is_demo = visit.services.settings.is_demo;
    view.code = code_field({});
    view.is_open = state == people::RequestState::waiting;
    view.may_resend = state != people::RequestState::used;
    view.was_resent = view.is_open && visit.request.query.has("envoye");
    view.title = "Saisissez votre code";
    if (view.is_open) {
        view.suggested =
            people::suggested_address(visit.reader(), request.email, request.authority).value_or("");
        return view;
    }
    base::Refusal const refusal = people::refusal_of(state);
    view.title =
        state == people::RequestState::used ? "Cette connexion a déjà servi" : "Il vous faut un nouveau code";
    view.message = refusal.message;
    view.advice = refusal.advice;
    return view;
}

http::Response code_page_of(web::Visit& visit, CodeView const& view, int status) {
    web::PageHead head;
    head.title = view.title;
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::code(out, view); }, status);
}

/// The page of the code again, with what was refused.
http::Response code_refused(web::Visit& visit, base::Refusal const& refusal) {
    auto const request = request_of(visit);
    if (!request) return no_request_page(visit);
    CodeView view = code_view(visit, *request);
    view.hidden = visit.form_fields_again();
    // A page that takes no code any more says why itself; a limit on mails is news to it.
    if (view.is_open || refusal.retry_after_s > 0) show_errors(view, refusal, {&view.code});
    http::Response response = code_page_of(visit, view, web::status_of(refusal.code));
    if (refusal.retry_after_s > 0) response.header("Retry-After", std::to_string(refusal.retry_after_s));
    return response;
}

http::Response address_page(web::Visit& visit, AddressView const& view, int status) {
    web::PageHead head;
    head.title = "Corriger mon adresse";
    head.back = {"Retour", std::string(code_page)};
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::address(out, view); }, status);
}

std::string resent_page() {
    return std::string(code_page) + "?" + std::string(resent_mark);
}

/// Another mail for the request of this browser, to `address` when it is corrected.
base::Result<people::StartedSignIn> send_again(web::Visit& visit, std::optional<std::string> const& address) {
    if (auto refusal = over_network_limit(visit)) return *std::move(refusal);
    return visit.write([&](db::Tx& tx) {
        web::Services const& services = visit.services;
        return address ? people::correct_address(tx, services.world, services.people_settings,
                                                 under_way(visit), *address)
                       : people::resend_code(tx, services.world, services.people_settings, under_way(visit));
    });
}

http::Response link_stopped(web::Visit& visit, base::Refusal const& refusal) {
    // Where the sign-in started, a new code keeps what was intended.
    bool const is_here = !under_way(visit).empty();
    return stopped_page(visit, refusal,
                        is_here ? html::Link{"Revenir à la connexion en cours", std::string(code_page)}
                                : html::Link{"Se connecter", "/connexion"});
}

base::Refusal unknown_link() {
    return base::refuse(
        base::RefusalCode::not_found,
        "Ce lien ne fonctionne pas\u00a0: un message plus récent l’a remplacé, ou il est incomplet.",
        "Ouvrez le lien du dernier message reçu, ou recommencez la connexion.");
}

}  // namespace

http::Response show_sign_in(web::Visit& visit, Shown const& shown) {
    std::string const return_path = return_path_of(visit.request.query);
    if (visit.who) return web::redirect(visit, return_path.empty() ? "/mon-compte" : return_path);
    SignInView view = sign_in_view(visit, shown, {}, return_path);
    view.note = why_sign_in(visit.request.query, return_path);
    view.hidden = visit.form_fields();
    return sign_in_page(visit, view, 200);
}

http::Response post_sign_in(web::Visit& visit, Shown const& shown) {
    std::string const return_path = return_path_of(visit.form());
    if (visit.who) return web::redirect(visit, return_path.empty() ? "/mon-compte" : return_path);
    std::string const email = line_of(visit.form(), "email");
    auto const next =
        prepare_sign_in(visit, email, {}, {}, go_intent(return_path.empty() ? "/" : return_path));
    if (next) return web::redirect(visit, *next);
    SignInView view = sign_in_view(visit, shown, email, return_path);
    view.hidden = visit.form_fields_again();
    show_errors(view, next.refusal(), {&view.email});
    http::Response response = sign_in_page(visit, view, web::status_of(next.refusal().code));
    if (next.refusal().retry_after_s > 0)
        response.header("Retry-After", std::to_string(next.refusal().retry_after_s));
    return response;
}

http::Response show_code(web::Visit& visit) {
    auto const request = request_of(visit);
    if (!request) return no_request_page(visit);
    CodeView view = code_view(visit, *request);
    view.hidden = visit.form_fields();
    return code_page_of(visit, view, 200);
}

http::Response post_code(web::Visit& visit, Intents const& intents) {
    if (under_way(visit).empty()) return no_request_page(visit);
    std::string const code = line_of(visit.form(), "code");
    auto const signed_in = signed_in_by(visit, [&](db::Tx& tx) {
        return people::enter_code(tx, visit.services.world, under_way(visit), code,
                                  visit.request.header("user-agent"));
    });
    return signed_in ? complete_sign_in(visit, *signed_in, intents)
                     : code_refused(visit, signed_in.refusal());
}

http::Response post_new_code(web::Visit& visit) {
    if (under_way(visit).empty()) return no_request_page(visit);
    auto const sent = send_again(visit, std::nullopt);
    return sent ? web::redirect(visit, resent_page()) : code_refused(visit, sent.refusal());
}

http::Response show_address(web::Visit& visit) {
    auto const request = request_of(visit);
    if (!request || request->used_at) return web::redirect(visit, std::string(code_page));
    AddressView view;
    view.hidden = visit.form_fields();
    view.email = email_field(request->email);
    return address_page(visit, view, 200);
}

http::Response post_address(web::Visit& visit) {
    if (under_way(visit).empty()) return no_request_page(visit);
    std::string const email = line_of(visit.form(), "email");
    auto const sent = send_again(visit, email);
    if (sent) return web::redirect(visit, resent_page());
    if (sent.refusal().code == base::RefusalCode::conflict ||
        sent.refusal().code == base::RefusalCode::not_found)
        return code_refused(visit, sent.refusal());
    AddressView view;
    view.hidden = visit.form_fields_again();
    view.email = email_field(email);
    show_errors(view, sent.refusal(), {&view.email});
    return address_page(visit, view, web::status_of(sent.refusal().code));
}

http::Response show_link(web::Visit& visit) {
    auto const request = people::look_up_link(visit.reader(), visit.path("token"));
    if (!request) return link_stopped(visit, unknown_link());
    people::RequestState const state = people::state_of(*request, visit.now);
    // Wrong codes typed elsewhere do not spend the link.
    bool const works = state == people::RequestState::waiting || state == people::RequestState::exhausted;
    if (!works) return link_stopped(visit, people::refusal_of(state));
    LinkView view;
    view.hidden = visit.form_fields();
    view.action = "/connexion/lien/" + base::percent_encoded(visit.path("token"));
    view.masked_email = base::email_masked(request->email);
    view.purpose = request->purpose;
    if (visit.who) view.other_email = visit.who->email;
    web::PageHead head;
    head.title = "Confirmer la connexion";
    return web::page_of(visit, head, [&](html::Out& out) { pages::link(out, view); });
}

http::Response post_link(web::Visit& visit, Intents const& intents) {
    auto const signed_in = signed_in_by(visit, [&](db::Tx& tx) {
        return people::confirm_link(tx, visit.services.world, visit.path("token"),
                                    visit.request.header("user-agent"));
    });
    return signed_in ? complete_sign_in(visit, *signed_in, intents)
                     : link_stopped(visit, signed_in.refusal());
}

http::Response post_sign_out(web::Visit& visit) {
    std::string const token(visit.request.cookies.get(web::sign_in_cookie));
    auto const ended = visit.write([&](db::Tx& tx) -> base::Result<base::Done> {
        people::sign_out(tx, visit.services.world, token);
        return base::Done{};
    });
    if (!ended) return web::refusal_page(visit, ended.refusal());
    visit.cookies.push_back({std::string(web::sign_in_cookie), "", 0});
    return web::redirect(visit, "/");
}

}  // namespace account
