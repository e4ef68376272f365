// The SQL of campaigns, their phases, themes, desks and grounds.
#pragma once

#include <string_view>
#include <vector>

#include "consultation/campaign.hpp"
#include "db/database.hpp"

namespace consultation {

/// What one may choose from in a campaign, each in its order.
struct Choices {
    std::vector<Theme> themes;
    std::vector<Desk> desks;
    std::vector<Ground> grounds;
    Theme const* theme(std::string_view slug) const;
    Theme const* theme(base::Id<Theme> id) const;
    Desk const* desk(base::Id<Desk> id) const;
    Ground const* ground(base::Id<Ground> id) const;
};

// One statement each.
std::optional<Campaign> campaign_by_id(db::Reader const& reader, base::Id<Campaign> id);
std::optional<Campaign> campaign_by_slug(db::Reader const& reader, std::string_view slug);
/// Those that the public sees, the youngest first; at most `campaigns_max`.
std::vector<Campaign> campaigns(db::Reader const& reader);
/// Drafts too: for the operator.
std::vector<Campaign> all_campaigns(db::Reader const& reader);
Choices choices(db::Reader const& reader, base::Id<Campaign> campaign);
/// Every version of every phase, oldest first: the history of extensions.
std::vector<Phase> phase_versions(db::Reader const& reader, base::Id<Campaign> campaign);

inline constexpr int campaigns_max = 100;

// For the room's actions.

/// Nothing when another campaign took the address meanwhile.
std::optional<base::Id<Campaign>> insert_campaign(db::Tx& tx, Campaign const& campaign);
void update_campaign(db::Tx& tx, Campaign const& campaign);
/// Takes the campaign's row: phases and texts are changed by one at a time.
bool lock_campaign(db::Tx& tx, base::Id<Campaign> campaign);
void insert_phase(db::Tx& tx, base::Id<Campaign> campaign, Phase const& phase, std::int64_t decided_by);
/// Another closing or opening of a first version that has not opened yet.
void update_first_phase(db::Tx& tx, base::Id<Campaign> campaign, Phase const& phase);
void delete_phase(db::Tx& tx, base::Id<Campaign> campaign, PhaseKind kind);
/// Inserts or changes by slug; `rank` is its place in the list.
void put_theme(db::Tx& tx, base::Id<Campaign> campaign, Theme const& theme, int rank);
void put_desk(db::Tx& tx, base::Id<Campaign> campaign, Desk const& desk);
void put_ground(db::Tx& tx, base::Id<Campaign> campaign, Ground const& ground);
/// False when something already refers to it; drafts merely lose it.
bool delete_unused_theme(db::Tx& tx, base::Id<Theme> theme);
bool delete_unused_ground(db::Tx& tx, base::Id<Ground> ground);
void set_results_published(db::Tx& tx, base::Id<Campaign> campaign, base::Instant at);

/// The next number of a kind of reference in a year, from 1. Two at once get two; a refused action leaves a
/// gap at most on PostgreSQL's retries.
std::int64_t next_number(db::Tx& tx, std::string_view kind, int year);

}  // namespace consultation
