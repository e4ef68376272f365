// The operator's bench of affiliations.
#include "account/operator_pages.hpp"

#include <algorithm>
#include <set>

#include "account/forms.hpp"
#include "account/pages_decision.hpp"
#include "account/pages_operator_home.hpp"
#include "account/pages_waiting.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "people/actions_affiliation.hpp"
#include "people/affiliation_rows.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace account {
namespace {

using people::AffiliationLine;
using people::AffiliationState;

constexpr std::string_view waiting_page = "/operateur/rattachements";
constexpr std::size_t department_bytes_max = 3;  // "2A", "976"
constexpr std::size_t ticked_max = people::affiliations_per_page;

std::string waited_text(people::Affiliation const& one, base::Instant now) {
    std::int64_t const days = people::days_waited(one, now);
    return days == 0 ? "Demandé aujourd’hui."
                     : "Attend depuis " + base::french_count(days, "jour", "jours") + ".";
}

WaitingLine line_of_waiting(AffiliationLine const& line, base::Instant now) {
    people::Affiliation const& one = line.affiliation;
    std::string name = line.body_name;
    if (!line.department_code.empty()) name += " (" + line.department_code + ")";
    if (one.partner.exists()) name += " (partenaire)";
    return {std::to_string(one.id.value),
            std::move(name),
            std::string(waiting_page) + "/" + std::to_string(one.id.value),
            line.email,
            people::public_description(one),
            waited_text(one, now),
            line.official_code_sent_at ? "Code envoyé à l’adresse officielle le " +
                                             base::french_date(*line.official_code_sent_at) + "."
                                       : std::string()};
}

people::WaitingFilter filter_of(http::Pairs const& query) {
    people::WaitingFilter filter{line_of(query, "departement"), line_of(query, "q")};
    std::transform(filter.department_code.begin(), filter.department_code.end(),
                   filter.department_code.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    if (filter.department_code.size() > department_bytes_max)
        filter.department_code.clear();  // no département: no filter
    return filter;
}

/// The list with this filter; the page number is put behind.
std::string list_address(people::WaitingFilter const& filter, std::string_view last_name) {
    http::Pairs query;
    if (!filter.text.empty()) query.add("q", filter.text);
    if (!filter.department_code.empty()) query.add("departement", filter.department_code);
    std::string address = std::string(waiting_page) + http::query_text(query);
    if (!last_name.empty()) address += (query.empty() ? "?" : "&") + std::string(last_name) + "=";
    return address;
}

/// Where a decision comes back to: our list, whatever the form says.
std::string back_of(http::Pairs const& values) {
    std::string path = web::safe_return_path(values.get("retour"));
    bool const is_list = path == waiting_page || path.starts_with(std::string(waiting_page) + "?");
    return is_list ? path : std::string(waiting_page);
}

std::string with_notice(std::string const& back, std::string const& notice) {
    return back + (back.find('?') == std::string::npos ? "?" : "&") + notice;
}

std::string notice_of(http::Pairs const& query) {
    std::int64_t const verified = positive_number(query.get("verifies")).value_or(0);
    std::int64_t const left = positive_number(query.get("laisses")).value_or(0);
    std::string notice;
    if (verified > 0)
        notice = base::french_count(verified, "rattachement vérifié", "rattachements vérifiés") +
                 ", les personnes sont prévenues par e-mail.";
    if (left > 0) {
        if (!notice.empty()) notice += " ";
        notice += base::french_count(left, "demande n’a pas été traitée", "demandes n’ont pas été traitées") +
                  "\u00a0: elles n’attendaient plus, ou vous concernent.";
    }
    if (query.has("refuse")) notice = "Le rattachement est refusé, la personne est prévenue par e-mail.";
    return notice;
}

struct BulkCount {
    std::size_t verified = 0;
    std::size_t left = 0;
};

/// Those ticked, each once, in the order of their ids: two operators with the same list never wait for each
/// other.
std::set<base::Id<people::Affiliation>> ticked(http::Pairs const& form) {
    std::set<base::Id<people::Affiliation>> ids;
    for (std::string_view const value : form.all("rattachement"))
        if (auto const id = id_of<people::Affiliation>(value); id.exists()) ids.insert(id);
    return ids;
}

http::Response waiting_list(web::Visit& visit, http::Pairs const& query,
                            std::vector<html::FieldError> errors) {
    auto const page = asked_page(query);
    if (!page) return web::not_found(visit);
    people::WaitingFilter const filter = filter_of(query);
    people::WaitingPage const found = people::waiting_affiliations(visit.reader(), filter, *page);
    int const last = last_page(found.total, people::affiliations_per_page);
    // A decision may have emptied the last page: its reader goes to the one before.
    if (*page > last) return web::redirect(visit, list_address(filter, "page") + std::to_string(last));
    WaitingView view;
    bool const has_errors = !errors.empty();
    view.errors = std::move(errors);
    view.hidden = has_errors ? visit.form_fields_again() : visit.form_fields();
    view.may_decide = visit.actor().is_operator;
    view.count = base::french_count(found.total, "rattachement à vérifier", "rattachements à vérifier");
    if (found.oldest)
        view.oldest = "Le plus ancien attend depuis le " + base::french_date(*found.oldest) + ".";
    for (AffiliationLine const& line : found.lines) view.lines.push_back(line_of_waiting(line, visit.now));
    view.text = field("q", "Nom de la structure ou adresse", filter.text);
    view.department = field("departement", "Département", filter.department_code);
    view.department.hint = "Son numéro, par exemple 29.";
    view.department.width_characters = 3;
    if (!filter.text.empty())
        view.chosen.push_back(
            {"«\u00a0" + filter.text + "\u00a0»", list_address({filter.department_code, {}}, {})});
    if (!filter.department_code.empty())
        view.chosen.push_back({"Département " + filter.department_code, list_address({{}, filter.text}, {})});
    view.is_filtered = !view.chosen.empty();
    view.pages = {*page, last, list_address(filter, "page")};
    view.address = list_address(filter, "page") + std::to_string(*page);
    view.notice = notice_of(query);
    web::PageHead head;
    head.title = "Rattachements à vérifier";
    head.breadcrumbs = {{"Espace opérateur", "/operateur"}, {"Rattachements à vérifier", ""}};
    head.is_wide = true;
    head.has_errors = has_errors;
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::waiting(out, view); }, has_errors ? 422 : 200);
}

