// A sign-in under way in this browser.
#include "account/signing_in.hpp"

#include <algorithm>

#include "base/french.hpp"
#include "base/text.hpp"
#include "people/sign_in_rows.hpp"

namespace account {
namespace {

struct ParsedIntent {
    std::string kind;
    http::Pairs values;
};

/// Our own pages write intents; one that cannot be read any more (an older version's) is none.
ParsedIntent parsed(std::string_view intent) {
    std::size_t const mark = intent.find('?');
    ParsedIntent found{std::string(intent.substr(0, mark)), {}};
    if (mark != std::string_view::npos)
        found.values = http::parse_query(intent.substr(mark + 1)).value_or(http::Pairs{});
    return found;
}

base::Result<std::string> done_for(web::Visit& visit, people::SignIn const& who, ParsedIntent const& intent,
                                   Intents const& intents) {
    auto const found = intents.find(intent.kind);
    if (found != intents.end()) return found->second(visit, who, intent.values);
    std::string const path = web::safe_return_path(intent.values.get("retour"));
    bool const leads_somewhere = intent.kind == "go" && path != "/";
    return leads_somewhere ? path : first_page(who);
}

/// What the browser would send now: its request, with the cookie of the new sign-in in place of the former.
http::Request with_session(http::Request request, std::string const& session_token) {
    http::Pairs cookies;
    cookies.add(std::string(web::sign_in_cookie), session_token);
    for (auto const& [name, value] : request.cookies.items())
        if (name != web::sign_in_cookie && name != under_way_cookie) cookies.add(name, value);
    request.cookies = std::move(cookies);
    return request;
}

}  // namespace

std::optional<base::Refusal> over_network_limit(web::Visit const& visit) {
    int const wait_s = visit.services.limiter.take(sign_in_rate, visit.request.remote_address, visit.now);
    if (wait_s == 0) return std::nullopt;
    std::int64_t const minutes = (wait_s + 59) / 60;
    base::Refusal refusal =
        base::refuse(base::RefusalCode::too_many, "Trop de connexions ont été demandées depuis votre réseau.",
                     "Recommencez dans " + base::french_count(minutes, "minute", "minutes") + ".");
    refusal.retry_after_s = wait_s;
    return refusal;
}

std::string first_page(people::SignIn const& who) {
    auto const has = [&](people::Role role) {
        return std::ranges::any_of(who.roles,
                                   [&](people::StandingRole const& one) { return one.role == role; });
    };
    if (has(people::Role::operator_) || has(people::Role::auditor)) return "/operateur";
    if (has(people::Role::relay)) return "/relais";
    if (who.affiliations.empty()) return "/mon-compte/collectivites";
    return "/mon-compte";
}

std::string go_intent(std::string_view path) {
    return "go?retour=" + base::percent_encoded(web::safe_return_path(path));
}

base::Result<std::string> prepare_sign_in(web::Visit& visit, std::string email,
                                          base::Id<territories::Authority> authority, std::string purpose,
                                          std::string intent) {
    if (auto refusal = over_network_limit(visit)) return *std::move(refusal);
    people::StartSignIn const start{std::move(email), authority, std::move(intent), std::move(purpose)};
    auto const started = visit.write([&](db::Tx& tx) {
        return people::start_sign_in(tx, visit.services.world, visit.services.people_settings, start);
    });
    if (!started) return started.refusal();
    visit.cookies.push_back(
        {std::string(under_way_cookie), started->browser_token, people::request_kept.whole_seconds()});
    return std::string(code_page);
}

http::Response begin_sign_in(web::Visit& visit, std::string email, base::Id<territories::Authority> authority,
                             std::string purpose, std::string intent) {
    auto const next =
        prepare_sign_in(visit, std::move(email), authority, std::move(purpose), std::move(intent));
    return next ? web::redirect(visit, *next) : web::refusal_page(visit, next.refusal());
}

base::Result<people::SignedIn> signed_in_by(
    web::Visit& visit, std::function<base::Result<people::SignedIn>(db::Tx&)> const& finish) {
    return visit.write([&](db::Tx& tx) {
        base::Result<people::SignedIn> signed_in = finish(tx);
        if (signed_in && visit.who)
            people::sign_out(tx, visit.services.world, visit.request.cookies.get(web::sign_in_cookie));
        return signed_in;
    });
}

http::Response complete_sign_in(web::Visit& visit, people::SignedIn const& signed_in,
                                Intents const& intents) {
    http::Request const request = with_session(visit.request, signed_in.session_token);
    web::Visit after(visit.services, request);
    after.route = visit.route;
    after.set_form(visit.form());
    after.cookies = {{std::string(web::sign_in_cookie), signed_in.session_token,
                      people::sign_in_cookie_kept.whole_seconds()},
                     {std::string(under_way_cookie), "", 0}};
    after.who = people::sign_in_of(after.reader(), signed_in.session_token, after.now);
    base::check(after.who.has_value(), "somebody who has just signed in is signed in");
    people::SignIn const who = *after.who;
    if (who.waits_for_factor()) {
        // Nothing is done in somebody's name before the second factor; what was only "go there" is kept.
        ParsedIntent const intent = parsed(signed_in.intent);
        std::string const back =
            intent.kind == "go" ? web::safe_return_path(intent.values.get("retour")) : std::string("/");
        return web::redirect(after, "/connexion/second-facteur?retour=" + base::percent_encoded(back));
    }
    auto const next = done_for(after, who, parsed(signed_in.intent), intents);
    return next ? web::redirect(after, *next) : web::refusal_page(after, next.refusal());
}

}  // namespace account
