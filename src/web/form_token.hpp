// What proves that a form is ours: a token keyed by who was shown it, and where the browser says it comes
// from.
#pragma once

#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "http/message.hpp"

namespace web {

inline constexpr std::string_view token_field = "_token";
inline constexpr std::string_view key_field = "_key";
/// In a form that is sent again: the number of the kept form, which goes once it is answered.
inline constexpr std::string_view kept_form_field = "_saisie";

/// Of a form shown to this sign-in, known by the hash of its token: so that it can be told of an ended one
/// too, whose token nobody has any more.
std::string form_token_of(std::string_view secret, base::Sha256 const& sign_in);
/// Of a form shown to a browser without account.
std::string form_token_of(std::string_view secret, std::string_view browser_key);

/// Origin and Sec-Fetch-Site, when the browser sends them, must say that the form is ours.
bool comes_from_here(http::Request const& request, std::string_view origin);

}  // namespace web
