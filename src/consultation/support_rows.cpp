#include "consultation/support_rows.hpp"

namespace consultation {
namespace {

/// A person supports as much as there are proposals; more would be a fault of ours.
constexpr int pairs_max = 5000;
constexpr int addresses_max = 200;

Standing standing_from(db::Row const& row) {
    return {*support_state(row.text(0)), row.instant(1), row.string(2)};
}

std::string_view standing_query(db::Reader const& reader) {
    return reader.engine() == db::Engine::postgresql
               ? "SELECT state, since, reason FROM supports WHERE proposal_id = $1 AND authority_id = $2 "
                 "FOR UPDATE"
               : "SELECT state, since, reason FROM supports WHERE proposal_id = $1 AND authority_id = $2";
}

}  // namespace

std::optional<ActingRight> hold_right(db::Tx& tx, PersonId person, AuthorityId authority) {
    // FOR SHARE: several acts of one person may run at once, a change of the affiliation may not.
    std::string_view const sql =
        tx.engine() == db::Engine::postgresql
            ? "SELECT f.id, a.id, a.long_name, a.legal_class, f.quality, f.state FROM affiliations f "
              "JOIN authorities a ON a.id = f.authority_id "
              "WHERE f.person_id = $1 AND f.authority_id = $2 AND f.state IN ('pending', 'verified') "
              "FOR SHARE OF f"
            : "SELECT f.id, a.id, a.long_name, a.legal_class, f.quality, f.state FROM affiliations f "
              "JOIN authorities a ON a.id = f.authority_id "
              "WHERE f.person_id = $1 AND f.authority_id = $2 AND f.state IN ('pending', 'verified')";
    return tx.first<ActingRight>(sql, {person, authority}, [](db::Row const& row) {
        return ActingRight{row.id<people::Affiliation>(0),
                           AuthorityId(row.integer(1)),
                           row.string(2),
                           row.string(3),
                           row.string(4),
                           row.text(5) == "verified"};
    });
}

std::optional<SupportedProposal> supported_proposal(db::Reader const& reader, base::Id<Proposal> id) {
    return reader.first<SupportedProposal>(
        "SELECT id, reference, title, state, campaign_id FROM proposals WHERE id = $1", {id},
        [](db::Row const& row) {
            return SupportedProposal{row.id<Proposal>(0), row.string(1), row.string(2),
                                     *proposal_state(row.text(3)), row.id<Campaign>(4)};
        });
}

Standing lock_support(db::Tx& tx, Pair pair) {
    tx.execute(
        "INSERT INTO supports (proposal_id, authority_id, state, since, reason) "
        "VALUES ($1, $2, 'withdrawn', 0, '') ON CONFLICT DO NOTHING",
        {pair.proposal, pair.authority});
    auto const standing = lock_existing_support(tx, pair);
    base::check(standing.has_value(), "a support row that was just made is not there");
    return *standing;
}

std::optional<Standing> lock_existing_support(db::Tx& tx, Pair pair) {
    return tx.first<Standing>(standing_query(tx), {pair.proposal, pair.authority}, standing_from);
}

void save_support(db::Tx& tx, Pair pair, Standing const& standing) {
    tx.execute(
        "UPDATE supports SET state = $1, since = $2, reason = $3 WHERE proposal_id = $4 AND authority_id = "
        "$5",
        {name_of(standing.state), standing.since, standing.reason, pair.proposal, pair.authority});
}

std::vector<Cast> casts_of(db::Reader const& reader, Pair pair) {
    return reader.list<Cast>(
        "SELECT k.cast_at, k.verified_at, l.decided_at, coalesce(l.answer, '') FROM support_casts k "
        "LEFT JOIN late_requests l ON l.id = k.late_request_id "
        "WHERE k.proposal_id = $1 AND k.authority_id = $2 AND k.withdrawn_at IS NULL "
        "ORDER BY k.cast_at, k.id",
        {pair.proposal, pair.authority}, [](db::Row const& row) {
            auto const decided_at = row.maybe_instant(2);
            return Cast{row.instant(0), row.maybe_instant(1),
                        decided_at ? late_mention(*decided_at, row.text(3)) : std::string()};
        });
}

bool insert_cast(db::Tx& tx, Pair pair, PersonId person, base::Id<people::Affiliation> affiliation,
                 NewCast const& cast) {
    return tx.execute(
               "INSERT INTO support_casts (proposal_id, authority_id, person_id, affiliation_id, cast_at, "
               "verified_at, late_request_id) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
               {pair.proposal, pair.authority, person, affiliation, cast.at, cast.verified_at,
                cast.by_request.exists() ? std::optional(cast.by_request) : std::nullopt}) == 1;
}

bool has_standing_cast(db::Reader const& reader, Pair pair, PersonId person) {
    return reader.exists(
        "SELECT 1 FROM support_casts WHERE proposal_id = $1 AND authority_id = $2 AND person_id = $3 "
        "AND withdrawn_at IS NULL",
        {pair.proposal, pair.authority, person});
}

bool withdraw_cast(db::Tx& tx, Pair pair, PersonId person, base::Instant at) {
    return tx.execute(
               "UPDATE support_casts SET withdrawn_at = $1 WHERE proposal_id = $2 AND authority_id = $3 "
               "AND person_id = $4 AND withdrawn_at IS NULL",
               {at, pair.proposal, pair.authority, person}) == 1;
}

std::vector<Pair> waiting_pairs_of(db::Reader const& reader, base::Id<people::Affiliation> affiliation) {
    return reader.list<Pair>(
        "SELECT proposal_id, authority_id FROM support_casts "
        "WHERE affiliation_id = $1 AND withdrawn_at IS NULL AND verified_at IS NULL "
        "ORDER BY proposal_id, authority_id LIMIT $2",
        {affiliation, pairs_max}, [](db::Row const& row) {
            return Pair{row.id<Proposal>(0), AuthorityId(row.integer(1))};
        });
}

void verify_cast(db::Tx& tx, Pair pair, base::Id<people::Affiliation> affiliation, base::Instant at) {
    tx.execute(
        "UPDATE support_casts SET verified_at = $1 WHERE proposal_id = $2 AND authority_id = $3 "
        "AND affiliation_id = $4 AND withdrawn_at IS NULL AND verified_at IS NULL",
        {at, pair.proposal, pair.authority, affiliation});
}

void withdraw_waiting_cast(db::Tx& tx, Pair pair, base::Id<people::Affiliation> affiliation,
                           base::Instant at) {
    tx.execute(
        "UPDATE support_casts SET withdrawn_at = $1 WHERE proposal_id = $2 AND authority_id = $3 "
        "AND affiliation_id = $4 AND withdrawn_at IS NULL AND verified_at IS NULL",
        {at, pair.proposal, pair.authority, affiliation});
}

std::vector<Pair> pending_verified_pairs(db::Reader const& reader, base::Id<Campaign> campaign) {
    return reader.list<Pair>(
        "SELECT DISTINCT s.proposal_id, s.authority_id FROM proposals p "
        "JOIN supports s ON s.proposal_id = p.id AND s.state = 'pending' "
        "JOIN support_casts k ON k.proposal_id = s.proposal_id AND k.authority_id = s.authority_id "
        "AND k.withdrawn_at IS NULL AND k.verified_at IS NOT NULL "
        "WHERE p.campaign_id = $1 ORDER BY s.proposal_id, s.authority_id",
        {campaign}, [](db::Row const& row) {
            return Pair{row.id<Proposal>(0), AuthorityId(row.integer(1))};
        });
}

std::vector<std::string> addresses_of_supporters(db::Reader const& reader, Pair pair) {
    return reader.list<std::string>(
        "SELECT p.email FROM support_casts k JOIN persons p ON p.id = k.person_id "
        "WHERE k.proposal_id = $1 AND k.authority_id = $2 AND k.withdrawn_at IS NULL ORDER BY k.id LIMIT $3",
        {pair.proposal, pair.authority, addresses_max}, [](db::Row const& row) { return row.string(0); });
}

std::string authority_long_name(db::Reader const& reader, AuthorityId authority) {
    return reader
        .first<std::string>("SELECT long_name FROM authorities WHERE id = $1", {authority},
                            [](db::Row const& row) { return row.string(0); })
        .value_or("");
}

}  // namespace consultation
