// The mails of this room, finished: subject, text, why one gets them.
#pragma once

#include <string>

#include "messaging/mail.hpp"
#include "people/affiliation.hpp"
#include "people/settings.hpp"

namespace people {

/// What the templates of sign-in mails show.
struct SignInLetter {
    std::string code;
    std::string purpose;  // after "pour"
    std::string link;
};
/// The code and the link; the subject says what the code is for. `purpose` empty: signing in.
messaging::Mail sign_in_letter(Settings const& settings, std::string const& email, std::string const& code,
                               std::string const& link_token, std::string const& purpose);

/// What the template of the official code shows.
struct OfficialCodeLetter {
    std::string who;    // "Élu(e), maire"
    std::string email;  // of the person who asks
    std::string body;
    std::string platform;
    std::string code;
    std::string until;
    std::string contact;
};
/// To one official address: who asks, the code, what it allows, how to say no.
messaging::Mail official_code_letter(Settings const& settings, AffiliationLine const& line,
                                     std::string const& official_email, std::string const& code,
                                     base::Instant expires_at);

/// What the template of decisions shows.
struct DecisionLetter {
    AffiliationState state = AffiliationState::verified;
    std::string body;
    std::string method;  // in words; empty unless verified
    std::string reason;
    std::string link;
    std::string contact;
};
/// To the person, once somebody else verified, refused or ended the affiliation.
messaging::Mail decision_letter(Settings const& settings, AffiliationLine const& line);

}  // namespace people
