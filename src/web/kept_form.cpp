#include "web/kept_form.hpp"

#include "base/text.hpp"
#include "people/actions_kept_form.hpp"
#include "people/kept_form_rows.hpp"
#include "people/secrets.hpp"
#include "web/form_token.hpp"
#include "web/forms.hpp"
#include "web/frame.hpp"
#include "web/page_before.hpp"
#include "web/rate_limiter.hpp"

namespace web {
namespace {

/// Nobody presses so often; a program that does keeps nothing more for a while.
constexpr Rate keeping_rate{"kept_forms", 30, base::Duration::minutes(10)};

bool knows_by_cookie(Policy policy) {
    return policy != Policy::api_public && policy != Policy::api_token && policy != Policy::mail_link &&
           policy != Policy::demo;
}

/// Scripts keep what they send themselves, and say so (assets/js); a person's own press is a navigation.
bool is_pressed(http::Request const& request) {
    std::string_view const destination = request.header("sec-fetch-dest");
    return destination.empty() || destination == "document";
}

bool was_shown_to(Visit const& visit, base::Sha256 const& sign_in) {
    return base::same_secret(visit.form().get(token_field), form_token_of(visit.services.secret, sign_in));
}

/// The ended sign-in that was shown this form: an attacker's page cannot have its token.
std::optional<people::EndedSignIn> shown_to(Visit& visit) {
    if (!visit.who) {
        base::Sha256 const hash = people::hash_of_token(visit.request.cookies.get(sign_in_cookie));
        if (!was_shown_to(visit, hash)) return std::nullopt;
        return people::ended_sign_in(visit.reader(), hash, visit.now);
    }
    // Signed in again, perhaps in another tab.
    for (people::EndedSignIn const& one :
         people::ended_sign_ins_of(visit.reader(), visit.actor().person, visit.now))
        if (was_shown_to(visit, one.token_hash)) return one;
    return std::nullopt;
}

std::string sign_in_page(std::string_view back, std::string_view mark) {
    return "/connexion?retour=" + base::percent_encoded(back) + "&envoi=" + std::string(mark);
}

}  // namespace

std::optional<http::Response> kept_instead(Visit& visit, Route const& route) {
    http::Request const& request = visit.request;
    bool const may_be = route.method == http::Method::post && knows_by_cookie(route.policy) &&
                        !request.cookies.get(sign_in_cookie).empty() && is_pressed(request) &&
                        comes_from_here(request, visit.services.settings.origin) &&
                        !visit.has_valid_form_token() && safe_return_path(request.target) == request.target;
    if (!may_be) return std::nullopt;
    people::FieldsToKeep chosen = people::fields_to_keep(visit.form().items());
    if (chosen.keeping == people::Keeping::nothing) return std::nullopt;
    auto const ended = shown_to(visit);
    if (!ended) return std::nullopt;
    std::string const page = page_before(request, visit.services.settings.origin);
    if (chosen.keeping == people::Keeping::too_large) {
        if (visit.who) return std::nullopt;  // the ordinary refusal leads back to the page
        return redirect(visit, sign_in_page(safe_return_path(page), "trop-long"));
    }
    if (visit.services.limiter.take(keeping_rate, std::to_string(ended->person.value), visit.now) > 0)
        return std::nullopt;
    people::KeptForm form;
    form.target = request.target;
    form.page = page;
    form.browser = line_of(request.headers, "user-agent");
    form.had_files = !request.files.empty();
    form.fields = std::move(chosen.fields);
    auto const kept = visit.write(
        [&](db::Tx& tx) { return people::keep_form(tx, visit.services.world, ended->token_hash, form); });
    if (!kept) return std::nullopt;  // known no more since a moment ago, or too much waits to be written
    if (visit.who) return redirect(visit, std::string(kept_forms_page) + "/" + std::to_string(kept->value));
    return redirect(visit, sign_in_page(kept_forms_page, "garde"));
}

std::optional<base::Id<people::Person>> ended_sender(Visit& visit) {
    std::string_view const token = visit.request.cookies.get(sign_in_cookie);
    if (visit.who || token.empty() || !comes_from_here(visit.request, visit.services.settings.origin))
        return std::nullopt;
    auto const ended = people::ended_sign_in(visit.reader(), people::hash_of_token(token), visit.now);
    return ended ? std::optional(ended->person) : std::nullopt;
}

base::Id<people::KeptForm> sent_again(Visit const& visit, http::Response const& response) {
    auto const kept = id_of<people::KeptForm>(visit.form().get(kept_form_field));
    if (!kept.exists() || !visit.who || response.status >= 400) return {};
    for (auto const& [name, value] : response.headers)
        if (name == "Location" &&
            (value.starts_with("/connexion") || value.starts_with("/mon-compte/double-authentification")))
            return {};
    return kept;
}

}  // namespace web
