#include "consultation/campaign_desk_pages.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "base/french_hours.hpp"
#include "base/text.hpp"
#include "consultation/campaign_actions.hpp"
#include "consultation/campaign_desk_views.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/decision_rows.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/desk_rows.hpp"
#include "consultation/pages_campaign_desk.hpp"
#include "consultation/pages_campaign_desks.hpp"
#include "consultation/pages_extension_form.hpp"
#include "consultation/snapshot_files.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace consultation {
namespace {

constexpr std::size_t typed_number_digits_max = 4;

struct Status {
    std::string label;
    html::TagColour colour = html::TagColour::grey;
};

Status status_of(Campaign const& campaign, base::Instant now) {
    if (!campaign.is_public()) return {"Brouillon", html::TagColour::yellow};
    if (campaign.state == CampaignState::archived) return {"Archivée", html::TagColour::grey};
    if (campaign.has_results()) return {"Résultats publiés", html::TagColour::green};
    if (Phase const* const open = campaign.phase_at(now))
        return {std::string(title_of(open->kind)), html::TagColour::blue};
    Phase const* const step = current_step(campaign, now);
    if (step && !step->has_opened(now))
        return {fmt::format("{}\u00a0: à venir", title_of(step->kind)), html::TagColour::grey};
    return {"Phases closes", html::TagColour::grey};
}

std::string phase_state(Phase const& phase, base::Instant now) {
    if (!phase.has_opened(now)) return "À venir, " + base::french_distance(phase.opens_at, now);
    if (phase.has_closed(now)) return "Close";
    return "En cours, clôture " + base::french_distance(phase.closes_at, now);
}

DeskCampaign line_of(Campaign const& campaign, DeskFigures const& figures, base::Instant now) {
    DeskCampaign line;
    std::string const address = desk_address(campaign);
    Status const status = status_of(campaign, now);
    line.title = campaign.title;
    line.href = address;
    line.tag = status.label;
    line.colour = status.colour;
    line.facts = fmt::format(
        "{}, dont {} à traiter · {}, {} · {}",
        base::french_count(figures.contributions, "contribution", "contributions"),
        base::french_number(figures.pending_contributions),
        base::french_count(figures.public_proposals, "proposition publiée", "propositions publiées"),
        base::french_count(figures.draft_proposals, "brouillon", "brouillons"),
        base::french_count(figures.counted_supports, "soutien compté", "soutiens comptés"));
    line.links = {{"Trier", address + "/tri"},
                  {"Propositions", address + "/propositions"},
                  {"Choix du comité", address + "/selection"},
                  {"Courriers", address + "/courriers"},
                  {"Préparer", address + "/editer"}};
    if (!campaign.is_public()) line.links = {{"Préparer", address + "/editer"}};
    return line;
}

std::optional<PhaseKind> phase_of_path(web::Visit const& visit, Campaign const& campaign) {
    auto const kind = phase_kind(visit.path("phase"));
    return kind && campaign.phase(*kind) ? kind : std::nullopt;
}

/// What was typed in the parts of a date; none is longer than a year has digits.
html::TypedMoment typed_moment(http::Pairs const& form) {
    auto const part = [&](char const* name) {
        std::string const typed = forms::line_of(form, name);
        return typed.size() <= typed_number_digits_max ? typed
                                                       : base::shortened(typed, typed_number_digits_max);
    };
    return {part("closes_at_day"),  part("closes_at_month"),  part("closes_at_year"),
            part("closes_at_hour"), part("closes_at_minute"), true};
}

/// In Paris; nothing when it is no date and hour.
std::optional<base::Instant> moment_of(html::TypedMoment const& typed) {
    auto const number = [](std::string const& text) { return base::parse_int(text).value_or(-1); };
    std::int64_t const minute = typed.minute.empty() ? 0 : number(typed.minute);
    base::Civil wall;
    bool const is_plausible = number(typed.year) >= 2000 && number(typed.year) <= 2200 &&
                              number(typed.month) >= 1 && number(typed.month) <= 12 &&
                              number(typed.day) >= 1 && number(typed.day) <= 31 && number(typed.hour) >= 0 &&
                              number(typed.hour) <= 23 && minute >= 0 && minute <= 59;
    if (!is_plausible) return std::nullopt;
    wall.year = static_cast<int>(number(typed.year));
    wall.month = static_cast<int>(number(typed.month));
    wall.day = static_cast<int>(number(typed.day));
    wall.hour = static_cast<int>(number(typed.hour));
    wall.minute = static_cast<int>(minute);
    wall.second = 0;
    return base::instant_of(wall);
}

html::TypedMoment typed_of(base::Instant at) {
    base::Civil const wall = base::civil(at);
    return {std::to_string(wall.day),  std::to_string(wall.month),        std::to_string(wall.year),
            std::to_string(wall.hour), fmt::format("{:02}", wall.minute), true};
}

ExtensionFormView extension_form(Campaign const& campaign, Phase const& phase, html::TypedMoment typed,
                                 std::string const& reason) {
    ExtensionFormView view;
    view.title = fmt::format("Prolonger\u00a0: {}", title_of(phase.kind));
    view.present = base::french_deadline(phase.closes_at);
    view.action = fmt::format("{}/prolonger/{}", desk_address(campaign), name_of(phase.kind));
    view.closes_at = forms::field("closes_at", "Nouvelle clôture", {},
                                  "À l’heure de Paris. Exemple\u00a0: 15 avril 2027 à 18 h.");
    view.typed = std::move(typed);
    view.reason = forms::field("reason", "Motif", reason,
                               "Publié, et envoyé à tous ceux qui ont pris part à la consultation.");
    view.back_href = desk_address(campaign);
    return view;
}

http::Response extension_response(web::Visit& visit, Campaign const& campaign, ExtensionFormView const& view,
                                  int status) {
    web::PageHead head = desk_head(campaign, view.title);
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::extension_form(out, view); }, status);
}

