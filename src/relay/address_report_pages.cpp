// What a relay reports of official addresses: the form beside an authority, and what became of each report.
#include <fmt/format.h>

#include "base/french.hpp"
#include "base/text.hpp"
#include "relay/address_report_rows.hpp"
#include "relay/pages.hpp"
#include "relay/pages_report.hpp"
#include "relay/pages_reports.hpp"
#include "relay/participation.hpp"
#include "territories/contacts.hpp"
#include "territories/lookup.hpp"
#include "territories/several_departments.hpp"
#include "web/forms.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace relay {
namespace {

constexpr int address_width = 30;

/// The authority of the path, when it lies in the département; nothing: 404.
std::optional<territories::Authority> body_of_path(web::Visit& visit, Scope const& scope) {
    auto body = territories::authority_by_reference(visit.reader(), visit.path("reference"));
    if (!body || !territories::lies_in(body->reference, body->department_code, scope.code))
        return std::nullopt;
    return body;
}

std::string authority_address(Scope const& scope, territories::Authority const& body) {
    return scope.address("/collectivites/" + body.reference);
}

ReportFormView form_view(web::Visit& visit, Scope const& scope, territories::Authority const& body,
                         ReportAddress const& typed) {
    ReportFormView view;
    view.caption = body.long_name;
    view.title = "Signaler une adresse officielle";
    view.action = authority_address(scope, body) + "/adresse";
    view.wrong = web::field("wrong", "Une de ces adresses est-elle fausse\u202f?", typed.wrong);
    for (territories::OfficialEmail const& one : territories::official_emails(visit.reader(), body.id))
        if (one.is_usable())
            view.wrongs.push_back({one.email, one.email + " n’est plus la bonne", {}, false});
    if (!view.wrongs.empty()) view.wrongs.push_back({"", "Aucune\u00a0: j’en connais une autre", {}, false});
    view.wrongs = html::chosen(std::move(view.wrongs), typed.wrong);
    view.proposed = web::field(
        "proposed",
        view.wrongs.empty() ? "La bonne adresse" : "La bonne adresse (facultatif si une est fausse)",
        typed.proposed, "Celle que la mairie publie, par exemple mairie@exemple.fr.");
    view.proposed.type = "email";
    view.proposed.width_characters = address_width;
    view.source =
        web::field("source", "D’où le savez-vous\u202f?", typed.source,
                   "Par exemple\u00a0: le site de la mairie, un appel le 3 mars, un message revenu.");
    return view;
}

http::Response form_response(web::Visit& visit, Scope const& scope, territories::Authority const& body,
                             ReportFormView const& view, int status) {
    web::PageHead head;
    head.title = view.title + " – " + body.long_name;
    head.breadcrumbs = {{"Espace relais", "/relais"},
                        {scope.label(), scope.address()},
                        {body.long_name, authority_address(scope, body)},
                        {view.title, ""}};
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::report(out, view); }, status);
}

}  // namespace

ReportLine line_of(AddressReport const& report) {
    ReportLine line;
    line.name = report.name;
    line.said = report.wrong.empty() ? "Adresse à ajouter\u00a0: " + report.proposed
                : report.proposed.empty()
                    ? report.wrong + " n’est plus la bonne."
                    : fmt::format("{} n’est plus la bonne. La bonne est {}.", report.wrong, report.proposed);
    line.source = report.source;
    line.state = std::string(french(report.state));
    line.colour = report.state == ReportState::waiting    ? html::TagColour::yellow
                  : report.state == ReportState::accepted ? html::TagColour::green
                                                          : html::TagColour::red;
    line.when = report.decided_at
                    ? fmt::format("Signalé le {}, décidé le {}.", base::french_date(report.reported_at),
                                  base::french_date(*report.decided_at))
                    : fmt::format("Signalé le {}.", base::french_date(report.reported_at));
    line.answer = report.reason;
    return line;
}

http::Response report_page(web::Visit& visit) {
    auto const scope = scope_of_path(visit);
    auto const body = scope ? body_of_path(visit, *scope) : std::nullopt;
    if (!body) return web::not_found(visit);
    ReportFormView view = form_view(visit, *scope, *body, {});
    view.hidden = visit.form_fields();
    return form_response(visit, *scope, *body, view, 200);
}

http::Response reported(web::Visit& visit) {
    auto const scope = scope_of_path(visit);
    auto const body = scope ? body_of_path(visit, *scope) : std::nullopt;
    if (!body) return web::not_found(visit);
    http::Pairs const& form = visit.form();
    ReportAddress const said{scope->code, body->id, web::line_of(form, "wrong"),
                             web::line_of(form, "proposed"), web::line_of(form, "source")};
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const done = report_address(tx, visit.services.world, visit.actor(), said);
        if (!done) return done.refusal();
        return authority_address(*scope, *body) + "?fait=signalee";
    });
    if (next) return web::redirect(visit, *next);
    base::Refusal const& refusal = next.refusal();
    if (refusal.code != base::RefusalCode::invalid) return web::refusal_page(visit, refusal);
    ReportFormView view = form_view(visit, *scope, *body, said);
    view.hidden = visit.form_fields_again();
    web::show_errors(view.errors, refusal, {&view.wrong, &view.proposed, &view.source});
    return form_response(visit, *scope, *body, view, web::status_of(refusal.code));
}

http::Response reports_page(web::Visit& visit) {
    auto const scope = scope_of_path(visit);
    auto const page = web::asked_page(visit.request.query);
    if (!scope || !page) return web::not_found(visit);
    bool const shows_waiting = visit.request.query.get("etat") == "attente";
    ReportFilter filter{.department = scope->code};
    if (shows_waiting) filter.state = ReportState::waiting;
    ReportPage const found = reports(visit.reader(), filter, *page);
    int const last = web::last_page(found.total, reports_per_page);
    std::string const here = scope->address("/adresses");
    if (*page > last) return web::redirect(visit, here);
    ReportsView view;
    view.caption = scope->label();
    view.title = "Adresses officielles signalées";
    view.lead =
        "Ce que votre préfecture a signalé à l’équipe nationale, et ce qu’elle en a fait. On signale une "
        "adresse depuis la page d’une collectivité.";
    view.states = {{"toutes", shows_waiting ? here : std::string()},
                   {"en attente", shows_waiting ? std::string() : here + "?etat=attente"}};
    view.count = base::french_count(found.total, "signalement", "signalements");
    for (AddressReport const& one : found.reports) {
        view.lines.push_back(line_of(one));
        view.lines.back().href = scope->address("/collectivites/" + one.reference);
    }
    view.nothing =
        "Ouvrez la page d’une collectivité depuis la liste de participation, puis «\u00a0Signaler une "
        "adresse\u00a0».";
    view.pages = {*page, last, here + (shows_waiting ? "?etat=attente&page=" : "?page=")};
    web::PageHead head;
    head.title = view.title + " – " + scope->label();
    head.breadcrumbs = trail(*scope, view.title);
    return web::page_of(visit, head, [&](html::Out& out) { pages::reports(out, view); });
}

}  // namespace relay
