// The SQL of affiliations.
#pragma once

#include <string>
#include <vector>

#include "people/affiliation.hpp"

namespace people {

std::optional<Affiliation> affiliation_by_id(db::Reader const& reader, base::Id<Affiliation> id);
/// With names and address.
std::optional<AffiliationLine> affiliation_line(db::Reader const& reader, base::Id<Affiliation> id);

/// The pending or verified affiliation of a person to a body (as Actor::body); at most one.
std::optional<Affiliation> standing_affiliation(db::Reader const& reader, base::Id<Person> person,
                                                std::int64_t body);
/// Every standing one of a person, oldest first, at most affiliations_listed_max.
std::vector<Affiliation> standing_affiliations(db::Reader const& reader, base::Id<Person> person);
/// Whether somebody else put an end to, or refused, this person's last affiliation to the body: then no
/// address verifies the next one by itself, a person decides (reliability.md, advisory 42).
bool was_turned_away(db::Reader const& reader, base::Id<Person> person, std::int64_t body);
bool is_verified_colleague(db::Reader const& reader, base::Id<Person> person, std::int64_t body);

/// Adds a claim unless one stands; `claim.id` is ignored. Nothing when one stands already.
std::optional<base::Id<Affiliation>> insert_affiliation(db::Tx& tx, Affiliation const& claim);
/// Moves it from one state to another; false when it was not in `from` (any more).
bool move_affiliation(db::Tx& tx, AffiliationState from, Affiliation const& changed);

inline constexpr int affiliations_per_page = 20;
inline constexpr int affiliations_listed_max = 200;  // of one person, of one authority

/// Standing and past ones of a person, newest first, at most affiliations_listed_max.
std::vector<AffiliationLine> affiliations_of(db::Reader const& reader, base::Id<Person> person);
/// Standing ones of an authority, oldest first, at most affiliations_listed_max. For its members and the
/// operator.
std::vector<AffiliationLine> members_of(db::Reader const& reader, base::Id<territories::Authority> authority);

/// Which waiting claims to list; empty fields do not filter.
enum class WaitingState { to_verify, to_reconfirm };
enum class WayTried { any, none, official_code, doubted_address };
struct WaitingFilter {
    std::string department_code = {};
    std::string text = {};  // part of the body's name or of the address
    WaitingState state = WaitingState::to_verify;
    WayTried tried = WayTried::any;
    std::optional<base::Instant> requested_until = {};  // waiting since then, or longer
};
struct WaitingPage {
    std::vector<AffiliationLine> lines;  // the longest waiting first
    std::int64_t total = 0;              // on all pages
    std::optional<base::Instant> oldest;
};
/// The same without its lines. One statement.
WaitingPage waiting_count(db::Reader const& reader, WaitingFilter const& filter);
inline constexpr int waiting_exported_max = 10'000;
/// The whole filtered queue, the longest waiting first, at most waiting_exported_max, in constant memory.
void each_waiting(db::Reader const& reader, WaitingFilter const& filter,
                  std::function<void(AffiliationLine const&)> const& each);
/// Who stands before and after this one in the filtered queue; none at its ends.
struct Neighbours {
    base::Id<Affiliation> previous;
    base::Id<Affiliation> next;
};
Neighbours waiting_neighbours(db::Reader const& reader, WaitingFilter const& filter,
                              Affiliation const& affiliation);
/// False when it was said already, or nothing waits any more.
bool note_doubted_address(db::Tx& tx, base::Id<Affiliation> id, base::Instant at);

/// `page` counts from 1.
WaitingPage waiting_affiliations(db::Reader const& reader, WaitingFilter const& filter, int page);

}  // namespace people