http::Response extension_again(web::Visit& visit, Campaign const& campaign, Phase const& phase,
                               html::TypedMoment const& typed, std::string const& reason,
                               base::Refusal const& refusal) {
    if (!forms::is_about_form(refusal)) return web::refusal_page(visit, refusal);
    ExtensionFormView view = extension_form(campaign, phase, typed, reason);
    view.hidden = visit.form_fields_again();
    forms::show_errors(view, refusal, {&view.closes_at, &view.reason});
    return extension_response(visit, campaign, view, web::status_of(refusal.code));
}

/// What the action will refuse, said before anybody is asked to confirm. The action looks again.
std::optional<base::Refusal> extension_refused(Phase const& phase, std::optional<base::Instant> closes_at,
                                               std::string const& reason, base::Instant now) {
    base::FormErrors errors;
    if (!closes_at)
        errors.add("closes_at", "Donnez un jour, un mois, une année et une heure qui existent.");
    else if (*closes_at <= phase.closes_at)
        errors.add("closes_at",
                   fmt::format("La nouvelle clôture doit venir après la clôture actuelle, le {}.",
                               base::french_deadline(phase.closes_at)));
    else if (*closes_at <= now)
        errors.add("closes_at", "La nouvelle clôture est déjà passée.");
    std::size_t const length = base::length_in_characters(reason);
    if (length < extension_reason_min || length > extension_reason_max)
        errors.add("reason", fmt::format("Indiquez le motif, en {} à {} caractères\u00a0: il est publié.",
                                         extension_reason_min, extension_reason_max));
    if (errors.none()) return std::nullopt;
    return std::move(errors).refusal();
}

http::Response extension_confirmation(web::Visit& visit, Campaign const& campaign, Phase const& phase,
                                      base::Instant closes_at, html::TypedMoment const& typed,
                                      std::string const& reason) {
    ConfirmActView view;
    view.title = fmt::format("Prolonger\u00a0: {}\u202f?", title_of(phase.kind));
    view.sentences = {
        "Cette prolongation est publique et datée. Un e-mail part vers tous ceux qui ont pris part à la "
        "consultation. Elle ne se reprend pas\u00a0: une phase ne peut être que prolongée."};
    view.rows = {{"Clôture actuelle", base::french_deadline(phase.closes_at), {}, {}},
                 {"Nouvelle clôture", base::french_deadline(closes_at), {}, {}},
                 {"Motif", reason, {}, {}}};
    view.hidden = visit.form_fields();
    for (auto const& [name, value] :
         {std::pair{"closes_at_day", typed.day}, std::pair{"closes_at_month", typed.month},
          std::pair{"closes_at_year", typed.year}, std::pair{"closes_at_hour", typed.hour},
          std::pair{"closes_at_minute", typed.minute}})
        view.hidden.push_back({name, value});
    view.hidden.push_back({"reason", reason});
    view.hidden.push_back({"confirme", "oui"});
    view.action = fmt::format("{}/prolonger/{}", desk_address(campaign), name_of(phase.kind));
    view.button = "Prolonger la phase";
    view.back_href = desk_address(campaign);
    view.back_label = "Ne rien changer";
    return forms::confirm_page(visit, view, desk_head(campaign, "Confirmer").breadcrumbs);
}

