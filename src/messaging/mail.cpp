// Posting: a mail is made safe to store and to send, then waits in the outbox with its job.
#include "messaging/mail.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/crypto.hpp"
#include "base/text.hpp"
#include "journal/jobs.hpp"
#include "messaging/mails_rows.hpp"

namespace messaging {
namespace {

constexpr std::size_t message_id_bytes = 16;

std::string line(std::string const& text, std::size_t characters_max) {
    auto const tidy = base::tidied_line(text);
    base::check(tidy.has_value(), "a mail is UTF-8");
    return base::shortened(*tidy, characters_max);
}

bool is_kind(std::string_view kind) {
    return !kind.empty() && kind.size() <= kind_bytes_max &&
           std::all_of(kind.begin(), kind.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
           });
}

/// http(s), visible ASCII, nothing that would end the <…> of the header.
bool is_unsubscribe_url(std::string_view url) {
    if (!url.starts_with("https://") && !url.starts_with("http://")) return false;
    return url.size() <= unsubscribe_url_bytes_max && std::all_of(url.begin(), url.end(), [](char c) {
               return c > ' ' && c < '\x7f' && c != '<' && c != '>' && c != '"' && c != ',';
           });
}

}  // namespace

std::string_view name_of(MailState state) {
    switch (state) {
        case MailState::waiting:
            return "waiting";
        case MailState::sent:
            return "sent";
        case MailState::failed:
            return "failed";
        case MailState::bounced:
            return "bounced";
    }
    base::fail("a mail without state");
}

MailState mail_state(std::string_view name) {
    for (MailState const state : {MailState::waiting, MailState::sent, MailState::failed, MailState::bounced})
        if (name_of(state) == name) return state;
    base::fail("no state of a mail: " + std::string(name));
}

void enqueue_sending(db::Tx& tx, base::Id<Mail> id, bool is_notification, base::Instant now) {
    std::string const number = std::to_string(id.value);
    journal::enqueue(tx, {mail_job, number, number, is_notification ? now : now - head_start});
}

base::Id<Mail> post(db::Tx& tx, base::World const& world, Mail const& mail) {
    base::check(base::is_email(mail.to), "a mail goes to an address");
    base::check(is_kind(mail.kind), "the kind of a mail is a-z 0-9 _ .");
    base::check(mail.list_unsubscribe_url.empty() || is_unsubscribe_url(mail.list_unsubscribe_url),
                "List-Unsubscribe is an http(s) address");
    auto const text = base::tidied(mail.text);
    base::check(text.has_value(), "a mail is UTF-8");

    StoredMail stored;
    stored.mail = {mail.to,
                   line(mail.subject, subject_characters_max),
                   base::shortened(*text, text_characters_max),
                   mail.kind,
                   line(mail.why, sentence_characters_max),
                   line(mail.stop, sentence_characters_max),
                   mail.list_unsubscribe_url,
                   mail.secret,
                   mail.is_markdown};
    stored.message_id = base::hex(world.random.bytes(message_id_bytes));
    stored.created_at = world.clock.now();
    base::Id<Mail> const id = insert_mail(tx, stored);
    enqueue_sending(tx, id, stored.mail.is_notification(), stored.created_at);
    return id;
}

std::vector<journal::PersonalTable> personal_tables() {
    using journal::Kind;
    return {
        {"mails",
         "Les messages qui vous ont été envoyés",
         "Prouver l’envoi, réessayer, traiter les retours.",
         journal::Key::address,
         "to_key = $1",
         {{"to_address", "Adresse"},
          {"to_key", "Adresse normalisée"},
          {"subject", "Objet"},
          {"body", "Texte"},
          {"kind", "Sorte"},
          {"state", "État"},
          {"created_at", "Écrit le", Kind::instant},
          {"sent_at", "Parti le", Kind::instant}},
         journal::Fate::removed,
         journal::Retention::mails},
        {"mail_bounces",
         "Les messages qui ne vous sont pas parvenus",
         "Ne plus écrire à une adresse qui refuse.",
         journal::Key::address,
         "to_key = $1",
         {{"to_key", "Adresse normalisée"}, {"at", "Le", Kind::instant}, {"status", "Réponse reçue"}},
         journal::Fate::removed,
         journal::Retention::mails},
        {"mail_suspensions",
         "La suspension des notifications à votre adresse",
         "Ne plus écrire à une adresse qui refuse.",
         journal::Key::address,
         "to_key = $1",
         {{"to_key", "Adresse normalisée"}, {"since", "Depuis", Kind::instant}, {"status", "Réponse reçue"}},
         journal::Fate::removed,
         journal::Retention::account}};
}

}  // namespace messaging
