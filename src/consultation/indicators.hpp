// Indicators of a proposal and of a campaign: who takes part, where, since when, and how many inhabitants
// that makes (PROGRAMME B7). Counted from the rows themselves at each reading.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "consultation/campaign.hpp"
#include "consultation/proposal.hpp"
#include "consultation/support_lists.hpp"
#include "db/database.hpp"

namespace consultation {

/// Inhabitants of what supports, each counted once (population.hpp says the rule), and of the whole.
struct RegionCoverage {
    std::string code;
    std::string name;
    std::int64_t covered = 0;
    std::int64_t inhabitants = 0;
};
struct Coverage {
    std::int64_t covered = 0;
    std::int64_t inhabitants = 0;         // of all régions and overseas territories that the register holds
    std::vector<RegionCoverage> regions;  // every one, by name
};

/// Acts on one day of Paris.
struct DayCount {
    std::int64_t day = 0;  // base::local_day
    std::int64_t count = 0;
};

/// A priority policy of the campaign: how many of its communes take part.
struct PolicyCount {
    std::string slug;
    std::string name;
    std::string source;
    std::int64_t communes = 0;
    std::int64_t supporting = 0;
};

struct ProposalFigures {
    SupportBreakdown supports;
    Coverage coverage;
    std::vector<DayCount> supports_by_day;  // by day of `since`; days without any are left out
    std::vector<PolicyCount> policies;      // by name
};
/// Three statements.
ProposalFigures proposal_figures(db::Reader const& reader, base::Id<Proposal> proposal);

/// What bodies of one kind, size class, région or département did.
struct ParticipationLine {
    std::string code;
    std::string name;  // of a territory
    std::int64_t contributors =
        0;                        // distinct authorities, also those for which a colleague's workshop speaks
    std::int64_t supporters = 0;  // distinct authorities
    std::int64_t participants = 0;  // either
    std::int64_t supports = 0;
    std::int64_t communes = 0;  // of a département: all
    std::int64_t silent = 0;    // of a département: those that neither contributed nor support
};

struct Participation {
    std::int64_t contributions = 0;
    std::int64_t partners = 0;   // distinct, of published contributions
    std::int64_t proposals = 0;  // public
    std::int64_t pending = 0;    // supports that wait for a verification
    std::int64_t set_aside = 0;
    ParticipationLine all;
    std::vector<ParticipationLine> by_kind;        // most supporters first
    std::vector<ParticipationLine> by_size;        // communes only, smallest first
    std::vector<ParticipationLine> by_region;      // by code; "" is several or none
    std::vector<ParticipationLine> by_department;  // by code, every one of the register
    Coverage coverage;
    std::vector<DayCount> contributions_by_day;
    std::vector<DayCount> supports_by_day;
    std::vector<PolicyCount> policies;
};
/// Three statements.
Participation participation(db::Reader const& reader, base::Id<Campaign> campaign);

}  // namespace consultation
