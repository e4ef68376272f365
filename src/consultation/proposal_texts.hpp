// A proposal's form between the screen and the actions: read as typed, shown again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "consultation/campaign_rows.hpp"
#include "consultation/proposal.hpp"
#include "consultation/proposal_desk_views.hpp"
#include "http/message.hpp"

namespace consultation {

struct TypedProposal {
    std::string title;
    std::string summary;
    std::string problem;
    std::string maturity;
    std::string build_cost;
    std::string deploy_cost;
    std::vector<std::string> themes;  // slugs
    std::string reason = {};          // of the change of a public text

    static TypedProposal from(http::Pairs const& form);
    static TypedProposal from(Proposal const& proposal, Choices const& offered);
};

/// "120 000", "1 500,50 €": an amount of euros, not negative; nothing for anything else.
std::optional<base::Euros> read_euros(std::string_view typed);

/// The form that the actions take; refused with every field that cannot be read.
base::Result<ProposalForm> read_proposal(TypedProposal const& typed, Choices const& offered);

void fill_proposal(ProposalFormView& view, TypedProposal const& typed, Choices const& offered);
void show_proposal_errors(ProposalFormView& view, base::Refusal const& refusal);

}  // namespace consultation
