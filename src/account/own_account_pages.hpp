// The handlers of one's own account: another address, the archive of one's data, the erasure.
#pragma once

#include "account/views.hpp"
#include "web/frame.hpp"
#include "web/visit.hpp"

namespace account {

http::Response show_new_address(web::Visit& visit);
http::Response post_new_address(web::Visit& visit);
http::Response show_address_code(web::Visit& visit);
http::Response post_address_code(web::Visit& visit);

http::Response show_own_data(web::Visit& visit);
/// The ZIP, made for this request in constant memory and deleted once sent: nothing is kept that another
/// could fetch.
http::Response send_own_archive(web::Visit& visit);

http::Response show_erasure(web::Visit& visit);
http::Response post_erasure(web::Visit& visit);
http::Response show_erasure_code(web::Visit& visit);
http::Response post_erasure_code(web::Visit& visit);
http::Response post_cancel_erasure(web::Visit& visit);
/// After it: nobody is signed in any more.
http::Response show_erased(web::Visit& visit);

/// The page of one question.
http::Response own_form_page(web::Visit& visit, OwnFormView const& view, int status);
/// A code of six digits.
html::Field own_code_field(std::string label, std::string hint);

}  // namespace account
