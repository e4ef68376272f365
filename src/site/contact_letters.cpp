#include "site/contact_letters.hpp"

#include "site/mails_contact_answer.hpp"
#include "site/mails_contact_receipt.hpp"
#include "site/mails_contest_receipt.hpp"
#include "site/mails_contest_restored.hpp"

namespace site {
namespace {

ContactLetter letter_of(people::Settings const& settings, ContactMessage const& message, std::string text) {
    return {message.reference, std::string(french(message.topic)), std::move(text),
            settings.origin + thread_address(settings.secret, message.reference)};
}

std::string why(people::Settings const& settings, ContactMessage const& message) {
    return "Vous recevez ce message parce que l’adresse " + message.email +
           " a été donnée dans le formulaire de contact de " + settings.name +
           ". Si ce n’était pas vous, ne faites rien.";
}

constexpr std::string_view contest_why =
    "Vous recevez ce message parce que vous avez contesté, connecté avec cette adresse, qu’un soutien soit "
    "écarté.";

}  // namespace

messaging::Mail receipt_letter(people::Settings const& settings, ContactMessage const& message,
                               std::string const& contests) {
    messaging::Mail mail;
    ContactLetter letter = letter_of(settings, message, {});
    letter.contests = contests;
    mail.to = message.email;
    mail.subject = (contests.empty() ? "Votre message " : "Votre contestation ") + message.reference +
                   (contests.empty() ? " est bien reçu" : " est bien reçue");
    mail.text = contests.empty() ? mails::contact_receipt(letter) : mails::contest_receipt(letter);
    mail.kind = receipt_mail_kind;
    mail.why = contests.empty() ? why(settings, message) : std::string(contest_why);
    return mail;
}

messaging::Mail answer_letter(people::Settings const& settings, ContactMessage const& message,
                              std::string const& text) {
    messaging::Mail mail;
    mail.to = message.email;
    mail.subject = "Réponse à votre message " + message.reference;
    mail.text = mails::contact_answer(letter_of(settings, message, text));
    mail.kind = answer_mail_kind;
    mail.why = why(settings, message);
    return mail;
}

messaging::Mail restored_letter(people::Settings const& settings, ContactMessage const& message,
                                std::string const& contests, std::string const& text) {
    messaging::Mail mail;
    ContactLetter letter = letter_of(settings, message, text);
    letter.contests = contests;
    mail.to = message.email;
    mail.subject = "Votre contestation " + message.reference + "\u00a0: le soutien n’est plus écarté";
    mail.text = mails::contest_restored(letter);
    mail.kind = answer_mail_kind;
    mail.why = contest_why;
    return mail;
}

}  // namespace site
