// A person: an e-mail address that acts, under affiliations and roles. Nothing else is asked for.
#pragma once

#include <optional>
#include <string>

#include "base/id.hpp"
#include "base/instant.hpp"

namespace people {

/// The address is private: pages show the authority, the quality and the function (PROGRAMME A5), never it.
struct Person {
    base::Id<Person> id;
    std::string email;      // as it was first typed
    std::string email_key;  // under which the account is found
    base::Instant created_at;
    std::optional<base::Instant> last_sign_in_at;
};

}  // namespace people
