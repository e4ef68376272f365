// The handlers of this room. Each but the last is for a relay of the département in its path; for anybody
// else's département it answers 404.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "consultation/campaign.hpp"
#include "html/view.hpp"
#include "http/message.hpp"
#include "relay/address_report.hpp"
#include "relay/kit.hpp"
#include "relay/participation.hpp"
#include "relay/scope.hpp"
#include "relay/views.hpp"
#include "web/visit.hpp"

namespace relay {

http::Response scopes_page(web::Visit& visit);
http::Response home_page(web::Visit& visit);
http::Response list_page(web::Visit& visit);
/// CSV or XLSX, as the address says.
http::Response list_as_file(web::Visit& visit);
http::Response addresses_as_csv(web::Visit& visit);
http::Response authority_page(web::Visit& visit);
http::Response kit_page(web::Visit& visit);
http::Response kit_letter(web::Visit& visit);
http::Response kit_mail(web::Visit& visit);
http::Response kit_poster(web::Visit& visit);
http::Response kit_slides(web::Visit& visit);
http::Response invitations_page(web::Visit& visit);
http::Response invite_page(web::Visit& visit);
http::Response invite_sent(web::Visit& visit);
http::Response invitation_page(web::Visit& visit);
http::Response invitation_changed(web::Visit& visit);
http::Response waiting_page(web::Visit& visit);
http::Response vouch_page(web::Visit& visit);
http::Response vouched(web::Visit& visit);
/// What the relay reports of official addresses.
http::Response report_page(web::Visit& visit);
http::Response reported(web::Visit& visit);
http::Response reports_page(web::Visit& visit);
/// For the operator: the queue of what relays reported, the same as files, one of them, the decision.
http::Response report_queue_page(web::Visit& visit);
http::Response report_queue_file(web::Visit& visit);
http::Response report_decision_page(web::Visit& visit);
http::Response report_decided(web::Visit& visit);
/// For everybody: where an invitation leads.
http::Response invited_page(web::Visit& visit);

/// The département of the path, when the visitor is its relay.
std::optional<Scope> scope_of_path(web::Visit& visit);
/// The campaign that the query names (`campagne`), or the one to show: open, closing first; else the
/// youngest. Nothing when there is none, or none of that name.
std::optional<consultation::Campaign> campaign_of(std::vector<consultation::Campaign> const& all,
                                                  std::string_view wanted, base::Instant now);
/// What a page of a département and a campaign is about; `wanted` as in campaign_of. Nothing: 404.
struct AskedCampaign {
    Scope scope;
    std::vector<consultation::Campaign> campaigns;
    consultation::Campaign campaign;
};
std::optional<AskedCampaign> asked_campaign(web::Visit& visit, std::string_view wanted);
/// The campaigns on a line, the present one without address. `address` ends where the slug comes.
std::vector<html::Link> campaign_choices(std::vector<consultation::Campaign> const& all,
                                         consultation::Campaign const& shown, std::string const& address);
/// The list's filter as an address says it, and what of an address is the list's (campaign, filter, order),
/// one left out.
Filter filter_of(http::Pairs const& query);
http::Pairs kept_in(http::Pairs const& query, std::string_view without = {});
/// The facts of every text of the kit; `body` is for whom they are written, nothing for all.
KitFacts facts_for(web::Visit& visit, Scope const& scope, consultation::Campaign const& campaign,
                   consultation::Phase const& phase, std::optional<Line> const& body);
/// "Collecte ouverte jusqu’au … (dans 12 jours)."
std::string state_of(consultation::Campaign const& campaign, base::Instant now);
/// A report in words, without a link.
ReportLine line_of(AddressReport const& report);
/// "Espace relais" > the département > title.
std::vector<html::Link> trail(Scope const& scope, std::string const& title);

}  // namespace relay
