// The two lists that everybody reads: contributions and proposals, with search, filters, sorting and pages.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/colours.hpp"
#include "consultation/contribution_lists.hpp"
#include "consultation/contribution_texts.hpp"
#include "consultation/pages_list.hpp"
#include "consultation/proposal_lists.hpp"
#include "consultation/reading_pages.hpp"
#include "consultation/settings.hpp"
#include "consultation/support_page_rows.hpp"
#include "consultation/theme_rows.hpp"
#include "html/pages_select.hpp"
#include "people/quality.hpp"
#include "territories/lookup.hpp"
#include "web/frame.hpp"

namespace consultation {
namespace {

constexpr std::size_t text_shown = 220;
constexpr std::size_t query_characters_max = 120;

/// The list's address with the chosen filters, one of them changed or left out.
class Address {
  public:
    Address(std::string path, http::Pairs const& query, std::span<std::string_view const> known)
        : path_(std::move(path)) {
        for (std::string_view const name : known)
            if (std::string_view const value = query.get(name); !value.empty())
                kept_.emplace_back(name, value);
    }
    std::string without(std::string_view name) const { return with(name, {}); }
    std::string with(std::string_view name, std::string_view value) const {
        http::Pairs pairs;
        for (auto const& [known, kept] : kept_)
            if (known != name) pairs.add(known, kept);
        if (!value.empty()) pairs.add(std::string(name), std::string(value));
        return path_ + http::query_text(pairs);
    }
    /// What a form must carry beside its own fields.
    std::vector<html::HiddenInput> hidden_except(std::span<std::string_view const> own) const {
        std::vector<html::HiddenInput> inputs;
        for (auto const& [name, value] : kept_)
            if (std::find(own.begin(), own.end(), name) == own.end()) inputs.push_back({name, value});
        return inputs;
    }

