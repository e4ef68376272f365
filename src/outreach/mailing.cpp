#include "outreach/mailing.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "base/text.hpp"

namespace outreach {

std::string_view name_of(MailingKind kind) {
    switch (kind) {
        case MailingKind::segment:
            return "segment";
        case MailingKind::reminder:
            return "reminder";
        case MailingKind::invitation:
            return "invitation";
    }
    base::fail("an unknown kind of mailing");
}

MailingKind mailing_kind(std::string_view name) {
    for (MailingKind const kind : {MailingKind::segment, MailingKind::reminder, MailingKind::invitation})
        if (name_of(kind) == name) return kind;
    base::fail("no kind of mailing: " + std::string(name));
}

std::string_view title_of(MailingKind kind) {
    switch (kind) {
        case MailingKind::segment:
            return "Courrier";
        case MailingKind::reminder:
            return "Rappel";
        case MailingKind::invitation:
            return "Invitation";
    }
    base::fail("an unknown kind of mailing");
}

std::string_view mail_kind_of(MailingKind kind) {
    switch (kind) {
        case MailingKind::segment:
            return "campaign.segment";
        case MailingKind::reminder:
            return "campaign.reminder";
        case MailingKind::invitation:
            return "campaign.invitation";
    }
    base::fail("an unknown kind of mailing");
}

std::string_view name_of(MailingState state) {
    switch (state) {
        case MailingState::draft:
            return "draft";
        case MailingState::sending:
            return "sending";
        case MailingState::paused:
            return "paused";
        case MailingState::stopped:
            return "stopped";
        case MailingState::sent:
            return "sent";
    }
    base::fail("a mailing without state");
}

MailingState mailing_state(std::string_view name) {
    for (MailingState const state : {MailingState::draft, MailingState::sending, MailingState::paused,
                                     MailingState::stopped, MailingState::sent})
        if (name_of(state) == name) return state;
    base::fail("no state of a mailing: " + std::string(name));
}

std::string_view title_of(MailingState state) {
    switch (state) {
        case MailingState::draft:
            return "Brouillon";
        case MailingState::sending:
            return "Envoi en cours";
        case MailingState::paused:
            return "En pause";
        case MailingState::stopped:
            return "Arrêté";
        case MailingState::sent:
            return "Envoyé";
    }
    base::fail("a mailing without state");
}

base::Result<MailingText> checked(MailingText const& typed) {
    auto const subject = base::tidied_line(typed.subject);
    auto const text = base::tidied(typed.text);
    base::FormErrors errors;
    if (!subject)
        errors.add("subject", "L’objet contient des caractères illisibles.");
    else if (subject->empty())
        errors.add("subject", "Donnez l’objet du message.");
    else if (base::length_in_characters(*subject) > mailing_subject_max)
        errors.add("subject", fmt::format("L’objet dépasse {} caractères\u00a0: raccourcissez-le.",
                                          mailing_subject_max));
    if (!text)
        errors.add("text", "Le texte contient des caractères illisibles.");
    else if (base::length_in_characters(*text) < mailing_text_min)
        errors.add("text",
                   fmt::format("Écrivez le texte du message, en {} caractères au moins.", mailing_text_min));
    else if (base::length_in_characters(*text) > mailing_text_max)
        errors.add("text", "Le texte dépasse 10\u202f000 caractères\u00a0: raccourcissez-le.");
    if (!errors.none()) return std::move(errors).refusal();
    return MailingText{*subject, *text};
}

std::string mailings_address(std::string_view campaign_slug) {
    return fmt::format("/operateur/campagnes/{}/courriers", campaign_slug);
}

std::string mailing_address(std::string_view campaign_slug, base::Id<Mailing> id) {
    return fmt::format("{}/{}", mailings_address(campaign_slug), id.value);
}

}  // namespace outreach
