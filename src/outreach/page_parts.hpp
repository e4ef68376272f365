// What this room's pages share: the mailing of an address, colours, previews.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "outreach/letter.hpp"
#include "outreach/mailing_rows.hpp"
#include "outreach/reminder.hpp"
#include "outreach/views.hpp"
#include "web/frame.hpp"
#include "web/visit.hpp"

namespace outreach {

Settings settings_of(web::Visit const& visit);

/// Of {campaign} and {mailing} in the address; nothing when one is absent or belongs to another.
struct Place {
    consultation::Campaign campaign;
    Mailing mailing;
};
std::optional<Place> place_of(web::Visit& visit);

html::TagColour colour_of(MailingState state);
html::TagColour colour_of(ReminderState state);

/// As this reader would get it; the address that stops is left out.
Preview preview_of(web::Visit const& visit, MailingKind kind, MailingText const& text, Part const& part,
                   Reader const& reader);
/// "mairie@exemple.fr (Commune de Locronan)".
std::string line_of(Turn const& turn);

/// Title, and the trail down to a page under "Courriers".
web::PageHead head_of(consultation::Campaign const& campaign, std::string title);

/// A write of a form that answers where to go: its page, or the refusal's.
http::Response go_on(web::Visit& visit, base::Result<std::string> const& next);

// Handlers, by the page that they make.
http::Response mailing_page(web::Visit& visit);
http::Response test_sent(web::Visit& visit);
http::Response send_page(web::Visit& visit);
http::Response send_confirmed(web::Visit& visit);
http::Response pause_sent(web::Visit& visit);
http::Response resume_sent(web::Visit& visit);
http::Response stop_page(web::Visit& visit);
http::Response stop_confirmed(web::Visit& visit);
http::Response throw_away_page(web::Visit& visit);
http::Response throw_away_confirmed(web::Visit& visit);
http::Response recipients_page(web::Visit& visit);
http::Response reminder_page(web::Visit& visit);
http::Response reminder_sent(web::Visit& visit);

}  // namespace outreach
