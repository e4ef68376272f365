// What the team's two queues of messages share: filters of the address, their choices, how long a message
// waits.
#pragma once

#include <string>
#include <vector>

#include "html/form.hpp"
#include "site/contact_rows.hpp"
#include "site/typed_filters.hpp"
#include "web/visit.hpp"

namespace site {

/// Those of "q", "etat", "a", "objet" that are set, but `without`.
http::Pairs filters_in(http::Pairs const& query, std::string_view without = {});
/// What they mean; by default what waits for the team.
MessageFilter filter_of(web::Visit const& visit);

std::vector<html::Choice> state_choices(std::string_view value);
std::vector<html::Choice> people_choices(web::Visit& visit, std::string_view value);

/// "Attend depuis 3 jours.", "Reçu le 3 mars 2026." once it waits no more.
std::string waited_text(ContactMessage const& message, base::Instant now);
bool is_late(ContactMessage const& message, base::Instant now);

}  // namespace site
