// One reminder before it leaves: whom it would reach today, what it says, and holding it back.
#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/page_forms.hpp"
#include "outreach/page_parts.hpp"
#include "outreach/pages_mailing.hpp"
#include "outreach/reminder_actions.hpp"
#include "outreach/reminder_rows.hpp"
#include "outreach/segment_rows.hpp"

namespace outreach {
namespace {

using consultation::Campaign;

std::string reminder_address(Campaign const& campaign, Reminder const& reminder) {
    return fmt::format("{}/rappels/{}/{}", mailings_address(campaign.slug),
                       consultation::name_of(reminder.phase), reminder.days_before);
}

std::optional<Reminder> reminder_of_path(web::Visit& visit, Campaign const& campaign) {
    auto const phase = consultation::phase_kind(visit.path("phase"));
    auto const days = base::parse_int(visit.path("days"));
    if (!phase || !days) return std::nullopt;
    for (Reminder const& one : reminders_of(campaign, kept_reminders(visit.reader(), campaign.id), visit.now))
        if (one.phase == *phase && one.days_before == *days) return one;
    return std::nullopt;
}

void offer(web::Visit& visit, Campaign const& campaign, Reminder const& reminder, MailingView& view) {
    bool const may_change =
        visit.is_operator() && reminder.is_coming(visit.now) &&
        (reminder.state == ReminderState::planned || reminder.state == ReminderState::held);
    if (!may_change) return;
    bool const is_held = reminder.state == ReminderState::held;
    view.more_hidden = visit.form_fields();
    view.more_hidden.push_back({"souhait", is_held ? "envoyer" : "retenir"});
    view.secondary_action = reminder_address(campaign, reminder);
    view.secondary_label = is_held ? "L’envoyer finalement" : "Ne pas envoyer ce rappel";
}

}  // namespace

http::Response reminder_page(web::Visit& visit) {
    auto const campaign = consultation::forms::campaign_of_path(visit);
    auto const reminder = campaign ? reminder_of_path(visit, *campaign) : std::nullopt;
    if (!reminder) return web::not_found(visit);
    if (reminder->mailing.exists())
        return web::redirect(visit, mailing_address(campaign->slug, reminder->mailing));
    MailingView view;
    view.title = title_of(*reminder);
    view.tag = title_of(reminder->state);
    view.colour = colour_of(reminder->state);
    if (visit.request.query.get("fait") == "retenu") view.notice = "Ce rappel ne sera pas envoyé.";
    if (visit.request.query.get("fait") == "prevu") view.notice = "Ce rappel partira comme prévu.";
    view.rows = {{"Départ", base::french_deadline(reminder->at), {}, {}},
                 {"Clôture", base::french_deadline(reminder->closes_at), {}, {}}};
    MailingText const text = text_of(*campaign, *reminder);
    std::vector<Segment> segments;
    for (Reminded const& group : reminded_by(*campaign, *reminder)) {
        segments.push_back(group.segment);
        view.rows.push_back(
            {group.title,
             base::french_count(count_of(visit.reader(), campaign->id, group.segment).addresses,
                                "adresse aujourd’hui", "adresses aujourd’hui"),
             {},
             {}});
        view.previews.push_back(preview_of(visit, MailingKind::reminder, text, group.part,
                                           {"mairie@exemple.fr", "Commune d’exemple", "00000"}));
        view.previews.back().heading = group.title;
    }
    view.rows.push_back({"En tout",
                         fmt::format("{}, chacune une fois",
                                     base::french_count(count_of_any(visit.reader(), campaign->id, segments),
                                                        "adresse", "adresses")),
                         {},
                         {}});
    offer(visit, *campaign, *reminder, view);
    view.back_href = mailings_address(campaign->slug);
    return web::page_of(visit, head_of(*campaign, view.title),
                        [&](html::Out& out) { pages::mailing(out, view); });
}

http::Response reminder_sent(web::Visit& visit) {
    auto const campaign = consultation::forms::campaign_of_path(visit);
    auto const reminder = campaign ? reminder_of_path(visit, *campaign) : std::nullopt;
    if (!reminder) return web::not_found(visit);
    bool const is_held = visit.form().get("souhait") == "retenir";
    return go_on(visit, visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const wished = wish_reminder(tx, visit.services.world, visit.actor(),
                                          {campaign->id, reminder->phase, reminder->days_before, is_held});
        if (!wished.ok()) return wished.refusal();
        return fmt::format("{}?fait={}", reminder_address(*campaign, *reminder),
                           is_held ? "retenu" : "prevu");
    }));
}

}  // namespace outreach
