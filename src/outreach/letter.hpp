// Letter: the mail that one recipient of a mailing gets. Pure.
#pragma once

#include <string>

#include "messaging/mail.hpp"
#include "outreach/mailing.hpp"

namespace outreach {

/// What letters need of the installation.
struct Settings {
    std::string origin;  // "https://tremplin.example", without a slash at its end
    std::string secret;  // signs the addresses that stop
};

struct Reader {
    std::string email;
    std::string authority_name;       // "Commune de Locronan"; empty: for no authority
    std::string authority_reference;  // "29134"
};

/// A stranger's words inside Markdown: its signs stand for themselves.
std::string markdown_escaped(std::string_view text);
/// {collectivite} and {code} replaced; for no authority: "votre collectivité", and nothing.
std::string filled_in(std::string_view text, Reader const& reader);

/// Lead and text, why this reader gets it and for which authority, and how to stop this kind.
messaging::Mail letter(Settings const& settings, MailingKind kind, MailingText const& text, Part const& part,
                       Reader const& reader);

/// In previews and tests, in place of the address that would stop a real reader's mails.
std::string stop_sentence_of_tests(MailingKind kind);

/// What the address in the mail stops, in words: "les rappels avant la clôture des consultations".
std::string_view stopped_by(MailingKind kind);

}  // namespace outreach
