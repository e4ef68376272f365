// An edition against what is stored: which authority is which, what merged, was renamed, appeared, vanished.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "territories/derivation.hpp"

namespace territories {

/// A stored row, or one to store. `is` carries everything that a description has; its *_reference links are
/// replaced by ids.
struct Kept {
    base::Id<Authority> id;
    Described is;
    base::Id<Authority> epci;
    base::Id<Authority> successor;
    bool is_in_force = true;
    base::Id<Edition> since;
    base::Id<Edition> until;  // the first edition in which it was no longer in force
};

/// What a load found, as French lines ("Pierrefitte-sur-Seine (93059) → Saint-Denis (93066)"). Empty lists on
/// the first load, where everything appears.
struct Changes {
    std::vector<std::string> merged;
    std::vector<std::string> renamed;
    std::vector<std::string> recoded;   // same body, other INSEE code (its seat moved)
    std::vector<std::string> restored;  // was merged, is a commune again
    std::vector<std::string> appeared;
    std::vector<std::string> vanished;  // without a successor
};

struct Reconciled {
    std::vector<Kept> rows;  // to write: every body in force, and the former ones that changed
    std::vector<std::pair<std::string, base::Id<Authority>>> aliases;  // former INSEE code → in force
    std::vector<base::Id<Authority>> moved;  // took another reference; another body may take theirs
    Changes changes;
    std::int64_t next_id = 1;
};

/// Pure. Ids are kept: the same reference is the same authority; so is the same SIREN under another INSEE
/// code; a vanished commune becomes a former one under the commune that names its code among its former
/// codes. Bodies that come from files (syndicats, CCAS…) are left alone.
Reconciled reconciled(std::vector<Kept> const& stored, Register const& edition, base::Id<Edition> edition_id,
                      std::int64_t next_id);

}  // namespace territories
