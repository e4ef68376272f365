#include "consultation/review_pages.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_texts.hpp"
#include "consultation/desk_rows.hpp"
#include "consultation/pages_review_answer.hpp"
#include "consultation/pages_review_queue.hpp"
#include "consultation/review_actions.hpp"
#include "consultation/review_rows.hpp"
#include "consultation/review_views.hpp"
#include "consultation/triage_choice.hpp"
#include "territories/in_sentence.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"
#include "web/list_response.hpp"

namespace consultation {
namespace {

html::TagColour colour_of(ReviewState state) {
    switch (state) {
        case ReviewState::waiting:
            return html::TagColour::yellow;
        case ReviewState::maintained:
            return html::TagColour::blue;
        case ReviewState::replaced:
            return html::TagColour::green;
        case ReviewState::lapsed:
            return html::TagColour::grey;
    }
    base::fail("an unknown state of a review request");
}

/// "waiting" is the queue's first page; the words stand in its address.
struct NamedState {
    std::string_view word;
    std::string_view label;
    std::optional<ReviewState> state;
};
constexpr NamedState named_states[] = {{"", "En attente", ReviewState::waiting},
                                       {"maintenues", "Décisions maintenues", ReviewState::maintained},
                                       {"remplacees", "Décisions remplacées", ReviewState::replaced},
                                       {"sans-objet", "Sans objet", ReviewState::lapsed},
                                       {"toutes", "Toutes", std::nullopt}};

std::string what_became(ReviewRequest const& request) {
    std::string const asked = fmt::format("Réexamen demandé le {}", base::french_date(request.requested_at));
    if (request.state == ReviewState::waiting) return asked + ". La réponse sera publiée ici.";
    std::string const when = base::french_date(*request.answered_at);
    switch (request.state) {
        case ReviewState::maintained:
            return fmt::format("{}, réponse le {}\u00a0: la décision est maintenue.", asked, when);
        case ReviewState::replaced:
            return fmt::format("{}, réponse le {}\u00a0: une nouvelle décision est prise.", asked, when);
        default:
            return fmt::format("{}, sans objet depuis le {}\u00a0: une autre décision a remplacé celle-ci.",
                               asked, when);
    }
}

std::string request_address(std::string const& reference) {
    return address_of_contribution(reference) + "/reexamen";
}

ConfirmActView request_view(ContributionRead const& read, Campaign const& campaign, std::string reason) {
    ConfirmActView view;
    view.title = "Demander un réexamen";
    Decision const& standing = read.history.back();
    view.sentences = {
        fmt::format("Contribution {} «\u00a0{}\u00a0», {} le {}.", read.contribution.reference,
                    read.contribution.text.title,
                    standing.outcome == Outcome::grouped      ? "regroupée"
                    : standing.outcome == Outcome::reoriented ? "réorientée"
                                                              : "rejetée",
                    base::french_date(standing.decided_at)),
        fmt::format("Motif de la décision\u00a0: {}", standing.reason),
        fmt::format(
            "Vous pouvez demander un réexamen une fois, jusqu’au {}. Il est fait par un autre membre de "
            "l’équipe que celui qui a décidé, si l’équipe en compte plusieurs. Sa réponse est "
            "publiée sur la page de la contribution et vous est envoyée.",
            base::french_deadline(campaign.review_until(standing.decided_at)))};
    view.reason =
        forms::field("reason", "Pourquoi la décision doit-elle être revue\u202f?", std::move(reason),
                     "Votre demande n’est pas publiée\u00a0: l’équipe et l’auteur la lisent.");
    view.reason_rows = 6;
    view.reason_characters_max = static_cast<int>(review_reason_max);
    view.action = request_address(read.contribution.reference);
    view.button = "Envoyer ma demande";
    view.back_href = address_of_contribution(read.contribution.reference);
    view.back_label = "Ne rien demander";
    return view;
}

std::vector<html::Link> request_trail(ContributionRead const& read) {
    std::string const& reference = read.contribution.reference;
    return {{read.campaign_title, address_of_campaign(read.campaign_slug)},
            {reference, address_of_contribution(reference)},
            {"Demander un réexamen", ""}};
}

/// The contribution of the address when something is decided on it.
std::optional<ContributionRead> decided_of_path(web::Visit& visit) {
    auto read = contribution_by_reference(visit.reader(), visit.path("reference"));
    if (!read || read->history.empty() || read->history.back().outcome == Outcome::pending)
        return std::nullopt;
    return read;
}

web::PageHead operator_head(std::string title) {
    web::PageHead head;
    head.title = title;
    head.breadcrumbs = {{"Espace opérateur", "/operateur"}};
    if (title != "Réexamens demandés")
        head.breadcrumbs.push_back({"Réexamens demandés", std::string(reviews_address)});
    head.breadcrumbs.push_back({std::move(title), ""});
    return head;
}

struct AskedReview {
    ListedReview listed;
    ContributionRead read;
    Campaign campaign;
    Choices offered;
};

std::optional<AskedReview> review_of_path(web::Visit& visit) {
    auto const id = forms::positive_number(visit.path("id"));
    auto listed = id ? review_by_id(visit.reader(), base::Id<ReviewRequest>(*id)) : std::nullopt;
    auto read = listed ? contribution_by_reference(visit.reader(), listed->reference) : std::nullopt;
    if (!read) return std::nullopt;
    auto campaign = campaign_by_id(visit.reader(), read->contribution.campaign);
    base::check(campaign.has_value(), "a contribution without its campaign");
    Choices offered = choices(visit.reader(), campaign->id);
    return AskedReview{std::move(*listed), std::move(*read), std::move(*campaign), std::move(offered)};
}

std::string answer_address(AskedReview const& asked) {
    return fmt::format("{}/{}", reviews_address, asked.listed.request.id.value);
}

ReviewAnswerView answer_view(web::Visit& visit, AskedReview const& asked, std::string reason,
                             TypedDecision const& typed) {
    ReviewRequest const& request = asked.listed.request;
    ReviewAnswerView view;
    view.reference = asked.listed.reference;
    view.title = asked.listed.title;
    view.href = address_of_contribution(view.reference);
    view.tag = title_of(request.state);
    view.colour = colour_of(request.state);
    view.asked = fmt::format("Demandé le {} {}, pour {}.", base::french_date_time(request.requested_at),
                             request.person == asked.read.contribution.author
                                 ? "par l’auteur de la contribution"
                                 : "par un membre vérifié de la même structure",
                             territories::in_sentence(asked.listed.body_name));
    view.reason = paragraphs(request.reason);
    view.problem = paragraphs(asked.read.contribution.text.problem);
    auto const contested = std::ranges::find(asked.read.history, request.decision, &Decision::id);
    base::check(contested != asked.read.history.end(), "a review of a decision of this contribution");
    view.decision = {{"Décision", std::string(title_of(contested->outcome)), {}, {}},
                     {"Prise le", base::french_date_time(contested->decided_at), {}, {}},
                     {"Motif", contested->reason, {}, {}}};
    if (request.state != ReviewState::waiting) {
        view.answered = what_became(request);
        view.answer = paragraphs(request.answer);
        return view;
    }
    if (!visit.is_operator())
        view.cannot = "La réponse est donnée par l’équipe de l’opérateur.";
    else if (must_leave_to_another(visit.reader(), visit.actor(), request.decision))
        view.cannot =
            "Vous avez pris la décision contestée\u00a0: le réexamen revient à un autre membre de l’équipe.";
    view.maintain_reason = forms::field("reason", "Pourquoi la décision est maintenue", std::move(reason),
                                        "Public, et envoyé à l’auteur.");
    view.maintain_action = answer_address(asked) + "/maintenir";
    view.forms = decision_forms(
        typed, asked.offered,
        view.cannot.empty()
            ? DecisionOffers{changeable_proposals(visit.reader(), asked.campaign.id), {}, {}, {}}
            : DecisionOffers{},
        answer_address(asked) + "/remplacer", "cette contribution");
    view.forms.may_reopen = true;
    return view;
}

http::Response answer_page(web::Visit& visit, ReviewAnswerView const& view, int status) {
    web::PageHead head = operator_head(view.reference);
    head.title = "Réexamen de " + view.reference;
    head.has_errors = !view.errors.empty() || !view.forms.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::review_answer(out, view); }, status);
}

