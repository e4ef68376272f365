// The SQL of positions and heads, and their verification.
#include <fmt/format.h>

#include "base/check.hpp"
#include "journal/journal.hpp"
#include "journal/sequencer.hpp"

namespace journal {
namespace {

constexpr std::size_t problems_max = 100;

struct Pending {
    std::int64_t entry;
    std::string leaf;
};

Frontier stored_frontier(db::Reader const& reader) {
    auto const stored = reader.first<Frontier>(
        "SELECT size, frontier FROM journal_heads ORDER BY size DESC LIMIT 1", {}, [](db::Row const& row) {
            auto frontier = Frontier::from(row.integer(0), row.bytes(1));
            base::check(frontier.has_value(), "the journal's last head does not fit its size");
            return *frontier;
        });
    return stored.value_or(Frontier{});
}

}  // namespace

int Sequencer::run(db::Tx& tx) const {
    auto const pending = tx.list<Pending>(
        "SELECT p.entry_id, e.leaf FROM journal_pending p JOIN journal_entries e ON e.id = p.entry_id "
        "ORDER BY p.entry_id LIMIT $1",
        {batch_max}, [](db::Row const& row) {
            return Pending{row.integer(0), std::string(row.bytes(1))};
        });
    if (pending.empty()) return 0;
    Frontier frontier = stored_frontier(tx);
    for (Pending const& entry : pending) {
        tx.execute("INSERT INTO journal_leaves (position, entry_id, leaf) VALUES ($1, $2, $3)",
                   {frontier.size(), entry.entry, db::Blob{entry.leaf}});
        tx.execute("DELETE FROM journal_pending WHERE entry_id = $1", {entry.entry});
        frontier.append(base::stored_sha256(entry.leaf));
    }
    base::Instant const now = clock_.now();
    base::Sha256 const root = frontier.root();
    tx.execute("INSERT INTO journal_heads (size, root, frontier, at, signature) VALUES ($1, $2, $3, $4, $5)",
               {frontier.size(), db::Blob{base::as_bytes(root)}, db::Blob{frontier.bytes()}, now,
                db::Blob{signer_.sign(frontier.size(), root, now)}});
    return static_cast<int>(pending.size());
}

void Sequencer::run_if_leader(db::Database& database) const {
    database.only_here("sequencer", [&] {
        auto const sequenced = database.write([&](db::Tx& tx) -> base::Result<int> {
            int const entries = run(tx);
            if (entries > 0) tx.announce_change();
            return entries;
        });
        base::check(sequenced.ok(), "the sequencer is never refused");
    });
}

std::int64_t pending_entries(db::Reader const& reader) {
    return reader.integer("SELECT count(*) FROM journal_pending");
}

std::optional<Head> latest_head(db::Reader const& reader) {
    return reader.first<Head>(
        "SELECT size, root, at, signature FROM journal_heads ORDER BY size DESC LIMIT 1", {},
        [](db::Row const& row) {
            return Head{row.integer(0), base::stored_sha256(row.bytes(1)), row.instant(2),
                        std::string(row.bytes(3))};
        });
}

Verification verify(db::Reader const& reader, HeadSigner const& signer) {
    Verification found;
    auto const problem = [&](std::string text) {
        if (found.problems.size() < problems_max) found.problems.push_back(std::move(text));
    };
    found.entries = reader.integer("SELECT count(*) FROM journal_entries");
    std::int64_t const pending = reader.integer("SELECT count(*) FROM journal_pending");

    // Heads are few beside leaves (one per group commit): they are walked beside the leaves, in the same
    // order.
    auto const heads = reader.list<Head>("SELECT size, root, at, signature FROM journal_heads ORDER BY size",
                                         {}, [](db::Row const& row) {
                                             return Head{row.integer(0), base::stored_sha256(row.bytes(1)),
                                                         row.instant(2), std::string(row.bytes(3))};
                                         });
    found.heads = static_cast<std::int64_t>(heads.size());
    auto head = heads.begin();
    Frontier frontier;
    reader.stream(
        "SELECT l.position, l.entry_id, l.leaf, e.at, e.act, e.person_id, e.body_id, e.subject, e.payload, "
        "e.salt, e.leaf "
        "FROM journal_leaves l LEFT JOIN journal_entries e ON e.id = l.entry_id ORDER BY l.position",
        {}, [&](db::Row const& row) {
            std::int64_t const position = row.integer(0);
            if (position != frontier.size())
                problem(fmt::format("la place {} suit la place {}", position, frontier.size() - 1));
            base::Sha256 const leaf = base::stored_sha256(row.bytes(2));
            if (row.is_null(3)) {
                problem(fmt::format("l’écriture {}, à la place {}, manque", row.integer(1), position));
            } else {
                std::string const act = row.string(4);
                Entry const entry{act, row.integer(5), row.integer(6), row.string(7), {}};
                std::string const salt(row.bytes(9));
                bool const erased = salt.empty();
                if (base::as_bytes(leaf) != row.bytes(10))
                    problem(fmt::format("écriture {} : sa feuille a été changée", row.integer(1)));
                if (!erased && leaf_of(row.instant(3), entry, row.text(8), salt) != leaf)
                    problem(fmt::format("écriture {} : son contenu a été changé", row.integer(1)));
            }
            frontier.append(leaf);
            while (head != heads.end() && head->size == frontier.size()) {
                if (head->root != frontier.root())
                    problem(fmt::format("tête de {} actes : une autre empreinte", head->size));
                if (!signer.is_signed(head->size, head->root, head->at, head->signature))
                    ++found.badly_signed;
                ++head;
            }
        });
    found.sequenced = frontier.size();
    if (head != heads.end()) problem(fmt::format("tête de {} actes : des feuilles manquent", head->size));
    if (frontier.size() > 0 && (heads.empty() || heads.back().size != frontier.size()))
        problem("des feuilles suivent la dernière tête signée");
    if (found.sequenced + pending != found.entries)
        problem(fmt::format("{} écritures, mais {} rangées et {} en attente", found.entries, found.sequenced,
                            pending));
    if (found.badly_signed > 0) found.problems.push_back(badly_signed_problem(found.badly_signed));
    return found;
}

std::string badly_signed_problem(std::int64_t heads) {
    return fmt::format("{} têtes signées ne portent pas la signature de la clé de cette installation", heads);
}

std::optional<Proof> proof_of(db::Reader const& reader, std::int64_t entry) {
    auto const position =
        reader.first<std::int64_t>("SELECT position FROM journal_leaves WHERE entry_id = $1", {entry},
                                   [](db::Row const& row) { return row.integer(0); });
    auto head = latest_head(reader);
    if (!position || !head || *position >= head->size) return std::nullopt;
    std::vector<base::Sha256> leaves;
    leaves.reserve(static_cast<std::size_t>(head->size));
    std::int64_t const size = head->size;
    reader.stream("SELECT leaf FROM journal_leaves WHERE position < $1 ORDER BY position",
                  std::span<db::Value const>(std::initializer_list<db::Value>{size}),
                  [&](db::Row const& row) { leaves.push_back(base::stored_sha256(row.bytes(0))); });
    auto const leaf_at = [&](std::int64_t at) { return leaves.at(static_cast<std::size_t>(at)); };
    return Proof{*position, *head, inclusion_path(leaf_at, *position, size)};
}

}  // namespace journal
