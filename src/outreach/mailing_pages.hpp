// The pages of a campaign's mailings: the list with its reminders, the form, the preview, the sending, its
// progress.
#pragma once

#include "web/route.hpp"

namespace outreach {

web::Routes mailing_routes();

}  // namespace outreach
