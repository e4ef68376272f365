// The SQL of invitations.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "db/database.hpp"
#include "people/invitation.hpp"

namespace people {

std::optional<Invitation> invitation_by_id(db::Reader const& reader, base::Id<Invitation> id);
/// Sent and still open, newest first; at most invitations_standing_max.
std::vector<Invitation> invitations_of(db::Reader const& reader, base::Id<territories::Authority> authority,
                                       base::Instant now);
std::vector<Invitation> invitations_to(db::Reader const& reader, std::string_view email, base::Instant now);
/// The sent one of this address, open or expired.
std::optional<Invitation> sent_invitation(db::Reader const& reader,
                                          base::Id<territories::Authority> authority, std::string_view email);

/// None when one stands already.
std::optional<base::Id<Invitation>> insert_invitation(db::Tx& tx, Invitation const& invitation);
/// False when it was not sent (any more).
bool answer_invitation(db::Tx& tx, base::Id<Invitation> id, InvitationState state, base::Instant at);
/// Deletes what was answered or expired before `before`, at most `most`.
std::int64_t forget_invitations(db::Tx& tx, base::Instant before, int most);

}  // namespace people
