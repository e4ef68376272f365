// The handlers of /operateur/messages: the team's queue of contact messages.
#pragma once

#include "http/message.hpp"
#include "web/visit.hpp"

namespace site {

http::Response show_messages(web::Visit& visit);
http::Response messages_csv(web::Visit& visit);
http::Response show_message(web::Visit& visit);
http::Response post_answer(web::Visit& visit);
http::Response post_note(web::Visit& visit);
http::Response post_assignment(web::Visit& visit);
http::Response post_state(web::Visit& visit);

}  // namespace site