std::string_view state_word(CampaignState state) {
    return state == CampaignState::draft      ? "brouillon"
           : state == CampaignState::archived ? "archivee"
                                              : "publiee";
}
/// Of ?etat=; anything else is no filter.
std::optional<CampaignState> asked_state(std::string_view word) {
    for (CampaignState const state :
         {CampaignState::draft, CampaignState::published, CampaignState::archived})
        if (state_word(state) == word) return state;
    return std::nullopt;
}
std::string_view asked_sort(std::string_view word) {
    return word == "titre" || word == "ouverture" ? word : std::string_view("recentes");
}
std::string desks_query(std::string_view state, std::string_view sort) {
    return std::string(desks_address) +
           forms::query_of(
               {{"etat", std::string(state)}, {"tri", sort == "recentes" ? "" : std::string(sort)}});
}
void sort_campaigns(std::vector<Campaign>& all, std::string_view sort) {
    if (sort == "titre")
        std::ranges::stable_sort(all, {}, [](Campaign const& one) { return base::name_key(one.title); });
    if (sort == "ouverture")
        std::ranges::stable_sort(all, std::ranges::greater(), [](Campaign const& one) {
            return one.phases.empty() ? base::Instant{INT64_MAX} : one.phases.front().opens_at;
        });
}

/// The next useful act of the campaign's team.
html::Link next_act(Campaign const& campaign, DeskFigures const& figures, base::Instant now) {
    std::string const address = desk_address(campaign);
    if (!campaign.is_public()) return {"Préparer la consultation", address + "/editer"};
    if (figures.pending_contributions > 0)
        return {fmt::format("Trier {}", base::french_count(figures.pending_contributions, "contribution",
                                                           "contributions")),
                address + "/tri"};
    if (figures.draft_proposals > 0 && !campaign.has_results())
        return {"Publier les propositions en brouillon", address + "/propositions?statut=brouillons"};
    Phase const* const support = campaign.phase(PhaseKind::support);
    if (support && support->has_closed(now) && !campaign.has_results() && figures.public_proposals > 0)
        return {"Enregistrer le choix du comité", address + "/selection"};
    return {};
}

}  // namespace

http::Response campaign_desks_page(web::Visit& visit) {
    auto const page = forms::asked_page(visit.request.query);
    auto const state = asked_state(visit.request.query.get("etat"));
    std::string_view const sort = asked_sort(visit.request.query.get("tri"));
    std::vector<Campaign> all = all_campaigns(visit.reader());
    std::int64_t const in_all = static_cast<std::int64_t>(all.size());
    if (state) std::erase_if(all, [&](Campaign const& one) { return one.state != *state; });
    sort_campaigns(all, sort);
    auto const total = static_cast<std::int64_t>(all.size());
    if (!page || *page > forms::last_page(total)) return web::not_found(visit);
    std::vector<DeskFigures> const figures = every_desk_figures(visit.reader());
    CampaignDesksView view;
    for (std::int64_t i = (*page - 1) * forms::per_page;
         i < std::min<std::int64_t>(total, std::int64_t{*page} * forms::per_page); ++i) {
        Campaign const& campaign = all[static_cast<std::size_t>(i)];
        auto const counted = std::ranges::find(figures, campaign.id, &DeskFigures::campaign);
        view.items.push_back(
            line_of(campaign, counted == figures.end() ? DeskFigures{} : *counted, visit.now));
    }
    view.has_any = in_all > 0;
    view.count = base::french_count(total, "consultation", "consultations");
    std::string const chosen_state = state ? std::string(state_word(*state)) : std::string();
    for (auto const& [word, label] : {std::pair{"", "toutes"}, std::pair{"brouillon", "brouillons"},
                                      std::pair{"publiee", "publiées"}, std::pair{"archivee", "archivées"}})
        view.states.push_back({label, chosen_state == word ? std::string() : desks_query(word, sort)});
    for (auto const& [word, label] : {std::pair{"recentes", "les plus récentes"}, std::pair{"titre", "titre"},
                                      std::pair{"ouverture", "date d’ouverture"}})
        view.sorts.push_back({label, sort == word ? std::string() : desks_query(chosen_state, word)});
    std::string const query = desks_query(chosen_state, sort);
    view.pages = {*page, forms::last_page(total),
                  query + (query.find('?') == std::string::npos ? "?page=" : "&page=")};
    if (visit.is_operator()) {
        view.create_href = std::string(desks_address) + "/nouvelle";
        view.import_href = std::string(desks_address) + "/importer";
    }
    web::PageHead head;
    head.title = "Consultations";
    head.breadcrumbs = {{"Espace opérateur", "/operateur"}, {"Consultations", ""}};
    return web::page_of(visit, head, [&](html::Out& out) { pages::campaign_desks(out, view); });
}

