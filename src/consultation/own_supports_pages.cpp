#include "consultation/own_supports_pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/colours.hpp"
#include "consultation/contribution_texts.hpp"
#include "consultation/own_supports.hpp"
#include "consultation/own_supports_views.hpp"
#include "consultation/page_forms.hpp"
#include "consultation/pages_my_supports.hpp"
#include "territories/in_sentence.hpp"
#include "web/frame.hpp"
#include "web/list_response.hpp"

namespace consultation {
namespace {

constexpr std::string_view page_title = "Mes soutiens";
constexpr std::string_view own_value = "moi";

struct SortWords {
    OwnSupportSort sort;
    std::string_view value;  // empty: the one without a name in the address
    std::string_view label;
};
constexpr std::array<SortWords, 4> sort_words{{
    {OwnSupportSort::recent, "", "les plus récents"},
    {OwnSupportSort::oldest, "anciens", "les plus anciens"},
    {OwnSupportSort::title, "titre", "par titre"},
    {OwnSupportSort::authority, "collectivite", "par collectivité"},
}};
constexpr std::array<std::pair<SupportState, std::string_view>, 4> state_words{{
    {SupportState::counted, "Comptés"},
    {SupportState::pending, "En attente"},
    {SupportState::set_aside, "Écartés"},
    {SupportState::withdrawn, "Retirés"},
}};

/// What the address asks for; what it does not know is left out.
OwnSupportFilter filter_of(http::Pairs const& query) {
    OwnSupportFilter filter;
    filter.state = support_state(query.get("etat"));
    filter.campaign_slug = base::shortened(forms::line_of(query, "consultation"), 100);
    filter.authority = AuthorityId(forms::positive_number(query.get("collectivite")).value_or(0));
    filter.is_own_only = query.get("par") == own_value;
    for (SortWords const& words : sort_words)
        if (query.get("tri") == words.value) filter.sort = words.sort;
    return filter;
}

/// The list's address with these filters; `without` is left out.
std::string address_of(OwnSupportFilter const& filter, std::string_view without = {},
                       std::string_view sort = {}, std::string const& after = {}) {
    auto const kept = [&](std::string_view name, std::string value) {
        return std::pair{std::string(name), name == without ? std::string() : std::move(value)};
    };
    return std::string(own_supports_address) +
           forms::query_of(
               {kept("etat", filter.state ? std::string(name_of(*filter.state)) : std::string()),
                kept("consultation", filter.campaign_slug),
                kept("collectivite",
                     filter.authority.exists() ? std::to_string(filter.authority.value) : std::string()),
                kept("par", filter.is_own_only ? std::string(own_value) : std::string()),
                kept("tri", std::string(sort)), kept("apres", after)});
}

std::string_view value_of(OwnSupportSort sort) {
    for (SortWords const& words : sort_words)
        if (words.sort == sort) return words.value;
    base::fail("an order of supports without words");
}

/// Why it is not counted, and what remains; or by which late decision it is.
std::string why_of(OwnSupport const& support) {
    switch (support.standing.state) {
        case SupportState::counted:
            return support.standing.reason;
        case SupportState::pending:
            return support.standing.reason.empty() ? "Il sera compté à sa date d’origine dès que le "
                                                     "rattachement de qui l’a donné sera vérifié."
                                                   : support.standing.reason;
        case SupportState::set_aside:
            return fmt::format("Il n’est pas compté. Motif\u00a0: {}", support.standing.reason);
        case SupportState::withdrawn:
            return {};
    }
    base::fail("a support has a state");
}

std::string by_whom(OwnSupport const& support) {
    if (support.is_own) return "par vous";
    if (support.was_own && support.standing.state == SupportState::withdrawn) return "par vous, puis retiré";
    if (support.was_own) return "par un collègue, après que vous avez retiré le vôtre";
    return "par un collègue";
}

void fill_acts(OwnSupportLine& line, web::Visit& visit, OwnSupport const& support,
               std::vector<Campaign> const& all) {
    auto const campaign = std::ranges::find(all, support.campaign_slug, &Campaign::slug);
    bool const is_open = campaign != all.end() && campaign->is_open(PhaseKind::support, visit.now) &&
                         support.proposal_state == ProposalState::open;
    bool const acts_for_it = std::ranges::any_of(
        visit.who->affiliations,
        [&](people::AffiliationLine const& one) { return one.affiliation.authority == support.authority; });
    if (support.standing.state == SupportState::pending && support.is_own && acts_for_it)
        line.acts.push_back({"Faire vérifier mon rattachement", "/mon-compte/collectivites"});
    bool const is_over = campaign != all.end() && campaign->has_results();
    // Who does not act for it any more has the team's address.
    if (support.standing.state == SupportState::set_aside && !is_over)
        line.acts.push_back(acts_for_it
                                ? html::Link{"Contester cette décision",
                                             contest_address(support.reference, support.authority)}
                                : html::Link{"Écrire à l’équipe pour contester", "/contact?objet=campaign"});
    if (support.is_own && is_open && acts_for_it)
        line.acts.push_back({"Retirer", withdrawal_address(support.reference, support.authority)});
    if (support.standing.state == SupportState::withdrawn && is_open && acts_for_it)
        line.acts.push_back({"Soutenir de nouveau", "/soutenir?proposition=" + support.reference});
}

OwnSupportLine line_of(web::Visit& visit, OwnSupport const& support, std::vector<Campaign> const& all) {
    OwnSupportLine line;
    line.title = support.title;
    line.href = address_of_proposal(support.reference);
    line.facts = fmt::format("Pour {}, {}, le {} · {} · {}", territories::in_sentence(support.authority_name),
                             by_whom(support), base::french_date(support.standing.since), support.reference,
                             support.campaign_title);
    line.state = title_of(support.standing.state);
    line.colour = colour_of(support.standing.state);
    line.why = why_of(support);
    fill_acts(line, visit, support, all);
    return line;
}

void show_filters(OwnSupportsView& view, OwnSupportFilter const& filter, OwnSupportChoices const& offered) {
    std::string const state = filter.state ? std::string(name_of(*filter.state)) : std::string();
    std::string const authority =
        filter.authority.exists() ? std::to_string(filter.authority.value) : std::string();
    std::string const mine = filter.is_own_only ? std::string(own_value) : std::string();
    view.state = forms::field("etat", "État", state);
    view.states = {{"", "Tous", {}, false}};
    for (auto const& [one, label] : state_words)
        view.states.push_back({std::string(name_of(one)), std::string(label), {}, false});
    view.mine = forms::field("par", "Donnés par", mine);
    view.whose = {{"", "Moi et mes collègues", {}, false}, {std::string(own_value), "Moi", {}, false}};
    view.authority = forms::field("collectivite", "Collectivité", authority);
    view.authorities = {{"", "Toutes", {}, false}};
    for (auto const& [id, name] : offered.authorities)
        view.authorities.push_back({std::to_string(id.value), name, {}, false});
    view.campaign = forms::field("consultation", "Consultation", filter.campaign_slug);
    view.campaigns = {{"", "Toutes", {}, false}};
    for (auto const& [slug, title] : offered.campaigns) view.campaigns.push_back({slug, title, {}, false});
    struct Offered {
        std::vector<html::Choice>* choices;
        std::string value;
        std::string_view name;
    };
    std::string_view const sort = value_of(filter.sort);
    for (Offered const& one : {Offered{&view.states, state, "etat"}, Offered{&view.whose, mine, "par"},
                               Offered{&view.authorities, authority, "collectivite"},
                               Offered{&view.campaigns, filter.campaign_slug, "consultation"}}) {
        *one.choices = html::chosen(std::move(*one.choices), one.value);
        for (html::Choice const& choice : *one.choices)
            if (choice.is_chosen && !choice.value.empty())
                view.chosen.push_back({one.name == "par" ? "Donnés par moi" : choice.label,
                                       address_of(filter, one.name, sort)});
    }
    if (!sort.empty()) view.kept.push_back({"tri", std::string(sort)});
    for (SortWords const& words : sort_words)
        view.sorts.push_back({std::string(words.label), words.sort == filter.sort
                                                            ? std::string()
                                                            : address_of(filter, {}, words.value)});
}

/// Why there is nothing, and where to go.
void advise(OwnSupportsView& view, web::Visit const& visit, std::vector<Campaign> const& all,
            bool is_filtered) {
    if (is_filtered) {
        view.empty = "Aucun soutien ne correspond.";
        view.open.push_back({"Voir tous mes soutiens", std::string(own_supports_address)});
        return;
    }
    if (visit.actor().partner.exists()) {
        view.empty = "Les soutiens sont donnés par les collectivités\u00a0: un partenaire contribue et suit.";
        view.open.push_back({"Voir les consultations", "/campagnes"});
        return;
    }
    for (Campaign const& campaign : all)
        if (campaign.is_open(PhaseKind::support, visit.now))
            view.open.push_back({"Choisir parmi les propositions\u00a0: " + campaign.title,
                                 address_of_campaign(campaign.slug) + "/propositions"});
    view.empty =
        view.open.empty()
            ? "Vous n’avez encore rien soutenu. Aucune consultation ne reçoit de soutiens en ce moment."
            : "Vous n’avez encore rien soutenu.";
    if (view.open.empty()) view.open.push_back({"Voir les consultations", "/campagnes"});
}

http::Response own_supports_page(web::Visit& visit) {
    http::Pairs const& query = visit.request.query;
    OwnSupportFilter const filter = filter_of(query);
    std::optional<OwnSupportPlace> const after = place_from(query.get("apres"));
    if (query.has("apres") && !after) return web::not_found(visit);
    PersonId const person = visit.actor().person;
    OwnSupportPage const page = own_supports(visit.reader(), person, filter, after);
    if (after && page.items.empty()) return web::not_found(visit);
    std::vector<Campaign> const all = campaigns(visit.reader());
    OwnSupportsView view;
    if (query.get("fait") == "retire") view.notice = "Votre soutien est retiré.";
    view.has_any = page.total > 0 || address_of(filter) != own_supports_address;
    view.count = base::french_count(page.total, "soutien", "soutiens");
    show_filters(view, filter, own_support_choices(visit.reader(), person));
    for (OwnSupport const& support : page.items) view.lines.push_back(line_of(visit, support, all));
    if (page.items.empty()) advise(view, visit, all, address_of(filter) != own_supports_address);
    std::string_view const sort = value_of(filter.sort);
    if (after) view.first_href = address_of(filter, {}, sort);
    if (page.has_more) view.next_href = address_of(filter, {}, sort, text_of(place_of(page.items.back())));
    std::string const here = address_of(filter, {}, sort);
    view.files = web::list_links(std::string(own_supports_address), here.substr(own_supports_address.size()));
    web::PageHead head;
    head.title = page_title;
    head.breadcrumbs = {{"Mon compte", "/mon-compte"}, {std::string(page_title), ""}};
    return web::page_of(visit, head, [&](html::Out& out) { pages::my_supports(out, view); });
}

http::Response own_supports_file(web::Visit& visit) {
    OwnSupportFilter const filter = filter_of(visit.request.query);
    using documents::ColumnType;
    return web::list_response(
        visit,
        {"mes-soutiens",
         std::string(page_title),
         {},
         std::string(own_supports_address),
         {{"depuis_le", "Depuis le", ColumnType::moment, 17},
          {"etat", "État", ColumnType::text, 12},
          {"motif", "Motif", ColumnType::text, 50},
          {"reference", "Référence", ColumnType::text, 14},
          {"proposition", "Proposition", ColumnType::text, 60},
          {"consultation", "Consultation", ColumnType::text, 40},
          {"collectivite", "Collectivité", ColumnType::text, 40},
          {"donne_par_moi", "Donné par moi", ColumnType::text, 14}}},
        [&](web::PutRow const& put) {
            each_own_support(visit.reader(), visit.actor().person, filter, [&](OwnSupport const& one) {
                put({one.standing.since, std::string(title_of(one.standing.state)), one.standing.reason,
                     one.reference, one.title, one.campaign_title, one.authority_name,
                     std::string(one.is_own ? "oui" : "non")});
            });
        });
}

}  // namespace

std::string withdrawal_address(std::string_view reference, AuthorityId authority) {
    return fmt::format("{}/retirer-soutien?pour={}", address_of_proposal(reference), authority.value);
}

std::string contest_address(std::string_view reference, AuthorityId authority) {
    return fmt::format("{}/contester?pour={}", address_of_proposal(reference), authority.value);
}

people::AffiliationLine const* affiliation_named(web::Visit const& visit, http::Pairs const& from) {
    std::string_view const named = from.get("pour");
    if (named.empty()) return visit.who->acting();
    auto const id = base::parse_int(named);
    for (people::AffiliationLine const& line : visit.who->affiliations)
        if (id && line.affiliation.authority.exists() && line.affiliation.authority.value == *id)
            return &line;
    return nullptr;
}

web::Routes own_supports_routes() {
    using enum http::Method;
    using enum web::Policy;
    return {
        {get, "/mes-soutiens", signed_in, own_supports_page, {}},
        {get, "/mes-soutiens.csv", signed_in, own_supports_file, {}},
        {get, "/mes-soutiens.xlsx", signed_in, own_supports_file, {}},
    };
}

}  // namespace consultation
