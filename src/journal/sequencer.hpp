// The sequencer: gives committed entries dense positions, extends the tree, stores its signed head.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/world.hpp"
#include "db/database.hpp"
#include "journal/merkle.hpp"

namespace journal {

/// Signs heads with an Ed25519 key. The key file is made at first use, readable by its owner only.
class HeadSigner {
  public:
    /// Throws with a plain sentence when the file cannot be read or made.
    static HeadSigner from_file(std::string const& path, base::Random& random);
    static HeadSigner from_seed(std::string_view seed_of_32_bytes);
    std::string sign(std::int64_t size, base::Sha256 const& root, base::Instant at) const;
    bool is_signed(std::int64_t size, base::Sha256 const& root, base::Instant at,
                   std::string_view signature) const;
    std::string const& public_key() const { return public_key_; }  // 32 bytes

  private:
    std::string secret_key_;
    std::string public_key_;
};

class Sequencer {
  public:
    Sequencer(HeadSigner signer, base::Clock const& clock) : signer_(std::move(signer)), clock_(clock) {}

    /// Sequences what is pending, at most `batch_max` entries; returns how many. In the caller's transaction.
    int run(db::Tx& tx) const;

    /// PostgreSQL: one pass, if no other node holds the lock. Called every ≤ 200 ms by app/.
    void run_if_leader(db::Database& database) const;

    static constexpr int batch_max = 10'000;

  private:
    HeadSigner signer_;
    base::Clock const& clock_;
};

struct Head {
    std::int64_t size = 0;
    base::Sha256 root{};
    base::Instant at;
    std::string signature;
};
/// Whether the head bears the signature of that key (HeadSigner::public_key).
bool is_signed_by(std::string_view public_key, Head const& head);
std::optional<Head> latest_head(db::Reader const& reader);
/// Acts recorded and not yet in the tree.
std::int64_t pending_entries(db::Reader const& reader);

/// What `tremplin verify` found; empty problems: the journal is whole.
struct Verification {
    std::int64_t entries = 0;
    std::int64_t sequenced = 0;
    std::int64_t heads = 0;
    std::int64_t badly_signed = 0;      // heads: one problem however many, so that it hides no other
    std::vector<std::string> problems;  // at most 101
};
/// The problem that so many badly signed heads are; what is restored without its key has it on purpose.
std::string badly_signed_problem(std::int64_t heads);
/// Recomputes every leaf, every position and every head, in constant memory.
Verification verify(db::Reader const& reader, HeadSigner const& signer);

/// The proof that an entry stands in the latest head; nothing while it is pending.
struct Proof {
    std::int64_t position = 0;
    Head head;
    std::vector<base::Sha256> path;
};
std::optional<Proof> proof_of(db::Reader const& reader, std::int64_t entry);

}  // namespace journal