/// Runs the answer; leads back to the queue.
base::Result<std::string> answered(web::Visit& visit, AskedReview const& asked, std::string const& answer,
                                   std::optional<OutcomeChoice> const& new_outcome) {
    Settings const settings = forms::settings_of(visit);
    AnswerReview const command{asked.listed.request.id, answer, new_outcome};
    return visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const done = answer_review(tx, visit.services.world, settings, visit.actor(), command);
        if (!done.ok()) return done.refusal();
        return std::string(reviews_address) + "?fait=repondu";
    });
}

}  // namespace

void show_reviews(web::Visit& visit, Campaign const& campaign, ContributionRead const& read,
                  ContributionView& view) {
    if (read.history.empty()) return;
    Decision const& standing = read.history.back();
    bool is_asked = false;
    for (ReviewRequest const& request : reviews_of(visit.reader(), read.contribution.id)) {
        if (request.decision == standing.id) is_asked = true;
        view.reviews.push_back({what_became(request), paragraphs(request.answer)});
    }
    base::Instant const until = campaign.review_until(standing.decided_at);
    if (is_asked || standing.outcome == Outcome::pending || visit.now >= until) return;
    visit.true_until(until);
    view.review_href = request_address(read.contribution.reference);
    view.review_until = base::french_deadline(until);
}

