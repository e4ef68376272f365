// Mailing: one text to a frozen list of addresses, each written to once, in slices that do not flood a relay.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "consultation/campaign.hpp"
#include "consultation/support.hpp"

namespace outreach {

using consultation::AuthorityId;
using consultation::PersonId;

/// Who writes: the campaign's team to a segment, the calendar, a relay to its département.
enum class MailingKind { segment, reminder, invitation };
std::string_view name_of(MailingKind kind);
/// Faults on another word.
MailingKind mailing_kind(std::string_view name);
/// "Courrier", "Rappel", "Invitation".
std::string_view title_of(MailingKind kind);
/// The kind of its mails, which their reader stops alone: "campaign.segment" …
std::string_view mail_kind_of(MailingKind kind);

enum class MailingState { draft, sending, paused, stopped, sent };
std::string_view name_of(MailingState state);
MailingState mailing_state(std::string_view name);
/// "Brouillon", "Envoi en cours", "En pause", "Arrêté", "Envoyé".
std::string_view title_of(MailingState state);

// Limits.
inline constexpr std::size_t mailing_subject_max = 150;
inline constexpr std::size_t mailing_text_min = 20;
inline constexpr std::size_t mailing_text_max = 10'000;
inline constexpr std::size_t lead_max = 1'000;
inline constexpr std::size_t why_max = 400;  // a mail's sentence holds 500, the authority's name comes too
inline constexpr std::size_t addressees_max = 2'000;  // of a list that another room gives
inline constexpr int parts_max = 10;
inline constexpr int drafts_max = 20;          // of a campaign
inline constexpr int mailings_a_day_max = 20;  // to segments, of a campaign
/// The rate: so many mails at most a slice, a slice every so often: 18 000 an hour.
inline constexpr int recipients_per_slice = 50;
inline constexpr base::Duration slice_pause = base::Duration::seconds(10);

/// What some of the recipients are told besides: Markdown before the text, and the sentence under it.
struct Part {
    std::string lead;  // may be empty
    std::string why;   // "Vous recevez ce message parce que …"
};

struct Mailing {
    base::Id<Mailing> id;
    base::Id<consultation::Campaign> campaign;
    MailingKind kind = MailingKind::segment;
    std::string segment;   // its code; empty: a list that another room gave
    std::string filters;   // as in an address: "departement=29"
    std::string audience;  // French: who they are
    std::string scope;     // département of a relay; else empty
    std::string subject;
    std::string text;  // Markdown; {collectivite} and {code} stand for the recipient's authority
    MailingState state = MailingState::draft;
    std::int64_t slice = 0;
    std::optional<base::Instant> until;
    PersonId written_by;   // who sent it, or last wrote the draft; none: the program
    std::string by_email;  // private
    base::Instant changed_at;
    std::optional<base::Instant> started_at;
    std::optional<base::Instant> ended_at;
    std::int64_t recipients = 0;  // once frozen
    std::int64_t posted = 0;      // of which handed to the outbox
    std::optional<base::Instant> forgotten_at;

    bool is_under_way() const { return state == MailingState::sending || state == MailingState::paused; }
};

/// What became of the list. waiting + queued + sent + failed + bounced + refused + dropped = recipients, but
/// for persons who erased their account meanwhile.
struct Figures {
    std::int64_t waiting = 0;  // not yet their turn
    std::int64_t queued = 0;   // in the outbox
    std::int64_t sent = 0;
    std::int64_t failed = 0;
    std::int64_t bounced = 0;
    std::int64_t refused = 0;  // they stopped such mails, or mails to them come back
    std::int64_t dropped = 0;  // the mailing was stopped before their turn
    std::int64_t total() const { return waiting + queued + sent + failed + bounced + refused + dropped; }
};

/// Subject and text as typed, tidied; refused with every error of the form ("subject", "text").
struct MailingText {
    std::string subject;
    std::string text;
};
base::Result<MailingText> checked(MailingText const& typed);

/// Addresses of its pages: "/operateur/campagnes/SLUG/courriers", "…/courriers/12".
std::string mailings_address(std::string_view campaign_slug);
std::string mailing_address(std::string_view campaign_slug, base::Id<Mailing> id);

}  // namespace outreach
