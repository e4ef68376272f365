// The mails about administering an authority, renewing an affiliation, invitations and roles.
#pragma once

#include <string>
#include <vector>

#include "messaging/mail.hpp"
#include "people/election.hpp"
#include "people/invitation.hpp"
#include "people/letters.hpp"
#include "people/role.hpp"

namespace people {

/// What their template shows: the answer first, at most one link.
struct MemberLetter {
    std::string answer;
    std::vector<std::string> paragraphs;
    std::string link_label;
    std::string link;
};

messaging::Mail named_letter(Settings const& settings, AffiliationLine const& line, bool is_named);
messaging::Mail suspended_letter(Settings const& settings, AffiliationLine const& line);
messaging::Mail reinstated_letter(Settings const& settings, AffiliationLine const& line);
messaging::Mail invitation_letter(Settings const& settings, Invitation const& invitation);
/// `lapses_at`: until when the person may reconfirm.
messaging::Mail renewal_letter(Settings const& settings, AffiliationLine const& line,
                               base::Instant lapses_at);
/// `election` none: the year is over.
messaging::Mail lapsed_letter(Settings const& settings, AffiliationLine const& line,
                              std::optional<Election> const& election);
messaging::Mail role_letter(Settings const& settings, std::string const& email, Role role,
                            std::string const& scope, bool is_given, std::string const& reason);

/// The page of an authority for its members: "/ma-collectivite/3".
std::string authority_page(base::Id<territories::Authority> authority);

}  // namespace people
