// The handlers of /mon-compte/saisies: what was typed when a sign-in had ended, given back.
#pragma once

#include <string>

#include "web/visit.hpp"

namespace account {

/// The account when nothing waits, the form itself when one does, else their list.
http::Response show_kept_forms(web::Visit& visit);
/// 404 for another's, for what was sent or given up, and after a day.
http::Response show_kept_form(web::Visit& visit);
http::Response post_abandon_kept_form(web::Visit& visit);

/// For /mon-compte: "Une saisie vous attend…"; empty when none does. One statement.
std::string kept_forms_sentence(web::Visit& visit);

}  // namespace account
