// The SQL of invitations.
#include "people/invitation_rows.hpp"

#include "base/check.hpp"
#include "base/text.hpp"
#include "people/quality.hpp"

namespace people {
namespace {

constexpr std::string_view columns =
    "SELECT i.id, i.authority_id, a.long_name, i.email, i.quality, i.function, i.state, i.invited_by, "
    "p.email, "
    "i.invited_at, i.expires_at FROM invitations i JOIN authorities a ON a.id = i.authority_id "
    "JOIN persons p ON p.id = i.invited_by ";

std::string_view code(InvitationState state) {
    switch (state) {
        case InvitationState::sent:
            return "sent";
        case InvitationState::accepted:
            return "accepted";
        case InvitationState::withdrawn:
            return "withdrawn";
    }
    base::fail("an invitation without state");
}

InvitationState state_from(std::string_view text) {
    for (auto const state : {InvitationState::sent, InvitationState::accepted, InvitationState::withdrawn})
        if (code(state) == text) return state;
    base::fail("an invitation without state");
}

Invitation from(db::Row const& row) {
    Invitation one;
    one.id = row.id<Invitation>(0);
    one.authority = row.id<territories::Authority>(1);
    one.authority_name = row.string(2);
    one.email = row.string(3);
    one.quality = quality_from(row.text(4)).value();
    one.function = row.string(5);
    one.state = state_from(row.text(6));
    one.invited_by = row.id<Person>(7);
    one.invited_by_email = row.string(8);
    one.invited_at = row.instant(9);
    one.expires_at = row.instant(10);
    return one;
}

std::string select(std::string_view rest) {
    return std::string(columns) + std::string(rest);
}

}  // namespace

std::optional<Invitation> invitation_by_id(db::Reader const& reader, base::Id<Invitation> id) {
    return reader.first<Invitation>(select("WHERE i.id = $1"), {id}, from);
}

std::vector<Invitation> invitations_of(db::Reader const& reader, base::Id<territories::Authority> authority,
                                       base::Instant now) {
    return reader.list<Invitation>(
        select("WHERE i.authority_id = $1 AND i.state = 'sent' AND i.expires_at > $2 "
               "ORDER BY i.invited_at DESC, i.id DESC LIMIT $3"),
        {authority, now, invitations_standing_max}, from);
}

std::vector<Invitation> invitations_to(db::Reader const& reader, std::string_view email, base::Instant now) {
    return reader.list<Invitation>(
        select("WHERE i.email_key = $1 AND i.state = 'sent' AND i.expires_at > $2 ORDER BY i.id LIMIT $3"),
        {base::email_key(email), now, invitations_standing_max}, from);
}

std::optional<Invitation> sent_invitation(db::Reader const& reader,
                                          base::Id<territories::Authority> authority,
                                          std::string_view email) {
    return reader.first<Invitation>(
        select("WHERE i.authority_id = $1 AND i.email_key = $2 AND i.state = 'sent'"),
        {authority, base::email_key(email)}, from);
}

std::optional<base::Id<Invitation>> insert_invitation(db::Tx& tx, Invitation const& one) {
    return tx.first<base::Id<Invitation>>(
        "INSERT INTO invitations (authority_id, email, email_key, quality, function, state, invited_by, "
        "invited_at, expires_at) VALUES ($1, $2, $3, $4, $5, 'sent', $6, $7, $8) "
        "ON CONFLICT DO NOTHING RETURNING id",
        {one.authority, one.email, base::email_key(one.email), code(one.quality), one.function,
         one.invited_by, one.invited_at, one.expires_at},
        [](db::Row const& row) { return row.id<Invitation>(0); });
}

bool answer_invitation(db::Tx& tx, base::Id<Invitation> id, InvitationState state, base::Instant at) {
    return tx.execute("UPDATE invitations SET state = $1, answered_at = $2 WHERE id = $3 AND state = 'sent'",
                      {code(state), at, id}) == 1;
}

std::int64_t forget_invitations(db::Tx& tx, base::Instant before, int most) {
    return tx.execute(
        "DELETE FROM invitations WHERE id IN (SELECT id FROM invitations WHERE expires_at < $1 "
        "ORDER BY id LIMIT $2)",
        {before, most});
}

}  // namespace people
