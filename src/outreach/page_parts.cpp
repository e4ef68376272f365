#include "outreach/page_parts.hpp"

#include <fmt/format.h>

#include "consultation/desk_parts.hpp"
#include "consultation/page_forms.hpp"
#include "html/markdown.hpp"
#include "messaging/envelope.hpp"

namespace outreach {

Settings settings_of(web::Visit const& visit) {
    return {visit.services.settings.origin, visit.services.secret};
}

std::optional<Place> place_of(web::Visit& visit) {
    auto campaign = consultation::forms::campaign_of_path(visit);
    if (!campaign) return std::nullopt;
    auto const id = web::id_of<Mailing>(visit.path("mailing"));
    auto mailing = id.exists() ? mailing_by_id(visit.reader(), id) : std::nullopt;
    if (!mailing || mailing->campaign != campaign->id) return std::nullopt;
    return Place{std::move(*campaign), std::move(*mailing)};
}

html::TagColour colour_of(MailingState state) {
    switch (state) {
        case MailingState::draft:
            return html::TagColour::yellow;
        case MailingState::sending:
            return html::TagColour::blue;
        case MailingState::paused:
            return html::TagColour::orange;
        case MailingState::stopped:
            return html::TagColour::red;
        case MailingState::sent:
            return html::TagColour::green;
    }
    return html::TagColour::grey;
}

html::TagColour colour_of(ReminderState state) {
    switch (state) {
        case ReminderState::planned:
            return html::TagColour::blue;
        case ReminderState::held:
            return html::TagColour::orange;
        case ReminderState::sent:
            return html::TagColour::green;
        case ReminderState::empty:
        case ReminderState::missed:
            return html::TagColour::grey;
    }
    return html::TagColour::grey;
}

Preview preview_of(web::Visit const& visit, MailingKind kind, MailingText const& text, Part const& part,
                   Reader const& reader) {
    Settings const settings = settings_of(visit);
    messaging::Mail mail = letter(settings, kind, text, part, reader);
    mail.stop = stop_sentence_of_tests(kind);
    messaging::Sender const sender{visit.services.settings.name, {}, settings.origin};
    Preview preview;
    preview.subject = mail.subject;
    preview.html = html::markdown_for_mail(mail.text, settings.origin).html;
    preview.footer = {mail.why, mail.stop};
    preview.plain = messaging::whole_text(mail, sender);
    return preview;
}

std::string line_of(Turn const& turn) {
    return turn.authority_name.empty() ? turn.email : fmt::format("{} ({})", turn.email, turn.authority_name);
}

web::PageHead head_of(consultation::Campaign const& campaign, std::string title) {
    return consultation::desk_head(campaign, {"Courriers", mailings_address(campaign.slug)},
                                   std::move(title));
}

http::Response go_on(web::Visit& visit, base::Result<std::string> const& next) {
    return next.ok() ? web::redirect(visit, *next) : web::refusal_page(visit, next.refusal());
}

}  // namespace outreach
