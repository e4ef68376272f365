// The journal: who did what, for whom, when. Append-only; an action records its act in its own transaction.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "base/world.hpp"
#include "db/database.hpp"
#include "db/migration.hpp"

namespace journal {

/// One act. It holds ids, codes and hashes only: no name, address or free text, because it is never changed.
struct Entry {
    std::string_view act;     // "support.cast": room noun, then verb; documented in docs/acts.md
    std::int64_t person = 0;  // who; 0: the command line or the program itself
    std::int64_t body = 0;    // for which authority or partner; 0: none
    std::string subject;      // public reference of the thing ("P-2026-012") or "kind:id"
    std::vector<std::pair<std::string, std::string>> facts;  // in the order in which they are hashed
};

/// A promise that the act is in the journal; its position in the tree follows within a second.
struct Receipt {
    std::int64_t entry = 0;
    base::Sha256 leaf{};
};

/// Records an act now (`world.clock`) in the caller's transaction.
Receipt record(db::Tx& tx, base::World const& world, Entry const& entry);
/// The same at an instant the action has already read (the instant that decides a deadline).
Receipt record_at(db::Tx& tx, base::Instant at, base::Random& random, Entry const& entry);

/// A stored act, for pages and checks.
struct Act {
    std::int64_t entry = 0;
    base::Instant at;
    std::string act;
    std::int64_t person = 0;
    std::int64_t body = 0;
    std::string subject;
    std::string payload;
    std::optional<std::int64_t> position;
};
/// The acts on one subject, oldest first, at most `limit`.
std::vector<Act> acts_on(db::Reader const& reader, std::string_view subject, int limit);

/// The leaf of an act: H(0x00 ‖ version ‖ salt ‖ length-prefixed fields) (HOUSE.md "The journal").
base::Sha256 leaf_of(base::Instant at, Entry const& entry, std::string_view payload, std::string_view salt);
/// The facts as stored and hashed: "name=value" lines, with = \ and newline escaped.
std::string payload_of(Entry const& entry);

std::vector<db::Migration> migrations();

}  // namespace journal
