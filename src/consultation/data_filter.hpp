// DataFilter: which lines of an open-data list are asked for; the same words as the filters of the pages.
#pragma once

#include <string>

namespace consultation {

/// Empty: not asked for. A list ignores what it has no column for; its Dataset says which it takes.
struct DataFilter {
    std::string theme = {};  // its slug
    std::string kind = {};   // of a contribution, or of the authority of a support
    std::string outcome = {};
    std::string state = {};      // of a proposal
    std::string authority = {};  // its code
    std::string department = {};
    std::string region = {};
    std::string proposal = {};      // its reference
    std::string contribution = {};  // its reference

    bool operator==(DataFilter const&) const = default;
};

}  // namespace consultation
