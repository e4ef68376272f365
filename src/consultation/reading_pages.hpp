// The pages that everybody reads: campaigns, lists, a contribution, a proposal, results.
#pragma once

#include <string>
#include <vector>

#include "consultation/campaign.hpp"
#include "consultation/figures.hpp"
#include "consultation/pages.hpp"
#include "http/message.hpp"
#include "web/visit.hpp"

namespace consultation {

http::Response campaigns_page(web::Visit& visit);
http::Response campaign_page(web::Visit& visit);
http::Response rules_page(web::Visit& visit);
http::Response results_page(web::Visit& visit);
http::Response contributions_list_page(web::Visit& visit);
http::Response proposals_list_page(web::Visit& visit);
http::Response contribution_page(web::Visit& visit);
http::Response proposal_page(web::Visit& visit);
http::Response supports_list_page(web::Visit& visit);

/// What the home page shows too.
CampaignCard card_of(Campaign const& campaign, CampaignFigures const& figures, base::Instant now);
std::vector<html::Step> steps_of(Campaign const& campaign, base::Instant now);
ActNow act_now(Campaign const& campaign, base::Instant now);
std::vector<html::Figure> key_figures_of(CampaignFigures const& figures);
/// The last decisions on published contributions, in words.
std::vector<DecisionLine> decision_lines(db::Reader const& reader, base::Id<Campaign> campaign, int limit);
/// "En cours d’examen", "Regroupée" …: an outcome in the words of everybody; the team's own lists say "À
/// traiter".
std::string_view public_title_of(Outcome outcome);
std::string conservation_line(Conservation const& conservation);

/// The public campaign of the path's {campaign}; nothing for drafts and unknown ones.
std::optional<Campaign> campaign_of_path(web::Visit& visit);

}  // namespace consultation
