#include "consultation/late_desk_pages.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/csv.hpp"
#include "base/french.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/contribution_texts.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/late_request_actions.hpp"
#include "consultation/late_request_pages.hpp"
#include "consultation/late_request_rows.hpp"
#include "consultation/pages_late_list.hpp"
#include "consultation/pages_late_request.hpp"
#include "people/quality.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace consultation {

std::string late_queue_address(std::string_view slug) {
    return fmt::format("{}/{}/demandes-tardives", desks_address, slug);
}
std::string late_decision_address(base::Id<LateRequest> id) {
    return fmt::format("/operateur/demandes-tardives/{}", id.value);
}

std::string what_is_late(ListedLateRequest const& one) {
    if (one.request.phase == PhaseKind::collect || one.proposals == 1)
        return one.title.empty() ? std::string("Sans titre") : one.title;
    return fmt::format("Soutenir {} propositions", one.proposals);
}

/// "1 heure 20 après la clôture" would be too fine: minutes, hours or days.
std::string delay_of(LateRequest const& request) {
    std::int64_t const minutes = (request.filed_at.us - request.closed_at.us) / 60'000'000;
    if (minutes < 1) return "moins d’une minute après la clôture";
    if (minutes < 120) return base::french_count(minutes, "minute", "minutes") + " après la clôture";
    if (minutes < 48 * 60) return base::french_count(minutes / 60, "heure", "heures") + " après la clôture";
    return base::french_count(minutes / (24 * 60), "jour", "jours") + " après la clôture";
}

namespace {

/// The words of the addresses; the queue opens on what waits.
struct NamedState {
    std::string_view word;
    std::string_view label;
    std::optional<LateState> state;
};
constexpr NamedState named_states[] = {
    {"", "En attente", LateState::waiting},         {"acceptees", "Acceptées", LateState::accepted},
    {"refusees", "Refusées", LateState::refused},   {"sans-objet", "Sans objet", LateState::lapsed},
    {"retirees", "Retirées", LateState::withdrawn}, {"toutes", "Toutes", std::nullopt}};
struct NamedPhase {
    std::string_view word;
    std::string_view label;
    std::optional<PhaseKind> phase;
};
constexpr NamedPhase named_phases[] = {{"", "Tous", std::nullopt},
                                       {"contributions", "Contributions", PhaseKind::collect},
                                       {"soutiens", "Soutiens", PhaseKind::support}};

/// What the address asks for; nothing for words that we do not use.
struct Asked {
    NamedState const* state;
    NamedPhase const* phase;
    LateFilter filter;
    std::string query() const { return query_with(state->word, phase->word); }
    static std::string query_with(std::string_view state_word, std::string_view phase_word) {
        return forms::query_of({{"etat", std::string(state_word)}, {"acte", std::string(phase_word)}});
    }
};
std::optional<Asked> asked_of(http::Pairs const& query, Campaign const& campaign) {
    auto const state = std::ranges::find(named_states, query.get("etat"), &NamedState::word);
    auto const phase = std::ranges::find(named_phases, query.get("acte"), &NamedPhase::word);
    if (state == std::end(named_states) || phase == std::end(named_phases)) return std::nullopt;
    Asked asked{state, phase, {}};
    asked.filter.campaign = campaign.id;
    asked.filter.state = state->state;
    asked.filter.phase = phase->phase;
    return asked;
}

std::string profile_of(ListedLateRequest const& one) {
    auto const quality = people::quality_from(one.quality);
    return quality ? people::public_description(*quality, one.function) : std::string();
}

http::Response queue_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    auto const page = forms::asked_page(visit.request.query);
    auto const asked = campaign ? asked_of(visit.request.query, *campaign) : std::nullopt;
    if (!asked || !page) return web::not_found(visit);
    auto const listed = late_requests_page(visit.reader(), asked->filter, *page);
    if (*page > listed.pages()) return web::not_found(visit);
    std::string const address = late_queue_address(campaign->slug);
    LateListView view;
    view.title = late_queue_title;
    view.desks = desk_links(*campaign, Desks::closing);
    // The queue stands under the closing day: its bench is a way back, in its usual place.
    for (html::Link& desk : view.desks)
        if (desk.href.empty()) desk.href = desk_address(*campaign) + "/cloture";
    if (visit.request.query.get("fait") == "decidee")
        view.notice = "La décision est enregistrée. La personne est prévenue par e-mail.";
    if (auto const decided = forms::positive_number(visit.request.query.get("fait"));
        decided && *decided <= static_cast<std::int64_t>(late_at_once_max))
        view.notice = fmt::format(
            "{}. Chaque personne est prévenue par e-mail.",
            base::french_count(*decided, "décision est enregistrée", "décisions sont enregistrées"));
    if (visit.request.query.get("fait") == "aucune") view.notice = "Cochez au moins une demande.";
    if (visit.request.query.get("fait") == "deja") view.notice = "Ces demandes étaient déjà décidées.";
    view.lead = campaign->late_request_days == 0
                    ? std::string("Les règles de cette consultation n’admettent pas de demande tardive.")
                    : fmt::format(
                          "Selon les règles de la consultation, une demande se fait dans les {} qui suivent "
                          "la clôture. Chacune reçoit une décision motivée.",
                          base::french_count(campaign->late_request_days, "jour", "jours"));
    for (NamedState const& one : named_states)
        view.states.push_back(
            {std::string(one.label), &one == asked->state
                                         ? std::string()
                                         : address + Asked::query_with(one.word, asked->phase->word)});
    for (NamedPhase const& one : named_phases)
        view.phases.push_back(
            {std::string(one.label), &one == asked->phase
                                         ? std::string()
                                         : address + Asked::query_with(asked->state->word, one.word)});
    view.count = base::french_count(listed.total, "demande", "demandes");
    for (ListedLateRequest const& one : listed.items)
        view.items.push_back(
            {what_is_late(one), late_decision_address(one.request.id),
             fmt::format("N°\u00a0{} · {} · {}, {}", one.request.id.value, act_after(one.request.phase),
                         one.body_name, delay_of(one.request)),
             fmt::format("Demandé le {}, {}", base::french_date_time(one.request.filed_at),
                         base::french_distance(one.request.filed_at, visit.now)),
             std::string(title_of(one.request.state)), colour_of(one.request.state),
             one.request.state == LateState::waiting ? std::to_string(one.request.id.value) : std::string()});
    if (visit.is_operator() && asked->filter.state == LateState::waiting)
        view.several_action = address + "/plusieurs";
    view.empty = "Aucune demande ne répond à ce choix. Choisissez « Toutes » pour revoir les autres.";
    std::string const query = asked->query();
    view.pages = {*page, listed.pages(), address + (query.empty() ? "?page=" : query + "&page=")};
    view.csv_href = address + ".csv" + query;
    return web::page_of(visit, desk_head(*campaign, std::string(late_queue_title)),
                        [&](html::Out& out) { pages::late_list(out, view); });
}

