// The colour of each state's tag: the same on every page. Words carry the meaning, the colour only repeats
// it.
#pragma once

#include "consultation/proposal.hpp"
#include "consultation/support.hpp"
#include "html/view.hpp"

namespace consultation {

html::TagColour colour_of(ProposalState state);
html::TagColour colour_of(SupportState state);

struct StateTag {
    std::string label;
    html::TagColour colour = html::TagColour::grey;
};
/// "Open to supports" is true only while that phase is: before and after it, a proposal is merely public.
StateTag tag_of(ProposalState state, Campaign const& campaign, base::Instant now);

}  // namespace consultation
