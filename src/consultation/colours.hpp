// The colour of each state's tag: the same on every page. Words carry the meaning, the colour only repeats
// it.
#pragma once

#include "consultation/proposal.hpp"
#include "consultation/support.hpp"
#include "html/view.hpp"

namespace consultation {

html::TagColour colour_of(ProposalState state);
html::TagColour colour_of(SupportState state);

}  // namespace consultation
