// What the operator's pages share: addresses, the trail above a page, the links between a campaign's desks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "consultation/campaign.hpp"
#include "consultation/colours.hpp"
#include "consultation/proposal.hpp"
#include "html/view.hpp"
#include "web/frame.hpp"

namespace consultation {

inline constexpr std::string_view desks_address = "/operateur/campagnes";

/// "/operateur/campagnes/SLUG".
std::string desk_address(Campaign const& campaign);
/// "/operateur/propositions/P-2026-067".
std::string proposal_desk_address(std::string_view reference);

enum class Desks { campaign, triage, proposals, selection, mailings, closing };
/// The campaign's desks; the present one is no link.
std::vector<html::Link> desk_links(Campaign const& campaign, Desks present);

/// Title "Tri – Campagne", trail "Espace opérateur > Campagnes > Campagne > Tri".
web::PageHead desk_head(Campaign const& campaign, std::string title);
/// The same one step deeper, under another page.
web::PageHead desk_head(Campaign const& campaign, html::Link parent, std::string title);

/// "Retenue", "Reportée", "Non retenue".
std::string_view title_of(Choice choice);
html::TagColour colour_of(Choice choice);

}  // namespace consultation
