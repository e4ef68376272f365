// The SQL of remembered answers.
#include "journal/once.hpp"

namespace journal {

base::Result<std::string> once(db::Tx& tx, base::Instant now, OnceKey const& key,
                               std::function<base::Result<std::string>()> const& action) {
    std::string_view const hash = base::as_bytes(key.request);
    // The row is taken before the act: on PostgreSQL a second request waits here for the first one's commit.
    std::int64_t const taken = tx.execute(
        "INSERT INTO idempotency_keys (actor, route, key, request_hash, answer, at) VALUES ($1, $2, $3, $4, "
        "'', $5) "
        "ON CONFLICT DO NOTHING",
        {key.actor, key.route, key.key, db::Blob{hash}, now});
    if (taken == 0) {
        struct Known {
            bool same_request;
            std::string answer;
        };
        auto const known = tx.first<Known>(
            "SELECT request_hash, answer FROM idempotency_keys WHERE actor = $1 AND route = $2 AND key = $3",
            {key.actor, key.route, key.key}, [&](db::Row const& row) {
                return Known{row.bytes(0) == hash, row.string(1)};
            });
        base::check(known.has_value(), "a key that stands in the way can be read");
        if (!known->same_request)
            return base::refuse(
                base::RefusalCode::invalid,
                "Cette demande porte la même clé qu’une autre, déjà traitée, mais son contenu diffère.",
                "Rechargez la page et recommencez.");
        return known->answer;
    }
    base::Result<std::string> answer = action();
    if (answer.ok())
        tx.execute("UPDATE idempotency_keys SET answer = $1 WHERE actor = $2 AND route = $3 AND key = $4",
                   {*answer, key.actor, key.route, key.key});
    else if (answer.refusal().recorded)
        tx.execute("DELETE FROM idempotency_keys WHERE actor = $1 AND route = $2 AND key = $3",
                   {key.actor, key.route, key.key});
    return answer;
}

std::int64_t forget_answers(db::Tx& tx, base::Instant now, int limit) {
    return tx.execute(
        "DELETE FROM idempotency_keys WHERE (actor, route, key) IN "
        "(SELECT actor, route, key FROM idempotency_keys WHERE at < $1 ORDER BY at LIMIT $2)",
        {now - once_kept, limit});
}

}  // namespace journal