http::Response campaign_desk_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    DeskFigures const figures = desk_figures(visit.reader(), campaign->id);
    CampaignDeskView view;
    if (visit.request.query.get("fait") == "prolongee")
        view.notice =
            "La phase est prolongée. Un e-mail part vers tous ceux qui ont pris part à la consultation.";
    if (visit.request.query.get("fait") == "resultats") view.notice = "Les résultats sont publiés.";
    view.title = campaign->title;
    view.desks = desk_links(*campaign, Desks::campaign);
    view.figures = {{base::french_number(figures.contributions),
                     figures.contributions < 2 ? "contribution" : "contributions"},
                    {base::french_number(figures.pending_contributions), "à traiter"},
                    {base::french_number(figures.public_proposals),
                     figures.public_proposals < 2 ? "proposition publiée" : "propositions publiées"},
                    {base::french_number(figures.draft_proposals),
                     figures.draft_proposals < 2 ? "proposition en brouillon" : "propositions en brouillon"},
                    {base::french_number(figures.counted_supports),
                     figures.counted_supports < 2 ? "soutien compté" : "soutiens comptés"},
                    {base::french_number(figures.pending_supports), "en attente de vérification"},
                    {base::french_number(figures.set_aside_supports),
                     figures.set_aside_supports < 2 ? "soutien écarté" : "soutiens écartés"}};
    view.counted_on = base::french_date_time(visit.now);
    bool const may_extend = visit.is_operator() && !campaign->has_results() && campaign->is_public();
    for (Phase const& phase : campaign->phases)
        view.phases.push_back(
            {std::string(title_of(phase.kind)), base::french_span(phase.opens_at, phase.closes_at),
             phase_state(phase, visit.now),
             may_extend ? fmt::format("{}/prolonger/{}", desk_address(*campaign), name_of(phase.kind))
                        : std::string()});
    for (Phase const& version : phase_versions(visit.reader(), campaign->id))
        if (version.version > 1)
            view.extensions.push_back(
                {base::french_date_time(version.decided_at),
                 fmt::format("{}\u00a0: prolongation jusqu’au {}", title_of(version.kind),
                             base::french_deadline(version.closes_at)),
                 version.reason});
    if (campaign->is_public()) view.public_href = address_of_campaign(campaign->slug);
    html::Link const next = next_act(*campaign, figures, visit.now);
    view.next_label = next.label;
    view.next_href = next.href;
    view.snapshots_href = snapshots_address(*campaign);
    for (auto const& [file, label] :
         {std::pair{"contributions", "Contributions"}, std::pair{"proposals", "Propositions"},
          std::pair{"supports", "Soutiens"}})
        view.downloads.push_back({label, fmt::format("/api/v1/campaigns/{}/{}.csv", campaign->slug, file)});
    web::PageHead head;
    head.title = campaign->title;
    head.breadcrumbs = {{"Espace opérateur", "/operateur"},
                        {"Consultations", std::string(desks_address)},
                        {campaign->title, ""}};
    head.journal_query = "objet=campaign:" + campaign->slug;
    return web::page_of(visit, head, [&](html::Out& out) { pages::campaign_desk(out, view); });
}

http::Response extension_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    auto const kind = campaign ? phase_of_path(visit, *campaign) : std::nullopt;
    if (!kind) return web::not_found(visit);
    Phase const& phase = *campaign->phase(*kind);
    ExtensionFormView view = extension_form(*campaign, phase, typed_of(phase.closes_at), {});
    view.hidden = visit.form_fields();
    return extension_response(visit, *campaign, view, 200);
}

http::Response extension_sent(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    auto const kind = campaign ? phase_of_path(visit, *campaign) : std::nullopt;
    if (!kind) return web::not_found(visit);
    Phase const& phase = *campaign->phase(*kind);
    html::TypedMoment const typed = typed_moment(visit.form());
    std::string const reason = forms::line_of(visit.form(), "reason");
    auto const closes_at = moment_of(typed);
    bool const is_confirmed = visit.form().get("confirme") == "oui";
    if (!closes_at || !is_confirmed) {
        auto const refused = extension_refused(phase, closes_at, reason, visit.now);
        if (refused) return extension_again(visit, *campaign, phase, typed, reason, *refused);
        return extension_confirmation(visit, *campaign, phase, *closes_at, typed, reason);
    }
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const extended =
            extend_phase(tx, visit.services.world, visit.actor(), {campaign->id, *kind, *closes_at, reason});
        if (!extended.ok()) return extended.refusal();
        return desk_address(*campaign) + "?fait=prolongee";
    });
    return next ? web::redirect(visit, *next)
                : extension_again(visit, *campaign, phase, typed, reason, next.refusal());
}

}  // namespace consultation
