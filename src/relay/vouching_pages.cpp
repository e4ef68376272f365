// The queue of affiliations of one département, and the prefecture's word on one of them.
#include <fmt/format.h>

#include "account/waiting_words.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "people/affiliation_rows.hpp"
#include "relay/pages.hpp"
#include "relay/pages_vouch.hpp"
#include "relay/pages_waiting.hpp"
#include "relay/views.hpp"
#include "relay/vouching_actions.hpp"
#include "territories/contacts.hpp"
#include "territories/several_departments.hpp"
#include "web/forms.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace relay {
namespace {

using people::AffiliationLine;
using people::AffiliationState;

people::WaitingFilter filter_of(Scope const& scope, http::Pairs const& query) {
    people::WaitingFilter filter;
    filter.department_code = scope.code;
    filter.text = web::line_of(query, "q");
    return filter;
}

std::string vouch_address(Scope const& scope, base::Id<people::Affiliation> id) {
    return scope.address("/rattachements/" + std::to_string(id.value));
}

/// The affiliation of the path, when its body lies in the département; nothing: 404.
std::optional<AffiliationLine> line_of_path(web::Visit& visit, Scope const& scope) {
    auto const id = web::id_of<people::Affiliation>(visit.path("id"));
    if (!id.exists()) return std::nullopt;
    auto line = people::affiliation_line(visit.reader(), id);
    if (!line || !line->affiliation.authority.exists() ||
        !territories::lies_in(line->body_reference, line->department_code, scope.code))
        return std::nullopt;
    return line;
}

void show_contacts(VouchView& view, web::Visit& visit, people::Affiliation const& one) {
    territories::Contacts const known = territories::contacts(visit.reader(), one.authority);
    std::vector<std::string> emails;
    for (territories::OfficialEmail const& email : known.emails)
        emails.push_back(email.is_usable() ? email.email : email.email + " (signalée fausse)");
    view.contacts = {
        row("Adresses officielles", emails.empty() ? "Aucune n’est connue." : base::joined(emails, ", ")),
        row("Domaines de messagerie",
            known.domains.empty() ? "Aucun n’est connu." : base::joined(known.domains, ", "))};
}

struct Typed {
    std::string verdict;
    std::string reason;
};

VouchView view_of(web::Visit& visit, Scope const& scope, AffiliationLine const& line, Typed const& typed) {
    people::Affiliation const& one = line.affiliation;
    VouchView view;
    view.button = "Enregistrer votre réponse";
    view.caption = scope.label();
    view.title = line.body_name;
    view.rows = {row("Personne", line.email), row("Se dit", people::public_description(one)),
                 row("Demandé le", base::french_date_time(one.requested_at) + " (" +
                                       base::french_distance(one.requested_at, visit.now) + ")")};
    if (one.state == AffiliationState::pending) {
        view.rows.push_back(row("Pourquoi la demande attend", account::why_waiting(line)));
    } else if (one.decided_at) {
        view.rows.push_back(
            row("Décision", fmt::format("Le {}\u00a0: {}.", base::french_date_time(*one.decided_at),
                                        people::french_state(one))));
        if (!one.reason.empty()) view.rows.push_back(row("Motif", one.reason));
    }
    show_contacts(view, visit, one);
    view.authority_href = scope.address("/collectivites/" + line.body_reference);
    if (one.person == visit.actor().person) {
        view.closed = "C’est votre propre demande\u00a0: une autre personne doit en décider.";
        return view;
    }
    if (one.state != AffiliationState::pending) {
        view.closed = fmt::format(
            "Ce rattachement n’attend plus de réponse\u00a0: il est {}. Si c’est une erreur, "
            "écrivez à l’équipe nationale par la page «\u00a0Contact\u00a0».",
            people::french_state(one));
        return view;
    }
    if (people::was_turned_away(visit.reader(), one.person, one.body()))
        view.warning =
            "Un rattachement de cette personne à cette collectivité a déjà été refusé, ou terminé par "
            "quelqu’un d’autre.";
    view.action = vouch_address(scope, one.id);
    view.verdict =
        web::field("verdict", "Cette personne agit-elle pour cette collectivité\u202f?", typed.verdict);
    view.verdicts = html::chosen({{"oui", "Oui, la préfecture l’atteste", {}, false},
                                  {"non", "Non, la demande est refusée", {}, false}},
                                 typed.verdict);
    view.reason = web::field("reason", "Comment le savez-vous\u202f?", typed.reason,
                             "Par exemple\u00a0: appel à la mairie le 3 mars. La personne reçoit ce texte.");
    view.reason_characters_max = static_cast<int>(people::reason_characters_max);
    return view;
}

http::Response response_of(web::Visit& visit, Scope const& scope, AffiliationLine const& line, VouchView view,
                           int status) {
    if (line.affiliation.state == AffiliationState::pending) {
        auto const beside =
            people::waiting_neighbours(visit.reader(), filter_of(scope, {}), line.affiliation);
        if (beside.previous.exists()) view.previous_href = vouch_address(scope, beside.previous);
        if (beside.next.exists()) view.next_href = vouch_address(scope, beside.next);
    }
    web::PageHead head;
    head.title = view.title;
    head.breadcrumbs = {{"Espace relais", "/relais"},
                        {scope.label(), scope.address()},
                        {"Rattachements à vérifier", scope.address("/rattachements")},
                        {view.title, ""}};
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::vouch(out, view); }, status);
}

