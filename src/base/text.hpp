// Text: UTF-8 checked and tidied as it comes in, folded for comparison, never trusted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace base {

std::string_view trimmed(std::string_view text);
bool is_valid_utf8(std::string_view text);
/// Number of code points; the text must be valid UTF-8.
std::size_t length_in_characters(std::string_view text);
/// At most `characters` code points, cut at a word where possible, with "…" when something was cut.
std::string shortened(std::string_view text, std::size_t characters);

/// What a person typed, made safe to keep: invalid UTF-8 → nothing; NUL and other control characters (but tab
/// and newline), bidirectional overrides and the byte-order mark removed; CRLF → LF; trimmed.
std::optional<std::string> tidied(std::string_view typed);
/// The same for one line: newlines and tabs become a space, runs of spaces one space.
std::optional<std::string> tidied_line(std::string_view typed);

/// Lower case without accents or ligatures ("Œuf À l’Île" → "oeuf a l'ile"); hyphens and apostrophes kept as
/// - and '.
std::string folded(std::string_view text);
/// Folded, and everything that is not a letter or digit turned into one space: for sorting and exact search
/// of names.
std::string name_key(std::string_view text);
/// "Saint-Étienne de x" → "saint-etienne-de-x"; at most `length_max` bytes.
std::string slug(std::string_view text, std::size_t length_max = 80);

/// "Content-Type" → "content-type": the letters A–Z alone, for what protocols and file names compare so.
std::string ascii_lower(std::string_view text);
/// Whether both are the same but for the case of A–Z (header names, codings).
bool same_ignoring_case(std::string_view left, std::string_view right);

std::vector<std::string_view> split(std::string_view text, char separator);
std::string joined(std::vector<std::string> const& parts, std::string_view separator);

/// A whole decimal number (optional minus), nothing else around. Refuses overflow.
std::optional<std::int64_t> parse_int(std::string_view text);

std::string percent_encoded(std::string_view text);
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);

/// A link that a reader may follow: http or https to a dotted host, without credentials; nothing that runs,
/// or that breaks out of an attribute.
bool is_web_address(std::string_view url);

/// Plausible e-mail address: one @, no spaces or control characters, a dotted domain of valid labels, ≤ 254
/// bytes.
bool is_email(std::string_view text);
/// "Agent.Durand@Mairie-X.FR" → "agent.durand@mairie-x.fr": the key under which an account is found.
std::string email_key(std::string_view email);
std::string_view email_domain(std::string_view email);
/// "a•••@mairie-x.fr": enough to recognise one's own address, not enough to learn another's.
std::string email_masked(std::string_view email);

}  // namespace base
