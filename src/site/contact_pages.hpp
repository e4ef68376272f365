// The handlers of /contact: the form, what was sent, the author's page of the exchange.
#pragma once

#include "http/message.hpp"
#include "site/contact_rows.hpp"
#include "site/contact_views.hpp"
#include "web/visit.hpp"

namespace site {

http::Response show_contact(web::Visit& visit);
http::Response post_contact(web::Visit& visit);
http::Response show_sent(web::Visit& visit);
/// Whoever holds the address of a mail: no account is asked for.
http::Response show_thread(web::Visit& visit);
http::Response post_thread(web::Visit& visit);

/// What was said, in order; notes and addresses of the team only when `for_team`.
std::vector<PostItem> post_items(ContactMessage const& message, std::vector<Post> const& posts,
                                 bool for_team);

}  // namespace site
