// AddressReport: a relay says that an official address of an authority is wrong, or that a better one is
// known; the operator, who keeps the directory, accepts or refuses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/world.hpp"
#include "db/database.hpp"
#include "people/actor.hpp"
#include "people/person.hpp"
#include "territories/authority.hpp"

namespace relay {

enum class ReportState { waiting, accepted, refused };
std::string_view code(ReportState state);
/// "en attente", "acceptée", "refusée".
std::string_view french(ReportState state);

struct AddressReport {
    base::Id<AddressReport> id;
    base::Id<territories::Authority> authority;
    std::string reference;  // of the authority
    std::string name;       // long: "Commune de Locronan"
    std::string department;
    std::string wrong;     // the known address that is said to be wrong; empty: none
    std::string proposed;  // the address to add; empty: none is known
    std::string source;
    ReportState state = ReportState::waiting;
    base::Id<people::Person> reported_by;
    std::string reporter;  // their e-mail address, for the operator
    base::Instant reported_at;
    std::optional<base::Instant> decided_at;
    std::string reason;  // of the decision; may be empty when accepted
};

inline constexpr int reports_per_page = 20;
inline constexpr int reports_waiting_max = 200;      // of one département
inline constexpr int reports_of_authority_max = 20;  // shown on its page
inline constexpr std::size_t source_characters_max = 300;
inline constexpr std::size_t report_reason_characters_max = 1000;

struct ReportAddress {
    std::string department;  // for which the relay speaks
    base::Id<territories::Authority> authority;
    std::string wrong = {};
    std::string proposed = {};
    std::string source = {};
};

/// A relay reports. The role is read again in this transaction. Refuses `forbidden` (no relay of this
/// département any more), `not_found` (the authority lies elsewhere), `conflict` (the same waits already),
/// `too_many` (beyond reports_waiting_max), `invalid` (fields "wrong", "proposed", "source").
base::Result<base::Id<AddressReport>> report_address(db::Tx& tx, base::World const& world,
                                                     people::Actor const& relay, ReportAddress const& said);

struct DecideReport {
    base::Id<AddressReport> report;
    bool is_accepted = false;
    std::string reason = {};  // needed to refuse; the relay reads it
};

/// The operator's decision; accepted, the directory changes at once. Refuses `forbidden`, `not_found`,
/// `conflict` (decided already), `invalid` (field "reason").
base::Result<AddressReport> decide_report(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                          DecideReport const& decision);

}  // namespace relay
