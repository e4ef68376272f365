// Every search document of the room made anew: after a database has been copied to the other engine.
#include "base/check.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/proposal_rows.hpp"
#include "consultation/search_documents.hpp"

namespace consultation {
namespace {

constexpr int documents_a_batch = 100;

/// Runs `put` for the ids that `sql` gives after the last one, batch after batch, each its own transaction.
void each_batch(db::Database& database, std::string_view sql,
                std::function<void(db::Tx&, std::int64_t)> const& put) {
    std::int64_t last = 0;
    while (true) {
        auto const ids = database.write([&](db::Tx& tx) -> base::Result<std::vector<std::int64_t>> {
            auto found = tx.list<std::int64_t>(sql, {last, documents_a_batch},
                                               [](db::Row const& row) { return row.integer(0); });
            for (std::int64_t const id : found) put(tx, id);
            return found;
        });
        if (!ids.ok()) throw base::Fault("the search index could not be made: " + ids.refusal().message);
        if (ids->empty()) return;
        last = ids->back();
    }
}

}  // namespace

void index_anew(db::Database& database) {
    each_batch(database,
               "SELECT id FROM contributions WHERE state = 'published' AND id > $1 ORDER BY id LIMIT $2",
               [](db::Tx& tx, std::int64_t id) {
                   base::Id<Contribution> const contribution(id);
                   auto const author = author_of(tx, contribution);
                   put_document(tx, *contribution_by_id(tx, contribution), author ? author->body_name : "");
               });
    each_batch(
        database, "SELECT id FROM proposals WHERE state <> 'draft' AND id > $1 ORDER BY id LIMIT $2",
        [](db::Tx& tx, std::int64_t id) { put_document(tx, *proposal_by_id(tx, base::Id<Proposal>(id))); });
}

}  // namespace consultation