DecisionView decision_view(web::Visit& visit, AffiliationLine const& line, std::string reason) {
    people::Affiliation const& one = line.affiliation;
    DecisionView view;
    view.title = "Rattachement à " + line.body_name;
    view.rows = {{"Demandeur", line.email, {}, {}},
                 {"Qualité et fonction", people::public_description(one), {}, {}},
                 {"Demandé le",
                  base::french_date_time(one.requested_at) + " (" +
                      base::french_distance(one.requested_at, visit.now) + ")",
                  {},
                  {}}};
    if (!line.department_code.empty()) view.rows.push_back({"Département", line.department_code, {}, {}});
    if (line.official_code_sent_at)
        view.rows.push_back({"Code à l’adresse officielle",
                             "Envoyé le " + base::french_date_time(*line.official_code_sent_at),
                             {},
                             {}});
    if (one.state != AffiliationState::pending) {
        view.closed = "Ce rattachement n’attend plus de décision\u00a0: il est " +
                      std::string(people::french(one.state)) + ".";
        return view;
    }
    if (people::was_turned_away(visit.reader(), one.person, one.body()))
        view.warning =
            "Un rattachement de cette personne à cette structure a déjà été refusé, ou terminé par quelqu’un "
            "d’autre.";
    view.may_decide = visit.actor().is_operator;
    view.action = std::string(waiting_page) + "/" + std::to_string(one.id.value);
    view.reason = field("reason", "Motif", std::move(reason));
    view.reason.hint =
        "Obligatoire pour refuser\u00a0: il est envoyé à la personne. Facultatif pour vérifier.";
    view.reason_characters_max = static_cast<int>(people::reason_characters_max);
    return view;
}

http::Response decision_page(web::Visit& visit, DecisionView const& view, int status) {
    web::PageHead head;
    head.title = view.title;
    head.breadcrumbs = {
        {"Espace opérateur", "/operateur"}, {"Rattachements à vérifier", view.back}, {view.title, ""}};
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::decision(out, view); }, status);
}

}  // namespace

