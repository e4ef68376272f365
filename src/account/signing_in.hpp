// A sign-in under way in this browser: how any room starts one, and what happens once it succeeds.
#pragma once

#include <optional>
#include <string>

#include "account/room.hpp"
#include "people/actions_sign_in.hpp"
#include "web/frame.hpp"
#include "web/rate_limiter.hpp"

namespace account {

/// Binds the request to this browser until it is used; the server adds __Host- on https.
inline constexpr std::string_view under_way_cookie = "connexion";
inline constexpr std::string_view code_page = "/connexion/code";

/// A whole département may share one network address (issue 2, stage 3): wide, against floods only.
inline constexpr web::Rate sign_in_rate{"sign_in", 300, base::Duration::hours(1)};

/// Mails a code and a link, and sets the cookie of the sign-in under way in `visit`. Answers where to go
/// next. Refuses as people::start_sign_in (field "email"), and `too_many` beyond `sign_in_rate`. `purpose`
/// follows "pour": "soutenir 1 proposition"; `intent` is "kind?query-string", see Intents.
base::Result<std::string> prepare_sign_in(web::Visit& visit, std::string email,
                                          base::Id<territories::Authority> authority, std::string purpose,
                                          std::string intent);

/// The same for a form that has nothing to show again: 303 to the page of the code, or a refusal as a page.
http::Response begin_sign_in(web::Visit& visit, std::string email, base::Id<territories::Authority> authority,
                             std::string purpose, std::string intent);

/// Refuses `too_many` when this network address asks for more than `sign_in_rate`.
std::optional<base::Refusal> over_network_limit(web::Visit const& visit);

/// Where somebody goes who came for nothing in particular: the space of their role, else their account, which
/// first asks for whom they act.
std::string first_page(people::SignIn const& who);

/// "go?retour=/path": go there once signed in.
std::string go_intent(std::string_view path);

/// Runs `finish` (people::enter_code, people::confirm_link) in one transaction that also ends the sign-in
/// this browser had: nobody stays signed in as two people.
base::Result<people::SignedIn> signed_in_by(
    web::Visit& visit, std::function<base::Result<people::SignedIn>(db::Tx&)> const& finish);

/// Sets the cookies of the person signed in, does what they came to do and answers.
http::Response complete_sign_in(web::Visit& visit, people::SignedIn const& signed_in, Intents const& intents);

}  // namespace account
