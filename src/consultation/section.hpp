// Section: a part of a campaign that its operator edits at once: what it lacks, when it freezes, what it
// says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consultation/campaign.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/policy.hpp"

namespace consultation {

enum class Section { texts, rules, envelope, themes, policies, phases, desks, grounds, support, state };
/// Those that have a form, in the order of the task list; `state` is changed by publishing and archiving.
inline constexpr Section edited_sections[] = {Section::texts,    Section::phases,  Section::rules,
                                              Section::support,  Section::themes,  Section::desks,
                                              Section::policies, Section::grounds, Section::envelope};

std::string_view name_of(Section section);  // "textes": in addresses, stored, in the journal
std::optional<Section> section_named(std::string_view name);
std::string_view title_of(Section section);  // "Titre et textes"

/// A campaign with all that belongs to it.
struct CampaignContent {
    Campaign campaign;
    Choices choices;
    std::vector<Policy> policies;
};

/// The instant from which a section of a published campaign may not change any more: texts, rules, envelope,
/// themes and grounds when the first phase opens; rules of support and policies when supports open; the
/// calendar when its last phase opens (each phase at its own opening). Nothing: never, or no such phase yet.
/// (PROGRAMME B1.)
std::optional<base::Instant> freezes_at(Campaign const& campaign, Section section);
/// A draft is never frozen: nobody has relied on it.
bool is_frozen(Campaign const& campaign, Section section, base::Instant now);

/// What must be filled before the campaign can be published, in words; empty when ready.
std::vector<std::string> missing(CampaignContent const& content, Section section);
/// Whether a campaign may do without.
bool is_optional(Section section);
/// One line for the task list and the check: "3 phases, du 2 novembre 2026 au …". Empty when nothing is
/// there.
std::string summary_of(CampaignContent const& content, Section section);

/// What a section says, label by label: kept in the history before and after each change.
struct Fact {
    std::string label;
    std::string value;
    friend bool operator==(Fact const&, Fact const&) = default;
};
std::vector<Fact> facts_of(CampaignContent const& content, Section section);

/// "Tahiti, Guyane…" apart: "En Guadeloupe et en Martinique : 25 janvier 2026 à 4 h", one line a zone.
std::vector<std::string> overseas_hours(base::Instant at);

}  // namespace consultation
