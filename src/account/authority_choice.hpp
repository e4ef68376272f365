// Which authority a person means: the code chosen among suggestions, or the text typed, or one of the
// homonyms shown.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "account/views.hpp"
#include "db/database.hpp"
#include "territories/authority.hpp"

namespace account {

inline constexpr int homonyms_max = 20;

/// What the form sent.
struct TypedAuthority {
    std::string text;  // field "authority"
    std::string code;  // field "authority_code": set by the suggestions; only trusted when it fits the text
    std::string homonym;          // field "homonym": a code chosen among those shown for this text
    std::string homonym_of = {};  // field "homonym_of": the text for which they were shown
};

struct AuthorityChoice {
    std::optional<territories::Authority> chosen;
    std::vector<html::Choice> homonyms;  // to choose from, when the text fits several
    std::string error;  // why nothing is chosen; empty when something is, or which one was not asked yet
};

/// A former commune stands for the one it became. At most three statements.
AuthorityChoice choice_of(db::Reader const& reader, TypedAuthority const& typed);

}  // namespace account
