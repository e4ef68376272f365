// The pages of supporting: one form, one confirmation, what became of each support; and the intent after
// sign-in.
#pragma once

#include "account/room.hpp"
#include "http/message.hpp"
#include "web/visit.hpp"

namespace consultation {

/// GET /soutenir?proposition=P-…&proposition=…: the one form, or (signed in) the confirmation.
http::Response support_page(web::Visit& visit);
/// POST /soutenir/identite: commune, e-mail, quality, function → code by mail.
http::Response support_identity(web::Visit& visit);
/// POST /soutenir: casts.
http::Response support_confirmed(web::Visit& visit);
/// GET /soutenir/fait?proposition=…: counted / pending / not counted.
http::Response support_done_page(web::Visit& visit);
/// GET and POST /propositions/{reference}/retirer-soutien.
http::Response withdraw_page(web::Visit& visit);
http::Response withdraw_confirmed(web::Visit& visit);
/// GET /campagnes/{campaign}/propositions/imprimer: the list for the mayor.
http::Response print_page(web::Visit& visit);

/// The intent "support": claims the affiliation if need be, acts for it, casts, answers the page of what was
/// done.
base::Result<std::string> support_intended(web::Visit& visit, people::SignIn const& who,
                                           http::Pairs const& intent);

}  // namespace consultation
