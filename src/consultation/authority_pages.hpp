// The handlers of an authority's page for its members that are this room's: what was done, what waits,
// validation before publication, drafts handed over. Everybody else gets 404.
#pragma once

#include "account/room.hpp"
#include "web/route.hpp"

namespace consultation {

web::Routes authority_routes();

/// The lines that the page of an authority shows of this room, with what waits for this reader.
std::vector<account::OperatorEntry> authority_entries(db::Reader const& reader,
                                                      base::Id<territories::Authority> authority,
                                                      people::Actor const& actor);

}  // namespace consultation
