#include "consultation/colours.hpp"

#include "base/check.hpp"

namespace consultation {

html::TagColour colour_of(ProposalState state) {
    switch (state) {
        case ProposalState::draft:
            return html::TagColour::yellow;
        case ProposalState::open:
            return html::TagColour::blue;
        case ProposalState::selected:
            return html::TagColour::green;
        case ProposalState::deferred:
            return html::TagColour::orange;
        case ProposalState::not_selected:
            return html::TagColour::grey;
    }
    base::fail("an unknown state of a proposal");
}

html::TagColour colour_of(SupportState state) {
    switch (state) {
        case SupportState::counted:
            return html::TagColour::green;
        case SupportState::pending:
            return html::TagColour::yellow;
        case SupportState::set_aside:
            return html::TagColour::red;
        case SupportState::withdrawn:
            return html::TagColour::grey;
    }
    base::fail("an unknown state of a support");
}

StateTag tag_of(ProposalState state, Campaign const& campaign, base::Instant now) {
    if (state == ProposalState::open && !campaign.is_open(PhaseKind::support, now))
        return {"Publiée", html::TagColour::grey};
    return {std::string(title_of(state)), colour_of(state)};
}

}  // namespace consultation
