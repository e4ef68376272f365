// The team is told of new contact messages at the contact address of the settings: at most once an hour,
// however many came (docs/decisions/0020).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/world.hpp"
#include "db/database.hpp"
#include "people/mail_limit_rows.hpp"
#include "people/settings.hpp"

namespace site {

inline constexpr std::string_view alert_job = "site.contact_alert";
inline constexpr std::string_view alert_mail_kind = "contact.alert";
inline constexpr people::MailLimit alerts{1, base::Duration::hours(1)};
/// What comes together is told together.
inline constexpr base::Duration alert_wait = base::Duration::minutes(5);
inline constexpr int alert_lines_max = 10;

/// What the mail says: references and topics, no name, address or text of anybody.
struct ContactAlert {
    std::string opening;
    std::vector<std::string> lines;
    std::string more;  // "et 3 autres"; empty: all are listed
    std::string waiting;
    std::string link;
};

/// In the transaction that received a message.
void alert_later(db::Tx& tx, base::Instant received);

/// The job: mails what came since the instant of `payload` (microseconds) and still waits; nothing when all
/// of it was answered, or when the settings name no address. Sooner than an hour after the last one: put off
/// until then.
void send_alert(db::Database& database, base::World const& world, people::Settings const& settings,
                std::string const& payload);

}  // namespace site
