// What each room says of the personal data that it keeps: one declaration, from which the archive "all that
// concerns me", the erasure, the retention table and a test of the real schema are made.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"

namespace journal {

/// How long rows are kept (docs/legal/retention.md is printed from it).
enum class Retention {
    codes,        // 7 days: a sign-in under way, a code sent
    sign_ins,     // 7 days: a signed-in browser
    keys,         // 48 hours: answers kept so that a form sent twice acts once
    mail_counts,  // 2 days
    mails,        // 180 days
    events,       // 60 days: facts that followers are told of
    messages,     // a year after the team has closed them
    account,      // until the person asks for erasure
    act,  // an authority's act: kept; the person is replaced by a pseudonym after the time for recourse
};
/// "7 jours", "jusqu’à la suppression du compte"…
std::string_view french(Retention retention);

/// What $1 stands for in PersonalTable::where.
enum class Key {
    person,      // the person's number
    address,     // the address, folded (base::email_key)
    actor,       // "person:12"
    mail_limit,  // "address:a@example.fr"
};

/// What happens to the rows of a person who erases their account.
enum class Fate {
    removed,   // deleted when they ask, and once more when the pseudonym comes
    replaced,  // the row stays; when the time for recourse is past, columns with `replacement` are
               // overwritten
};

enum class Kind { text, number, instant, day, secret };  // secret: neither shown nor in the archive

struct PersonalColumn {
    std::string_view name;
    std::string_view label;  // French, as the archive's reader sees it
    Kind kind = Kind::text;
    std::optional<std::string_view> replacement = std::nullopt;  // with Fate::replaced
};

struct PersonalTable {
    std::string_view table;
    std::string_view what;  // French: what these rows are, for the person
    std::string_view why;   // French: why they are kept
    Key key = Key::person;
    std::string_view where;  // "person_id = $1": SQL made of constants only
    std::vector<PersonalColumn> columns;
    Fate fate = Fate::replaced;
    Retention retention = Retention::act;
};

/// Why a person cannot yet be replaced by a pseudonym: an act of theirs still open to recourse.
struct Holding {
    std::string what;                    // French: "Consultation « … »"
    std::optional<base::Instant> until;  // nothing: not known yet
};

/// The personal tables of journal/.
std::vector<PersonalTable> personal_tables();

}  // namespace journal
