// PathTable: which route a path and method mean. Patterns: "/campagnes/{campaign}/propositions".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace http {

class PathTable {
  public:
    /// Declares a route; the same method and pattern twice is a fault. Literal segments win over {names}.
    /// Returns nothing: the caller's `index` comes back from find.
    void add(Method method, std::string_view pattern, std::size_t index);

    struct Found {
        enum class What { route, wrong_method, nothing } what = What::nothing;
        std::size_t index = 0;
        PathValues values;
        std::string allow;  // for wrong_method: "GET, HEAD, POST"
    };
    /// HEAD finds the GET route. A trailing slash is not the same path.
    Found find(Method method, std::string_view path) const;

  private:
    struct Entry {
        Method method;
        std::vector<std::string> segments;  // "{name}" for a value
        std::size_t index;
    };
    std::vector<Entry> entries_;
};

}  // namespace http
