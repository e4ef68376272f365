// The mails about one's own account.
#include "people/letters_account.hpp"

#include "base/french.hpp"

namespace people {
namespace {

messaging::Mail to_owner(Settings const& settings, std::string const& email, std::string subject,
                         std::string text, std::string kind) {
    messaging::Mail mail;
    mail.to = email;
    mail.subject = std::move(subject);
    mail.text = std::move(text);
    mail.kind = std::move(kind);
    mail.why = "Vous recevez ce message parce que l’adresse " + email + " est celle d’un compte sur " +
               settings.name + ".";
    return mail;
}

}  // namespace

messaging::Mail address_code_letter(Settings const& settings, std::string const& email,
                                    std::string const& code) {
    messaging::Mail mail =
        to_owner(settings, email, "Votre code pour changer d’adresse",
                 code + " est votre code pour utiliser cette adresse sur " + settings.name +
                     ".\n\nSaisissez-le sur la page où vous l’avez demandé. Il est valable 30 minutes et ne "
                     "sert qu’une fois."
                     "\n\nNe communiquez ce code à personne. Si vous n’avez rien demandé, ne faites rien.",
                 "account.address_code");
    mail.why =
        "Vous recevez ce message parce que l’adresse " + email + " a été saisie sur " + settings.name + ".";
    mail.secret = true;
    return mail;
}

messaging::Mail address_changed_letter(Settings const& settings, std::string const& former) {
    messaging::Mail mail = to_owner(
        settings, former, "Votre compte a changé d’adresse",
        "Votre compte sur " + settings.name +
            " utilise désormais une autre adresse que celle-ci. Les autres connexions ont été fermées."
            "\n\nCe n’est pas vous\u202f? Écrivez sans attendre à " +
            settings.contact + ".",
        "account.address_changed");
    mail.why = "Vous recevez ce message parce que l’adresse " + former + " était celle d’un compte sur " +
               settings.name + ".";
    return mail;
}

messaging::Mail erasure_code_letter(Settings const& settings, std::string const& email,
                                    std::string const& code) {
    messaging::Mail mail = to_owner(
        settings, email, "Votre code pour supprimer votre compte",
        code + " est votre code pour supprimer votre compte sur " + settings.name +
            ".\n\nSaisissez-le sur la page où vous l’avez demandé. Il est valable 30 minutes et ne sert "
            "qu’une fois.\n\nSi vous n’avez rien demandé, quelqu’un utilise votre compte\u00a0: fermez vos "
            "connexions ici.\n" +
            settings.origin + "/mon-compte/connexions",
        "account.erasure_code");
    mail.secret = true;
    return mail;
}

messaging::Mail erasure_receipt(Settings const& settings, std::string const& email, Erasure const& erasure,
                                std::vector<journal::Holding> const& holdings) {
    std::string text =
        "Votre compte est supprimé\u00a0: vos connexions, vos rôles, vos rattachements, vos brouillons, vos "
        "jetons et "
        "vos messages n’existent plus.\n\n";
    if (holdings.empty()) {
        text += "Votre adresse disparaît dans l’heure.";
    } else {
        text +=
            "Ce que vous avez fait au nom d’une collectivité reste le sien. Votre adresse y reste liée, sans "
            "être "
            "publique, tant qu’un recours est possible\u00a0:\n";
        for (journal::Holding const& one : holdings)
            text += "- " + one.what +
                    (one.until ? ", jusqu’au " + base::french_date(*one.until)
                               : std::string(", jusqu’à deux mois après la publication des résultats")) +
                    "\n";
        text += erasure.due_at
                    ? "\nElle sera effacée le " + base::french_date(*erasure.due_at) + "."
                    : std::string("\nElle sera effacée ensuite, sans nouvelle démarche de votre part.");
    }
    text += "\n\nVous avez changé d’avis\u202f? D’ici là, connectez-vous pour garder votre compte\u00a0:\n" +
            settings.origin + "/mon-compte/suppression";
    return to_owner(settings, email, "Votre compte est supprimé", text, "account.erased");
}

messaging::Mail factor_letter(Settings const& settings, std::string const& email, std::string const& what) {
    return to_owner(settings, email, "Double authentification de votre compte",
                    what + "\n\nCe n’est pas vous\u202f? Écrivez sans attendre à " + settings.contact + ".",
                    "account.factor");
}

}  // namespace people
