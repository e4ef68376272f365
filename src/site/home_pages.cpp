// The home page and the one search over everything public.
#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_lists.hpp"
#include "consultation/proposal_lists.hpp"
#include "consultation/reading_pages.hpp"
#include "consultation/settings.hpp"
#include "site/home_views.hpp"
#include "site/pages.hpp"
#include "site/pages_home.hpp"
#include "site/pages_search.hpp"
#include "territories/lookup.hpp"
#include "web/frame.hpp"

namespace site {
namespace {

constexpr int decisions_shown = 5;
constexpr std::size_t found_shown = 5;
constexpr std::size_t query_characters_max = 120;

/// How much a campaign concerns a visitor today: supports first, then collecting, then what is to come, then
/// the past.
int urgency(consultation::Campaign const& campaign, base::Instant now) {
    if (campaign.is_open(consultation::PhaseKind::support, now)) return 3;
    if (campaign.is_open(consultation::PhaseKind::collect, now)) return 2;
    return campaign.has_results() ? 0 : 1;
}

consultation::CampaignFigures figures_of(std::vector<consultation::CampaignFigures> const& all,
                                         base::Id<consultation::Campaign> campaign) {
    auto const own = std::find_if(all.begin(), all.end(), [&](consultation::CampaignFigures const& one) {
        return one.campaign == campaign;
    });
    return own == all.end() ? consultation::CampaignFigures{} : *own;
}

}  // namespace

http::Response home_page(web::Visit& visit) {
    HomeView view;
    view.site_name = visit.services.settings.name;
    view.operator_name = visit.services.settings.operator_name;
    if (visit.who)
        if (auto const drafts = consultation::person_drafts(visit.reader(), visit.who->actor.person);
            !drafts.empty())
            view.draft = {drafts.front().title.empty() ? "Brouillon sans titre" : drafts.front().title,
                          fmt::format("/mes-contributions/{}/apercu", drafts.front().id.value)};
    view.pitch =
        "Dites de quels services numériques votre collectivité a besoin, et choisissez ensemble ceux qui "
        "seront construits";
    auto campaigns = consultation::campaigns(visit.reader());
    std::stable_sort(campaigns.begin(), campaigns.end(),
                     [&](consultation::Campaign const& a, consultation::Campaign const& b) {
                         return urgency(a, visit.now) > urgency(b, visit.now);
                     });
    auto const figures = consultation::every_campaign_figures(visit.reader());
    for (consultation::Campaign const& campaign : campaigns) {
        if (auto const boundary = campaign.next_boundary(visit.now)) visit.true_until(*boundary);
        auto const own = figures_of(figures, campaign.id);
        if (view.has_campaign) {
            view.others.push_back(consultation::card_of(campaign, own, visit.now));
            if (campaign.is_open(consultation::PhaseKind::support, visit.now) ||
                campaign.is_open(consultation::PhaseKind::collect, visit.now)) {
                consultation::ActNow const act = consultation::act_now(campaign, visit.now);
                view.other_acts.push_back({campaign.title, act.text, {act.label, act.href}});
            }
            continue;
        }
        view.has_campaign = true;
        view.campaign = consultation::card_of(campaign, own, visit.now);
        view.act = consultation::act_now(campaign, visit.now);
        view.steps = consultation::steps_of(campaign, visit.now);
        view.figures = consultation::key_figures_of(own);
        view.counted_on = base::french_date_time(visit.now);
        view.decisions = consultation::decision_lines(visit.reader(), campaign.id, decisions_shown);
    }
    return web::page_of(visit, {.title = "Accueil", .section = "/", .description = view.pitch},
                        [&](html::Out& out) { pages::home(out, view); });
}

http::Response search_page(web::Visit& visit) {
    SearchView view;
    std::string const typed = base::shortened(
        base::tidied_line(visit.request.query.get("q")).value_or(std::string()), query_characters_max);
    view.field = {.id = "q",
                  .name = "q",
                  .label = "Chercher une contribution, une proposition ou une collectivité",
                  .value = typed};
    view.is_asked = !typed.empty();
    if (view.is_asked) {
        consultation::ProposalFilter proposals;
        proposals.text = typed;
        auto const found_proposals =
            consultation::proposals_page(visit.reader(), proposals, consultation::ProposalSort::supports, 1);
        consultation::ContributionFilter contributions;
        contributions.text = typed;
        auto const found_contributions = consultation::contributions_page(
            visit.reader(), contributions, consultation::ContributionSort::recent, 1);
        auto const found_authorities = territories::find_authorities(
            visit.reader(), {.text = typed, .limit = static_cast<int>(found_shown)});
        FoundGroup group{"Propositions", {}, {}, {}};
        for (auto const& one : found_proposals.items)
            if (group.links.size() < found_shown)
                group.links.push_back({fmt::format("{} – {}", one.reference, one.title),
                                       consultation::address_of_proposal(one.reference)});
        if (!group.links.empty()) view.groups.push_back(group);
        group = {"Contributions", {}, {}, {}};
        for (auto const& one : found_contributions.items)
            if (group.links.size() < found_shown)
                group.links.push_back({fmt::format("{} ({})", one.title, one.body.name),
                                       consultation::address_of_contribution(one.reference)});
        if (!group.links.empty()) view.groups.push_back(group);
        group = {"Collectivités", {}, {}, {}};
        for (auto const& one : found_authorities.authorities)
            group.links.push_back({territories::label(one), "/collectivites/" + one.reference});
        if (found_authorities.authorities.size() == found_shown) {
            group.more_href = "/collectivites?q=" + base::percent_encoded(typed);
            group.more = "Voir toutes les collectivités trouvées";
        }
        // Who types the very name of an authority means it.
        bool const is_named =
            std::ranges::any_of(found_authorities.authorities, [&](territories::Authority const& one) {
                return base::name_key(one.name) == base::name_key(typed);
            });
        if (!group.links.empty())
            view.groups.insert(is_named ? view.groups.begin() : view.groups.end(), group);
        view.count = fmt::format(
            "{} et {} pour «\u00a0{}\u00a0»",
            base::french_count(found_proposals.total, "proposition", "propositions"),
            base::french_count(found_contributions.total, "contribution", "contributions"), typed);
    }
    return web::page_of(visit, {.title = "Recherche", .breadcrumbs = {{"Accueil", "/"}, {"Recherche", ""}}},
                        [&](html::Out& out) { pages::search(out, view); });
}

}  // namespace site
