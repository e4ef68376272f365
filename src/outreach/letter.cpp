#include "outreach/letter.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "messaging/stop.hpp"

namespace outreach {
namespace {

void replace_all(std::string& text, std::string_view what, std::string const& by) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

std::string filled(std::string_view text, std::string const& name, std::string const& code) {
    std::string out(text);
    replace_all(out, "{collectivite}", name);
    replace_all(out, "{code}", code);
    return out;
}

}  // namespace

std::string markdown_escaped(std::string_view text) {
    std::string out;
    for (char const c : text) {
        if (std::string_view("\\`*_[]<>#&!").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

std::string filled_in(std::string_view text, Reader const& reader) {
    return filled(text, reader.authority_name.empty() ? "votre collectivité" : reader.authority_name,
                  reader.authority_reference);
}

std::string_view stopped_by(MailingKind kind) {
    switch (kind) {
        case MailingKind::segment:
            return "les messages de l’équipe de la consultation";
        case MailingKind::reminder:
            return "les rappels avant la clôture des consultations";
        case MailingKind::invitation:
            return "les invitations à participer";
    }
    base::fail("an unknown kind of mailing");
}

std::string stop_sentence_of_tests(MailingKind kind) {
    return fmt::format("Pour ne plus recevoir {}, sans vous connecter\u00a0: (une adresse propre à chacun)",
                       stopped_by(kind));
}

messaging::Mail letter(Settings const& settings, MailingKind kind, MailingText const& text, Part const& part,
                       Reader const& reader) {
    std::string const name = reader.authority_name.empty() ? std::string("votre collectivité")
                                                           : markdown_escaped(reader.authority_name);
    messaging::Mail mail;
    mail.to = reader.email;
    mail.kind = mail_kind_of(kind);
    mail.subject = filled_in(text.subject, reader);
    mail.text = filled(part.lead.empty() ? text.text : part.lead + "\n\n" + text.text, name,
                       reader.authority_reference);
    mail.is_markdown = true;
    mail.why = part.why;
    if (!reader.authority_name.empty())
        mail.why += fmt::format(" Collectivité concernée\u00a0: {}.", reader.authority_name);
    mail.list_unsubscribe_url =
        messaging::stop_address(settings.origin, settings.secret, reader.email, mail.kind);
    mail.stop = fmt::format("Pour ne plus recevoir {}, sans vous connecter\u00a0: {}", stopped_by(kind),
                            mail.list_unsubscribe_url);
    return mail;
}

}  // namespace outreach
