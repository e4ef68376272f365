// The mails about a contact message, to its author.
#pragma once

#include <string>

#include "messaging/mail.hpp"
#include "people/settings.hpp"
#include "site/contact.hpp"

namespace site {

inline constexpr std::string_view receipt_mail_kind = "contact.receipt";
inline constexpr std::string_view answer_mail_kind = "contact.answer";

/// What the templates show.
struct ContactLetter {
    std::string reference;
    std::string topic;
    std::string text;  // of an answer
    std::string link;
    std::string contests = {};  // which support; empty: none
};

/// That the message came in. It does not repeat the message: the address was typed by a stranger, and nobody
/// sends words of theirs to others through us. `contests`: NewMessage's.
messaging::Mail receipt_letter(people::Settings const& settings, ContactMessage const& message,
                               std::string const& contests = {});
/// An answer of the team, whole.
messaging::Mail answer_letter(people::Settings const& settings, ContactMessage const& message,
                              std::string const& text);
/// The same to who contested a support that is restored. `contests`: NewMessage's.
messaging::Mail restored_letter(people::Settings const& settings, ContactMessage const& message,
                                std::string const& contests, std::string const& text);

}  // namespace site
