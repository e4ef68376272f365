#include "consultation/review_rows.hpp"

#include <fmt/format.h>

#include "consultation/in_list.hpp"

#include "consultation/contribution_rows.hpp"

namespace consultation {
namespace {

constexpr int reviews_of_one_max = 100;

constexpr std::string_view review_columns =
    "v.id, v.decision_id, v.contribution_id, v.person_id, v.reason, v.requested_at, v.state, v.answer, "
    "v.answered_at";
constexpr int review_columns_count = 9;

ReviewRequest review_from(db::Row const& row) {
    ReviewRequest one;
    one.id = row.id<ReviewRequest>(0);
    one.decision = row.id<Decision>(1);
    one.contribution = row.id<Contribution>(2);
    one.person = PersonId(row.integer(3));
    one.reason = row.string(4);
    one.requested_at = row.instant(5);
    one.state = *review_state(row.text(6));
    one.answer = row.string(7);
    one.answered_at = row.maybe_instant(8);
    return one;
}

ListedReview listed_from(db::Row const& row) {
    return {review_from(row), row.string(review_columns_count), row.string(review_columns_count + 1),
            row.string(review_columns_count + 2), row.string(review_columns_count + 3)};
}

std::string listed_query(std::string_view rest) {
    return fmt::format(
        "SELECT {}, c.reference, c.title, g.title, coalesce(a.long_name, r.name, '') FROM review_requests v "
        "JOIN contributions c ON c.id = v.contribution_id JOIN campaigns g ON g.id = c.campaign_id "
        "LEFT JOIN authorities a ON a.id = c.authority_id LEFT JOIN partners r ON r.id = c.partner_id {}",
        review_columns, rest);
}

}  // namespace

std::optional<base::Id<ReviewRequest>> insert_review(db::Tx& tx, base::Id<Decision> decision,
                                                     base::Id<Contribution> contribution, PersonId person,
                                                     std::string_view reason, base::Instant at) {
    auto const inserted = tx.execute(
        "INSERT INTO review_requests (decision_id, contribution_id, person_id, reason, requested_at, state, "
        "answer) VALUES ($1, $2, $3, $4, $5, 'waiting', '') ON CONFLICT (decision_id) DO NOTHING",
        {decision, contribution, person, reason, at});
    if (inserted == 0) return std::nullopt;
    return base::Id<ReviewRequest>(
        tx.integer("SELECT id FROM review_requests WHERE decision_id = $1", {decision}));
}

std::optional<ReviewRequest> lock_review(db::Tx& tx, base::Id<ReviewRequest> id) {
    std::string const sql = fmt::format("SELECT {} FROM review_requests v WHERE v.id = $1{}", review_columns,
                                        tx.engine() == db::Engine::postgresql ? " FOR UPDATE" : "");
    return tx.first<ReviewRequest>(sql, {id}, review_from);
}

std::optional<base::Id<Contribution>> contribution_of_review(db::Reader const& reader,
                                                             base::Id<ReviewRequest> id) {
    return reader.first<base::Id<Contribution>>("SELECT contribution_id FROM review_requests WHERE id = $1",
                                                {id},
                                                [](db::Row const& row) { return row.id<Contribution>(0); });
}

void close_review(db::Tx& tx, base::Id<ReviewRequest> id, ReviewState state, std::string_view answer,
                  base::Instant at, PersonId by) {
    tx.execute(
        "UPDATE review_requests SET state = $1, answer = $2, answered_at = $3, answered_by = $4 "
        "WHERE id = $5",
        {name_of(state), answer, at, by, id});
}

void set_new_decision(db::Tx& tx, base::Id<ReviewRequest> id, base::Id<Decision> decision) {
    tx.execute("UPDATE review_requests SET new_decision_id = $1 WHERE id = $2", {decision, id});
}

std::vector<LapsedReview> lapse_reviews(db::Tx& tx, std::span<base::Id<Contribution> const> contributions,
                                        base::Instant at) {
    std::vector<db::Value> values;
    std::string ids = in_list(values, contributions);
    std::vector<LapsedReview> lapsed;
    tx.each(
        fmt::format("SELECT c.reference, c.title, p.email FROM review_requests v "
                    "JOIN contributions c ON c.id = v.contribution_id JOIN persons p ON p.id = v.person_id "
                    "WHERE v.state = 'waiting' AND v.contribution_id IN ({}) ORDER BY v.id",
                    ids),
        values, [&](db::Row const& row) {
            lapsed.push_back({row.string(0), row.string(1), row.string(2)});
        });
    if (lapsed.empty()) return lapsed;
    values = {at};
    ids = in_list(values, contributions);
    tx.execute(
        fmt::format("UPDATE review_requests SET state = 'lapsed', answered_at = $1, new_decision_id = "
                    "(SELECT d.id FROM decisions d WHERE d.contribution_id = review_requests.contribution_id "
                    "AND d.replaced_by IS NULL AND d.id <> review_requests.decision_id) "
                    "WHERE state = 'waiting' AND contribution_id IN ({})",
                    ids),
        values);
    return lapsed;
}

void revive_reviews(db::Tx& tx, base::Id<Batch> batch) {
    tx.execute(
        "UPDATE review_requests SET state = 'waiting', answered_at = NULL, new_decision_id = NULL "
        "WHERE state = 'lapsed' AND new_decision_id IN "
        "(SELECT d.id FROM decisions d WHERE d.batch_id = $1 AND d.undone_at IS NOT NULL) "
        "AND decision_id IN (SELECT s.id FROM decisions s WHERE s.replaced_by IS NULL)",
        {batch});
}

std::vector<LapsedReview> lapsed_untold(db::Reader const& reader, base::Id<Batch> batch) {
    return reader.list<LapsedReview>(
        "SELECT c.reference, c.title, p.email FROM decisions d JOIN contributions c ON c.id = "
        "d.contribution_id "
        "JOIN review_requests v ON v.contribution_id = c.id AND v.state = 'lapsed' "
        "JOIN decisions o ON o.id = v.decision_id AND o.undone_at IS NULL "
        "JOIN persons p ON p.id = v.person_id WHERE d.batch_id = $1 AND d.replaced_by IS NULL "
        "AND d.told_at IS NULL AND c.state = 'published' AND v.new_decision_id > coalesce((SELECT max(e.id) "
        "FROM decisions e WHERE e.contribution_id = c.id AND e.told_at IS NOT NULL), 0) "
        "AND v.new_decision_id <= d.id ORDER BY v.id LIMIT $2",
        {batch, static_cast<int>(decided_at_once_max)}, [](db::Row const& row) {
            return LapsedReview{row.string(0), row.string(1), row.string(2)};
        });
}

std::vector<ReviewRequest> reviews_of(db::Reader const& reader, base::Id<Contribution> contribution) {
    static std::string const sql =
        fmt::format("SELECT {} FROM review_requests v WHERE v.contribution_id = $1 ORDER BY v.id LIMIT $2",
                    review_columns);
    return reader.list<ReviewRequest>(sql, {contribution, reviews_of_one_max}, review_from);
}

bool is_verified_for(db::Reader const& reader, people::Actor const& actor, Contribution const& contribution) {
    return reader.exists(
        "SELECT 1 FROM affiliations WHERE id = $1 AND person_id = $2 AND state = 'verified' "
        "AND coalesce(authority_id, 0) = $3 AND coalesce(partner_id, 0) = $4",
        {actor.affiliation, actor.person, contribution.authority.value, contribution.partner.value});
}

std::optional<TakenBy> decision_taken(db::Reader const& reader, base::Id<Decision> id) {
    return reader.first<TakenBy>("SELECT decided_at, decided_by FROM decisions WHERE id = $1", {id},
                                 [](db::Row const& row) {
                                     return TakenBy{row.instant(0), PersonId(row.integer(1))};
                                 });
}

std::string email_of(db::Reader const& reader, PersonId person) {
    return reader
        .first<std::string>("SELECT email FROM persons WHERE id = $1", {person},
                            [](db::Row const& row) { return row.string(0); })
        .value_or("");
}

Listed<ListedReview> reviews_page(db::Reader const& reader, std::optional<ReviewState> state, int page) {
    std::string_view const wanted = state ? name_of(*state) : std::string_view();
    Listed<ListedReview> listed;
    listed.total = reader.integer(
        "SELECT count(*) FROM review_requests WHERE CAST($1 AS TEXT) = '' OR state = $2", {wanted, wanted});
    listed.page = page;
    static std::string const sql = listed_query(
        "WHERE CAST($1 AS TEXT) = '' OR v.state = $2 ORDER BY v.requested_at, v.id LIMIT $3 OFFSET $4");
    listed.items = reader.list<ListedReview>(
        sql, {wanted, wanted, items_per_page, static_cast<std::int64_t>(page - 1) * items_per_page},
        listed_from);
    return listed;
}

std::optional<ListedReview> review_by_id(db::Reader const& reader, base::Id<ReviewRequest> id) {
    static std::string const sql = listed_query("WHERE v.id = $1");
    return reader.first<ListedReview>(sql, {id}, listed_from);
}

}  // namespace consultation
