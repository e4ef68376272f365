// Admission: what of a received head is believed. Pure functions: ambiguous or hostile heads are refused
// here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "http/server.hpp"

namespace http {

inline constexpr std::size_t target_bytes_max =
    8 * 1024;                                         // 414 (RFC 9110 §4.1 asks to accept at least 8 000)
inline constexpr std::size_t header_lines_max = 100;  // 431

/// What is wrong with the bytes of a head, from the request line to the empty line: 400 for a folded line, a
/// NUL, a CR or LF alone (each is read in two ways by two programs, hence smuggling); 431 for too many lines;
/// 0: nothing.
int flaw_of_head(std::string_view bytes);

/// A head as the parser split it.
struct Head {
    std::string method;
    std::string target;
    bool http_1_1 = true;
    Pairs headers;  // names in lower case
};

struct Admission {
    Request request;  // complete when refused == 0, as far as read otherwise
    int refused = 0;  // 400, 414, 417, 421
    bool expects_continue = false;
};

/// The request of a head. `peer` is the address at the other end of the socket.
/// 400: no or several Host, ambiguous framing, wrong escapes, a path with NUL, "..", "%2F" or invalid UTF-8;
/// 414: target over target_bytes_max; 417: an expectation other than 100-continue; 421: a Host that is not
/// ours.
Admission admit(Head head, std::string peer, ServerSettings const& settings);

}  // namespace http
