// The forms of this room: what web/ reads and shows, under the names used here.
#pragma once

#include "account/views.hpp"
#include "web/forms.hpp"

namespace account {

using web::asked_page;
using web::field;
using web::id_of;
using web::last_page;
using web::line_of;
using web::positive_number;
using web::text_of;

/// Errors beside their fields and in the summary of the form.
inline void show_errors(FormView& view, base::Refusal const& refusal,
                        std::vector<html::Field*> const& fields) {
    web::show_errors(view.errors, refusal, fields);
}

}  // namespace account
