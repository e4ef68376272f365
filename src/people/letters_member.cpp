// The mails about administering, renewal, invitations and roles.
#include "people/letters_member.hpp"

#include "base/french.hpp"
#include "people/mails_member.hpp"
#include "people/quality.hpp"

namespace people {
namespace {

messaging::Mail mail_of(std::string to, std::string subject, MemberLetter const& letter, std::string kind,
                        std::string why) {
    messaging::Mail mail;
    mail.to = std::move(to);
    mail.subject = std::move(subject);
    mail.text = mails::member(letter);
    mail.kind = std::move(kind);
    mail.why = std::move(why);
    return mail;
}

std::string why_member(Settings const& settings, AffiliationLine const& line) {
    return "Vous recevez ce message parce que vous êtes rattaché à " + base::in_quotes(line.body_name) +
           " sur " + settings.name + ".";
}

std::string own_page(Settings const& settings, Affiliation const& one) {
    return settings.origin + "/mon-compte/collectivites/" + std::to_string(one.id.value);
}

std::string contested(Settings const& settings) {
    return "Si vous contestez cette décision, écrivez à " + settings.contact + ".";
}

}  // namespace

std::string authority_page(base::Id<territories::Authority> authority) {
    return "/ma-collectivite/" + std::to_string(authority.value);
}

messaging::Mail named_letter(Settings const& settings, AffiliationLine const& line, bool is_named) {
    MemberLetter const letter{
        is_named ? "Vous êtes administrateur de " + base::in_quotes(line.body_name) + "."
                 : "Vous n’êtes plus administrateur de " + base::in_quotes(line.body_name) + ".",
        {is_named
             ? "Vous pouvez accepter ou refuser les demandes de vos collègues, les inviter et suspendre un "
               "rattachement."
             : "Votre rattachement ne change pas\u00a0: vous continuez d’agir pour votre collectivité."},
        "La page de votre collectivité\u00a0:",
        settings.origin + authority_page(line.affiliation.authority)};
    return mail_of(line.email,
                   is_named ? "Vous administrez " + base::in_quotes(line.body_name)
                            : "Vous n’administrez plus " + base::in_quotes(line.body_name),
                   letter, "affiliation.administrator", why_member(settings, line));
}

messaging::Mail suspended_letter(Settings const& settings, AffiliationLine const& line) {
    MemberLetter const letter{
        "Votre rattachement à " + base::in_quotes(line.body_name) + " est suspendu.",
        {"Motif\u00a0: " + line.affiliation.reason,
         "Vous ne pouvez plus agir en son nom. Ce que vous aviez fait reste acquis. " + contested(settings)},
        "Votre rattachement\u00a0:",
        own_page(settings, line.affiliation)};
    return mail_of(line.email, "Votre rattachement à " + base::in_quotes(line.body_name) + " est suspendu",
                   letter, "affiliation.suspension", why_member(settings, line));
}

messaging::Mail reinstated_letter(Settings const& settings, AffiliationLine const& line) {
    MemberLetter const letter{"Votre rattachement à " + base::in_quotes(line.body_name) + " est rétabli.",
                              {"Vous pouvez de nouveau agir en son nom."},
                              "Votre rattachement\u00a0:",
                              own_page(settings, line.affiliation)};
    return mail_of(line.email, "Votre rattachement à " + base::in_quotes(line.body_name) + " est rétabli",
                   letter, "affiliation.suspension", why_member(settings, line));
}

messaging::Mail invitation_letter(Settings const& settings, Invitation const& invitation) {
    MemberLetter const letter{
        "Un collègue vous invite à agir au nom de " + base::in_quotes(invitation.authority_name) + " sur " +
            settings.name + ".",
        {"Les collectivités y disent de quels services numériques elles ont besoin, et choisissent ensemble "
         "ceux qui "
         "seront construits.",
         "Invité par\u00a0: " + invitation.invited_by_email,
         "Qualité et fonction proposées\u00a0: " +
             public_description(invitation.quality, invitation.function),
         "Connectez-vous avec cette adresse e-mail, puis acceptez l’invitation. Elle est valable jusqu’au " +
             base::french_deadline(invitation.expires_at) +
             ". Si vous n’agissez pas pour cette collectivité, ne faites rien."},
        "Voir l’invitation\u00a0:",
        settings.origin + "/mon-compte/invitations/" + std::to_string(invitation.id.value)};
    return mail_of(invitation.email,
                   "Invitation à agir au nom de " + base::in_quotes(invitation.authority_name), letter,
                   "affiliation.invitation",
                   "Vous recevez ce message parce que " + invitation.invited_by_email +
                       " a saisi votre adresse sur " + settings.name + ".");
}

messaging::Mail renewal_letter(Settings const& settings, AffiliationLine const& line,
                               base::Instant lapses_at) {
    MemberLetter const letter{"Confirmez que vous agissez toujours pour " + base::in_quotes(line.body_name) +
                                  ", avant le " + base::french_deadline(lapses_at) + ".",
                              {"Un rattachement est confirmé chaque année. Il suffit d’un bouton.",
                               "Sans réponse, votre rattachement sera «\u00a0à reconfirmer\u00a0»\u00a0: "
                               "vous pourrez lire et agir, "
                               "mais vos actes resteront en attente."},
                              "Confirmer\u00a0:",
                              own_page(settings, line.affiliation)};
    return mail_of(line.email, "Confirmez votre rattachement à " + base::in_quotes(line.body_name), letter,
                   "affiliation.renewal", why_member(settings, line));
}

messaging::Mail lapsed_letter(Settings const& settings, AffiliationLine const& line,
                              std::optional<Election> const& election) {
    MemberLetter letter{"Votre rattachement à " + base::in_quotes(line.body_name) + " est à reconfirmer.",
                        {},
                        "Reconfirmer\u00a0:",
                        own_page(settings, line.affiliation)};
    if (election)
        letter.paragraphs.push_back(
            "Les mandats ont été renouvelés\u00a0: " + election->label + ", " +
            base::french_date(election->held_at) +
            ". Si vous avez été réélu, dites-le\u00a0; votre rattachement sera vérifié "
            "de nouveau.");
    else
        letter.paragraphs.push_back(
            "Vous ne l’avez pas confirmé depuis un an. Si vous agissez toujours pour "
            "cette collectivité, il suffit d’un bouton.");
    letter.paragraphs.push_back(
        "En attendant, vos nouveaux actes sont enregistrés, en attente. Ce que vous aviez fait reste "
        "acquis.");
    return mail_of(line.email,
                   "Votre rattachement à " + base::in_quotes(line.body_name) + " est à reconfirmer", letter,
                   "affiliation.renewal", why_member(settings, line));
}

messaging::Mail role_letter(Settings const& settings, std::string const& email, Role role,
                            std::string const& scope, bool is_given, std::string const& reason) {
    std::string name(french(role));
    if (!scope.empty()) name += " (" + scope + ")";
    MemberLetter letter{
        is_given ? "Le rôle " + base::in_quotes(name) + " vous est confié sur " + settings.name + "."
                 : "Le rôle " + base::in_quotes(name) + " vous est retiré sur " + settings.name + ".",
        {},
        "Votre compte\u00a0:",
        settings.origin + "/mon-compte"};
    if (!reason.empty()) letter.paragraphs.push_back("Motif\u00a0: " + reason);
    letter.paragraphs.push_back("Une question\u00a0? Écrivez à " + settings.contact + ".");
    return mail_of(
        email, is_given ? "Un rôle vous est confié\u00a0: " + name : "Un rôle vous est retiré\u00a0: " + name,
        letter, "role.change",
        "Vous recevez ce message parce que " + email + " est votre adresse sur " + settings.name + ".");
}

}  // namespace people
