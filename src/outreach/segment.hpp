// Segment: whom to write to, said as a rule; counted, shown and frozen from the same words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consultation/campaign.hpp"
#include "http/message.hpp"
#include "outreach/mailing.hpp"
#include "territories/authority.hpp"

namespace outreach {

enum class Who {
    contributors,         // authors of published contributions
    supporters,           // persons with a standing support, of some proposals or of all
    selected_supporters,  // of the proposals that the committee chose
    pending_supports,     // whose support waits for the verification of their affiliation
    drafts,               // authors of drafts that were not published
    members,              // verified members of authorities, whatever they did
    silent_communes,      // official addresses of communes that have not taken part
    absent_members,  // reminders: members, verified or not yet, of bodies that have not taken part in a phase
    absent_authorities,  // reminders: official addresses of authorities that have not
};
/// Those that an operator chooses from.
inline constexpr Who every_who[] = {Who::contributors,     Who::supporters, Who::selected_supporters,
                                    Who::pending_supports, Who::drafts,     Who::members,
                                    Who::silent_communes};
std::string_view name_of(Who who);
std::optional<Who> who_named(std::string_view name);
/// "Les contributeurs" …, and a sentence that says exactly who they are.
std::string_view title_of(Who who);
std::string_view hint_of(Who who);
/// "Vous recevez ce message parce que …": under each mail.
std::string why_of(Who who, std::string_view campaign_title);

inline constexpr std::size_t segment_proposals_max = 20;

struct Segment {
    Who who = Who::contributors;
    std::vector<std::string> proposals;  // references; empty: all. Of supporters
    // Of the authority concerned; nothing or empty: any.
    std::optional<territories::Kind> kind;
    std::optional<territories::SizeClass> size;
    std::string region;
    std::string department;
    // Of absent_members and absent_authorities.
    consultation::PhaseKind phase = consultation::PhaseKind::collect;
    std::vector<std::string> supporting_classes;
};

/// From a form or an address: segment, propositions, type, taille, region, departement. Refused with every
/// error: nobody chosen, a filter that is none, a reference that is none. Whether references and codes exist
/// is asked of the database by who writes the draft.
base::Result<Segment> segment_from(http::Pairs const& values);
/// As kept with the mailing, and back.
std::string filters_of(Segment const& segment);
Segment segment_of(Mailing const& mailing);

/// "Les contributeurs ; communes ; 500 à 999 habitants ; département 29, Finistère".
std::string audience_of(Segment const& segment, std::string_view region_name,
                        std::string_view department_name);

}  // namespace outreach
