#include "web/dispatcher.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "http/multipart.hpp"
#include "people/actions_kept_form.hpp"
#include "people/api_token_rows.hpp"
#include "people/secrets.hpp"
#include "people/sign_in_rows.hpp"
#include "web/form_token.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"
#include "web/kept_form.hpp"
#include "web/page_before.hpp"
#include "web/rate_limiter.hpp"

namespace web {
namespace {

constexpr std::size_t cache_bytes_max = 32 * 1024 * 1024;
/// A page without any boundary of its own is made again after this long, so that relative dates stay true.
constexpr base::Duration cache_time_max = base::Duration::minutes(10);
constexpr std::string_view form_type = "application/x-www-form-urlencoded";
constexpr int brotli_quality_cached = 5;
/// A person who sends files; more at once is a mistake or a flood (decision 0003).
constexpr Rate uploads_of_person{"uploads", 60, base::Duration::minutes(10)};

bool is_unsafe(http::Method method) {
    return method != http::Method::get && method != http::Method::head && method != http::Method::options;
}

/// The fields of a form, in either encoding of browsers; nothing for another one, and for what is malformed.
std::optional<http::Pairs> fields_of(http::Request const& request) {
    std::string_view const type = request.header("content-type");
    if (http::is_multipart(type)) return request.fields;
    return type.starts_with(form_type) ? http::parse_form(request.body) : std::nullopt;
}

/// Policies that let in signed-in persons only, by their cookie.
bool wants_person(Policy policy) {
    return policy == Policy::signed_in || policy == Policy::member || policy == Policy::operator_ ||
           policy == Policy::overseer || policy == Policy::relay;
}

/// For the access log: enough to see who is troubled, too little to know a person.
std::string role_of(Visit const& visit) {
    if (!visit.who) return "visitor";
    people::Actor const& actor = visit.who->actor;
    if (visit.request.cookies.get(sign_in_cookie).empty()) return "program";
    if (actor.is_operator) return "operator";
    if (actor.is_auditor) return "auditor";
    if (!actor.relay_of.empty()) return "relay";
    return actor.affiliation.exists() ? "member" : "signed_in";
}

std::string cache_key(http::Request const& request, std::string_view encoding) {
    return fmt::format("{} {}", encoding, request.target);
}

http::Response cached_response(CachedPage const& page, http::Request const& request) {
    http::Response response;
    response.content_type = page.content_type;
    response.route = page.route;
    response.role = "visitor";
    response.header("ETag", page.etag);
    response.header("Vary", "Accept-Encoding, Cookie");
    response.header("Cache-Control", "no-cache");
    if (http::etag_matches(request.header("if-none-match"), page.etag)) {
        response.status = 304;
        return response;
    }
    response.content_encoding = page.content_encoding;
    response.shared_body = page.bytes;
    return response;
}

}  // namespace

std::string_view name_of(Policy policy) {
    switch (policy) {
        case Policy::public_page:
            return "public_page";
        case Policy::public_form:
            return "public_form";
        case Policy::mail_link:
            return "mail_link";
        case Policy::signed_in:
            return "signed_in";
        case Policy::member:
            return "member";
        case Policy::operator_:
            return "operator";
        case Policy::overseer:
            return "overseer";
        case Policy::relay:
            return "relay";
        case Policy::api_public:
            return "api_public";
        case Policy::api_token:
            return "api_token";
        case Policy::demo:
            return "demo";
    }
    base::fail("a policy has a name");
}

void add_security_headers(http::Response& response, SiteSettings const& settings, bool is_private) {
    auto const add = [&](std::string name, std::string value) {
        response.header(std::move(name), std::move(value));
    };
    bool const has_policy =
        std::any_of(response.headers.begin(), response.headers.end(), [](auto const& header) {
            return header.first == "Content-Security-Policy";  // stricter, of a file
        });
    if (!has_policy)
        add("Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src "
            "'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for "
            "'script'");
    add("X-Content-Type-Options", "nosniff");
    add("Referrer-Policy", "same-origin");
    add("Cross-Origin-Opener-Policy", "same-origin");
    add("Cross-Origin-Resource-Policy", "same-origin");
    add("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    if (settings.is_secure()) add("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
    if (settings.is_demo) add("X-Robots-Tag", "noindex, nofollow");
    bool const has_rule = std::any_of(response.headers.begin(), response.headers.end(),
                                      [](auto const& header) { return header.first == "Cache-Control"; });
    if (!has_rule) add("Cache-Control", is_private ? "no-store" : "no-cache");
}

Dispatcher::Dispatcher(Services const& services, Routes routes, FaultLog log)
    : services_(services), routes_(std::move(routes)), cache_(cache_bytes_max), log_(std::move(log)) {
    for (std::size_t i = 0; i < routes_.size(); ++i) table_.add(routes_[i].method, routes_[i].pattern, i);
    for (Route const& route : routes_)
        base::check(!route.uploads || (route.method == http::Method::post && wants_person(route.policy)),
                    "a route that takes files is a form of a signed-in person");
}

bool Dispatcher::writes(http::Request const& request) {
    return is_unsafe(request.method);
}

http::Response Dispatcher::handle(http::Request const& request) {
    Visit visit(services_, request);
    http::Response response;
    try {
        response = answer(visit);
    } catch (std::exception const& fault) {
        std::string const incident = base::hex(services_.world.random.bytes(4));
        log_(incident, visit.route, fault.what());
        response = fault_page(visit, incident);
        response.incident = incident;
    }
    response.route = visit.route;
    response.role = role_of(visit);
    if (observe_) observe_(visit.route, visit.statements_run());
    add_security_headers(response, services_.settings, visit.who.has_value() || !response.cookies.empty());
    return response;
}

http::UploadAdmission Dispatcher::admit_upload(http::Request const& request) {
    http::UploadAdmission admission;
    Visit visit(services_, request);
    try {
        admission.refused = refused_upload(visit, admission.limits);
    } catch (std::exception const& fault) {
        std::string const incident = base::hex(services_.world.random.bytes(4));
        log_(incident, visit.route, fault.what());
        admission.refused = fault_page(visit, incident);
        admission.refused->incident = incident;
    }
    if (admission.refused) {
        admission.refused->route = visit.route;
        admission.refused->role = role_of(visit);
        add_security_headers(*admission.refused, services_.settings, true);
    }
    admission.folder = services_.temporary_folder;
    return admission;
}

std::optional<http::Response> Dispatcher::refused_upload(Visit& visit, http::UploadLimits& limits) {
    http::Request const& request = visit.request;
    http::PathTable::Found found = table_.find(request.method, request.path);
    if (found.what != http::PathTable::Found::What::route) return answer(visit);  // 404 or 405
    Route const& route = routes_[found.index];
    visit.route = fmt::format("{} {}", http::name_of(route.method), route.pattern);
    visit.path_values = std::move(found.values);
    // RFC 8058 lets a mail provider post in this encoding: fields only, no file.
    if (route.policy == Policy::mail_link) return std::nullopt;
    if (!route.uploads) {
        if (request.path.starts_with("/api/"))
            return problem(415, {}, "Cette adresse ne reçoit pas de fichiers.");
        return bare_error_page(services_.settings, services_.assets, 415);
    }
    identify(visit, route);
    // Files that come after the sign-in has ended are read and dropped, so that the words beside them are
    // kept.
    std::optional<base::Id<people::Person>> const ended = ended_sender(visit);
    if (!ended)
        if (auto refused = refused_by_policy(visit, route)) return refused;
    if (!comes_from_here(visit.request, services_.settings.origin))
        return refusal_page(
            visit, base::refuse(base::RefusalCode::forbidden, "Ce formulaire ne vient pas de ce site.",
                                "Ouvrez la page sur ce site et recommencez."));
    base::Id<people::Person> const sender = ended ? *ended : visit.actor().person;
    int const wait_s = services_.limiter.take(uploads_of_person, std::to_string(sender.value), visit.now);
    if (wait_s > 0) {
        base::Refusal refusal = base::refuse(
            base::RefusalCode::too_many, "Vous avez envoyé beaucoup de fichiers en peu de temps.",
            "Attendez quelques minutes avant de recommencer. Rien n’a été enregistré.");
        refusal.retry_after_s = wait_s;
        return refusal_page(visit, refusal);
    }
    limits = *route.uploads;
    return std::nullopt;
}

std::optional<http::Response> Dispatcher::from_cache(http::Request const& request) {
    bool const may_be_cached =
        (request.method == http::Method::get || request.method == http::Method::head) &&
        request.cookies.get(sign_in_cookie).empty() && request.header("authorization").empty();
    if (!may_be_cached) return std::nullopt;
    auto const version = services_.database.version();
    if (!version) return std::nullopt;
    std::string_view const encoding = http::chosen_encoding(request.header("accept-encoding"));
    auto const page = cache_.find(cache_key(request, encoding), *version, services_.world.clock.now());
    if (!page) return std::nullopt;
    http::Response response = cached_response(*page, request);
    add_security_headers(response, services_.settings, false);
    return response;
}

bool has_role(people::SignIn const& who) {
    return !who.roles.empty();
}

http::Response Dispatcher::answer(Visit& visit) {
    http::Request const& request = visit.request;
    http::PathTable::Found found = table_.find(request.method, request.path);
    using What = http::PathTable::Found::What;
    bool const is_api = request.path.starts_with("/api/");
    if (found.what == What::nothing) {
        if (is_api) return problem(404, {}, "Cette adresse n’existe pas.");
        identify(visit, Route{});
        return not_found(visit);
    }
    if (found.what == What::wrong_method) {
        http::Response response;
        if (request.method == http::Method::options) {
            response.status = 204;
            response.content_type.clear();
        } else if (is_api) {
            response = problem(405, {}, "Cette adresse n’accepte pas cette méthode.");
        } else {
            response = bare_error_page(services_.settings, services_.assets, 405);
        }
        response.header("Allow", found.allow);
        return response;
    }
    Route const& route = routes_[found.index];
    visit.route = fmt::format("{} {}", http::name_of(route.method), route.pattern);
    visit.path_values = std::move(found.values);
    // The version is read before the snapshot: a page is never kept under a version newer than what it shows.
    visit.data_version = services_.database.version();
    std::optional<std::int64_t> const version =
        route.policy == Policy::public_page || route.policy == Policy::api_public ? visit.data_version
                                                                                  : std::nullopt;
    http::Response response = checked(visit, route);
    keep(request, visit, version, response);
    return response;
}

void Dispatcher::identify(Visit& visit, Route const& route) {
    if (route.policy == Policy::api_public) return;
    if (route.policy == Policy::api_token) {
        constexpr std::string_view scheme = "Bearer ";
        std::string_view const header = visit.request.header("authorization");
        if (!header.starts_with(scheme)) return;
        auto const found = people::actor_of_token(visit.reader(), header.substr(scheme.size()), visit.now);
        if (!found) return;
        visit.who = people::SignIn{};
        visit.who->actor = found->actor;
        if (!found->is_noted_today) {
            auto const noted = visit.write([&](db::Tx& tx) -> base::Result<base::Done> {
                people::note_token_used(tx, found->token, visit.now);
                return base::Done{};
            });
            if (!noted.ok()) log_("-", visit.route, noted.refusal().message);
        }
        return;
    }
    std::string_view const token = visit.request.cookies.get(sign_in_cookie);
    if (token.empty()) return;
    visit.who = people::sign_in_of(visit.reader(), token, visit.now);
    if (!visit.who) return;
    if (!visit.who->is_seen_today) {
        auto const noted = visit.write([&](db::Tx& tx) -> base::Result<base::Done> {
            people::note_seen(tx, people::hash_of_token(token), visit.now);
            return base::Done{};
        });
        if (!noted.ok()) log_("-", visit.route, noted.refusal().message);
    }
    // Until the second factor is given, public pages show somebody who is not signed in.
    bool const is_public = route.policy == Policy::public_page || route.policy == Policy::public_form ||
                           route.policy == Policy::mail_link;
    if (visit.who->waits_for_factor() && is_public) visit.who.reset();
    // A role counts once its second factor is on, where it is required: pages open to others show such a
    // person what their affiliation gives; the pages of the role ask for the factor (`factor_first`).
    if (visit.who && services_.settings.second_factor_required && !visit.who->has_factor) {
        visit.who->actor.is_operator = false;
        visit.who->actor.is_auditor = false;
        visit.who->actor.relay_of.clear();
    }
}

std::optional<http::Response> Dispatcher::factor_first(Visit& visit, Route const& route) {
    if (!visit.who || route.before_factor || route.policy == Policy::api_token ||
        route.policy == Policy::api_public || route.policy == Policy::demo ||
        route.policy == Policy::mail_link)
        return std::nullopt;
    std::string const back = base::percent_encoded(
        safe_return_path(visit.request.method == http::Method::get ? visit.request.target : "/mon-compte"));
    if (visit.who->waits_for_factor()) return redirect(visit, "/connexion/second-facteur?retour=" + back);
    bool const is_for_roles = route.policy != Policy::public_page && route.policy != Policy::public_form &&
                              route.policy != Policy::signed_in && route.policy != Policy::member;
    if (is_for_roles && services_.settings.second_factor_required && !visit.who->has_factor &&
        has_role(*visit.who))
        return redirect(visit, "/mon-compte/double-authentification?retour=" + back);
    return std::nullopt;
}

std::optional<http::Response> Dispatcher::refused_by_policy(Visit& visit, Route const& route) {
    if (auto first = factor_first(visit, route)) return first;
    bool const is_get = visit.request.method == http::Method::get;
    // After a form, back to the page of the form: its own address may take no GET.
    auto const back = [&] {
        return base::percent_encoded(safe_return_path(
            is_get ? visit.request.target : page_before(visit.request, services_.settings.origin)));
    };
    auto const sign_in_first = [&]() -> http::Response {
        return redirect(visit, "/connexion?retour=" + back() + (is_get ? "" : "&envoi=perdu"));
    };
    auto const forbidden = [&](std::string message, std::string advice) {
        return refusal_page(
            visit, base::refuse(base::RefusalCode::forbidden, std::move(message), std::move(advice)));
    };
    switch (route.policy) {
        case Policy::public_page:
        case Policy::public_form:
        case Policy::mail_link:
        case Policy::api_public:
            return std::nullopt;
        case Policy::demo:
            if (services_.settings.is_demo) return std::nullopt;
            return not_found(visit);
        case Policy::signed_in:
            if (visit.who) return std::nullopt;
            return sign_in_first();
        case Policy::member:
            if (!visit.who) return sign_in_first();
            if (visit.who->actor.affiliation.exists()) return std::nullopt;
            return redirect(visit, "/mon-compte/collectivites/ajouter?retour=" + back());
        case Policy::operator_:
            if (!visit.who) return sign_in_first();
            if (visit.who->actor.is_operator) return std::nullopt;
            return forbidden(
                "Cette page est réservée à l’équipe de l’opérateur national.",
                "Si vous en faites partie, demandez à un collègue opérateur de vous donner ce rôle.");
        case Policy::overseer:
            if (!visit.who) return sign_in_first();
            if (visit.who->actor.is_operator || visit.who->actor.is_auditor) return std::nullopt;
            return forbidden(
                "Cette page est réservée à l’équipe de l’opérateur national et aux auditeurs.",
                "Si vous en faites partie, demandez à un collègue opérateur de vous donner ce rôle.");
        case Policy::relay:
            if (!visit.who) return sign_in_first();
            if (!visit.who->actor.relay_of.empty()) return std::nullopt;
            return forbidden("Cette page est réservée aux relais des préfectures.",
                             "Si vous en êtes un, demandez ce rôle à l’équipe de l’opérateur national.");
        case Policy::api_token:
            if (visit.who) return std::nullopt;
            {
                http::Response response =
                    problem(401, {},
                            "Cette adresse demande un jeton personnel valide (Authorization: Bearer …). "
                            "Créez-le sur la page «\u00a0Mon compte\u00a0».");
                response.header("WWW-Authenticate", "Bearer");
                return response;
            }
    }
    base::fail("a policy is decided");
}

http::Response Dispatcher::checked(Visit& visit, Route const& route) {
    identify(visit, route);
    bool const is_form =
        is_unsafe(route.method) && route.policy != Policy::api_token && route.policy != Policy::api_public;
    std::optional<http::Pairs> const form = is_form ? fields_of(visit.request) : std::nullopt;
    if (form) {
        visit.set_form(*form);
        if (auto kept = kept_instead(visit, route)) return std::move(*kept);
    }
    if (auto refused = refused_by_policy(visit, route)) return std::move(*refused);
    // RFC 8058: a mail provider posts without cookies, in either form encoding; what it means is in the
    // address. A body that cannot be read asks for nothing more than that.
    if (route.policy == Policy::mail_link || !is_form) return route.handler(visit);
    if (auto refused = refused_form(visit, route, form.has_value())) return std::move(*refused);
    http::Response response = route.handler(visit);
    forget_sent_again(visit, response);
    return response;
}

std::optional<http::Response> Dispatcher::refused_form(Visit& visit, Route const& route, bool is_read) {
    std::string_view const type = visit.request.header("content-type");
    bool const has_files = http::is_multipart(type);
    if (has_files && !route.uploads) return bare_error_page(services_.settings, services_.assets, 415);
    if (!has_files && !type.starts_with(form_type))
        return refusal_page(visit, base::refuse(base::RefusalCode::invalid,
                                                "Ce formulaire n’a pas été envoyé sous la forme attendue.",
                                                "Revenez à la page précédente et recommencez."));
    if (!is_read) return bare_error_page(services_.settings, services_.assets, 400);
    if (comes_from_here(visit.request, services_.settings.origin) && visit.has_valid_form_token())
        return std::nullopt;
    return refusal_page(
        visit, base::refuse(base::RefusalCode::forbidden,
                            "Ce formulaire n’est plus valable\u00a0: votre connexion a changé depuis que "
                            "la page a été affichée, ou votre navigateur refuse les cookies.",
                            "Revenez à la page précédente, rechargez-la et envoyez de nouveau. Rien "
                            "n’a été enregistré."));
}

void Dispatcher::forget_sent_again(Visit& visit, http::Response const& response) {
    base::Id<people::KeptForm> const sent = sent_again(visit, response);
    if (!sent.exists()) return;
    // The act is done: that what was kept stays a day longer must not make it look undone.
    try {
        auto const dropped =
            visit.write([&](db::Tx& tx) { return people::drop_kept_form(tx, visit.actor().person, sent); });
        if (!dropped && dropped.refusal().code != base::RefusalCode::not_found)
            log_("-", visit.route, dropped.refusal().message);
    } catch (std::exception const& fault) {
        log_("-", visit.route, fault.what());
    }
}

void Dispatcher::keep(http::Request const& request, Visit const& visit, std::optional<std::int64_t> version,
                      http::Response& response) {
    bool const cacheable = version && !visit.who && response.status == 200 && response.cookies.empty() &&
                           visit.cookies.empty() && response.file_path.empty() &&
                           request.cookies.get(sign_in_cookie).empty() &&
                           request.header("authorization").empty();
    if (!cacheable) return;
    std::string_view const encoding = http::chosen_encoding(request.header("accept-encoding"));
    auto bytes =
        std::make_shared<std::string>(encoding == "br" ? http::brotli(response.body, brotli_quality_cached)
                                      : encoding == "gzip" ? http::gzip(response.body)
                                                           : std::move(response.body));
    CachedPage page{response.content_type, std::string(encoding), bytes,
                    fmt::format("W/\"{}\"", base::sha256_hex(*bytes).substr(0, 20)), visit.route};
    base::Instant until = visit.now + cache_time_max;
    if (visit.valid_until() && *visit.valid_until() < until) until = *visit.valid_until();
    cache_.keep(cache_key(request, encoding), *version, until, page);
    auto kept_headers = std::move(response.headers);
    response = cached_response(page, request);
    for (auto& header : kept_headers) response.headers.push_back(std::move(header));
}

}  // namespace web
