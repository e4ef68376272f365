#include "consultation/reading_pages.hpp"

#include <fmt/format.h>

#include "base/french.hpp"
#include "base/french_hours.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_lists.hpp"
#include "consultation/pages_campaign.hpp"
#include "consultation/pages_campaign_list.hpp"
#include "consultation/pages_results.hpp"
#include "consultation/proposal_lists.hpp"
#include "consultation/settings.hpp"
#include "html/markdown.hpp"
#include "web/frame.hpp"

namespace consultation {
namespace {

constexpr int decisions_shown = 6;
constexpr std::string_view section = "/campagnes";

std::string day_range(base::Instant from, base::Instant to) {
    if (base::french_date(from) == base::french_date(to)) return base::french_span(from, to);
    return fmt::format("du {} au {}", base::french_date(from), base::french_deadline(to));
}

/// "regroupée dans P-2021-012": what a decision made of a contribution, in the feminine.
std::string what_became(RecentDecision const& decision) {
    switch (decision.outcome) {
        case Outcome::grouped:
            return decision.target.empty() ? "regroupée dans un brouillon de proposition"
                                           : "regroupée dans la proposition";
        case Outcome::reoriented:
            return "réorientée vers «\u00a0" + decision.target + "\u00a0»";
        case Outcome::rejected:
            return "rejetée\u00a0: " + decision.target;
        case Outcome::pending:
            return "remise à l’étude";
    }
    base::fail("an outcome is told");
}

html::Step::State state_of(StepStatus status) {
    switch (status) {
        case StepStatus::done:
            return html::Step::State::past;
        case StepStatus::current:
            return html::Step::State::current;
        case StepStatus::upcoming:
            return html::Step::State::coming;
    }
    base::fail("a step has a state");
}

}  // namespace

std::optional<Campaign> campaign_of_path(web::Visit& visit) {
    auto campaign = campaign_by_slug(visit.reader(), visit.path("campaign"));
    if (!campaign) return std::nullopt;
    if (!campaign->is_public()) {
        // A draft does not exist for anybody but those who prepare it (reliability.md advisory 25).
        if (!visit.who || !(visit.who->actor.is_operator || visit.who->actor.is_auditor)) return std::nullopt;
        visit.preview("Cette consultation est un brouillon\u00a0: seule l’équipe voit cette page.",
                      "/operateur/campagnes/" + campaign->slug + "/editer");
    }
    // Steps, "what to do now" and buttons change when a phase opens or closes.
    if (auto const boundary = campaign->next_boundary(visit.now)) visit.true_until(*boundary);
    return campaign;
}

std::vector<html::Step> steps_of(Campaign const& campaign, base::Instant now) {
    std::vector<html::Step> shown;
    for (Step const& step : steps(campaign, now))
        shown.push_back({step.title, day_range(step.opens_at, step.closes_at), state_of(step.status)});
    return shown;
}

CampaignCard card_of(Campaign const& campaign, CampaignFigures const& figures, base::Instant now) {
    CampaignCard card;
    card.slug = campaign.slug;
    card.title = campaign.title;
    card.pitch = campaign.pitch;
    if (campaign.has_results()) {
        card.status = "Résultats publiés";
    } else if (Phase const* const phase = campaign.phase_at(now)) {
        card.status = std::string(title_of(phase->kind));
        card.status_colour = html::TagColour::green;
        card.deadline = "jusqu’au " + base::french_deadline(phase->closes_at);
    } else {
        card.status = "Entre deux étapes";
        card.status_colour = html::TagColour::yellow;
    }
    card.figures = fmt::format(
        "{}, {}, {}", base::french_count(figures.conservation.contributions, "contribution", "contributions"),
        base::french_count(figures.proposals, "proposition", "propositions"),
        base::french_count(figures.supports, "soutien", "soutiens"));
    return card;
}

ActNow act_now(Campaign const& campaign, base::Instant now) {
    std::string const base_path = address_of_campaign(campaign.slug);
    if (campaign.is_open(PhaseKind::support, now))
        return {
            "Soutenir des propositions",
            fmt::format("Votre collectivité peut soutenir les propositions qui lui seraient utiles, autant "
                        "qu’elle veut, jusqu’au {}. Soutenir ne vaut ni délibération ni engagement.",
                        base::french_deadline(campaign.phase(PhaseKind::support)->closes_at)),
            "Choisir les propositions à soutenir", base_path + "/propositions"};
    if (campaign.is_open(PhaseKind::collect, now))
        return {"Exprimer un besoin",
                fmt::format(
                    "Dites en cinq minutes de quel service numérique votre collectivité a besoin, ou faites "
                    "connaître un service qui marche chez vous. Les contributions sont reçues jusqu’au {}.",
                    base::french_deadline(campaign.phase(PhaseKind::collect)->closes_at)),
                "Déposer une contribution", base_path + "/contribuer"};
    if (campaign.has_results())
        return {"Lire les résultats",
                "Le comité a choisi. Lisez les propositions retenues, et pour chacune la raison du choix.",
                "Voir les résultats", address_of_results(campaign.slug)};
    if (campaign.phases.empty())
        return {"Patienter", "Le calendrier de cette consultation n’est pas encore fixé.", "", ""};
    Phase const* const next = current_step(campaign, now);
    if (next != nullptr && !next->has_opened(now))
        return {"Patienter",
                fmt::format("La prochaine étape, «\u00a0{}\u00a0», ouvre le {}.", title_of(next->kind),
                            base::french_deadline(next->opens_at)),
                "", ""};
    return {"Suivre",
            "Le comité examine les propositions. Ses décisions seront publiées ici, avec leurs raisons.", "",
            ""};
}

std::vector<html::Figure> key_figures_of(CampaignFigures const& figures) {
    std::vector<html::Figure> shown{
        {base::french_number(figures.conservation.contributions),
         figures.conservation.contributions < 2 ? "contribution" : "contributions"},
        {base::french_number(figures.proposals), figures.proposals < 2 ? "proposition" : "propositions"},
        {base::french_number(figures.supports),
         figures.supports < 2 ? "soutien de collectivité" : "soutiens de collectivités"}};
    if (figures.selected > 0)
        shown.push_back({base::french_number(figures.selected),
                         figures.selected < 2 ? "proposition retenue" : "propositions retenues"});
    return shown;
}

std::string_view public_title_of(Outcome outcome) {
    return outcome == Outcome::pending ? "En cours d’examen" : title_of(outcome);
}

std::string conservation_line(Conservation const& counts) {
    return fmt::format("{} = {} en cours d’examen + {} + {} + {}",
                       base::french_count(counts.contributions, "contribution", "contributions"),
                       base::french_number(counts.pending),
                       base::french_count(counts.reoriented, "réorientée", "réorientées"),
                       base::french_count(counts.rejected, "rejetée", "rejetées"),
                       base::french_count(counts.grouped, "regroupée", "regroupées"));
}

std::vector<DecisionLine> decision_lines(db::Reader const& reader, base::Id<Campaign> campaign, int limit) {
    std::vector<DecisionLine> lines;
    for (RecentDecision const& decision : last_decisions(reader, campaign, limit)) {
        DecisionLine line{base::french_date(decision.decided_at),
                          decision.title,
                          address_of_contribution(decision.reference),
                          what_became(decision),
                          {}};
        if (decision.outcome == Outcome::grouped && !decision.target.empty())
            line.target = {decision.target, address_of_proposal(decision.target)};
        lines.push_back(std::move(line));
    }
    return lines;
}

http::Response campaigns_page(web::Visit& visit) {
    std::vector<CampaignCard> cards;
    auto const figures = every_campaign_figures(visit.reader());
    for (Campaign const& campaign : campaigns(visit.reader())) {
        auto const own = std::find_if(figures.begin(), figures.end(), [&](CampaignFigures const& one) {
            return one.campaign == campaign.id;
        });
        cards.push_back(card_of(campaign, own == figures.end() ? CampaignFigures{} : *own, visit.now));
        if (auto const boundary = campaign.next_boundary(visit.now)) visit.true_until(*boundary);
    }
    return web::page_of(visit,
                        {.title = "Consultations",
                         .section = std::string(section),
                         .breadcrumbs = {{"Accueil", "/"}, {"Consultations", ""}}},
                        [&](html::Out& out) { pages::campaign_list(out, cards); });
}

http::Response campaign_page(web::Visit& visit) {
    auto const campaign = campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    CampaignFigures const figures = campaign_figures(visit.reader(), campaign->id);
    CampaignView view;
    view.card = card_of(*campaign, figures, visit.now);
    view.description = html::markdown(campaign->description);
    view.steps = steps_of(*campaign, visit.now);
    view.act = act_now(*campaign, visit.now);
    view.figures = key_figures_of(figures);
    view.conservation = conservation_line(figures.conservation);
    view.counted_on = base::french_date_time(visit.now);
    if (campaign->has_results()) view.results_href = address_of_results(campaign->slug);
    for (Phase const& phase : campaign->phases)
        if (phase.version > 1)
            view.extensions.push_back(fmt::format("Étape «\u00a0{}\u00a0» prolongée jusqu’au {}\u00a0: {}",
                                                  title_of(phase.kind),
                                                  base::french_deadline(phase.closes_at), phase.reason));
    view.decisions = decision_lines(visit.reader(), campaign->id, decisions_shown);
    if (campaign->is_public())
        view.follow = follow_link(visit, "campagne:" + campaign->slug,
                                  fmt::format("campaign:{}", campaign->id.value), "cette consultation");
    return web::page_of(
        visit,
        {.title = campaign->title,
         .section = std::string(section),
         .breadcrumbs = {{"Accueil", "/"}, {"Consultations", std::string(section)}, {campaign->title, ""}},
         .description = campaign->pitch},
        [&](html::Out& out) { pages::campaign(out, view); });
}

http::Response results_page(web::Visit& visit) {
    auto const campaign = campaign_of_path(visit);
    if (!campaign || !campaign->has_results()) return web::not_found(visit);
    ResultsView view;
    view.campaign_slug = campaign->slug;
    view.campaign_title = campaign->title;
    view.published =
        fmt::format("Résultats publiés le {}", base::french_deadline(*campaign->results_published_at));
    std::size_t total = 0;
    for (PublishedChoice const& choice : published_choices(visit.reader(), campaign->id)) {
        ResultLine line{choice.reference, choice.title, address_of_proposal(choice.reference),
                        base::french_count(choice.supports, "soutien", "soutiens"), choice.reason};
        std::vector<ResultLine>& group = choice.choice == Choice::selected   ? view.selected
                                         : choice.choice == Choice::deferred ? view.deferred
                                                                             : view.not_selected;
        group.push_back(std::move(line));
        ++total;
    }
    view.summary = fmt::format(
        "Le comité a retenu {} sur {}.",
        base::french_count(static_cast<std::int64_t>(view.selected.size()), "proposition", "propositions"),
        total);
    return web::page_of(visit,
                        {.title = "Résultats – " + campaign->title,
                         .section = std::string(section),
                         .breadcrumbs = {{"Consultations", std::string(section)},
                                         {campaign->title, address_of_campaign(campaign->slug)},
                                         {"Résultats", ""}}},
                        [&](html::Out& out) { pages::results(out, view); });
}

}  // namespace consultation
