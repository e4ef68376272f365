#include "site/contact_alert.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "base/check.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "journal/jobs.hpp"
#include "messaging/mail.hpp"
#include "site/contest_rows.hpp"
#include "site/mails_contact_alert.hpp"

namespace site {
namespace {

ContactAlert alert_of(db::Reader const& reader, people::Settings const& settings, NewMessages const& fresh) {
    ContactAlert alert;
    alert.opening = base::french_count(fresh.total, "message est arrivé", "messages sont arrivés") +
                    (fresh.total == 1 ? " et attend une réponse." : " et attendent une réponse.");
    for (ContactMessage const& message : fresh.first)
        alert.lines.push_back(fmt::format("{}, le {}\u00a0: {}", message.reference,
                                          base::french_date_time(message.created_at), french(message.topic)));
    if (fresh.total > static_cast<std::int64_t>(alert.lines.size()))
        alert.more = "et " + base::french_count(fresh.total - static_cast<std::int64_t>(alert.lines.size()),
                                                "autre", "autres");
    auto const [messages, contests] = waiting_desk(reader);
    alert.waiting = fmt::format("En tout, {} {} une réponse.",
                                base::french_count(messages.count + contests.count, "message", "messages"),
                                messages.count + contests.count == 1 ? "attend" : "attendent");
    if (contests.count > 0)
        alert.waiting += fmt::format(" Dont {} d’un soutien écarté.",
                                     base::french_count(contests.count, "contestation", "contestations"));
    alert.link = settings.origin + "/operateur";
    return alert;
}

}  // namespace

void alert_later(db::Tx& tx, base::Instant received) {
    // The first of those that come together waits for the others: the job waits once.
    journal::enqueue(tx, {std::string(alert_job), "new", std::to_string(received.us), received + alert_wait});
}

void send_alert(db::Database& database, base::World const& world, people::Settings const& settings,
                std::string const& payload) {
    auto const since = base::parse_int(payload);
    base::check(since.has_value(), "the job of an alert carries the instant of its first message");
    if (!base::is_email(settings.contact)) return;
    auto const done = database.write([&](db::Tx& tx) -> base::Result<base::Done> {
        NewMessages const fresh = open_messages_since(tx, base::Instant{*since}, alert_lines_max);
        if (fresh.total == 0) return base::Done{};
        base::Instant const now = world.clock.now();
        if (auto const again = people::count_mail(tx, now, "contact_alert", alerts)) {
            journal::enqueue(tx,
                             {std::string(alert_job), "after " + std::to_string(again->us), payload, *again});
            return base::Done{};
        }
        messaging::Mail mail;
        mail.to = settings.contact;
        mail.subject = base::french_count(fresh.total, "message à traiter", "messages à traiter");
        mail.text = mails::contact_alert(alert_of(tx, settings, fresh));
        mail.kind = alert_mail_kind;
        mail.why = "Vous recevez ce message parce que cette adresse est celle du contact de " +
                   settings.name + ". Il en part un par heure au plus.";
        messaging::post(tx, world, mail);
        return base::Done{};
    });
    if (!done.ok()) throw std::runtime_error("contact alert: the database takes no writes");
}

}  // namespace site
