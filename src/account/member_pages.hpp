// The handlers of /ma-collectivite: an authority's page for its verified members (and the operator's team),
// one member, invitations. Everybody else gets 404.
#pragma once

#include "account/room.hpp"

namespace account {

http::Response show_own_authority(web::Visit& visit);
http::Response show_members(web::Visit& visit, Shown const& shown);
http::Response post_invitation(web::Visit& visit, Shown const& shown);
http::Response post_withdraw_invitation(web::Visit& visit);
http::Response show_member(web::Visit& visit);
http::Response post_member(web::Visit& visit);

/// The invited person's side.
http::Response show_invitation(web::Visit& visit);
http::Response post_accept_invitation(web::Visit& visit);

}  // namespace account
