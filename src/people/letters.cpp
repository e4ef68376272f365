// The mails of this room.
#include "people/letters.hpp"

#include "base/french.hpp"
#include "people/mails_affiliation_decision.hpp"
#include "people/mails_official_code.hpp"
#include "people/mails_sign_in_code.hpp"
#include "people/secrets.hpp"

namespace people {
namespace {

constexpr std::string_view signing_in = "vous connecter";

}  // namespace

messaging::Mail sign_in_letter(Settings const& settings, std::string const& email, std::string const& code,
                               std::string const& link_token, std::string const& purpose) {
    SignInLetter const letter{code, purpose.empty() ? std::string(signing_in) : purpose,
                              settings.origin + "/connexion/lien/" + link_token};
    messaging::Mail mail;
    mail.to = email;
    mail.subject = "Votre code pour " + letter.purpose;
    mail.text = mails::sign_in_code(letter);
    mail.kind = "sign_in.code";
    mail.why =
        "Vous recevez ce message parce que l’adresse " + email + " a été saisie sur " + settings.name + ".";
    mail.secret = true;
    return mail;
}

messaging::Mail official_code_letter(Settings const& settings, AffiliationLine const& line,
                                     std::string const& official_email, std::string const& code,
                                     base::Instant expires_at) {
    OfficialCodeLetter const letter{public_description(line.affiliation),
                                    line.email,
                                    line.body_name,
                                    settings.name,
                                    official_code_as_shown(code),
                                    base::french_deadline(expires_at),
                                    settings.contact};
    messaging::Mail mail;
    mail.to = official_email;
    mail.subject = "Une personne demande à agir au nom de " + base::in_quotes(line.body_name);
    mail.text = mails::official_code(letter);
    mail.kind = "affiliation.official_code";
    mail.why = "Vous recevez ce message parce que " + official_email + " est l’adresse officielle de " +
               base::in_quotes(line.body_name) +
               " dans notre annuaire. Si ce n’est plus la bonne, écrivez à " + settings.contact + ".";
    mail.secret = true;
    return mail;
}

messaging::Mail decision_letter(Settings const& settings, AffiliationLine const& line) {
    Affiliation const& affiliation = line.affiliation;
    bool const is_verified = affiliation.state == AffiliationState::verified;
    DecisionLetter const letter{affiliation.state,
                                line.body_name,
                                is_verified ? std::string(french(affiliation.method)) : std::string(),
                                affiliation.reason,
                                settings.origin + "/mon-compte/collectivites",
                                settings.contact};
    std::string const what = is_verified                                      ? "est vérifié"
                             : affiliation.state == AffiliationState::refused ? "est refusé"
                                                                              : "a pris fin";
    messaging::Mail mail;
    mail.to = line.email;
    mail.subject = "Votre rattachement à " + base::in_quotes(line.body_name) + " " + what;
    mail.text = mails::affiliation_decision(letter);
    mail.kind = "affiliation.decision";
    mail.why = "Vous recevez ce message parce que vous avez demandé à agir au nom de " +
               base::in_quotes(line.body_name) + " sur " + settings.name + ".";
    return mail;
}

}  // namespace people
