// The operator's queue of official addresses that relays reported, the same as files, and the decision.
#include <fmt/format.h>

#include "base/french.hpp"
#include "base/text.hpp"
#include "relay/address_report_rows.hpp"
#include "relay/pages.hpp"
#include "relay/pages_report_decision.hpp"
#include "relay/pages_reports.hpp"
#include "territories/contacts.hpp"
#include "web/forms.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"
#include "web/list_response.hpp"

namespace relay {
namespace {

constexpr std::string_view queue_address = "/operateur/adresses";
constexpr std::string_view queue_title = "Adresses officielles signalées";

/// What of the queue is asked for: what waits, unless the address says otherwise.
ReportFilter filter_of_query(web::Visit const& visit) {
    std::string_view const asked = visit.request.query.get("etat");
    ReportFilter filter;
    if (asked == "acceptes")
        filter.state = ReportState::accepted;
    else if (asked == "refuses")
        filter.state = ReportState::refused;
    else if (asked != "tous")
        filter.state = ReportState::waiting;
    return filter;
}

std::string query_of(ReportFilter const& filter) {
    if (!filter.state) return "?etat=tous";
    if (*filter.state == ReportState::accepted) return "?etat=acceptes";
    return *filter.state == ReportState::refused ? "?etat=refuses" : "";
}

std::string one_address(base::Id<AddressReport> id) {
    return fmt::format("{}/{}", queue_address, id.value);
}

std::optional<AddressReport> report_of_path(web::Visit& visit) {
    auto const id = web::id_of<AddressReport>(visit.path("id"));
    return id.exists() ? report_by_id(visit.reader(), id) : std::nullopt;
}

struct TypedDecision {
    std::string verdict;
    std::string reason;
};

DecisionView decision_view(web::Visit& visit, AddressReport const& report, TypedDecision const& typed) {
    DecisionView view;
    view.caption = "Adresse officielle signalée";
    view.button = "Enregistrer la décision";
    view.title = report.name;
    territories::Contacts const known = territories::contacts(visit.reader(), report.authority);
    std::vector<std::string> emails;
    for (territories::OfficialEmail const& one : known.emails)
        emails.push_back(one.is_usable() ? one.email : one.email + " (signalée fausse)");
    view.rows = {row("Signalé par", fmt::format("Relais de préfecture, département {}, {}", report.department,
                                                report.reporter)),
                 row("Signalé le", fmt::format("{} ({})", base::french_date_time(report.reported_at),
                                               base::french_distance(report.reported_at, visit.now)))};
    if (!report.wrong.empty()) view.rows.push_back(row("Adresse dite fausse", report.wrong));
    if (!report.proposed.empty()) view.rows.push_back(row("Adresse proposée", report.proposed));
    view.rows.push_back(row("Source", report.source));
    view.rows.push_back(
        row("Dans l’annuaire aujourd’hui", emails.empty() ? "Aucune adresse." : base::joined(emails, ", ")));
    if (!known.domains.empty())
        view.rows.push_back(row("Domaines connus", base::joined(known.domains, ", ")));
    if (report.state != ReportState::waiting) {
        view.closed = fmt::format("Ce signalement est {} depuis le {}.{}", french(report.state),
                                  base::french_date_time(*report.decided_at),
                                  report.reason.empty() ? "" : " Réponse donnée\u00a0: " + report.reason);
        return view;
    }
    if (!visit.is_operator()) {
        view.closed = "La décision revient à l’équipe de l’opérateur.";
        return view;
    }
    view.action = one_address(report.id);
    view.verdict = web::field("verdict", "Que faire de ce signalement\u202f?", typed.verdict);
    view.verdicts =
        html::chosen({{"accepter", "L’accepter\u00a0: l’annuaire est corrigé aussitôt", {}, false},
                      {"refuser", "Le refuser\u00a0: l’annuaire ne change pas", {}, false}},
                     typed.verdict);
    view.reason = web::field("reason", "Votre réponse (facultatif si vous acceptez)", typed.reason,
                             "La préfecture la lit à côté de son signalement.");
    view.reason_characters_max = static_cast<int>(report_reason_characters_max);
    return view;
}

http::Response decision_response(web::Visit& visit, DecisionView const& view, int status) {
    web::PageHead head;
    head.title = view.title + " – " + std::string(queue_title);
    head.breadcrumbs = {{"Espace opérateur", "/operateur"},
                        {std::string(queue_title), std::string(queue_address)},
                        {view.title, ""}};
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::report_decision(out, view); }, status);
}

std::string notice_of(http::Pairs const& query) {
    if (query.get("fait") == "accepter")
        return "Signalement accepté\u00a0: l’annuaire est corrigé. La préfecture le lit dans son espace.";
    if (query.get("fait") == "refuser")
        return "Signalement refusé. La préfecture lit votre réponse dans son espace.";
    return {};
}

}  // namespace

