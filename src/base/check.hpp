// Assertions that stay in release builds: a broken invariant is a fault, logged and answered with a 500.
#pragma once

#include <source_location>
#include <stdexcept>
#include <string>

namespace base {

/// A broken invariant: a bug of ours, never something a person did.
class Fault : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

[[noreturn]] void fail(std::string const& what, std::source_location where = std::source_location::current());

inline void check(bool holds, char const* what,
                  std::source_location where = std::source_location::current()) {
    if (!holds) [[unlikely]]
        fail(what, where);
}

}  // namespace base
