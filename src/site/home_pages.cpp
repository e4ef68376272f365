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
#include "web/forms.hpp"
#include "web/frame.hpp"

namespace site {
namespace {

constexpr int decisions_shown = 5;
constexpr std::size_t found_shown = 5;  // of each sort, before "Voir les …"
constexpr std::size_t found_on_a_page = consultation::items_per_page;
constexpr std::string_view proposals_sort = "propositions";
constexpr std::string_view contributions_sort = "contributions";
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

/// What the search found of one sort: a page of it, and how many there are.
struct Found {
    FoundGroup group;
    std::int64_t total = 0;
    std::string counted;  // "16 contributions"
    int page = 1;
    int last = 1;
};

int page_asked(web::Visit& visit) {
    return static_cast<int>(std::clamp<std::int64_t>(
        web::positive_number(visit.request.query.get("page")).value_or(1), 1, consultation::pages_max));
}

std::string address_of_sort(std::string_view typed, std::string_view sort) {
    return fmt::format("/recherche?q={}&sorte={}", base::percent_encoded(typed), sort);
}

Found found_proposals(web::Visit& visit, std::string const& typed, int page, std::size_t shown) {
    consultation::ProposalFilter filter;
    filter.text = typed;
    auto const listed =
        consultation::proposals_page(visit.reader(), filter, consultation::ProposalSort::supports, page);
    Found found{{"Propositions", {}, {}, {}},
                listed.total,
                base::french_count(listed.total, "proposition", "propositions"),
                listed.page,
                listed.pages()};
    for (auto const& one : listed.items)
        if (found.group.links.size() < shown)
            found.group.links.push_back({fmt::format("{} – {}", one.reference, one.title),
                                         consultation::address_of_proposal(one.reference)});
    return found;
}

Found found_contributions(web::Visit& visit, std::string const& typed, int page, std::size_t shown) {
    consultation::ContributionFilter filter;
    filter.text = typed;
    auto const listed = consultation::contributions_page(visit.reader(), filter,
                                                         consultation::ContributionSort::recent, page);
    Found found{{"Contributions", {}, {}, {}},
                listed.total,
                base::french_count(listed.total, "contribution", "contributions"),
                listed.page,
                listed.pages()};
    for (auto const& one : listed.items)
        if (found.group.links.size() < shown)
            found.group.links.push_back({fmt::format("{} ({})", one.title, one.body.name),
                                         consultation::address_of_contribution(one.reference)});
    return found;
}

/// One sort only, page by page: where "Voir les 16 contributions" leads.
void show_all(SearchView& view, Found found, std::string const& typed, std::string_view sort) {
    view.count = fmt::format("{} pour «\u00a0{}\u00a0»", found.counted, typed);
    view.pages = {found.page, found.last, address_of_sort(typed, sort) + "&page="};
    if (!found.group.links.empty()) view.groups.push_back(std::move(found.group));
}

/// The best of each sort, with a link to the others.
void show_best(SearchView& view, web::Visit& visit, std::string const& typed) {
    auto const add = [&](Found found, std::string_view sort) {
        if (found.group.links.empty()) return;
        if (found.total > static_cast<std::int64_t>(found.group.links.size())) {
            found.group.more_href = address_of_sort(typed, sort);
            found.group.more = fmt::format("Voir les {}", found.counted);
        }
        view.groups.push_back(std::move(found.group));
    };
    Found proposals = found_proposals(visit, typed, 1, found_shown);
    Found contributions = found_contributions(visit, typed, 1, found_shown);
    view.count =
        fmt::format("{} et {} pour «\u00a0{}\u00a0»", proposals.counted, contributions.counted, typed);
    add(std::move(proposals), proposals_sort);
    add(std::move(contributions), contributions_sort);
    auto const authorities = territories::find_authorities(
        visit.reader(), {.text = typed, .limit = static_cast<int>(found_shown)});
    FoundGroup group{"Collectivités", {}, {}, {}};
    for (auto const& one : authorities.authorities)
        group.links.push_back({territories::label(one), "/collectivites/" + one.reference});
    if (authorities.authorities.size() == found_shown) {
        group.more_href = "/collectivites?q=" + base::percent_encoded(typed);
        group.more = "Voir toutes les collectivités trouvées";
    }
    // Who types the very name of an authority means it.
    bool const is_named = std::ranges::any_of(
        authorities.authorities,
        [&](territories::Authority const& one) { return base::name_key(one.name) == base::name_key(typed); });
    if (!group.links.empty()) view.groups.insert(is_named ? view.groups.begin() : view.groups.end(), group);
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
    std::string const sort(visit.request.query.get("sorte"));
    if (view.is_asked && sort == proposals_sort)
        show_all(view, found_proposals(visit, typed, page_asked(visit), found_on_a_page), typed, sort);
    else if (view.is_asked && sort == contributions_sort)
        show_all(view, found_contributions(visit, typed, page_asked(visit), found_on_a_page), typed, sort);
    else if (view.is_asked)
        show_best(view, visit, typed);
    return web::page_of(visit, {.title = "Recherche", .breadcrumbs = {{"Accueil", "/"}, {"Recherche", ""}}},
                        [&](html::Out& out) { pages::search(out, view); });
}

}  // namespace site