http::Response show_operator(web::Visit& visit, Shown const& shown) {
    OperatorView view;
    std::int64_t const waiting = people::waiting_affiliations(visit.reader(), {}, 1).total;
    view.entries.push_back({"Rattachements à vérifier", std::string(waiting_page),
                            base::french_count(waiting, "demande en attente", "demandes en attente")});
    view.entries.push_back({"Messages envoyés par la plateforme", "/operateur/mails", {}});
    for (OperatorEntries const& entries : shown.operator_entries)
        for (OperatorEntry const& entry : entries(visit.reader()))
            view.entries.push_back(
                {entry.label, entry.href,
                 entry.count > 0 ? base::french_number(entry.count) + " à traiter" : std::string()});
    web::PageHead head;
    head.title = "Espace opérateur";
    return web::page_of(visit, head, [&](html::Out& out) { pages::operator_home(out, view); });
}

http::Response show_waiting(web::Visit& visit) {
    return waiting_list(visit, visit.request.query, {});
}

http::Response post_waiting(web::Visit& visit) {
    std::string const back = back_of(visit.form());
    auto const ids = ticked(visit.form());
    auto const again = [&](std::string message) {
        std::size_t const mark = back.find('?');
        http::Pairs const query =
            mark == std::string::npos
                ? http::Pairs{}
                : http::parse_query(std::string_view(back).substr(mark + 1)).value_or(http::Pairs{});
        return waiting_list(visit, query, {{"", std::move(message)}});
    };
    if (ids.empty()) return again("Cochez au moins un rattachement.");
    if (ids.size() > ticked_max) return again("Vérifiez au plus 20 rattachements à la fois.");
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        web::Services const& services = visit.services;
        BulkCount count;
        for (base::Id<people::Affiliation> const id : ids) {
            auto const decided = people::decide(tx, services.world, services.people_settings, services.hooks,
                                                visit.actor(), {id, people::Verdict::verify, {}});
            // decide refuses before it writes: the others may stand.
            ++(decided ? count.verified : count.left);
        }
        return with_notice(
            back, "verifies=" + std::to_string(count.verified) + "&laisses=" + std::to_string(count.left));
    });
    return next ? web::redirect(visit, *next) : web::refusal_page(visit, next.refusal());
}

http::Response show_decision(web::Visit& visit) {
    auto const id = id_of<people::Affiliation>(visit.path("id"));
    auto const line = id.exists() ? people::affiliation_line(visit.reader(), id) : std::nullopt;
    if (!line) return web::not_found(visit);
    DecisionView view = decision_view(visit, *line, {});
    view.back = back_of(visit.request.query);
    view.hidden = visit.form_fields();
    return decision_page(visit, view, 200);
}

http::Response post_decision(web::Visit& visit) {
    auto const id = id_of<people::Affiliation>(visit.path("id"));
    std::string const reason = text_of(visit.form(), "reason");
    std::string_view const verdict = visit.form().get("verdict");
    std::string const back = back_of(visit.form());
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        if (verdict != "verifier" && verdict != "refuser")
            return base::refuse(base::RefusalCode::invalid,
                                "Indiquez votre décision\u00a0: vérifier ou refuser.");
        bool const verifies = verdict == "verifier";
        web::Services const& services = visit.services;
        auto const decided =
            people::decide(tx, services.world, services.people_settings, services.hooks, visit.actor(),
                           {id, verifies ? people::Verdict::verify : people::Verdict::refuse, reason});
        if (!decided) return decided.refusal();
        return with_notice(back, verifies ? "verifies=1" : "refuse=1");
    });
    if (next) return web::redirect(visit, *next);
    auto const line = id.exists() ? people::affiliation_line(visit.reader(), id) : std::nullopt;
    if (!line) return web::not_found(visit);
    DecisionView view = decision_view(visit, *line, reason);
    view.back = back;
    view.hidden = visit.form_fields_again();
    show_errors(view, next.refusal(), {&view.reason});
    return decision_page(visit, view, web::status_of(next.refusal().code));
}

}  // namespace account
