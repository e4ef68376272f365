// Several late requests under one reasoned decision.
#include <fmt/format.h>

#include <algorithm>

#include "base/crypto.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_texts.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/late_desk_pages.hpp"
#include "consultation/late_request_actions.hpp"
#include "consultation/late_request_views.hpp"
#include "consultation/page_forms.hpp"
#include "consultation/pages_late_several.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace consultation {
namespace {

constexpr std::size_t reason_shown_max = 240;

/// The requests of this campaign that the address or the form names and that wait, in its order; at most
/// late_at_once_max.
std::vector<ListedLateRequest> named_requests(web::Visit& visit, Campaign const& campaign,
                                              http::Pairs const& values) {
    std::vector<ListedLateRequest> found;
    for (std::string_view const typed : values.all("demande")) {
        auto const number = forms::positive_number(typed);
        if (!number || found.size() == late_at_once_max) continue;
        base::Id<LateRequest> const id(*number);
        bool const is_twice =
            std::ranges::any_of(found, [&](ListedLateRequest const& one) { return one.request.id == id; });
        if (is_twice) continue;
        auto one = listed_late_request(visit.reader(), id);
        if (one && one->campaign_slug == campaign.slug && one->request.state == LateState::waiting)
            found.push_back(std::move(*one));
    }
    return found;
}

/// What was typed once for all of them.
struct TypedDecisions {
    std::string verdict;
    std::string answer;
    bool accepts() const { return verdict == "accepter"; }
    /// Says which decision was tried on which requests: changed since, it is tried again before it is taken.
    std::string mark(std::vector<ListedLateRequest> const& requests) const {
        std::string text = verdict + "\n" + answer;
        for (ListedLateRequest const& one : requests) text += "\n" + std::to_string(one.request.id.value);
        return base::sha256_hex(text);
    }
};

LateSeveralView several_view(Campaign const& campaign, std::vector<ListedLateRequest> const& requests,
                             TypedDecisions const& typed) {
    LateSeveralView view;
    view.title = requests.size() == 1 ? std::string("Décider d’une demande tardive")
                                      : fmt::format("Décider de {} demandes tardives", requests.size());
    for (ListedLateRequest const& one : requests)
        view.lines.push_back(
            {std::to_string(one.request.id.value), what_is_late(one), late_decision_address(one.request.id),
             fmt::format("N°\u00a0{} · {} · {}, {}", one.request.id.value, act_after(one.request.phase),
                         one.body_name, delay_of(one.request)),
             base::shortened(base::tidied_line(one.request.reason).value_or(""), reason_shown_max)});
    view.action = late_queue_address(campaign.slug) + "/plusieurs";
    view.verdict = forms::field("verdict", "Décision");
    bool const is_one = requests.size() == 1;
    view.verdicts = html::chosen(
        {{"accepter",
          is_one ? "Accepter la prise en compte tardive" : "Accepter ces prises en compte tardives",
          {},
          false},
         {"refuser", "Refuser", {}, false}},
        typed.verdict);
    view.answer = forms::field(
        "answer", is_one ? "Motif de la décision" : "Motif, le même pour toutes", typed.answer,
        is_one ? "Envoyé à la personne. Public si vous acceptez\u00a0: n’y nommez personne."
               : "Envoyé à chaque personne. Public si vous acceptez\u00a0: n’y nommez personne.");
    view.button = "Voir ce qui sera fait";
    view.back_href = late_queue_address(campaign.slug);
    return view;
}

http::Response several_response(web::Visit& visit, Campaign const& campaign, LateSeveralView const& view,
                                int status) {
    web::PageHead head =
        desk_head(campaign, {std::string(late_queue_title), late_queue_address(campaign.slug)}, view.title);
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::late_several(out, view); }, status);
}

/// Takes the decision on one request; when only tried, nothing of it stays.
base::Result<base::Done> decide_one(web::Visit& visit, Settings const& settings, TypedDecisions const& typed,
                                    base::Id<LateRequest> id, bool is_only_tried) {
    bool would = false;
    auto const done = visit.write([&](db::Tx& tx) -> base::Result<base::Done> {
        would = false;
        auto decided = decide_late_request(tx, visit.services.world, settings, visit.actor(),
                                           {id, typed.accepts(), typed.answer});
        if (!decided.ok() || !is_only_tried) return decided;
        would = true;
        // A refusal takes everything back.
        return base::refuse(base::RefusalCode::conflict, "only tried");
    });
    if (would) return base::Done{};
    return done;
}

std::string refusal_words(base::Refusal const& refusal) {
    return refusal.advice.empty() ? refusal.message : refusal.message + " " + refusal.advice;
}

