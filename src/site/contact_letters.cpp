#include "site/contact_letters.hpp"

#include "site/mails_contact_answer.hpp"
#include "site/mails_contact_receipt.hpp"

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

}  // namespace

messaging::Mail receipt_letter(people::Settings const& settings, ContactMessage const& message) {
    messaging::Mail mail;
    mail.to = message.email;
    mail.subject = "Votre message " + message.reference + " est bien reçu";
    mail.text = mails::contact_receipt(letter_of(settings, message, {}));
    mail.kind = receipt_mail_kind;
    mail.why = why(settings, message);
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

}  // namespace site
