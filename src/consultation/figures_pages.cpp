#include "consultation/figures_pages.hpp"

#include <fmt/format.h>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/api_operations.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/figure_tables.hpp"
#include "consultation/figures_view.hpp"
#include "consultation/pages_figures.hpp"
#include "consultation/reading_pages.hpp"
#include "consultation/settings.hpp"
#include "consultation/support_page_rows.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"
#include "web/rate_limiter.hpp"

namespace consultation {
namespace {

constexpr web::Rate file_rate{"consultation.figures", 120, base::Duration::minutes(1)};
constexpr std::string_view csv_ending = ".csv";
constexpr std::string_view section = "/campagnes";
constexpr char const* population_rule =
    "Les habitants d’une commune sont comptés une fois dès que la commune soutient, ou son groupement, son "
    "département ou sa région. Une commune dans un département qui soutient n’ajoute donc rien. Population "
    "municipale du référentiel.";
constexpr char const* size_rule =
    "Communes seulement, selon leur population municipale. 3\u202f500 habitants est un seuil du code général "
    "des "
    "collectivités territoriales.";

std::vector<html::Bar> bars_of(auto const& lines, auto const& name, auto const& value) {
    std::vector<html::Bar> bars;
    for (auto const& line : lines)
        bars.push_back({name(line), value(line), base::french_number(value(line))});
    return bars;
}

/// Régions of the figures with the share of their inhabitants: "12 (34,5 % des habitants)".
std::vector<html::Bar> region_bars(Coverage const& coverage, auto const& lines, auto const& value) {
    std::vector<html::Bar> bars;
    for (auto const& line : lines) {
        if (value(line) == 0) continue;
        std::string share;
        for (RegionCoverage const& region : coverage.regions)
            if (region.code == line.code && region.inhabitants > 0)
                share = fmt::format(" ({})", base::french_share(region.covered, region.inhabitants));
        bars.push_back({line.name.empty() ? std::string("Plusieurs régions") : line.name, value(line),
                        base::french_number(value(line)) + share});
    }
    return bars;
}

html::Link csv_link(std::string const& address, char const* key) {
    return {"Télécharger (CSV)", fmt::format("{}/{}{}", address, key, csv_ending)};
}

std::string figures_api(Campaign const& campaign) {
    return fmt::format("/api/v1/campaigns/{}/figures", campaign.slug);
}

std::string not_counted(std::int64_t pending, std::int64_t set_aside) {
    if (pending == 0 && set_aside == 0) return {};
    return fmt::format("À part, et non comptés\u00a0: {}, {}.",
                       base::french_count(pending, "soutien en attente de vérification",
                                          "soutiens en attente de vérification"),
                       base::french_count(set_aside, "soutien écarté", "soutiens écartés"));
}

void add_policies(FiguresView& view, std::vector<PolicyCount> const& policies, std::string const& api,
                  std::string title) {
    if (policies.empty()) return;
    BarChart chart{std::move(title), "Politique", "Communes qui soutiennent", {}};
    for (PolicyCount const& policy : policies) {
        chart.bars.push_back({policy.name, policy.supporting,
                              fmt::format("{} sur {}", base::french_number(policy.supporting),
                                          base::french_number(policy.communes))});
        chart.wholes.push_back(policy.communes);
    }
    view.sections.push_back(
        {"Politiques prioritaires", "", {}, std::move(chart), {}, csv_link(api, "politiques")});
}

constexpr char const* who_view = "qui participe";
constexpr char const* time_view = "dans le temps, communes silencieuses";

/// What the two pages of a campaign share.
FiguresView begun_view(Campaign const& campaign, Participation const& figures, base::Instant now) {
    FiguresView view;
    view.caption = campaign.title;
    view.counted_on = base::french_date_time(now);
    view.source = "les contributions publiées et les soutiens comptés";
    view.links = {{"La consultation", address_of_campaign(campaign.slug)},
                  {"Les propositions", address_of_campaign(campaign.slug) + "/propositions"},
                  {"Tous ces chiffres (JSON)", figures_api(campaign)}};
    if (figures.all.participants == 0) view.empty = "Aucune collectivité n’a encore contribué ni soutenu.";
    return view;
}

std::string silent_sentence(Participation const& figures) {
    std::int64_t communes = 0;
    std::int64_t silent = 0;
    for (ParticipationLine const& line : figures.by_department) {
        communes += line.communes;
        silent += line.silent;
    }
    if (communes == 0) return {};
    return fmt::format("{} sur {} n’ont ni contribué ni soutenu.",
                       base::french_count(silent, "commune", "communes"), base::french_number(communes));
}

FiguresView who_takes_part(Campaign const& campaign, Participation const& figures, base::Instant now) {
    std::string const api = figures_api(campaign);
    FiguresView view = begun_view(campaign, figures, now);
    view.title = "Participation en chiffres";
    view.views = {{who_view, ""}, {time_view, address_of_campaign_figures(campaign.slug) + "/evolution"}};
    view.summary = {summary_of(figures)};
    if (figures.all.supporters > 0)
        view.summary.push_back(sentence_of(figures.coverage, "qui soutiennent au moins une proposition"));
    if (auto const sentence = silent_sentence(figures); !sentence.empty()) view.summary.push_back(sentence);
    if (auto const sentence = not_counted(figures.pending, figures.set_aside); !sentence.empty())
        view.summary.push_back(sentence);
    view.figures = {{base::french_number(figures.all.participants), "collectivités participantes"},
                    {base::french_number(figures.all.contributors), "ont contribué"},
                    {base::french_number(figures.all.supporters), "ont soutenu"}};
    if (figures.coverage.inhabitants > 0)
        view.figures.push_back({base::french_share(figures.coverage.covered, figures.coverage.inhabitants),
                                "des habitants couverts par les soutiens"});
    if (!view.empty.empty()) return view;
    std::vector<html::DepartmentValue> present;
    for (ParticipationLine const& line : figures.by_department)
        present.push_back({line.code, line.participants, line.name});
    auto const participants = [](ParticipationLine const& line) { return line.participants; };
    view.sections.push_back(
        {"Par département",
         "Collectivités qui ont contribué ou soutenu, chacune comptée une fois.",
         html::tile_map_of(present, {"Collectivités participantes par département", "aucune collectivité",
                                     "collectivité", "collectivités"}),
         {},
         {},
         csv_link(api, "departements")});
    view.sections.push_back(
        {"Par type",
         "",
         {},
         BarChart{"Collectivités participantes par type", "Type", "Collectivités",
                  bars_of(
                      figures.by_kind, [](ParticipationLine const& line) { return title_of_kind(line.code); },
                      participants)},
         {},
         csv_link(api, "types")});
    view.sections.push_back(
        {"Par taille de commune",
         size_rule,
         {},
         BarChart{"Communes participantes par taille", "Population", "Communes",
                  bars_of(
                      figures.by_size, [](ParticipationLine const& line) { return title_of_size(line.code); },
                      participants)},
         {},
         csv_link(api, "tailles")});
    view.sections.push_back(
        {"Par région, avec la part des habitants couverts par les soutiens",
         population_rule,
         {},
         BarChart{"Collectivités participantes par région", "Région", "Collectivités (part des habitants)",
                  region_bars(figures.coverage, figures.by_region, participants)},
         {},
         csv_link(api, "population")});
    return view;
}

FiguresView since_when(Campaign const& campaign, Participation const& figures, base::Instant now) {
    std::string const api = figures_api(campaign);
    FiguresView view = begun_view(campaign, figures, now);
    view.title = "Évolution et communes silencieuses";
    view.views = {{who_view, address_of_campaign_figures(campaign.slug)}, {time_view, ""}};
    view.summary = {summary_of(figures)};
    if (auto const sentence = silent_sentence(figures); !sentence.empty()) view.summary.push_back(sentence);
    FiguresSection time{
        "Dans le temps",       "Chaque acte compte au jour où il est fait, à l’heure de Paris.", {}, {}, {},
        csv_link(api, "jours")};
    if (!figures.contributions_by_day.empty())
        time.columns.push_back(
            chart_of("Contributions publiées", "Contributions", figures.contributions_by_day));
    if (!figures.supports_by_day.empty())
        time.columns.push_back(chart_of("Soutiens comptés", "Soutiens", figures.supports_by_day));
    if (!time.columns.empty()) view.sections.push_back(std::move(time));
    std::vector<html::DepartmentValue> quiet;
    for (ParticipationLine const& line : figures.by_department)
        quiet.push_back({line.code, line.silent, line.name});
    view.sections.push_back({"Communes silencieuses",
                             "Communes qui n’ont ni contribué ni soutenu de proposition.",
                             html::tile_map_of(quiet, {"Communes silencieuses par département",
                                                       "aucune commune", "commune", "communes"}),
                             {},
                             {},
                             csv_link(api, "departements")});
    add_policies(view, figures.policies, api,  // here: the other page has no element to spare
                 "Communes de chaque politique qui soutiennent au moins une proposition");
    return view;
}

FiguresView view_of(SupportableProposal const& proposal, Campaign const& campaign,
                    ProposalFigures const& figures, base::Instant now) {
    std::string const api = fmt::format("/api/v1/proposals/{}/figures", proposal.reference);
    SupportBreakdown const& supports = figures.supports;
    FiguresView view;
    view.caption = fmt::format("{} – {}", proposal.reference, proposal.title);
    view.title = "Les soutiens en chiffres";
    view.counted_on = base::french_date_time(now);
    view.source = "les soutiens comptés, un par collectivité";
    view.summary = {supports.counted == 0
                        ? std::string("Aucune collectivité ne soutient encore cette proposition.")
                        : fmt::format("{} cette proposition.",
                                      base::french_count(supports.counted, "collectivité soutient",
                                                         "collectivités soutiennent"))};
    if (supports.counted > 0) view.summary.push_back(sentence_of(figures.coverage, "qui la soutiennent"));
    if (auto const sentence = not_counted(supports.pending, supports.set_aside); !sentence.empty())
        view.summary.push_back(sentence);
    view.figures = {
        {base::french_number(supports.counted), supports.counted < 2 ? "soutien" : "soutiens"},
        {base::french_number(static_cast<std::int64_t>(supports.by_department.size())), "départements"}};
    if (figures.coverage.inhabitants > 0)
        view.figures.push_back({base::french_share(figures.coverage.covered, figures.coverage.inhabitants),
                                "des habitants couverts"});
    view.links = {
        {"La proposition", address_of_proposal(proposal.reference)},
        {"Les collectivités qui la soutiennent", address_of_proposal(proposal.reference) + "/soutiens"},
        {"Chiffres de toute la consultation", address_of_campaign_figures(campaign.slug)},
        {"Tous ces chiffres (JSON)", api}};
    if (supports.counted == 0) return view;
    std::vector<html::DepartmentValue> values;
    for (Share const& share : supports.by_department)
        values.push_back({share.code, share.supports, share.name});
    auto const count = [](Share const& share) { return share.supports; };
    view.sections.push_back(
        {"Par département",
         "",
         html::tile_map_of(values, {"Soutiens par département", "aucun soutien", "soutien", "soutiens"}),
         {},
         {},
         csv_link(api, "departements")});
    view.sections.push_back(
        {"Par type",
         "",
         {},
         BarChart{"Soutiens par type de collectivité", "Type", "Soutiens",
                  bars_of(
                      supports.by_kind, [](Share const& share) { return title_of_kind(share.code); }, count)},
         {},
         csv_link(api, "types")});
    if (!supports.by_size.empty())
        view.sections.push_back(
            {"Par taille de commune",
             size_rule,
             {},
             BarChart{
                 "Soutiens de communes par taille", "Population", "Soutiens",
                 bars_of(
                     supports.by_size, [](Share const& share) { return title_of_size(share.code); }, count)},
             {},
             csv_link(api, "tailles")});
    view.sections.push_back({"Par région, avec la part des habitants couverts",
                             population_rule,
                             {},
                             BarChart{"Soutiens par région", "Région", "Soutiens (part des habitants)",
                                      region_bars(figures.coverage, supports.by_region, count)},
                             {},
                             csv_link(api, "population")});
    add_policies(view, figures.policies, api, "Communes de chaque politique qui la soutiennent");
    view.sections.push_back({"Dans le temps",
                             "",
                             {},
                             {},
                             {chart_of("Soutiens comptés", "Soutiens", figures.supports_by_day)},
                             csv_link(api, "jours")});
    return view;
}

/// The public proposal of the path, with its campaign.
struct Found {
    SupportableProposal proposal;
    Campaign campaign;
};
std::optional<Found> proposal_of_path(web::Visit& visit) {
    std::string const reference(visit.path("reference"));
    auto proposals = supportable_proposals(visit.reader(), {&reference, 1});
    if (proposals.empty()) return std::nullopt;
    auto campaign = campaign_by_id(visit.reader(), proposals.front().campaign);
    base::check(campaign.has_value(), "a proposal has a campaign");
    return Found{std::move(proposals.front()), std::move(*campaign)};
}

using Making = FiguresView (*)(Campaign const&, Participation const&, base::Instant);

http::Response campaign_page_of(web::Visit& visit, Making made) {
    auto const campaign = campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    FiguresView const view = made(*campaign, participation(visit.reader(), campaign->id), visit.now);
    return web::page_of(visit,
                        {.title = view.title + " – " + campaign->title,
                         .section = std::string(section),
                         .breadcrumbs = {{"Consultations", std::string(section)},
                                         {campaign->title, address_of_campaign(campaign->slug)},
                                         {"Chiffres", ""}},
                         .description = view.summary.front()},
                        [&](html::Out& out) { pages::figures(out, view); });
}
http::Response campaign_figures_page(web::Visit& visit) {
    return campaign_page_of(visit, who_takes_part);
}
http::Response campaign_evolution_page(web::Visit& visit) {
    return campaign_page_of(visit, since_when);
}

http::Response proposal_figures_page(web::Visit& visit) {
    auto const found = proposal_of_path(visit);
    if (!found) return web::not_found(visit);
    FiguresView const view = view_of(found->proposal, found->campaign,
                                     proposal_figures(visit.reader(), found->proposal.id), visit.now);
    return web::page_of(
        visit,
        {.title = fmt::format("Chiffres – {} – {}", found->proposal.title, found->campaign.title),
         .section = std::string(section),
         .breadcrumbs = {{found->campaign.title, address_of_campaign(found->campaign.slug)},
                         {found->proposal.reference, address_of_proposal(found->proposal.reference)},
                         {"Chiffres", ""}},
         .description = view.summary.front()},
        [&](html::Out& out) { pages::figures(out, view); });
}

http::Response nothing_there() {
    return web::problem(base::refuse(base::RefusalCode::not_found,
                                     "Ces chiffres n’existent pas ou ne sont pas publiés.",
                                     "GET /api/v1/campaigns donne la liste des consultations, GET "
                                     "/api/v1/openapi.json celle des tableaux."));
}

/// The tables of the path, or nothing; and how the file is called.
struct Asked {
    std::string name;
    FigureTables tables;
};
std::optional<Asked> campaign_tables(web::Visit& visit) {
    auto const campaign = campaign_by_slug(visit.reader(), visit.path("slug"));
    if (!campaign || !campaign->is_public()) return std::nullopt;
    return Asked{base::slug(campaign->slug), tables_of(participation(visit.reader(), campaign->id))};
}
std::optional<Asked> proposal_tables(web::Visit& visit) {
    std::string const reference(visit.path("reference"));
    auto const proposals = supportable_proposals(visit.reader(), {&reference, 1});
    if (proposals.empty()) return std::nullopt;
    return Asked{base::slug(reference), tables_of(proposal_figures(visit.reader(), proposals.front().id))};
}

using Asking = std::optional<Asked> (*)(web::Visit&);

/// Figures cost more than a list: a burst is allowed, a flood is not.
std::optional<http::Response> too_many(web::Visit& visit) {
    int const wait_s = visit.services.limiter.take(file_rate, visit.request.remote_address, visit.now);
    if (wait_s == 0) return std::nullopt;
    base::Refusal refusal = base::refuse(base::RefusalCode::too_many,
                                         "Trop de fichiers demandés depuis cette adresse en peu de temps.",
                                         "Attendez un peu avant de recommencer.");
    refusal.retry_after_s = wait_s;
    return web::problem(refusal);
}

http::Response as_json(web::Visit& visit, Asking asking) {
    if (auto refused = too_many(visit)) return std::move(*refused);
    auto const asked = asking(visit);
    if (!asked) return nothing_there();
    web::Json json;
    json.object().key("at").instant(visit.now);
    put_tables(json, asked->tables);
    if (visit.services.settings.is_demo) json.key("demonstration").boolean(true);
    json.end();
    return web::json_response(json.take());
}

http::Response as_csv(web::Visit& visit, Asking asking) {
    if (auto refused = too_many(visit)) return std::move(*refused);
    std::string_view const file = visit.path("file");
    if (!file.ends_with(csv_ending)) return nothing_there();
    auto const asked = asking(visit);
    if (!asked) return nothing_there();
    FigureTable const* const table = table_of(asked->tables, file.substr(0, file.size() - csv_ending.size()));
    if (table == nullptr) return nothing_there();
    http::Response response;
    response.content_type = "text/csv; charset=utf-8; header=present";
    response.header("Content-Disposition",
                    fmt::format("attachment; filename=\"{}-{}.csv\"", asked->name, table->key));
    response.body = csv_of(*table, visit.now, visit.services.settings.is_demo);
    return response;
}

http::Response campaign_json(web::Visit& visit) {
    return as_json(visit, campaign_tables);
}
http::Response campaign_csv(web::Visit& visit) {
    return as_csv(visit, campaign_tables);
}
http::Response proposal_json(web::Visit& visit) {
    return as_json(visit, proposal_tables);
}
http::Response proposal_csv(web::Visit& visit) {
    return as_csv(visit, proposal_tables);
}

}  // namespace

std::string summary_of(Participation const& figures) {
    return fmt::format("{}, {} de {}, {}.",
                       base::french_count(figures.proposals, "proposition", "propositions"),
                       base::french_count(figures.all.supports, "soutien", "soutiens"),
                       base::french_count(figures.all.supporters, "collectivité", "collectivités"),
                       base::french_count(figures.contributions, "contribution", "contributions"));
}

std::string sentence_of(Coverage const& coverage, std::string_view who) {
    std::string sentence = fmt::format("Les territoires {} comptent {}, chacun compté une fois", who,
                                       base::french_count(coverage.covered, "habitant", "habitants"));
    if (coverage.inhabitants > 0)
        sentence += fmt::format(", soit {} de la population de la France",
                                base::french_share(coverage.covered, coverage.inhabitants));
    return sentence + ".";
}

web::Routes figures_routes() {
    using enum http::Method;
    using enum web::Policy;
    return {
        {get, "/campagnes/{campaign}/chiffres", public_page, campaign_figures_page, {}},
        {get, "/campagnes/{campaign}/chiffres/evolution", public_page, campaign_evolution_page, {}},
        {get, "/propositions/{reference}/chiffres", public_page, proposal_figures_page, {}},
        {get,
         "/api/v1/campaigns/{slug}/figures",
         api_public,
         campaign_json,
         {},
         {},
         false,
         figures_operation(true)},
        {get,
         "/api/v1/campaigns/{slug}/figures/{file}",
         api_public,
         campaign_csv,
         {},
         {},
         false,
         figures_file_operation(true)},
        {get,
         "/api/v1/proposals/{reference}/figures",
         api_public,
         proposal_json,
         {},
         {},
         false,
         figures_operation(false)},
        {get,
         "/api/v1/proposals/{reference}/figures/{file}",
         api_public,
         proposal_csv,
         {},
         {},
         false,
         figures_file_operation(false)},
    };
}

}  // namespace consultation
