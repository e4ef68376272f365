// The handlers of /mon-compte/collectivites: the affiliations of the person signed in, one at a time or as a
// list.
#pragma once

#include "account/room.hpp"

namespace account {

inline constexpr std::string_view affiliations_page = "/mon-compte/collectivites";

http::Response show_affiliations(web::Visit& visit);
http::Response post_act_for(web::Visit& visit);

/// Another's affiliation is 404 for each of these.
http::Response show_affiliation(web::Visit& visit);
http::Response post_official_code(web::Visit& visit);
http::Response post_entered_code(web::Visit& visit);
http::Response post_colleague(web::Visit& visit);
http::Response post_reconfirm(web::Visit& visit);
http::Response post_doubt_address(web::Visit& visit);
http::Response show_end(web::Visit& visit);
http::Response post_end(web::Visit& visit);

/// How an affiliation's state is drawn.
html::TagColour colour_of(people::AffiliationState state);
/// The address of one's own affiliation.
std::string address_of(base::Id<people::Affiliation> id);

}  // namespace account
