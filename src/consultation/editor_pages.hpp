// The pages of the campaign editor: preparing (task list), making, copying, the campaign's file; sections;
// policies; publishing; history. All under /operateur/campagnes.
#pragma once

#include <string>
#include <string_view>

#include "consultation/campaign.hpp"
#include "consultation/section.hpp"
#include "http/message.hpp"
#include "web/frame.hpp"
#include "web/visit.hpp"

namespace consultation {

/// GET …/{campaign}/editer.
http::Response editor_page(web::Visit& visit);
/// GET and POST …/nouvelle, …/importer; …/{campaign}/copier.
http::Response campaign_create_page(web::Visit& visit);
http::Response campaign_create_sent(web::Visit& visit);
http::Response campaign_import_page(web::Visit& visit);
http::Response campaign_import_sent(web::Visit& visit);
http::Response campaign_copy_page(web::Visit& visit);
http::Response campaign_copy_sent(web::Visit& visit);
/// GET …/{campaign}/fichier: the campaign as TOML.
http::Response campaign_file_sent(web::Visit& visit);

/// GET and POST …/{campaign}/editer/{section}.
http::Response section_page(web::Visit& visit);
http::Response section_sent(web::Visit& visit);

/// GET …/{campaign}/editer/politiques; GET and POST …/politiques/ajouter, …/{policy}, …/{policy}/retirer.
http::Response policies_page(web::Visit& visit);
http::Response policy_page(web::Visit& visit);
http::Response policy_sent(web::Visit& visit);
http::Response policy_remove_page(web::Visit& visit);
http::Response policy_remove_sent(web::Visit& visit);

/// GET and POST …/{campaign}/publier, /depublier, /archiver.
http::Response publish_page(web::Visit& visit);
http::Response publish_sent(web::Visit& visit);
http::Response state_page(web::Visit& visit);
http::Response state_sent(web::Visit& visit);

/// GET …/{campaign}/historique and …/historique/{change}.
http::Response history_page(web::Visit& visit);
http::Response change_page(web::Visit& visit);

// What these pages share.

std::string editor_address(Campaign const& campaign);  // …/editer
std::string section_address(Campaign const& campaign, Section section);
/// Trail "… > Campagne > Préparer > Title".
web::PageHead editor_head(Campaign const& campaign, std::string title);
/// "Figé depuis le …", "Se fige le …, à l’ouverture de …", "Ne se fige pas".
std::string freeze_sentence(Campaign const& campaign, Section section, base::Instant now);
struct EditorFormView;
http::Response editor_form_page(web::Visit& visit, web::PageHead head, EditorFormView const& view,
                                int status = 200);

}  // namespace consultation