http::Response review_request_page(web::Visit& visit) {
    auto const read = decided_of_path(visit);
    if (!read) return web::not_found(visit);
    // Asked once: the contribution's page says so, and what was answered.
    for (ReviewRequest const& request : reviews_of(visit.reader(), read->contribution.id))
        if (request.decision == read->history.back().id)
            return web::redirect(visit, address_of_contribution(read->contribution.reference));
    if (auto const allowed = may_request_review(visit.reader(), visit.actor(), read->contribution);
        !allowed.ok())
        return web::refusal_page(visit, allowed.refusal());
    auto const campaign = campaign_by_id(visit.reader(), read->contribution.campaign);
    ConfirmActView view = request_view(*read, *campaign, {});
    view.hidden = visit.form_fields();
    // The decision that was read is the one that is contested.
    view.hidden.push_back({"decision", std::to_string(read->history.back().id.value)});
    return forms::confirm_page(visit, view, request_trail(*read));
}

http::Response review_request_sent(web::Visit& visit) {
    auto const read = decided_of_path(visit);
    if (!read) return web::not_found(visit);
    std::string const reason = forms::text_of(visit.form(), "reason");
    Settings const settings = forms::settings_of(visit);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const asked = request_review(
            tx, visit.services.world, settings, visit.actor(),
            {read->contribution.id, web::id_of<Decision>(visit.form().get("decision")), reason});
        if (!asked.ok()) return asked.refusal();
        return address_of_contribution(read->contribution.reference) + "?fait=reexamen";
    });
    if (next) return web::redirect(visit, *next);
    if (!forms::is_about_form(next.refusal())) return web::refusal_page(visit, next.refusal());
    auto const campaign = campaign_by_id(visit.reader(), read->contribution.campaign);
    ConfirmActView view = request_view(*read, *campaign, reason);
    view.hidden = visit.form_fields_again();
    view.hidden.push_back({"decision", std::to_string(read->history.back().id.value)});
    forms::show_errors(view, next.refusal(), {&view.reason});
    return forms::confirm_page(visit, view, request_trail(*read), web::status_of(next.refusal().code));
}

http::Response review_list_file(web::Visit& visit) {
    using documents::ColumnType;
    std::string_view const word = visit.request.query.get("etat");
    auto const chosen = std::ranges::find(named_states, word, &NamedState::word);
    if (chosen == std::end(named_states)) return web::not_found(visit);
    return web::list_response(
        visit,
        {"reexamens",
         "Réexamens",
         {},
         std::string(reviews_address),
         {{"consultation", "Consultation", ColumnType::text, 30},
          {"contribution", "Contribution", ColumnType::text, 14},
          {"titre", "Titre", ColumnType::text, 40},
          {"collectivite", "Collectivité ou organisme", ColumnType::text, 30},
          {"demande_le", "Demandé le", ColumnType::moment, 17},
          {"raison", "Raison", ColumnType::text, 60},
          {"etat", "État", ColumnType::text, 14},
          {"repondu_le", "Répondu le", ColumnType::moment, 17},
          {"reponse", "Réponse", ColumnType::text, 60}}},
        [&](web::PutRow const& put) {
            each_listed([&](int page) { return reviews_page(visit.reader(), chosen->state, page); },
                        [&](ListedReview const& one) {
                            documents::SheetCell answered;
                            if (one.request.answered_at) answered = *one.request.answered_at;
                            put({one.campaign_title, one.reference, one.title, one.body_name,
                                 one.request.requested_at, one.request.reason,
                                 std::string(title_of(one.request.state)), answered, one.request.answer});
                        });
        });
}