http::Response report_queue_page(web::Visit& visit) {
    auto const page = web::asked_page(visit.request.query);
    if (!page) return web::not_found(visit);
    ReportFilter const filter = filter_of_query(visit);
    ReportPage const found = reports(visit.reader(), filter, *page);
    int const last = web::last_page(found.total, reports_per_page);
    std::string const here(queue_address);
    std::string const query = query_of(filter);
    if (*page > last) return web::redirect(visit, here + query);
    ReportsView view;
    view.title = std::string(queue_title);
    view.lead =
        "Des relais de préfecture disent qu’une adresse de l’annuaire est fausse, ou en donnent une qui "
        "manque. "
        "Les plus anciens signalements viennent d’abord.";
    view.notice = notice_of(visit.request.query);
    for (auto const& [label, state] :
         std::initializer_list<std::pair<char const*, std::optional<ReportState>>>{
             {"à traiter", ReportState::waiting},
             {"acceptés", ReportState::accepted},
             {"refusés", ReportState::refused},
             {"tous", std::nullopt}}) {
        ReportFilter const other{.state = state};
        view.states.push_back({label, state == filter.state ? std::string() : here + query_of(other)});
    }
    view.count = base::french_count(found.total, "signalement", "signalements");
    for (AddressReport const& one : found.reports) {
        view.lines.push_back(line_of(one));
        view.lines.back().href = one_address(one.id);
        view.lines.back().when += fmt::format(" Par le relais du département {}, {}.", one.department,
                                              base::french_distance(one.reported_at, visit.now));
    }
    view.nothing = "Les signalements des préfectures arrivent ici. Les autres états se lisent au-dessus.";
    view.files = web::list_links(here, query);
    view.pages = {*page, last, here + query + (query.empty() ? "?page=" : "&page=")};
    web::PageHead head;
    head.title = view.title;
    head.breadcrumbs = {{"Espace opérateur", "/operateur"}, {view.title, ""}};
    return web::page_of(visit, head, [&](html::Out& out) { pages::reports(out, view); });
}

http::Response report_queue_file(web::Visit& visit) {
    using documents::ColumnType;
    ReportFilter const filter = filter_of_query(visit);
    return web::list_response(
        visit,
        {"adresses-signalees",
         std::string(queue_title),
         filter.state ? std::string(french(*filter.state)) : std::string(),
         std::string(queue_address) + query_of(filter),
         {{"code", "Code", ColumnType::text, 12},
          {"collectivite", "Collectivité", ColumnType::text, 36},
          {"departement", "Relais du département", ColumnType::text, 12},
          {"fausse", "Adresse dite fausse", ColumnType::text, 36},
          {"proposee", "Adresse proposée", ColumnType::text, 36},
          {"source", "Source", ColumnType::text, 40},
          {"etat", "État", ColumnType::text, 12},
          {"signale_le", "Signalé le", ColumnType::moment, 17},
          {"decide_le", "Décidé le", ColumnType::moment, 17},
          {"reponse", "Réponse", ColumnType::text, 60}}},
        [&](web::PutRow const& put) {
            each_report(visit.reader(), filter, [&](AddressReport const& one) {
                put({one.reference, one.name, one.department, one.wrong, one.proposed, one.source,
                     std::string(french(one.state)), one.reported_at,
                     one.decided_at ? documents::SheetCell(*one.decided_at) : documents::SheetCell(),
                     one.reason});
            });
        });
}

http::Response report_decision_page(web::Visit& visit) {
    auto const report = report_of_path(visit);
    if (!report) return web::not_found(visit);
    DecisionView view = decision_view(visit, *report, {});
    view.hidden = visit.form_fields();
    return decision_response(visit, view, 200);
}

http::Response report_decided(web::Visit& visit) {
    auto const report = report_of_path(visit);
    if (!report) return web::not_found(visit);
    TypedDecision const typed{web::line_of(visit.form(), "verdict"), web::text_of(visit.form(), "reason")};
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        if (typed.verdict != "accepter" && typed.verdict != "refuser")
            return base::refuse_field("verdict", "Dites si vous acceptez ou refusez ce signalement.");
        auto const done = decide_report(tx, visit.services.world, visit.actor(),
                                        {report->id, typed.verdict == "accepter", typed.reason});
        if (!done) return done.refusal();
        return std::string(queue_address) + "?fait=" + typed.verdict;
    });
    if (next) return web::redirect(visit, *next);
    base::Refusal const& refusal = next.refusal();
    if (refusal.code != base::RefusalCode::invalid) return web::refusal_page(visit, refusal);
    DecisionView view = decision_view(visit, *report, typed);
    view.hidden = visit.form_fields_again();
    web::show_errors(view.errors, refusal, {&view.verdict, &view.reason});
    return decision_response(visit, view, web::status_of(refusal.code));
}

}  // namespace relay
