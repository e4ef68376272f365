// The handlers of /operateur/roles and /operateur/elections: read by operator and auditor, written by the
// operator.
#pragma once

#include "account/room.hpp"

namespace account {

inline constexpr std::string_view roles_page = "/operateur/roles";

/// What the list shows, as CSV or XLSX.
http::Response roles_file(web::Visit& visit);
http::Response show_roles(web::Visit& visit);
http::Response post_role(web::Visit& visit);
/// The page that asks for the reason; `{id}` is the person, the role and its département are in the query.
http::Response show_take_role(web::Visit& visit);
http::Response post_take_role(web::Visit& visit);

http::Response show_elections(web::Visit& visit);
http::Response post_election(web::Visit& visit);

}  // namespace account
