// The handlers of /operateur/bandeau.
#pragma once

#include "http/message.hpp"
#include "web/visit.hpp"

namespace site {

http::Response show_banners(web::Visit& visit);
/// The button says which: the preview, back to the form, or publishing.
http::Response post_banner(web::Visit& visit);
http::Response post_banner_end(web::Visit& visit);

}  // namespace site
