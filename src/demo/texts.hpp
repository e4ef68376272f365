// Texts: all that the demonstration gives to read, as written in texts/*.toml (texts/README.md says how).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consultation/campaign.hpp"
#include "consultation/contribution.hpp"
#include "consultation/proposal.hpp"
#include "people/actor.hpp"

namespace demo {

/// To whom a text is fitting: what sort of author.
enum class Fit { village, town, city, large_city, department, region, grouping, partner };

/// What one voice of a core says: a person of this quality, in these words.
struct Voice {
    people::Quality quality = people::Quality::agent;
    std::string title;
    std::string opening;
    std::string middle;
    std::string ending;
    std::string service_name;  // of an existing service
    std::string reason;        // of a reoriented one
};

/// A need or a service of which several bodies speak, each in its own voice.
struct Core {
    std::string key;
    std::string campaign;  // slug; empty: that of 2021
    consultation::ContributionKind kind = consultation::ContributionKind::need;
    std::string theme;                   // slug
    std::vector<std::string> proposals;  // keys, the main one first; empty: to be triaged
    std::string desk;                    // slug, of a reoriented one
    std::vector<Fit> fits;
    std::vector<Voice> voices;
    std::string maturity;
    std::string licence;
    std::string source;
    std::string hosting;
    std::int64_t cost_euros_per_year = 0;  // 0: not said
};

struct RejectedText {
    std::string key;
    consultation::ContributionKind kind = consultation::ContributionKind::need;
    people::Quality quality = people::Quality::agent;
    std::string theme;
    std::string title;
    std::string text;
    std::string ground;  // slug
    std::string reason;
};

struct ProposalText {
    std::string key;
    std::string campaign;             // slug; empty: that of 2021
    consultation::ProposalForm form;  // without themes, whose ids follow from the campaign
    std::vector<std::string> themes;  // slugs
    std::int64_t supports_weight = 1;
    std::string group_reason;
    std::optional<consultation::Choice> choice;  // 2021
    std::string choice_reason;
};

/// A day: counted from 1970-01-01, or from the day of the demonstration.
struct TextDay {
    std::int64_t day = 0;
    bool is_relative = false;

    std::int64_t on(std::int64_t today) const { return is_relative ? today + day : day; }
};
struct PhaseText {
    consultation::PhaseKind kind = consultation::PhaseKind::collect;
    TextDay opens;
    std::optional<TextDay> closes;  // included; nothing: not said
};
struct ExtensionText {
    consultation::PhaseKind phase = consultation::PhaseKind::support;
    std::int64_t decided_day = 0;
    std::int64_t previous_opens_day = 0;
    std::int64_t previous_closes_day = 0;
    std::int64_t new_opens_day = 0;
    std::int64_t new_closes_day = 0;
    std::string reason;
};
struct CampaignText {
    std::string slug;
    std::string title;
    std::string pitch;
    std::string description;
    std::string rules;
    std::int64_t envelope_euros = 0;
    std::vector<PhaseText> phases;  // of a kind that comes twice, the first only
    std::vector<ExtensionText> extensions;
};

struct Texts {
    std::vector<consultation::Theme> themes;
    std::vector<consultation::Desk> desks;
    std::vector<consultation::Ground> grounds;
    std::vector<CampaignText> campaigns;
    std::vector<ProposalText> proposals;
    std::vector<Core> cores;       // to be grouped, or still to be triaged
    std::vector<Core> reoriented;  // with their desk
    std::vector<RejectedText> rejected;

    CampaignText const& campaign(std::string_view slug) const;
};

inline constexpr std::string_view slug_of_2021 = "france-relance-2021";

/// Reads the embedded files. Faults on any mistake in them, with the file and the line: they are ours.
Texts read_texts();

}  // namespace demo
