#include "outreach/mailing_actions.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "base/crypto.hpp"
#include "base/text.hpp"
#include "journal/jobs.hpp"
#include "journal/journal.hpp"
#include "messaging/mails_rows.hpp"
#include "messaging/stop.hpp"
#include "people/person_rows.hpp"

namespace outreach {
namespace {

using base::RefusalCode;

std::string subject_of(base::Id<Mailing> id) {
    return fmt::format("mailing:{}", id.value);
}

void enqueue_slice(db::Tx& tx, base::Id<Mailing> id, std::int64_t slice, base::Instant at) {
    std::string const payload = fmt::format("{} {}", id.value, slice);
    journal::enqueue(tx, {slice_job, payload, payload, at});
}

base::Refusal nobody() {
    return base::refuse(RefusalCode::conflict, "Il n’y a personne à qui écrire\u00a0: rien n’est parti.",
                        "Choisissez d’autres destinataires.");
}

/// The mailing, locked, when it is in one of these states.
base::Result<Mailing> locked(db::Tx& tx, base::Id<Mailing> id, std::initializer_list<MailingState> states) {
    if (!lock_mailing(tx, id)) return base::refuse(RefusalCode::not_found, "Cet envoi n’existe pas.");
    Mailing mailing = *mailing_by_id(tx, id);
    for (MailingState const state : states)
        if (mailing.state == state) return mailing;
    return base::refuse(RefusalCode::conflict,
                        fmt::format("Cela ne se peut plus\u00a0: cet envoi est dans l’état «\u00a0{}\u00a0».",
                                    title_of(mailing.state)),
                        "Rechargez sa page pour voir où il en est.");
}

Mailing changed_to(db::Tx& tx, base::World const& world, people::Actor const& actor, Mailing mailing,
                   MailingState state, char const* act, base::Instant now) {
    bool const is_over = state == MailingState::stopped || state == MailingState::sent;
    mailing.state = state;
    if (is_over) mailing.ended_at = now;
    set_state(tx, mailing.id, state, mailing.ended_at);
    journal::record_at(
        tx, now, world.random,
        {act,
         actor.person.value,
         actor.body(),
         subject_of(mailing.id),
         {{"posted", std::to_string(mailing.posted)}, {"recipients", std::to_string(mailing.recipients)}}});
    return mailing;
}

}  // namespace

base::Result<base::Done> begin_sending(db::Tx& tx, base::World const& world, Settings const& settings,
                                       PersonId by, Mailing const& draft, base::Instant now) {
    std::int64_t const recipients = count_recipients(tx, draft.id);
    if (recipients == 0) return nobody();
    start(tx, draft.id, recipients, by, now);
    enqueue_slice(tx, draft.id, 1, now);
    journal::record_at(tx, now, world.random,
                       {"mail.segment_sent",
                        by.value,
                        0,
                        subject_of(draft.id),
                        {{"kind", std::string(name_of(draft.kind))},
                         {"campaign", std::to_string(draft.campaign.value)},
                         {"segment", draft.segment},
                         {"scope", draft.scope},
                         {"filters_sha256", base::sha256_hex(draft.filters)},
                         {"recipients", std::to_string(recipients)},
                         {"subject_sha256", base::sha256_hex(draft.subject)},
                         {"text_sha256", base::sha256_hex(draft.text)},
                         {"list_hmac", list_hash(tx, draft.id, settings.secret)}}});
    return base::Done{};
}

base::Result<base::Id<Mailing>> send_mailing(db::Tx& tx, base::World const& world, Settings const& settings,
                                             people::Actor const& actor, NewMailing const& wanted) {
    auto const text = checked(wanted.text);
    if (!text.ok()) return text.refusal();
    if (wanted.addressees.empty()) return nobody();
    if (wanted.addressees.size() > addressees_max)
        return base::refuse(RefusalCode::too_large, "Il y a plus de 2\u202f000 destinataires.",
                            "Écrivez-leur en plusieurs fois.");
    base::check(!wanted.parts.empty() && wanted.parts.size() <= static_cast<std::size_t>(parts_max),
                "a mailing says why it is sent");
    base::Instant const now = world.clock.now();
    Mailing mailing;
    mailing.campaign = wanted.campaign;
    mailing.kind = wanted.kind;
    mailing.audience = wanted.audience;
    mailing.scope = wanted.scope;
    mailing.subject = text->subject;
    mailing.text = text->text;
    mailing.until = wanted.until;
    mailing.written_by = actor.person;
    mailing.changed_at = now;
    mailing.id = insert_mailing(tx, mailing);
    for (std::size_t i = 0; i < wanted.parts.size(); ++i) {
        Part const& part = wanted.parts[i];
        base::check(!part.why.empty() && part.why.size() <= why_max && part.lead.size() <= lead_max,
                    "a part of a mailing has its reason");
        insert_part(tx, mailing.id, static_cast<int>(i), part);
    }
    for (Addressee const& one : wanted.addressees) {
        base::check(base::is_email(one.email), "a mailing goes to addresses");
        base::check(one.part >= 0 && static_cast<std::size_t>(one.part) < wanted.parts.size(),
                    "a recipient belongs to a part of the mailing");
        insert_recipient(tx, mailing.id, one);
    }
    if (auto const begun = begin_sending(tx, world, settings, actor.person, mailing, now); !begun.ok())
        return begun.refusal();
    return mailing.id;
}

base::Result<Mailing> pause_mailing(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                    base::Id<Mailing> id) {
    auto const mailing = locked(tx, id, {MailingState::sending});
    if (!mailing.ok()) return mailing.refusal();
    return changed_to(tx, world, actor, *mailing, MailingState::paused, "mail.segment_paused",
                      world.clock.now());
}

base::Result<Mailing> resume_mailing(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                     base::Id<Mailing> id) {
    auto const mailing = locked(tx, id, {MailingState::paused});
    if (!mailing.ok()) return mailing.refusal();
    base::Instant const now = world.clock.now();
    // A new number: the job of the slice that was waiting when it was paused does nothing any more.
    enqueue_slice(tx, id, next_slice(tx, id, 0), now);
    return changed_to(tx, world, actor, *mailing, MailingState::sending, "mail.segment_resumed", now);
}

base::Result<Mailing> stop_mailing(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                   base::Id<Mailing> id) {
    auto const mailing = locked(tx, id, {MailingState::sending, MailingState::paused});
    if (!mailing.ok()) return mailing.refusal();
    base::Instant const now = world.clock.now();
    drop_waiting(tx, id, now);
    return changed_to(tx, world, actor, *mailing, MailingState::stopped, "mail.segment_stopped", now);
}

base::Result<base::Done> send_test(db::Tx& tx, base::World const& world, Settings const& settings,
                                   people::Actor const& actor, MailingKind kind, MailingText const& text,
                                   Part const& part, Reader sample) {
    auto const person = people::person_by_id(tx, actor.person);
    if (!person) return base::refuse(RefusalCode::forbidden, "Il faut être connecté.");
    base::Instant const now = world.clock.now();
    if (messaging::recent_mails(tx, person->email, test_mail_kind, now - base::Duration::hours(1)) >=
        tests_an_hour_max)
        return base::refuse(RefusalCode::too_many,
                            fmt::format("Vous avez déjà reçu {} essais depuis une heure.", tests_an_hour_max),
                            "Relisez l’aperçu, ou attendez un peu.");
    sample.email = person->email;
    messaging::Mail mail = letter(settings, kind, text, part, sample);
    // Transactional: it was asked for, and stops nothing of the writer's.
    mail.kind = test_mail_kind;
    mail.subject = "Essai\u00a0: " + mail.subject;
    mail.list_unsubscribe_url.clear();
    mail.stop = stop_sentence_of_tests(kind);
    messaging::post(tx, world, mail);
    return base::Done{};
}

int send_slice(db::Database& database, base::World const& world, Settings const& settings,
               std::string const& payload) {
    std::vector<std::string_view> const parts = base::split(payload, ' ');
    auto const number = parts.size() == 2 ? base::parse_int(parts[0]) : std::nullopt;
    auto const slice = parts.size() == 2 ? base::parse_int(parts[1]) : std::nullopt;
    base::check(number && slice, "the job of a slice names a mailing and its slice");
    base::Id<Mailing> const id(*number);
    auto const posted = database.write([&](db::Tx& tx) -> base::Result<int> {
        if (!lock_mailing(tx, id)) return 0;
        Mailing const mailing = *mailing_by_id(tx, id);
        if (mailing.state != MailingState::sending || mailing.slice != *slice) return 0;
        base::Instant const now = world.clock.now();
        if (mailing.until && *mailing.until <= now) {
            drop_waiting(tx, id, now);
            set_state(tx, id, MailingState::stopped, now);
            return 0;
        }
        std::vector<Part> const words = parts_of(tx, id);
        std::vector<Turn> const turns = next_turns(tx, id, recipients_per_slice);
        int count = 0;
        for (Turn const& turn : turns) {
            bool const may =
                base::is_email(turn.email) &&
                messaging::may_receive(tx, settings.secret, turn.email, mail_kind_of(mailing.kind));
            if (!may) {
                mark(tx, id, turn.email_key, 0, now);
                continue;
            }
            messaging::Mail const mail = letter(settings, mailing.kind, {mailing.subject, mailing.text},
                                                words.at(static_cast<std::size_t>(turn.part)),
                                                {turn.email, turn.authority_name, turn.authority_reference});
            mark(tx, id, turn.email_key, messaging::post(tx, world, mail).value, now);
            ++count;
        }
        std::int64_t const next = next_slice(tx, id, count);
        if (static_cast<int>(turns.size()) < recipients_per_slice)
            set_state(tx, id, MailingState::sent, now);
        else
            enqueue_slice(tx, id, next, now + slice_pause);
        return count;
    });
    base::check(posted.ok(), "a slice of a mailing could not be written: the queue is full");
    return *posted;
}

}  // namespace outreach
