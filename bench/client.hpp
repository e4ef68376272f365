// A load generator in a process of its own, so that the server's CPU is the server's alone.
#pragma once

#include <cstdint>
#include <string>

namespace bench {

struct Load {
    std::int64_t answers = 0;  // with status 200
    std::int64_t others = 0;
};
/// GETs `target` over `connections` kept-alive connections for `seconds`, one request at a time on each.
/// Forks: call it only where that is harmless (it returns in the parent with the child's counts).
Load load(std::uint16_t port, std::string const& target, int connections, double seconds);

}  // namespace bench
