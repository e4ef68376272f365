// A campaign as JSON: the short form of the API's list, the whole one of an export.
#pragma once

#include "consultation/campaign.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/figures.hpp"
#include "web/json.hpp"

namespace consultation {

/// The figures of that campaign among `all`; all zero when it is not there.
CampaignFigures figures_of(std::vector<CampaignFigures> const& all, base::Id<Campaign> campaign);

/// {slug, title, phases, counts, results_published_at}, and "demonstration": true where acts are invented.
void put_campaign(web::Json& json, Campaign const& campaign, CampaignFigures const& figures, bool is_demo);

/// The same with the texts, the rules and the lists whose codes stand in the files.
void put_whole_campaign(web::Json& json, Campaign const& campaign, CampaignFigures const& figures,
                        Choices const& choices, bool is_demo);

}  // namespace consultation