/// Without the explanation: a file travels, and what a person wrote to the team stays with the team.
http::Response queue_csv(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    auto const asked = campaign ? asked_of(visit.request.query, *campaign) : std::nullopt;
    if (!asked) return web::not_found(visit);
    http::Response response;
    response.content_type = "text/csv; charset=utf-8";
    response.header("Content-Disposition", "attachment; filename=\"demandes-tardives.csv\"");
    response.body = base::csv_byte_order_mark;
    response.body += base::csv_row({"numero", "acte", "structure", "objet", "cloture", "demande_le", "etat",
                                    "decide_le", "motif", "reference"});
    each_late_request(visit.reader(), asked->filter, [&](ListedLateRequest const& one) {
        LateRequest const& request = one.request;
        std::string const number = std::to_string(request.id.value);
        std::string const what = what_is_late(one);
        std::string const closed = base::iso8601(request.closed_at);
        std::string const filed = base::iso8601(request.filed_at);
        std::string const decided = request.decided_at ? base::iso8601(*request.decided_at) : std::string();
        response.body +=
            base::csv_row({number, act_after(request.phase), one.body_name, what, closed, filed,
                           title_of(request.state), decided, request.answer, one.contribution_reference});
    });
    return response;
}

std::optional<ListedLateRequest> request_of_path(web::Visit& visit) {
    auto const id = forms::positive_number(visit.path("id"));
    return id ? listed_late_request(visit.reader(), base::Id<LateRequest>(*id)) : std::nullopt;
}

std::string affiliation_words(std::string_view state) {
    if (state == "verified") return "vérifié";
    if (state == "pending") return "en cours de vérification";
    if (state == "refused") return "refusé";
    return "terminé";
}

std::string how_it_counts(LateRequest const& request) {
    return request.phase == PhaseKind::support
               ? "Accepter fait compter le soutien à l’instant de la demande. La liste des soutiens dit "
                 "publiquement qu’il est pris en compte tardivement, quand et pourquoi."
               : "Accepter publie la contribution maintenant. Sa page dit publiquement qu’elle est prise en "
                 "compte tardivement, quand et pourquoi.";
}

