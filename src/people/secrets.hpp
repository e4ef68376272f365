// Codes and tokens: how they are drawn, read as typed, and kept hashed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/world.hpp"

namespace people {

inline constexpr std::size_t code_digits = 6;
inline constexpr std::size_t official_code_letters = 8;
inline constexpr std::size_t token_bytes = 32;  // ASVS 7.2.3 wants 16
inline constexpr std::string_view api_token_mark = "tremplin_";

/// Six digits, leading zeros kept.
std::string new_code(base::Random& random);
/// Eight letters and digits that cannot be taken for one another (no 0 O 1 I L).
std::string new_official_code(base::Random& random);
/// 32 random bytes, base64url.
std::string new_token(base::Random& random);
/// "tremplin_" and a token.
std::string new_api_token(base::Random& random);

/// What a person typed, without blanks, dots and hyphens; nothing when it cannot be such a code.
std::optional<std::string> code_as_typed(std::string_view typed);
std::optional<std::string> official_code_as_typed(std::string_view typed);
/// "ABCD-EFGH": read aloud and typed in two halves.
std::string official_code_as_shown(std::string_view code);

/// Tokens are unguessable, so a plain hash keeps them.
base::Sha256 hash_of_token(std::string_view token);
/// Keyed with the browser's token and bound to the address, so that a code sent to one address never confirms
/// another (reliability.md, advisory 27) and the table alone does not give it.
base::Sha256 hash_of_code(std::string_view browser_token, std::string_view email_key, std::string_view code);
/// Keyed with the installation's secret and bound to the affiliation.
base::Sha256 hash_of_official_code(std::string_view secret, std::int64_t affiliation, std::string_view code);

}  // namespace people
