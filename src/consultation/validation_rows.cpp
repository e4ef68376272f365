#include "consultation/validation_rows.hpp"

#include "people/administrator_rows.hpp"
#include "people/affiliation_rows.hpp"

namespace consultation {
namespace {

std::string_view name_of(ValidationState state) {
    switch (state) {
        case ValidationState::waiting:
            return "waiting";
        case ValidationState::sent_back:
            return "sent_back";
        case ValidationState::validated:
            return "validated";
    }
    base::fail("an unknown state of a validation");
}

ValidationState state_of(std::string_view name) {
    for (auto const state :
         {ValidationState::waiting, ValidationState::sent_back, ValidationState::validated})
        if (name_of(state) == name) return state;
    base::fail("an unknown state of a validation");
}

constexpr std::string_view validation_head =
    "SELECT v.id, v.contribution_id, v.authority_id, v.state, v.submitted_at, v.submitted_by, v.decided_at, "
    "v.comment ";

Validation validation_from(db::Row const& row) {
    return {
        row.id<Validation>(0), row.id<Contribution>(1),  AuthorityId(row.integer(2)), state_of(row.text(3)),
        row.instant(4),        PersonId(row.integer(5)), row.maybe_instant(6),        row.string(7)};
}

// An author who still acts for the body of the draft `c`.
constexpr std::string_view author_stands =
    "EXISTS (SELECT 1 FROM affiliations f WHERE f.person_id = c.author_person_id "
    "AND f.authority_id = c.authority_id AND f.state IN ('pending', 'verified'))";

}  // namespace

bool requires_validation(db::Reader const& reader, AuthorityId authority) {
    return authority.exists() &&
           reader.exists("SELECT 1 FROM validating_authorities WHERE authority_id = $1", {authority}) &&
           people::has_administrator(reader, authority);
}

bool set_requires_validation(db::Tx& tx, AuthorityId authority, bool required, base::Instant at) {
    if (required)
        return tx.execute(
                   "INSERT INTO validating_authorities (authority_id, chosen_at) VALUES ($1, $2) "
                   "ON CONFLICT DO NOTHING",
                   {authority, at}) == 1;
    return tx.execute("DELETE FROM validating_authorities WHERE authority_id = $1", {authority}) == 1;
}

std::optional<base::Id<Validation>> insert_validation(db::Tx& tx, Validation const& one) {
    return tx.first<base::Id<Validation>>(
        "INSERT INTO validations (contribution_id, authority_id, state, submitted_at, submitted_by, comment) "
        "VALUES ($1, $2, 'waiting', $3, $4, '') ON CONFLICT DO NOTHING RETURNING id",
        {one.contribution, one.authority, one.submitted_at, one.submitted_by},
        [](db::Row const& row) { return row.id<Validation>(0); });
}

bool close_validation(db::Tx& tx, base::Id<Validation> id, ValidationState state, base::Instant at,
                      PersonId by, std::string_view comment) {
    return tx.execute(
               "UPDATE validations SET state = $1, decided_at = $2, decided_by = $3, comment = $4 "
               "WHERE id = $5 AND state = 'waiting'",
               {name_of(state), at, by, comment, id}) == 1;
}

std::optional<Validation> validation_by_id(db::Reader const& reader, base::Id<Validation> id) {
    static std::string const sql = std::string(validation_head) + "FROM validations v WHERE v.id = $1";
    return reader.first<Validation>(sql, {id}, validation_from);
}

std::optional<Validation> last_validation(db::Reader const& reader, base::Id<Contribution> contribution) {
    static std::string const sql =
        std::string(validation_head) +
        "FROM validations v WHERE v.contribution_id = $1 ORDER BY v.id DESC LIMIT 1";
    return reader.first<Validation>(sql, {contribution}, validation_from);
}

std::vector<ValidationLine> waiting_validations(db::Reader const& reader, AuthorityId authority) {
    static std::string const sql = std::string(validation_head) +
                                   ", c.title, m.title, p.email FROM validations v "
                                   "JOIN contributions c ON c.id = v.contribution_id "
                                   "JOIN campaigns m ON m.id = c.campaign_id "
                                   "JOIN persons p ON p.id = v.submitted_by "
                                   "WHERE v.authority_id = $1 AND v.state = 'waiting' "
                                   "ORDER BY v.submitted_at, v.id LIMIT $2";
    return reader.list<ValidationLine>(sql, {authority, validations_listed_max}, [](db::Row const& row) {
        return ValidationLine{validation_from(row), row.string(8), row.string(9), row.string(10)};
    });
}

namespace {

std::vector<LeftDraft> left(db::Reader const& reader, AuthorityId authority, std::string_view state) {
    static std::string const sql =
        "SELECT c.id, c.title, m.title, p.email, c.changed_at FROM contributions c "
        "JOIN campaigns m ON m.id = c.campaign_id JOIN persons p ON p.id = c.author_person_id "
        "WHERE c.authority_id = $1 AND c.state = $2 AND NOT " +
        std::string(author_stands) + " ORDER BY c.changed_at, c.id LIMIT $3";
    return reader.list<LeftDraft>(sql, {authority, state, left_drafts_listed_max}, [](db::Row const& row) {
        return LeftDraft{row.id<Contribution>(0), row.string(1), row.string(2), row.string(3),
                         row.instant(4)};
    });
}

}  // namespace

std::vector<LeftDraft> left_drafts(db::Reader const& reader, AuthorityId authority) {
    return left(reader, authority, "draft");
}

std::vector<LeftDraft> left_contributions(db::Reader const& reader, AuthorityId authority) {
    return left(reader, authority, "published");
}

void give_draft(db::Tx& tx, base::Id<Contribution> id, PersonId to, base::Id<people::Affiliation> affiliation,
                base::Instant at) {
    tx.execute(
        "UPDATE contributions SET begun_by = coalesce(begun_by, author_person_id), author_person_id = $1, "
        "author_affiliation_id = $2, changed_at = $3 WHERE id = $4 AND state = 'draft'",
        {to, affiliation, at, id});
}

std::string begun_by(db::Reader const& reader, base::Id<Contribution> id) {
    return reader
        .first<std::string>(
            "SELECT p.email FROM contributions c JOIN persons p ON p.id = c.begun_by "
            "WHERE c.id = $1 AND c.begun_by <> c.author_person_id",
            {id}, [](db::Row const& row) { return row.string(0); })
        .value_or(std::string());
}

bool may_take_over(db::Reader const& reader, Contribution const& contribution, PersonId person) {
    if (contribution.state != ContributionState::published || !contribution.authority.exists()) return false;
    std::int64_t const body = contribution.authority.value;
    return people::is_verified_colleague(reader, person, body) &&
           !people::standing_affiliation(reader, contribution.author, body);
}

}  // namespace consultation
