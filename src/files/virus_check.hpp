// VirusCheck: asks ClamAV's daemon (clamd, INSTREAM) about a file; what it cannot answer is not an answer.
#pragma once

#include <string>

namespace files {

enum class Verdict { clean, infected, unavailable };

inline constexpr int clamd_timeout_ms = 20'000;  // of each send and receive

/// `address`: a path of a Unix socket ("/run/clamav/clamd.ctl") or "host:port". Sends the whole file at
/// `path` in pieces; `unavailable` when nobody answers, too slowly, or with anything but "OK" and "FOUND".
Verdict virus_check(std::string const& address, std::string const& path);

}  // namespace files
