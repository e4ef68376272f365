// The SQL of supports: casts of persons, and what they amount to for each authority.
#pragma once

#include <string_view>
#include <vector>

#include "consultation/late_request.hpp"
#include "consultation/support.hpp"
#include "db/database.hpp"

namespace consultation {

/// The person's standing right to act for an authority, with what the rules ask of the authority. On
/// PostgreSQL the affiliation is held (FOR SHARE), so that a verification at the same instant waits and then
/// sees the cast.
struct ActingRight {
    base::Id<people::Affiliation> affiliation;
    AuthorityId authority;
    std::string authority_name;  // long: "Commune de Locronan"
    std::string legal_class;
    std::string quality;  // "agent" or "elected"
    bool is_verified = false;
};
std::optional<ActingRight> hold_right(db::Tx& tx, PersonId person, AuthorityId authority);

/// What a support is about.
struct SupportedProposal {
    base::Id<Proposal> id;
    std::string reference;
    std::string title;
    ProposalState state = ProposalState::draft;
    base::Id<Campaign> campaign;
};
std::optional<SupportedProposal> supported_proposal(db::Reader const& reader, base::Id<Proposal> id);

struct Pair {
    base::Id<Proposal> proposal;
    AuthorityId authority;
    friend auto operator<=>(Pair const&, Pair const&) = default;
};

/// Makes the row where there is none and takes it for the rest of the transaction; returns what it says.
/// Pairs are taken in ascending order (README.md).
Standing lock_support(db::Tx& tx, Pair pair);
/// Takes the row only if it exists.
std::optional<Standing> lock_existing_support(db::Tx& tx, Pair pair);
void save_support(db::Tx& tx, Pair pair, Standing const& standing);

std::vector<Cast> casts_of(db::Reader const& reader, Pair pair);
struct NewCast {
    base::Instant at;
    std::optional<base::Instant> verified_at;
    base::Id<LateRequest> by_request;  // none: cast in time
};
/// False when this person's cast stands already.
bool insert_cast(db::Tx& tx, Pair pair, PersonId person, base::Id<people::Affiliation> affiliation,
                 NewCast const& cast);
/// Whether this person's cast stands, counted or not.
bool has_standing_cast(db::Reader const& reader, Pair pair, PersonId person);
/// False when this person has no standing cast there.
bool withdraw_cast(db::Tx& tx, Pair pair, PersonId person, base::Instant at);

/// Where an affiliation has a standing cast that waits for its verification, in lock order.
std::vector<Pair> waiting_pairs_of(db::Reader const& reader, base::Id<people::Affiliation> affiliation);
void verify_cast(db::Tx& tx, Pair pair, base::Id<people::Affiliation> affiliation, base::Instant at);
void withdraw_waiting_cast(db::Tx& tx, Pair pair, base::Id<people::Affiliation> affiliation,
                           base::Instant at);
/// Pending supports of a campaign that hold a verified cast, in lock order: a later closing may count them.
std::vector<Pair> pending_verified_pairs(db::Reader const& reader, base::Id<Campaign> campaign);

/// Addresses of those whose cast stands, for a mail.
std::vector<std::string> addresses_of_supporters(db::Reader const& reader, Pair pair);
std::string authority_long_name(db::Reader const& reader, AuthorityId authority);

}  // namespace consultation
