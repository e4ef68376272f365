// Pages of who came after a closing: the refusal with its instant, the request, and what became of it.
#pragma once

#include <string>
#include <vector>

#include "consultation/late_request.hpp"
#include "consultation/late_request_views.hpp"
#include "consultation/support_page_rows.hpp"
#include "web/route.hpp"

namespace consultation {

/// In place of an act that came too late: since when, and whether its late taking may be asked for.
http::Response support_closed_page(web::Visit& visit, Campaign const& campaign,
                                   std::vector<SupportableProposal> const& wanted,
                                   base::Refusal const& refusal);
http::Response collect_closed_page(web::Visit& visit, Campaign const& campaign, base::Refusal const& refusal);

/// "/campagnes/SLUG/demande-tardive?proposition=…": where the request for these supports is written.
std::string late_support_address(Campaign const& campaign, std::vector<SupportableProposal> const& wanted);
/// "/mes-contributions/12/demande-tardive".
std::string late_contribution_address(base::Id<Contribution> draft);

html::TagColour colour_of(LateState state);
/// The request in rows: for whom, when, how long after the closing.
std::vector<html::SummaryRow> rows_of_late_request(LateRequest const& request, std::string const& body,
                                                   std::string const& profile);

/// GET and POST of the requests; /mes-demandes-tardives; /demandes-tardives/{id} with its withdrawal.
web::Routes late_request_routes();

}  // namespace consultation
