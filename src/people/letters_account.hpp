// The mails about one's own account, finished.
#pragma once

#include <string>
#include <vector>

#include "messaging/mail.hpp"
#include "people/own_account.hpp"
#include "people/settings.hpp"

namespace people {

/// To the new address: the code that proves it.
messaging::Mail address_code_letter(Settings const& settings, std::string const& email,
                                    std::string const& code);
/// To the former address, once the account goes by another.
messaging::Mail address_changed_letter(Settings const& settings, std::string const& former);
/// To the account's address: the code that confirms its erasure.
messaging::Mail erasure_code_letter(Settings const& settings, std::string const& email,
                                    std::string const& code);
/// What went, what stays until when, how to cancel.
messaging::Mail erasure_receipt(Settings const& settings, std::string const& email, Erasure const& erasure,
                                std::vector<journal::Holding> const& holdings);
/// The second factor was put on, taken off or replaced: `what` is the whole sentence.
messaging::Mail factor_letter(Settings const& settings, std::string const& email, std::string const& what);

}  // namespace people