LateRequestView decision_view(web::Visit& visit, ListedLateRequest const& one, std::string_view verdict,
                              std::string answer) {
    LateRequest const& request = one.request;
    LateRequestView view;
    view.caption = one.campaign_title;
    view.title = fmt::format("Demande tardive n°\u00a0{}", request.id.value);
    view.tag = title_of(request.state);
    view.colour = colour_of(request.state);
    view.rows = rows_of_late_request(request, one.body_name, profile_of(one));
    view.rows.push_back({"Rattachement", affiliation_words(one.affiliation_state), {}, {}});
    view.rows.push_back({"Retard", delay_of(request), {}, {}});
    view.items_title = "Ce que la personne voulait faire";
    if (request.phase == PhaseKind::support)
        for (ProposalName const& proposal : proposals_asked_for(visit.reader(), request.id))
            view.items.push_back(
                {"Soutenir\u00a0: " + proposal.title, address_of_proposal(proposal.reference)});
    if (request.phase == PhaseKind::collect) {
        view.items.push_back({"Publier\u00a0: " + what_is_late(one),
                              one.contribution_reference.empty()
                                  ? std::string()
                                  : address_of_contribution(one.contribution_reference)});
        if (auto const draft = contribution_by_id(visit.reader(), request.contribution))
            view.problem = paragraphs(draft->text.problem);
    }
    view.reason = paragraphs(request.reason);
    if (request.state != LateState::waiting) {
        view.next = request.state == LateState::accepted
                        ? "L’acte est pris en compte, avec cette mention publique."
                    : request.state == LateState::refused ? "L’acte n’est pas pris en compte."
                    : request.state == LateState::lapsed
                        ? "La phase a été prolongée depuis\u00a0: la personne peut agir elle-même."
                        : "La personne a retiré sa demande.";
        return view;
    }
    view.next = how_it_counts(request);
    if (!visit.is_operator()) return view;
    if (request.person == visit.actor().person) {
        view.cannot = "Cette demande est la vôtre\u00a0: sa décision revient à un autre membre de l’équipe.";
        return view;
    }
    if (request.phase == PhaseKind::support && one.affiliation_state == "pending")
        view.act = {"Vérifier d’abord le rattachement", "/operateur/rattachements"};
    view.action = late_decision_address(request.id);
    view.verdict = forms::field("verdict", "Décision");
    view.verdicts = html::chosen(
        {{"accepter", "Accepter la prise en compte tardive", {}, false}, {"refuser", "Refuser", {}, false}},
        verdict);
    view.answer = forms::field("answer", "Motif de la décision", std::move(answer),
                               "Envoyé à la personne. Public si vous acceptez\u00a0: n’y nommez personne.");
    return view;
}

http::Response decision_response(web::Visit& visit, ListedLateRequest const& one, LateRequestView const& view,
                                 int status) {
    auto const campaign = campaign_by_slug(visit.reader(), one.campaign_slug);
    base::check(campaign.has_value(), "a request without its campaign");
    web::PageHead head =
        desk_head(*campaign, {std::string(late_queue_title), late_queue_address(campaign->slug)}, view.title);
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::late_request(out, view); }, status);
}

http::Response decision_page(web::Visit& visit) {
    auto const one = request_of_path(visit);
    if (!one) return web::not_found(visit);
    LateRequestView view = decision_view(visit, *one, {}, {});
    if (!view.action.empty()) view.hidden = visit.form_fields();
    return decision_response(visit, *one, view, 200);
}

http::Response decision_sent(web::Visit& visit) {
    auto const one = request_of_path(visit);
    if (!one) return web::not_found(visit);
    std::string const verdict = forms::line_of(visit.form(), "verdict");
    DecideLateRequest const command{one->request.id, verdict == "accepter",
                                    forms::text_of(visit.form(), "answer")};
    auto const again = [&](base::Refusal const& refusal) {
        if (!forms::is_about_form(refusal)) return web::refusal_page(visit, refusal);
        LateRequestView view = decision_view(visit, *one, verdict, command.answer);
        if (!view.action.empty()) view.hidden = visit.form_fields_again();
        forms::show_errors(view, refusal, {&view.verdict, &view.answer});
        return decision_response(visit, *one, view, web::status_of(refusal.code));
    };
    if (verdict != "accepter" && verdict != "refuser")
        return again(base::refuse_field("verdict", "Dites si vous acceptez ou refusez."));
    Settings const settings = forms::settings_of(visit);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const done = decide_late_request(tx, visit.services.world, settings, visit.actor(), command);
        if (!done.ok()) return done.refusal();
        return late_queue_address(one->campaign_slug) + "?fait=decidee";
    });
    return next ? web::redirect(visit, *next) : again(next.refusal());
}

}  // namespace

web::Routes late_desk_routes() {
    using enum http::Method;
    using enum web::Policy;
    std::string const queue = "/operateur/campagnes/{campaign}/demandes-tardives";
    std::string const one = "/operateur/demandes-tardives/{id}";
    return {
        {get, queue, overseer, queue_page, {}},
        {get, queue + ".csv", overseer, queue_csv, {}},
        {get, queue + "/plusieurs", operator_, late_several_page, {}},
        {post, queue + "/plusieurs", operator_, late_several_sent, {}},
        {get, one, overseer, decision_page, {}},
        {post, one, operator_, decision_sent, {}},
    };
}

}  // namespace consultation
