// KeptForm: what somebody sent when their sign-in had ended, kept for them until they are signed in again
// (docs/decisions/0021).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "people/actor.hpp"

namespace people {

/// A form is kept this long, and an ended sign-in is known this long: who typed an hour is given back the
/// hour.
inline constexpr base::Duration kept_form_time = base::Duration::hours(24);
/// Of one person; the oldest goes when another comes.
inline constexpr int kept_forms_max = 5;
/// Names and values of one form together: three of the longest texts that a field takes.
inline constexpr std::size_t kept_form_bytes_max = 128 * 1024;
inline constexpr std::size_t kept_fields_max = 500;
/// Ended sign-ins of one person that are looked at, newest first.
inline constexpr int ended_sign_ins_looked_at_max = 20;

struct KeptField {
    std::string name;
    std::string value;
    bool operator==(KeptField const&) const = default;
};

struct KeptForm {
    base::Id<KeptForm> id;
    base::Id<Affiliation> acting;  // under which it was typed, or none
    std::string target;            // where it was sent: "/campagnes/x/contribuer/besoin"
    std::string page;              // where it was shown, or empty
    std::string browser;           // in which it was typed, as it calls itself
    bool had_files = false;        // files are not kept
    base::Instant kept_at;
    std::vector<KeptField> fields = {};  // empty in lists

    base::Instant until() const { return kept_at + kept_form_time; }
};

/// Whether a form is worth keeping, and can be.
enum class Keeping {
    kept,
    nothing,    // nobody typed words: a button, ids, a code
    too_large,  // over kept_form_bytes_max or kept_fields_max
};

/// What of a form is kept: no field of ours (form token, idempotency key: names that begin with "_"), and
/// nothing at all of a form with a code.
struct FieldsToKeep {
    Keeping keeping = Keeping::nothing;
    std::vector<KeptField> fields = {};  // only when kept
};
FieldsToKeep fields_to_keep(std::span<std::pair<std::string, std::string> const> sent);

/// Words that somebody typed, rather than an id, a choice or an address of this site.
bool is_typed_text(std::string_view value);

/// The same form sent twice has the same: it is kept once.
base::Sha256 content_hash_of(KeptForm const& form);

}  // namespace people
