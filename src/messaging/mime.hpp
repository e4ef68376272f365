// The grammar of mail: header values and bodies as RFC 5322, 2045 and 2047 want them. Pure text.
#pragma once

#include <string>
#include <string_view>

#include "base/instant.hpp"

namespace messaging {

inline constexpr std::size_t mail_line_max = 76;  // RFC 2045 §6.7, RFC 2047 §2

/// Without CR, LF and other control characters (each a space): one header can never become two. Every
/// function below applies it; `text` must be UTF-8.
std::string without_line_breaks(std::string_view text);

/// A header's free text that starts at `column` of its first line: as it is when plain and short, else
/// encoded words of whole characters, folded.
std::string header_text(std::string_view text, std::size_t column);

/// `"Name" <address>`, the name encoded when it must be.
std::string mailbox(std::string_view name, std::string_view address, std::size_t column);

/// "Tue, 14 Nov 2023 22:13:20 +0000".
std::string mail_date(base::Instant at);

/// A body as quoted-printable: lines of at most 76, ended by CRLF; line feeds in, CRLF out; ends with CRLF.
std::string quoted_printable(std::string_view text);

}  // namespace messaging