http::Response review_queue_page(web::Visit& visit) {
    auto const page = forms::asked_page(visit.request.query);
    if (!page) return web::not_found(visit);
    std::string_view const word = visit.request.query.get("etat");
    auto const chosen = std::ranges::find(named_states, word, &NamedState::word);
    if (chosen == std::end(named_states)) return web::not_found(visit);
    Listed<ListedReview> const listed = reviews_page(visit.reader(), chosen->state, *page);
    if (*page > listed.pages()) return web::not_found(visit);
    ReviewQueueView view;
    if (visit.request.query.get("fait") == "repondu")
        view.notice = "Votre réponse est publiée. L’auteur est prévenu par e-mail.";
    for (NamedState const& one : named_states)
        view.states.push_back({std::string(one.label),
                               one.word == word ? std::string()
                                                : std::string(reviews_address) +
                                                      forms::query_of({{"etat", std::string(one.word)}})});
    view.count = base::french_count(listed.total, "demande", "demandes");
    for (ListedReview const& one : listed.items)
        view.items.push_back({one.title, fmt::format("{}/{}", reviews_address, one.request.id.value),
                              fmt::format("{} · {} · {}", one.reference, one.body_name, one.campaign_title),
                              fmt::format("Demandé le {}, {}", base::french_date(one.request.requested_at),
                                          base::french_distance(one.request.requested_at, visit.now)),
                              std::string(title_of(one.request.state)), colour_of(one.request.state)});
    std::string const query = forms::query_of({{"etat", std::string(word)}});
    view.pages = {*page, listed.pages(),
                  std::string(reviews_address) + (query.empty() ? "?page=" : query + "&page=")};
    view.files = web::list_links(std::string(reviews_address), query);
    return web::page_of(visit, operator_head("Réexamens demandés"),
                        [&](html::Out& out) { pages::review_queue(out, view); });
}

http::Response review_answer_page(web::Visit& visit) {
    auto const asked = review_of_path(visit);
    if (!asked) return web::not_found(visit);
    ReviewAnswerView view = answer_view(visit, *asked, {}, {});
    view.hidden = visit.form_fields();
    view.forms.hidden = view.hidden;
    return answer_page(visit, view, 200);
}

http::Response review_maintain_sent(web::Visit& visit) {
    auto const asked = review_of_path(visit);
    if (!asked) return web::not_found(visit);
    std::string const answer = forms::text_of(visit.form(), "reason");
    auto const next = answered(visit, *asked, answer, std::nullopt);
    if (next) return web::redirect(visit, *next);
    if (!forms::is_about_form(next.refusal())) return web::refusal_page(visit, next.refusal());
    ReviewAnswerView view = answer_view(visit, *asked, answer, {});
    view.hidden = visit.form_fields_again();
    view.forms.hidden = view.hidden;
    forms::show_errors(view, next.refusal(), {&view.maintain_reason});
    return answer_page(visit, view, web::status_of(next.refusal().code));
}

http::Response review_replace_sent(web::Visit& visit) {
    auto const asked = review_of_path(visit);
    if (!asked) return web::not_found(visit);
    TypedDecision const typed = TypedDecision::from(visit.form());
    auto const again = [&](base::Refusal const& refusal) {
        if (!forms::is_about_form(refusal)) return web::refusal_page(visit, refusal);
        ReviewAnswerView view = answer_view(visit, *asked, {}, typed);
        view.hidden = visit.form_fields_again();
        view.forms.hidden = view.hidden;
        show_decision_errors(view.forms, refusal);
        view.errors = view.forms.errors;
        return answer_page(visit, view, web::status_of(refusal.code));
    };
    auto const decision = read_decision(visit.reader(), asked->campaign.id, typed, asked->offered);
    if (!decision.ok()) return again(decision.refusal());
    auto const next = answered(visit, *asked, typed.reason, decision->choice);
    return next ? web::redirect(visit, *next) : again(next.refusal());
}

}  // namespace consultation
