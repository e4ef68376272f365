// A form that comes after its sign-in has ended: kept for its person instead of lost (docs/decisions/0021).
#pragma once

#include <optional>

#include "people/kept_form.hpp"
#include "people/person.hpp"
#include "web/route.hpp"

namespace web {

/// Where what waits is given back.
inline constexpr std::string_view kept_forms_page = "/mon-compte/saisies";

/// Keeps the form of this visit when it was shown, by us, to a sign-in that has ended: that of the browser's
/// cookie, or, once its person is signed in again, one of theirs. Answers where to go on (sign in, or read
/// what was kept); nothing for every other form, for one that holds no typed words, for what a script sends,
/// and under policies that know nobody by cookie. `visit.form()` is set.
std::optional<http::Response> kept_instead(Visit& visit, Route const& route);

/// Whose the files of a form may be that comes after its sign-in has ended: its body is then read, so that
/// its words can be kept. Nothing when somebody is signed in, or nobody is known.
std::optional<base::Id<people::Person>> ended_sender(Visit& visit);

/// The kept form that this one sends again, and that its answer makes useless: accepted, not sent on to sign
/// in or to give the second factor first. None else.
base::Id<people::KeptForm> sent_again(Visit const& visit, http::Response const& response);

}  // namespace web
