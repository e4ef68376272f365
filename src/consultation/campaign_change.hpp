// CampaignChange: one dated change of a section of a campaign, with what it said before and after.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consultation/campaign_file.hpp"
#include "consultation/section.hpp"
#include "db/database.hpp"
#include "people/actor.hpp"

namespace consultation {

struct CampaignChange {
    base::Id<CampaignChange> id;
    Section section = Section::texts;
    int version = 0;  // of the section, from 1
    base::Instant at;
    std::int64_t person = 0;  // 0: the command line
    std::string email;        // of the operator; empty for the command line and for erased accounts
    std::string reason;       // public; of a correction after opening
    std::vector<Fact> before;
    std::vector<Fact> after;
};

/// What differs, label by label, in the order of `after`; an empty value: it was not there.
struct Difference {
    std::string label;
    std::string before;
    std::string after;
};
std::vector<Difference> differences(std::vector<Fact> const& before, std::vector<Fact> const& after);

/// As stored: "label TAB value" lines, with tab, line end and backslash escaped.
std::string stored_facts(std::vector<Fact> const& facts);
std::vector<Fact> facts_from(std::string_view stored);

// The SQL (campaign_change_rows.cpp).

/// Everything that belongs to a campaign; with the communes of its policies when asked for.
std::optional<CampaignContent> content_of(db::Reader const& reader, base::Id<Campaign> campaign,
                                          bool with_members);
/// As it is written to a file: phases as first announced; extensions are no part of a file.
std::optional<CampaignFile> file_of(db::Reader const& reader, base::Id<Campaign> campaign);
/// The section's version: the number of its last change, 0 before the first.
int section_version(db::Reader const& reader, base::Id<Campaign> campaign, Section section);
/// Newest first; without `before` and `after`.
std::vector<CampaignChange> campaign_changes(db::Reader const& reader, base::Id<Campaign> campaign,
                                             std::optional<Section> section, int limit, int offset);
std::int64_t count_changes(db::Reader const& reader, base::Id<Campaign> campaign,
                           std::optional<Section> section);
std::optional<CampaignChange> campaign_change(db::Reader const& reader, base::Id<Campaign> campaign,
                                              base::Id<CampaignChange> id);
/// The changes of a section after a version, oldest first, with their texts: what a second operator is shown.
std::vector<CampaignChange> changes_since(db::Reader const& reader, base::Id<Campaign> campaign,
                                          Section section, int version, int limit);
/// Corrections made after opening, with their public reasons, oldest first; at most `corrections_max`.
std::vector<CampaignChange> corrections(db::Reader const& reader, base::Id<Campaign> campaign);
inline constexpr int corrections_max = 50;

// For the room's actions.

void insert_change(db::Tx& tx, base::Id<Campaign> campaign, CampaignChange const& change);
/// Anything from the public: contributions (drafts too) and proposals that are or were public.
bool has_been_used(db::Reader const& reader, base::Id<Campaign> campaign);
bool delete_unused_desk(db::Tx& tx, base::Id<Desk> desk);
void set_state(db::Tx& tx, base::Id<Campaign> campaign, CampaignState state);

}  // namespace consultation
