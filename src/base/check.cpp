#include "base/check.hpp"

#include <fmt/format.h>

namespace base {

void fail(std::string const& what, std::source_location where) {
    throw Fault(fmt::format("{}:{}: {}", where.file_name(), where.line(), what));
}

}  // namespace base
