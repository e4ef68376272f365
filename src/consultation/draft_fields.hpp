// One field of a draft saved by itself while its author writes (PROGRAMME B2); never over what was saved
// elsewhere.
#pragma once

#include <optional>
#include <string>

#include "base/world.hpp"
#include "consultation/contribution.hpp"
#include "db/database.hpp"
#include "people/actor.hpp"

namespace consultation {

struct SaveField {
    base::Id<Contribution> draft;
    std::string field;  // a name of the form: "title", "theme" (slug), "bodies" (one a line) …
    std::string value;
    std::string was;           // what the writer believes is stored
    std::string known_change;  // the draft's last change that the form knows of (microseconds), or
};

struct SavedField {
    std::string value;                  // as it is stored now
    std::optional<std::string> theirs;  // stored elsewhere meanwhile: nothing was changed
    base::Instant previous_change;      // of the whole draft, before this
    base::Instant changed_at;
};

/// Keeps one field; not journalled, like every draft. When the draft was changed since `known_change` and the
/// stored text is neither `was` nor `value`, changes nothing and returns what is stored. Refused: no such
/// draft of this person (not_found), published (conflict), the collect phase is over (late), an unknown field
/// or a text too long or unreadable (invalid).
base::Result<SavedField> save_draft_field(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                          SaveField const& command);

/// What differs between the stored text and what was typed in a form opened before it was stored: a conflict
/// that shows the other text beside each field. Nothing when the form knew of the last change of the text
/// (files joined since do not count), or says the same.
std::optional<base::Refusal> overtaken(db::Tx& tx, base::Id<Contribution> id, std::string_view known_change,
                                       ContributionText const& typed);

}  // namespace consultation
