// The journal as a list: filtered, by pages of a key, exported; one entry with its proof.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "journal/journal.hpp"
#include "journal/sequencer.hpp"

namespace journal {

/// Which acts; what is empty does not filter. Persons and subjects have an index, the rest reads backwards
/// from the newest until the page is full: an index is paid by every act, these filters are rare (decision
/// 0018).
struct ActFilter {
    std::string noun;                    // "contribution": the acts "contribution.…"
    std::string subject;                 // whole
    std::optional<std::int64_t> person;  // 0: the program
    std::optional<std::int64_t> body;    // as Entry::body
    std::optional<base::Instant> from;
    std::optional<base::Instant> until;  // not included
};

struct ActPage {
    std::vector<Act> acts;  // newest first
    bool has_newer = false;
    bool has_older = false;
};

inline constexpr int acts_per_page = 30;

/// `before`: acts older than that entry; `after`: the page of acts just newer than it; neither: the newest.
ActPage act_page(db::Reader const& reader, ActFilter const& filter, std::optional<std::int64_t> before,
                 std::optional<std::int64_t> after);
/// The acts of the filter after that entry, oldest first, at most `limit`: an export goes through them in
/// batches.
std::vector<Act> acts_after(db::Reader const& reader, ActFilter const& filter, std::int64_t entry, int limit);

/// An entry as it is stored.
struct StoredEntry {
    Act act;
    std::string salt;  // empty: the person was erased, the content cannot be recomputed
    base::Sha256 leaf{};
};
std::optional<StoredEntry> stored_entry(db::Reader const& reader, std::int64_t entry);
/// Whether leaf and content agree; nothing when the content was erased.
std::optional<bool> is_content_whole(StoredEntry const& stored);

/// The proof in the first head that holds the entry: it never changes, and costs no more than the entries of
/// that head (the head before it keeps the subtrees on the left). Nothing while the entry is pending.
std::optional<Proof> first_proof_of(db::Reader const& reader, std::int64_t entry);

/// Signed heads, newest first, smaller than `before` when that is given.
std::vector<Head> heads(db::Reader const& reader, std::optional<std::int64_t> before, int limit);
std::int64_t count_heads(db::Reader const& reader);

/// The facts of a payload, in order (payload_of read backwards).
std::vector<std::pair<std::string, std::string>> facts_of(std::string_view payload);

}  // namespace journal
