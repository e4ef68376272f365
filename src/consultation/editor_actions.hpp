// The writes of the campaign editor: making, changing a section, lists of communes, publishing, archiving,
// copying. Each keeps a dated change of the section (campaign_change.hpp) and a `campaign.…` act in the
// journal.
#pragma once

#include <optional>
#include <string>

#include "base/world.hpp"
#include "consultation/campaign_actions.hpp"
#include "consultation/campaign_change.hpp"
#include "consultation/campaign_file.hpp"
#include "people/actor.hpp"

namespace consultation {

struct NewCampaign {
    std::string title;
    std::string slug;  // its address; empty: made from the title
};
/// A draft with authorities as supporters and nothing else. Refused: not an operator, an address that is
/// taken or is none (field "slug").
base::Result<std::string> create_campaign(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                          NewCampaign const& command);

struct EditSection {
    base::Id<Campaign> campaign;
    Section section = Section::texts;
    int seen_version = 0;  // of the section, when its form was shown
    CampaignFile wanted;   // only what belongs to the section is read
    std::string reason;    // public; asked for when the texts of an opened campaign are corrected
};
/// Writes a section. The same content again changes nothing. Refused: not an operator; somebody changed the
/// section since (`conflict`, field "version"); frozen (`late`), except the texts, which may be corrected
/// with a public reason of 10 to 500 characters; what check_section says; a theme, desk or ground that is
/// used and would go. Returns the section's version.
base::Result<int> edit_section(db::Tx& tx, base::World const& world, people::Actor const& actor,
                               EditSection const& command);
inline constexpr std::size_t correction_reason_min = 10;
inline constexpr std::size_t correction_reason_max = 500;

struct PutPolicy {
    base::Id<Campaign> campaign;
    int seen_version = 0;  // of Section::policies
    std::string slug;      // empty: a new one
    std::string name;
    std::string source;
    std::optional<std::string> codes;  // the list as pasted or sent; nothing: the communes stay
};
/// Adds or changes a policy; its list replaces the one before. What the dry run remarked is left out.
/// Refused like edit_section; a list without any known commune (field "codes").
base::Result<std::string> put_policy(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                     PutPolicy const& command);
base::Result<base::Done> remove_policy(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                       base::Id<Campaign> campaign, int seen_version, std::string_view slug);

/// Shows a draft to all. Refused while something is missing, or when supports are closed already. Mails
/// nobody.
base::Result<base::Done> publish_campaign(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                          base::Id<Campaign> campaign);
/// Back to a draft, while nobody has contributed and no proposal was published.
base::Result<base::Done> unpublish_campaign(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                            base::Id<Campaign> campaign);
/// Among the past ones; its pages stay. Refused while a phase is open or to come.
base::Result<base::Done> archive_campaign(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                          base::Id<Campaign> campaign);

struct CopyCampaign {
    base::Id<Campaign> from;
    std::string title;
    std::string slug;
    std::optional<base::Instant> opens_at;  // of the first phase; the others follow at the same distance in
                                            // days. Nothing: no calendar
};
/// A new draft with the texts, themes, desks, grounds, policies and rules of another. Returns its slug.
base::Result<std::string> copy_campaign(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                        CopyCampaign const& command);

/// Reads a campaign file as the screen does: a new campaign is a draft, one that exists keeps its state.
base::Result<LoadedCampaign> import_campaign(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                             CampaignFile file);

/// Keeps a change of each section that differs, with its act in the journal. For the actions of this room.
void keep_changes(db::Tx& tx, base::World const& world, base::Instant now, std::int64_t person,
                  CampaignContent const& before, CampaignContent const& after, std::string const& reason,
                  bool is_journalled = true);

}  // namespace consultation
