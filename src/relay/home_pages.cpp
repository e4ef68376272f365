// Home of a relay: what waits, what is open, who takes part in its département beside its région and the
// country.
#include <fmt/format.h>

#include <algorithm>

#include "account/waiting_words.hpp"
#include "base/french.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/figures_pages.hpp"
#include "consultation/settings.hpp"
#include "relay/address_report_rows.hpp"
#include "relay/pages.hpp"
#include "relay/pages_home.hpp"
#include "relay/pages_scopes.hpp"
#include "relay/participation.hpp"
#include "relay/views.hpp"
#include "web/forms.hpp"
#include "web/frame.hpp"

namespace relay {
namespace {

using consultation::Campaign;
using consultation::Phase;

constexpr std::size_t campaigns_offered_max = 10;  // older ones: by their address
constexpr std::int64_t us_per_day = 86'400'000'000;

std::string waiting_text(Scope const& scope, base::Instant now) {
    if (scope.waiting == 0) return "Aucun rattachement n’attend votre avis.";
    std::string text = base::french_count(scope.waiting, "rattachement attend votre avis",
                                          "rattachements attendent votre avis");
    std::int64_t const days = scope.oldest_waiting ? (now - *scope.oldest_waiting).us / us_per_day : 0;
    if (days > 0) text += ", le plus ancien depuis " + base::french_count(days, "jour", "jours");
    return text + ".";
}

/// "12 sur 277 (4,3 %)".
std::string share_text(Share const& share) {
    if (share.whole == 0) return "–";
    return fmt::format("{} sur {} ({})", base::french_number(share.part), base::french_number(share.whole),
                       base::french_share(share.part, share.whole));
}

std::string share_only(Share const& share) {
    return share.whole == 0 ? "–" : base::french_share(share.part, share.whole);
}

std::string summary_of(Overview const& found, Scope const& scope) {
    SizeShare const& all = found.communes;
    if (all.here.whole == 0) return "Le référentiel ne compte pas de commune dans ce département.";
    std::string text = fmt::format(
        "{} sur {} ({}).", base::french_count(all.here.part, "commune a participé", "communes ont participé"),
        base::french_number(all.here.whole), base::french_share(all.here.part, all.here.whole));
    // A région of one département says the same twice.
    if (all.region.whole > all.here.whole)
        text += fmt::format(" {}\u00a0: {}.", scope.region_name, share_only(all.region));
    return text + fmt::format(" France\u00a0: {}.", share_only(all.country));
}

html::Table kinds_table(Overview const& found, Scope const& scope, std::string const& list) {
    html::Table table;
    table.caption = "Participation par type";
    table.columns = {{"Type", false}, {"Participent", true}, {"Ont contribué", true}, {"Ont soutenu", true}};
    for (KindShare const& kind : found.kinds)
        table.rows.push_back({{std::string(territories::french_plural(kind.kind)),
                               list + "&type=" + std::string(territories::code(kind.kind)), html::Html{}},
                              {share_text(kind.taken()), {}, html::Html{}},
                              {base::french_number(kind.contributors), {}, html::Html{}},
                              {base::french_number(kind.supporters), {}, html::Html{}}});
    return table;
}

html::Table sizes_table(Overview const& found, Scope const& scope, std::string const& list) {
    html::Table table;
    bool const has_region = found.communes.region.whole > found.communes.here.whole;
    table.caption = "Communes qui participent, par taille";
    table.columns = {{"Population", false}, {scope.name, true}};
    if (has_region) table.columns.push_back({scope.region_name, true});
    table.columns.push_back({"France", true});
    auto const add = [&](std::string name, std::string href, SizeShare const& share) {
        std::vector<html::Cell> row{{std::move(name), std::move(href), html::Html{}},
                                    {share_text(share.here), {}, html::Html{}}};
        if (has_region) row.push_back({share_only(share.region), {}, html::Html{}});
        row.push_back({share_only(share.country), {}, html::Html{}});
        table.rows.push_back(std::move(row));
    };
    for (SizeShare const& one : found.sizes)
        add(std::string(territories::french(one.size)),
            list + "&type=commune&taille=" + std::string(territories::code(one.size)), one);
    if (!found.sizes.empty()) add("Toutes", list + "&type=commune", found.communes);
    return table;
}

void show_participation(HomeView& view, web::Visit& visit, Campaign const& campaign, Scope const& scope) {
    Overview const found = overview(visit.reader(), campaign.id, scope);
    std::string const list = scope.address("/participation?campagne=" + campaign.slug);
    view.campaign = campaign.title;
    view.campaign_href = consultation::address_of_campaign(campaign.slug);
    view.state = state_of(campaign, visit.now);
    view.summary = summary_of(found, scope);
    view.kinds = kinds_table(found, scope, list);
    view.sizes = sizes_table(found, scope, list);
    if (found.contributions_by_day.size() > 1)
        view.charts.push_back(
            consultation::chart_of("Contributions publiées", "Contributions", found.contributions_by_day));
    if (found.supports_by_day.size() > 1)
        view.charts.push_back(consultation::chart_of("Soutiens comptés", "Soutiens", found.supports_by_day));
    view.counted_on = base::french_date_time(visit.now);
    if (campaign.edition)
        view.edition =
            fmt::format("Communes du référentiel {}, arrêté pour cette consultation.", *campaign.edition);
    view.list_href = list;
    view.silent_href = list + "&type=commune&fait=rien";
    std::int64_t const silent = found.communes.here.whole - found.communes.here.part;
    view.silent_label = silent == 1  ? std::string("La commune qui n’a pas encore participé")
                        : silent > 1 ? fmt::format("Les {} communes qui n’ont pas encore participé",
                                                   base::french_number(silent))
                                     : std::string("Les communes qui n’ont pas encore participé (aucune)");
    view.kit_href = scope.address("/kit/" + campaign.slug);
    view.invitations_href = scope.address("/invitations");
    view.reports_href = scope.address("/adresses");
    std::int64_t const waiting = waiting_reports(visit.reader(), scope.code).count;
    view.reports_label = waiting == 0
                             ? std::string("Les adresses officielles signalées")
                             : "Les adresses officielles signalées (" +
                                   base::french_count(waiting, "attend", "attendent") + " une réponse)";
}

}  // namespace

std::optional<Scope> scope_of_path(web::Visit& visit) {
    return scope_of(visit.reader(), visit.actor().person, visit.path("departement"));
}

std::optional<AskedCampaign> asked_campaign(web::Visit& visit, std::string_view wanted) {
    auto scope = scope_of_path(visit);
    if (!scope) return std::nullopt;
    std::vector<Campaign> all = consultation::campaigns(visit.reader());
    auto campaign = campaign_of(all, wanted, visit.now);
    if (!campaign) return std::nullopt;
    return AskedCampaign{*std::move(scope), std::move(all), *std::move(campaign)};
}

std::optional<Campaign> campaign_of(std::vector<Campaign> const& all, std::string_view wanted,
                                    base::Instant now) {
    if (!wanted.empty()) {
        auto const named = std::ranges::find(all, wanted, &Campaign::slug);
        return named == all.end() ? std::nullopt : std::optional(*named);
    }
    Campaign const* shown = nullptr;
    Phase const* first = nullptr;
    for (Campaign const& campaign : all) {
        Phase const* const open = campaign.phase_at(now);
        bool const invites = open != nullptr && (open->kind == consultation::PhaseKind::collect ||
                                                 open->kind == consultation::PhaseKind::support);
        if (!invites || (first != nullptr && first->closes_at <= open->closes_at)) continue;
        first = open;
        shown = &campaign;
    }
    if (shown != nullptr) return *shown;
    return all.empty() ? std::nullopt : std::optional(all.front());
}

std::vector<html::Link> campaign_choices(std::vector<Campaign> const& all, Campaign const& shown,
                                         std::string const& address) {
    std::vector<html::Link> choices;
    for (Campaign const& one : all)
        if (one.id == shown.id || choices.size() < campaigns_offered_max)
            choices.push_back({one.title, one.id == shown.id ? std::string() : address + one.slug});
    return choices;
}

std::string state_of(Campaign const& campaign, base::Instant now) {
    if (Phase const* const open = campaign.phase_at(now))
        return fmt::format("{}\u00a0: jusqu’au {} ({}).", consultation::title_of(open->kind),
                           base::french_deadline(open->closes_at),
                           base::french_distance(open->closes_at, now));
    Phase const* const step = consultation::current_step(campaign, now);
    if (step == nullptr) return "Le calendrier n’est pas encore fixé.";
    if (!step->has_opened(now))
        return fmt::format("Prochaine étape\u00a0: {}, à partir du {}.", consultation::title_of(step->kind),
                           base::french_deadline(step->opens_at));
    return fmt::format("Terminée depuis le {}.", base::french_date(step->closes_at));
}

std::vector<html::Link> trail(Scope const& scope, std::string const& title) {
    return {{"Espace relais", "/relais"}, {scope.label(), scope.address()}, {title, ""}};
}

http::Response scopes_page(web::Visit& visit) {
    std::vector<Scope> const scopes = scopes_of(visit.reader(), visit.actor().person);
    if (scopes.size() == 1) return web::redirect(visit, scopes.front().address());
    ScopesView view;
    for (Scope const& scope : scopes) {
        view.scopes.push_back({scope.label(), scope.address()});
        view.notes.push_back(waiting_text(scope, visit.now));
    }
    web::PageHead head;
    head.title = "Vos départements";
    return web::page_of(visit, head, [&](html::Out& out) { pages::scopes(out, view); });
}

http::Response home_page(web::Visit& visit) {
    std::vector<Scope> const scopes = scopes_of(visit.reader(), visit.actor().person);
    auto const scope = std::ranges::find(scopes, visit.path("departement"), &Scope::code);
    if (scope == scopes.end()) return web::not_found(visit);
    std::vector<Campaign> const all = consultation::campaigns(visit.reader());
    std::string const wanted = web::line_of(visit.request.query, "campagne");
    auto const campaign = campaign_of(all, wanted, visit.now);
    if (!campaign && !wanted.empty()) return web::not_found(visit);
    HomeView view;
    view.title = scope->label();
    for (Scope const& one : scopes)
        view.scopes.push_back({one.label(), one.code == scope->code ? std::string() : one.address()});
    view.waiting = waiting_text(*scope, visit.now);
    view.is_waiting = scope->waiting > 0;
    view.waiting_href = scope->address("/rattachements");
    if (campaign) {
        view.campaigns = campaign_choices(all, *campaign, scope->address("?campagne="));
        show_participation(view, visit, *campaign, *scope);
    } else {
        view.no_campaign = "Aucune consultation n’est encore publiée.";
    }
    web::PageHead head;
    head.title = "Relais – " + scope->label();
    head.breadcrumbs = {{"Espace relais", "/relais"}, {scope->label(), ""}};
    return web::page_of(visit, head, [&](html::Out& out) { pages::home(out, view); });
}

}  // namespace relay