  private:
    std::string path_;
    std::vector<std::pair<std::string, std::string>> kept_;
};

std::string pages_address(std::string address) {
    return address + (address.find('?') == std::string::npos ? "?page=" : "&page=");
}

int wanted_page(http::Pairs const& query) {
    return static_cast<int>(
        std::clamp<std::int64_t>(base::parse_int(query.get("page")).value_or(1), 1, pages_max));
}

std::string typed_query(http::Pairs const& query) {
    return base::shortened(base::tidied_line(query.get("q")).value_or(std::string()), query_characters_max);
}

Theme const* chosen_theme(std::vector<Theme> const& themes, std::string_view slug) {
    auto const found = std::ranges::find(themes, slug, &Theme::slug);
    return found == themes.end() ? nullptr : &*found;
}

std::vector<html::Choice> theme_choices(std::vector<Theme> const& themes, base::Id<Theme> chosen) {
    std::vector<html::Choice> shown{{"", "Tous", {}, !chosen.exists()}};
    for (Theme const& theme : themes) shown.push_back({theme.slug, theme.name, {}, theme.id == chosen});
    return shown;
}

template<class Names>
std::vector<html::Choice> plain_choices(Names const& names, std::string_view chosen) {
    std::vector<html::Choice> shown{{"", "Tous", {}, chosen.empty()}};
    for (auto const& [value, label] : names)
        shown.push_back({std::string(value), std::string(label), {}, value == chosen});
    return shown;
}

void select(html::Out& out, std::string_view name, std::string_view label,
            std::vector<html::Choice> const& choices) {
    html::pages::select(
        out, html::Field{.id = std::string(name), .name = std::string(name), .label = std::string(label)},
        choices);
}

using Name = std::pair<std::string_view, std::string_view>;
constexpr std::array kinds{Name{"need", "Besoins"}, Name{"existing_service", "Services existants"}};
constexpr std::array outcomes{Name{"grouped", "Regroupées"}, Name{"reoriented", "Réorientées"},
                              Name{"rejected", "Rejetées"}, Name{"pending", "En cours d’examen"}};
constexpr std::array profiles{Name{"agent", "Agents"}, Name{"elected", "Élus"},
                              Name{"partner", "Partenaires"}};
constexpr std::array states{Name{"open", "Ouvertes aux soutiens"}, Name{"selected", "Retenues"},
                            Name{"deferred", "Reportées"}, Name{"not_selected", "Non retenues"}};

std::string_view label_in(std::span<Name const> names, std::string_view value) {
    for (auto const& [known, label] : names)
        if (known == value) return label;
    return {};
}

std::string body_fact(NamedBody const& body) {
    return body.department_name.empty() ? body.name : fmt::format("{} ({})", body.name, body.department_code);
}

FollowLink theme_link(web::Visit& visit, Campaign const& campaign, Theme const& theme) {
    return follow_link(visit, fmt::format("theme:{}/{}", campaign.slug, theme.slug),
                       fmt::format("theme:{}", theme.id.value), "ce thème");
}

http::Response show(web::Visit& visit, Campaign const& campaign, ListView const& view) {
    return web::page_of(visit,
                        {.title = fmt::format("{} – {}", view.title, campaign.title),
                         .section = "/campagnes",
                         .breadcrumbs = {{"Consultations", "/campagnes"},
                                         {campaign.title, address_of_campaign(campaign.slug)},
                                         {view.title, ""}}},
                        [&](html::Out& out) { pages::list(out, view); });
}

/// Of these, the references of those that the authority one acts for supports, counted or pending.
std::vector<std::string> supported_by_own_authority(web::Visit& visit,
                                                    std::vector<ListedProposal> const& listed) {
    std::vector<std::string> found;
    people::AffiliationLine const* const acting = visit.who ? visit.who->acting() : nullptr;
    if (acting == nullptr || !acting->affiliation.authority.exists() || listed.empty()) return found;
    std::vector<SupportableProposal> asked;
    for (ListedProposal const& one : listed) asked.push_back({one.id, one.reference, one.title, {}, {}});
    for (PersonSupport const& support : supports_of_person(visit.reader(), visit.who->actor.person, asked))
        if (support.authority == acting->affiliation.authority &&
            support.standing.state != SupportState::withdrawn)
            found.push_back(support.proposal_reference);
    return found;
}

}  // namespace

http::Response contributions_list_page(web::Visit& visit) {
    auto const campaign = campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    http::Pairs const& query = visit.request.query;
    constexpr std::array<std::string_view, 8> known{"q",      "theme",  "type",        "suite",
                                                    "profil", "region", "proposition", "tri"};
    constexpr std::array<std::string_view, 5> filtered{"theme", "type", "suite", "profil", "region"};
    constexpr std::array<std::string_view, 1> searched{"q"};
    std::string const path = address_of_campaign(campaign->slug) + "/contributions";
    Address const address(path, query, known);
    std::vector<Theme> const themes = themes_by_rank(visit.reader(), campaign->id);

    ContributionFilter filter;
    filter.campaign = campaign->id;
    filter.text = typed_query(query);
    Theme const* const theme = chosen_theme(themes, query.get("theme"));
    if (theme != nullptr) filter.theme = theme->id;
    filter.kind = contribution_kind(query.get("type"));
    filter.outcome = outcome(query.get("suite"));
    filter.profile = people::quality_from(query.get("profil"));
    auto const regions = territories::regions(visit.reader());
    auto const region = std::find_if(regions.begin(), regions.end(), [&](territories::Territory const& one) {
        return one.code == query.get("region");
    });
    if (region != regions.end()) filter.region_code = region->code;
    if (auto const proposal = query.find("proposition")) {
        auto const id = proposal_id(visit.reader(), *proposal);
        if (!id) return web::not_found(visit);
        filter.proposal = *id;
    }
    bool const by_title = query.get("tri") == "titre";
    auto const listed =
        contributions_page(visit.reader(), filter,
                           by_title ? ContributionSort::title : ContributionSort::recent, wanted_page(query));

    ListView view;
    view.title = "Contributions";
    view.lead = "Chaque contribution reste lisible telle qu’elle a été écrite, avec ce qu’elle est devenue.";
    view.action = path;
    view.search = {.id = "q", .name = "q", .label = "Chercher dans les contributions", .value = filter.text};
    view.kept_by_search = address.hidden_except(searched);
    view.has_filters = true;
    view.kept_by_filters = address.hidden_except(filtered);
    html::Out fields;
    select(fields, "theme", "Thème", theme_choices(themes, filter.theme));
    select(fields, "type", "Type", plain_choices(kinds, query.get("type")));
    select(fields, "suite", "Suite donnée", plain_choices(outcomes, query.get("suite")));
    select(fields, "profil", "Profil", plain_choices(profiles, query.get("profil")));
    std::vector<html::Choice> region_choices{{"", "Toutes", {}, filter.region_code.empty()}};
    for (territories::Territory const& one : regions)
        region_choices.push_back({one.code, one.name, {}, one.code == filter.region_code});
    select(fields, "region", "Région", region_choices);
    view.filters = fields.take_from(0);
    view.count = base::french_count(listed.total, "contribution", "contributions");
    if (!filter.text.empty())
        view.chosen.push_back({fmt::format("«\u00a0{}\u00a0»", filter.text), address.without("q")});
    if (theme != nullptr) view.chosen.push_back({theme->name, address.without("theme")});
    if (filter.kind)
        view.chosen.push_back({std::string(label_in(kinds, query.get("type"))), address.without("type")});
    if (filter.outcome)
        view.chosen.push_back(
            {std::string(label_in(outcomes, query.get("suite"))), address.without("suite")});
    if (filter.profile)
        view.chosen.push_back(
            {std::string(label_in(profiles, query.get("profil"))), address.without("profil")});
    if (region != regions.end()) view.chosen.push_back({region->name, address.without("region")});
    if (filter.proposal.exists())
        view.chosen.push_back(
            {"Proposition " + std::string(query.get("proposition")), address.without("proposition")});
    view.clear_href = path;
    view.sorts = {{"les plus récentes", by_title ? address.without("tri") : ""},
                  {"par titre", by_title ? "" : address.with("tri", "titre")}};
    for (ListedContribution const& one : listed.items) {
        std::vector<std::string> facts{
            fmt::format("{}, le {}", body_fact(one.body), base::french_date(one.published_at))};
        view.items.push_back({one.reference, one.title, address_of_contribution(one.reference),
                              base::shortened(one.problem, text_shown), std::move(facts),
                              std::string(public_title_of(one.outcome)), colour_of(one.outcome)});
    }
    view.pages = {listed.page, std::min(listed.pages(), pages_max), pages_address(address.without("page"))};
    if (theme != nullptr) view.follow = theme_link(visit, *campaign, *theme);
    view.csv_href = fmt::format("/api/v1/campaigns/{}/contributions.csv", campaign->slug);
    view.json_href = fmt::format("/api/v1/campaigns/{}/contributions", campaign->slug);
    view.empty_advice =
        "Aucune contribution ne correspond. Essayez un mot plus court ou plus courant, ou retirez un filtre.";
    return show(visit, *campaign, view);
}

http::Response proposals_list_page(web::Visit& visit) {
    auto const campaign = campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    http::Pairs const& query = visit.request.query;
    constexpr std::array<std::string_view, 4> known{"q", "theme", "etat", "tri"};
    constexpr std::array<std::string_view, 2> filtered{"theme", "etat"};
    constexpr std::array<std::string_view, 1> searched{"q"};
    std::string const path = address_of_campaign(campaign->slug) + "/propositions";
    Address const address(path, query, known);
    std::vector<Theme> const themes = themes_by_rank(visit.reader(), campaign->id);

    ProposalFilter filter;
    filter.campaign = campaign->id;
    filter.text = typed_query(query);
    Theme const* const theme = chosen_theme(themes, query.get("theme"));
    if (theme != nullptr) filter.theme = theme->id;
    filter.state = proposal_state(query.get("etat"));
    if (filter.state == ProposalState::draft) filter.state.reset();
    std::string_view const sorted = query.get("tri");
    ProposalSort const sort = sorted == "titre"      ? ProposalSort::title
                              : sorted == "recentes" ? ProposalSort::recent
                                                     : ProposalSort::supports;
    auto const listed = proposals_page(visit.reader(), filter, sort, wanted_page(query));

    ListView view;
    view.title = "Propositions";
    view.lead =
        "Une proposition rassemble des contributions qui se ressemblent. C’est elle que les collectivités "
        "soutiennent.";
    view.action = path;
    view.search = {.id = "q", .name = "q", .label = "Chercher dans les propositions", .value = filter.text};
    view.kept_by_search = address.hidden_except(searched);
    view.has_filters = true;
    view.kept_by_filters = address.hidden_except(filtered);
    html::Out fields;
    select(fields, "theme", "Thème", theme_choices(themes, filter.theme));
    select(fields, "etat", "État", plain_choices(states, query.get("etat")));
    view.filters = fields.take_from(0);
    view.count = base::french_count(listed.total, "proposition", "propositions");
    if (!filter.text.empty())
        view.chosen.push_back({fmt::format("«\u00a0{}\u00a0»", filter.text), address.without("q")});
    if (theme != nullptr) view.chosen.push_back({theme->name, address.without("theme")});
    if (filter.state)
        view.chosen.push_back({std::string(label_in(states, query.get("etat"))), address.without("etat")});
    view.clear_href = path;
    view.sorts = {{"les plus soutenues", sort == ProposalSort::supports ? "" : address.without("tri")},
                  {"par titre", sort == ProposalSort::title ? "" : address.with("tri", "titre")},
                  {"les plus récentes", sort == ProposalSort::recent ? "" : address.with("tri", "recentes")}};
    std::vector<std::string> const mine = supported_by_own_authority(visit, listed.items);
    // Who acts for several may still support it for another of theirs.
    bool const acts_for_one = visit.who && visit.who->affiliations.size() == 1;
    for (ListedProposal const& one : listed.items) {
        std::vector<std::string> facts{
            base::french_count(one.supports, "soutien", "soutiens"),
            base::french_count(one.contributions, "contribution", "contributions")};
        if (!one.theme_names.empty()) facts.push_back(one.theme_names.front());
        bool const is_mine = std::ranges::find(mine, one.reference) != mine.end();
        if (is_mine) facts.push_back("Déjà soutenue par votre collectivité");
        view.items.push_back(
            {one.reference, one.title, address_of_proposal(one.reference), one.summary, std::move(facts),
             one.state == ProposalState::open ? std::string() : std::string(title_of(one.state)),
             colour_of(one.state), one.state == ProposalState::open && !(is_mine && acts_for_one)});
    }
    view.pages = {listed.page, std::min(listed.pages(), pages_max), pages_address(address.without("page"))};
    if (theme != nullptr) view.follow = theme_link(visit, *campaign, *theme);
    view.csv_href = fmt::format("/api/v1/campaigns/{}/proposals.csv", campaign->slug);
    view.json_href = fmt::format("/api/v1/campaigns/{}/proposals", campaign->slug);
    view.empty_advice = filter.text.empty() && view.chosen.empty()
                            ? "Aucune proposition n’est encore publiée\u00a0: elles naissent des "
                              "contributions, à mesure que l’opérateur les regroupe."
                            : "Aucune proposition ne correspond. Essayez un autre mot, ou retirez un filtre.";
    if (campaign->is_open(PhaseKind::support, visit.now)) {
        view.support_action = "/soutenir";
        view.print_href = path + "/imprimer";
    }
    return show(visit, *campaign, view);
}

}  // namespace consultation