std::string notice_of(http::Pairs const& query) {
    if (query.get("fait") == "oui")
        return "La personne est vérifiée\u00a0: ses actes comptent désormais. Elle en est prévenue par "
               "e-mail.";
    if (query.get("fait") == "non") return "La demande est refusée, la personne en est prévenue par e-mail.";
    return {};
}

}  // namespace

http::Response waiting_page(web::Visit& visit) {
    auto const scope = scope_of_path(visit);
    auto const page = web::asked_page(visit.request.query);
    if (!scope || !page) return web::not_found(visit);
    people::WaitingFilter const filter = filter_of(*scope, visit.request.query);
    people::WaitingPage const found = people::waiting_affiliations(visit.reader(), filter, *page);
    int const last = web::last_page(found.total, people::affiliations_per_page);
    WaitingView view;
    view.action = scope->address("/rattachements");
    if (*page > last) return web::redirect(visit, view.action);
    view.caption = scope->label();
    view.notice = notice_of(visit.request.query);
    view.count = base::french_count(found.total, "rattachement à vérifier", "rattachements à vérifier");
    if (found.oldest)
        view.oldest = "Le plus ancien attend depuis le " + base::french_date(*found.oldest) + ".";
    view.text = web::field("q", "Nom de la collectivité ou adresse e-mail", filter.text);
    view.is_filtered = !filter.text.empty();
    for (AffiliationLine const& line : found.lines)
        view.lines.push_back({line.body_name, vouch_address(*scope, line.affiliation.id), line.email,
                              people::public_description(line.affiliation),
                              account::waited_text(line.affiliation, visit.now), account::why_waiting(line),
                              people::days_waited(line.affiliation, visit.now) >= account::late_days});
    http::Pairs query;
    if (view.is_filtered) query.add("q", filter.text);
    view.pages = {*page, last, view.action + http::query_text(query) + (query.empty() ? "?page=" : "&page=")};
    web::PageHead head;
    head.title = "Rattachements à vérifier – " + scope->label();
    head.breadcrumbs = trail(*scope, "Rattachements à vérifier");
    return web::page_of(visit, head, [&](html::Out& out) { pages::waiting(out, view); });
}

http::Response vouch_page(web::Visit& visit) {
    auto const scope = scope_of_path(visit);
    auto const line = scope ? line_of_path(visit, *scope) : std::nullopt;
    if (!line) return web::not_found(visit);
    VouchView view = view_of(visit, *scope, *line, {});
    view.hidden = visit.form_fields();
    return response_of(visit, *scope, *line, std::move(view), 200);
}

http::Response vouched(web::Visit& visit) {
    auto const scope = scope_of_path(visit);
    auto const line = scope ? line_of_path(visit, *scope) : std::nullopt;
    if (!line) return web::not_found(visit);
    Typed const typed{web::line_of(visit.form(), "verdict"), web::text_of(visit.form(), "reason")};
    std::optional<people::Verdict> verdict;
    if (typed.verdict == "oui") verdict = people::Verdict::verify;
    if (typed.verdict == "non") verdict = people::Verdict::refuse;
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        web::Services const& services = visit.services;
        if (!verdict) {
            base::FormErrors errors;
            errors.add("verdict", "Dites si cette personne agit pour cette collectivité.");
            if (typed.reason.empty()) errors.add("reason", "Dites comment vous le savez.");
            return std::move(errors).refusal();
        }
        auto const done = vouch(tx, services.world, services.people_settings, services.hooks, visit.actor(),
                                {scope->code, {line->affiliation.id, *verdict, typed.reason}});
        if (!done) return done.refusal();
        return scope->address("/rattachements?fait=") + typed.verdict;
    });
    if (next) return web::redirect(visit, *next);
    base::Refusal const& refusal = next.refusal();
    if (refusal.code != base::RefusalCode::invalid) return web::refusal_page(visit, refusal);
    VouchView view = view_of(visit, *scope, *line, typed);
    view.hidden = visit.form_fields_again();
    web::show_errors(view.errors, refusal, {&view.verdict, &view.reason});
    return response_of(visit, *scope, *line, std::move(view), web::status_of(refusal.code));
}

}  // namespace relay
