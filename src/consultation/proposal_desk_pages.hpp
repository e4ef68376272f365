// The operator's pages on proposals: list, create, edit, publish, what each gathers, detach.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "consultation/campaign.hpp"
#include "consultation/proposal_lists.hpp"
#include "html/view.hpp"
#include "http/message.hpp"
#include "web/visit.hpp"

namespace consultation {

/// A proposal with its campaign.
struct DeskRead {
    ProposalRead read;
    Campaign campaign;
};
/// The one that the address names; nothing when there is none, or none that may be seen.
std::optional<DeskRead> desk_proposal_of_path(web::Visit& visit, Visibility visibility);
/// "/operateur/campagnes/france-relance-2021/propositions".
std::string proposals_desk_address(Campaign const& campaign);
/// The way to a page below that of the proposal.
std::vector<html::Link> sheet_trail(DeskRead const& desk, std::string title);

/// GET /operateur/campagnes/{campaign}/propositions.
http::Response proposal_desk_page(web::Visit& visit);
/// What it shows, as CSV or XLSX.
http::Response proposal_list_file(web::Visit& visit);
/// GET and POST /operateur/campagnes/{campaign}/propositions/nouvelle.
http::Response proposal_create_page(web::Visit& visit);
http::Response proposal_create_sent(web::Visit& visit);
/// GET (?proposition=…&proposition=…: what will be public) and POST
/// /operateur/campagnes/{campaign}/propositions/publier.
http::Response proposal_publish_page(web::Visit& visit);
http::Response proposal_publish_sent(web::Visit& visit);
/// GET /operateur/propositions/{reference}.
http::Response proposal_sheet_page(web::Visit& visit);
/// GET and POST /operateur/propositions/{reference}/modifier.
http::Response proposal_edit_page(web::Visit& visit);
http::Response proposal_edit_sent(web::Visit& visit);
/// GET and POST /operateur/propositions/{reference}/detacher/{contribution}: a new decision without this
/// proposal.
http::Response proposal_detach_page(web::Visit& visit);
http::Response proposal_detach_sent(web::Visit& visit);
/// GET and POST /operateur/propositions/{reference}/supprimer: a draft that nothing holds goes.
http::Response proposal_deletion_page(web::Visit& visit);
http::Response proposal_deletion_sent(web::Visit& visit);

}  // namespace consultation
