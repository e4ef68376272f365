#include "consultation/question_pages.hpp"

#include <fmt/format.h>

#include "base/french.hpp"
#include "consultation/bench_tools_views.hpp"
#include "consultation/contribution_lists.hpp"
#include "consultation/pages_question.hpp"
#include "consultation/question_actions.hpp"
#include "consultation/question_rows.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace consultation {
namespace {

http::Response shown(web::Visit& visit, base::Refusal const* refusal) {
    auto const read = contribution_by_reference(visit.reader(), visit.path("reference"));
    if (!read) return web::not_found(visit);
    Contribution const& one = read->contribution;
    people::Actor const& actor = visit.actor();
    bool const is_author_side = is_of_author_side(visit.reader(), one.id, actor.person);
    if (!is_author_side && !actor.is_operator && !actor.is_auditor) return web::not_found(visit);
    auto const questions = questions_on(visit.reader(), one.id);
    if (questions.empty()) return web::not_found(visit);
    Question const& last = questions.back();
    QuestionView view;
    view.title = fmt::format("{} – {}", one.reference, one.text.title);
    view.href = address_of_contribution(one.reference);
    view.action = address_of_question(one.reference);
    for (Question const& question : questions) {
        view.thread.push_back(
            {base::french_date_time(question.asked_at), "L’équipe de la consultation", question.text});
        for (Answer const& reply : question.answers)
            view.thread.push_back({base::french_date_time(reply.at),
                                   reply.by == actor.person ? "Vous"
                                   : reply.by == one.author ? "L’auteur de la contribution"
                                                            : "Un membre de sa structure",
                                   reply.text});
    }
    view.may_reply = is_author_side && last.stands();
    view.reply = forms::field("reponse", last.answered_at ? "Compléter votre réponse" : "Votre réponse",
                              refusal ? forms::text_of(visit.form(), "reponse") : std::string());
    if (!refusal && visit.request.query.get("fait") == "reponse")
        view.notice = "Réponse envoyée à l’équipe de la consultation. Vous serez prévenu de la décision.";
    else if (is_author_side && !last.stands())
        view.notice =
            "Une décision a été prise\u202f: la page de la contribution dit ce qu’elle est devenue.";
    if (actor.person == one.author && last.stands())
        view.edit_href = fmt::format("/mes-contributions/{}/modifier", one.id.value);
    view.hidden = refusal ? visit.form_fields_again() : visit.form_fields();
    if (refusal) forms::show_errors(view, *refusal, {&view.reply});
    return web::page_of(
        visit,
        {.title = "Question – " + view.title,
         .breadcrumbs = {{read->campaign_title, address_of_campaign(read->campaign_slug)},
                         {one.reference, view.href},
                         {"Question", ""}},
         .has_errors = refusal != nullptr},
        [&](html::Out& out) { pages::question(out, view); }, refusal ? web::status_of(refusal->code) : 200);
}

}  // namespace

http::Response question_page(web::Visit& visit) {
    return shown(visit, nullptr);
}

http::Response question_answered(web::Visit& visit) {
    auto const read = contribution_by_reference(visit.reader(), visit.path("reference"));
    if (!read) return web::not_found(visit);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const answered = answer(tx, visit.services.world, visit.actor(), read->contribution.id,
                                     forms::text_of(visit.form(), "reponse"));
        if (!answered.ok()) return answered.refusal();
        return address_of_question(read->contribution.reference) + "?fait=reponse";
    });
    if (next) return web::redirect(visit, *next);
    if (next.refusal().code == base::RefusalCode::not_found) return web::not_found(visit);
    if (!forms::is_about_form(next.refusal())) return web::refusal_page(visit, next.refusal());
    return shown(visit, &next.refusal());
}

}  // namespace consultation