std::string fate_of(ListedLateRequest const& one, TypedDecisions const& typed) {
    if (!typed.accepts()) return "Sera refusée\u00a0: la personne en est prévenue avec ce motif.";
    return one.request.phase == PhaseKind::support
               ? "Sera acceptée\u00a0: le soutien compte à l’instant de la demande."
               : "Sera acceptée\u00a0: la contribution est publiée.";
}

/// What the decision would do to each, shown before it is taken.
http::Response tried_response(web::Visit& visit, Campaign const& campaign,
                              std::vector<ListedLateRequest> const& requests, TypedDecisions const& typed) {
    Settings const settings = forms::settings_of(visit);
    LateSeveralView view = several_view(campaign, requests, typed);
    std::size_t possible = 0;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        auto const tried = decide_one(visit, settings, typed, requests[i].request.id, true);
        if (tried.ok()) {
            ++possible;
            view.lines[i].fate = fate_of(requests[i], typed);
        } else {
            view.lines[i].refusal = refusal_words(tried.refusal());
        }
    }
    auto const count = static_cast<std::int64_t>(possible);
    view.summary =
        base::french_count(count, typed.accepts() ? "demande sera acceptée" : "demande sera refusée",
                           typed.accepts() ? "demandes seront acceptées" : "demandes seront refusées");
    if (possible < requests.size())
        view.summary += fmt::format(
            ", {} en attente",
            base::french_count(static_cast<std::int64_t>(requests.size() - possible), "reste", "restent"));
    view.summary += ". Rien n’est encore enregistré.";
    if (possible > 0) {
        view.tried = typed.mark(requests);
        view.button = count == 1 ? std::string("Enregistrer la décision")
                                 : fmt::format("Enregistrer {} décisions", count);
    }
    view.hidden = visit.form_fields();
    return several_response(visit, campaign, view, 200);
}

}  // namespace

http::Response late_several_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    std::string const queue = late_queue_address(campaign->slug);
    auto const requests = named_requests(visit, *campaign, visit.request.query);
    if (requests.empty()) return web::redirect(visit, queue + "?fait=aucune");
    LateSeveralView view = several_view(*campaign, requests, {});
    view.hidden = visit.form_fields();
    return several_response(visit, *campaign, view, 200);
}

http::Response late_several_sent(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    std::string const queue = late_queue_address(campaign->slug);
    auto const requests = named_requests(visit, *campaign, visit.form());
    // Sent again once all are decided: the queue says where they are.
    if (requests.empty()) return web::redirect(visit, queue);
    TypedDecisions const typed{forms::line_of(visit.form(), "verdict"),
                               base::tidied_line(forms::text_of(visit.form(), "answer")).value_or("")};
    base::FormErrors errors;
    if (typed.verdict != "accepter" && typed.verdict != "refuser")
        errors.add("verdict", "Dites si vous acceptez ou refusez.");
    std::size_t const length = base::length_in_characters(typed.answer);
    if (length < late_answer_min || length > late_answer_max)
        errors.add("answer", fmt::format("Motivez la décision, en {} à {} caractères.", late_answer_min,
                                         late_answer_max));
    if (!errors.none()) {
        base::Refusal const refusal = std::move(errors).refusal();
        LateSeveralView view = several_view(*campaign, requests, typed);
        view.hidden = visit.form_fields_again();
        forms::show_errors(view, refusal, {&view.verdict, &view.answer});
        return several_response(visit, *campaign, view, web::status_of(refusal.code));
    }
    if (visit.form().get("tried") != typed.mark(requests))
        return tried_response(visit, *campaign, requests, typed);
    // One transaction a request: what one of them meets does not hold the others.
    Settings const settings = forms::settings_of(visit);
    std::vector<ListedLateRequest> left;
    std::vector<std::string> why;
    std::size_t decided = 0;
    for (ListedLateRequest const& one : requests) {
        auto const done = decide_one(visit, settings, typed, one.request.id, false);
        if (done.ok()) {
            ++decided;
            continue;
        }
        // Decided meanwhile, by a colleague or by the same form sent twice: it waits no more.
        auto const present = listed_late_request(visit.reader(), one.request.id);
        if (!present || present->request.state != LateState::waiting) continue;
        left.push_back(one);
        why.push_back(refusal_words(done.refusal()));
    }
    if (left.empty())
        return web::redirect(
            visit, queue + (decided == 0 ? std::string("?fait=deja") : fmt::format("?fait={}", decided)));
    LateSeveralView view = several_view(*campaign, left, typed);
    for (std::size_t i = 0; i < left.size(); ++i) view.lines[i].refusal = why[i];
    if (decided > 0)
        view.notice =
            fmt::format("{}. Ce qui suit reste en attente.",
                        base::french_count(static_cast<std::int64_t>(decided), "décision est enregistrée",
                                           "décisions sont enregistrées"));
    else
        view.notice = "Aucune décision n’est enregistrée.";
    view.hidden = visit.form_fields();
    return several_response(visit, *campaign, view, 409);
}

}  // namespace consultation
