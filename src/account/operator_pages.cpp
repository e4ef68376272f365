// The operator's bench of affiliations.
#include "account/operator_pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "account/forms.hpp"
#include "account/pages_bulk.hpp"
#include "account/pages_decision.hpp"
#include "account/pages_operator_home.hpp"
#include "account/pages_waiting.hpp"
#include "account/waiting_words.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "people/actions_affiliation.hpp"
#include "people/affiliation_rows.hpp"
#include "people/letters_member.hpp"
#include "territories/contacts.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"
#include "web/list_response.hpp"

namespace account {
namespace {

using people::AffiliationLine;
using people::AffiliationState;

constexpr std::string_view waiting_page = "/operateur/rattachements";
constexpr std::size_t department_bytes_max = 3;  // "2A", "976"
constexpr std::size_t ticked_max = people::affiliations_per_page;

std::string name_of_line(AffiliationLine const& line) {
    std::string name = line.body_name;
    if (!line.department_code.empty()) name += " (" + line.department_code + ")";
    if (line.affiliation.partner.exists()) name += " (partenaire)";
    return name;
}

WaitingLine line_of_waiting(AffiliationLine const& line, base::Instant now, std::string const& back) {
    people::Affiliation const& one = line.affiliation;
    http::Pairs query;
    query.add("retour", back);
    return {std::to_string(one.id.value),
            name_of_line(line),
            std::string(waiting_page) + "/" + std::to_string(one.id.value) + http::query_text(query),
            line.email,
            people::public_description(one),
            waited_text(one, now),
            why_waiting(line),
            people::days_waited(one, now) >= late_days};
}

std::string label_of(std::vector<html::Choice> const& choices) {
    for (html::Choice const& choice : choices)
        if (choice.is_chosen) return choice.label;
    return {};
}

constexpr std::array waiting_days{1, 3, 7, 15, 30};

people::WaitingFilter filter_of(http::Pairs const& query, base::Instant now) {
    people::WaitingFilter filter;
    filter.department_code = line_of(query, "departement");
    filter.text = line_of(query, "q");
    std::transform(filter.department_code.begin(), filter.department_code.end(),
                   filter.department_code.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    if (filter.department_code.size() > department_bytes_max)
        filter.department_code.clear();  // no département: no filter
    if (query.get("etat") == "reconfirmer") filter.state = people::WaitingState::to_reconfirm;
    std::string_view const tried = query.get("essai");
    if (tried == "aucun") filter.tried = people::WayTried::none;
    if (tried == "code") filter.tried = people::WayTried::official_code;
    if (tried == "adresse") filter.tried = people::WayTried::doubted_address;
    auto const days = positive_number(query.get("depuis"));
    if (days && std::ranges::find(waiting_days, *days) != waiting_days.end())
        filter.requested_until = now - base::Duration::days(*days);
    return filter;
}

constexpr std::array<std::string_view, 5> filter_names{"q", "departement", "etat", "essai", "depuis"};

/// What of the query are filters, one left out.
http::Pairs filters_in(http::Pairs const& query, std::string_view without = {}) {
    http::Pairs kept;
    for (std::string_view const name : filter_names)
        if (name != without && !query.get(name).empty()) kept.add(std::string(name), line_of(query, name));
    return kept;
}

/// The list with these filters; the page number is put behind.
std::string list_address(http::Pairs const& query, std::string_view last_name,
                         std::string_view path = waiting_page) {
    std::string address = std::string(path) + http::query_text(query);
    if (!last_name.empty()) address += (query.empty() ? "?" : "&") + std::string(last_name) + "=";
    return address;
}

std::vector<html::Choice> tried_choices(std::string_view value) {
    return html::chosen({{"", "Toutes", {}, false},
                         {"aucun", "Rien de tenté", {}, false},
                         {"code", "Code envoyé, pas encore saisi", {}, false},
                         {"adresse", "Adresse officielle signalée fausse", {}, false}},
                        value);
}

std::vector<html::Choice> since_choices(std::string_view value) {
    std::vector<html::Choice> choices{{"", "Peu importe", {}, false}};
    for (int const days : waiting_days)
        choices.push_back(
            {std::to_string(days), base::french_count(days, "jour", "jours") + " ou plus", {}, false});
    return html::chosen(std::move(choices), value);
}

/// The query of the list to which a form comes back.
http::Pairs query_of(std::string const& address) {
    std::size_t const mark = address.find('?');
    if (mark == std::string::npos) return {};
    return http::parse_query(std::string_view(address).substr(mark + 1)).value_or(http::Pairs{});
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

/// `error`: why nothing ticked is verified; empty when nothing is wrong.
http::Response waiting_list(web::Visit& visit, http::Pairs const& query, std::string error) {
    auto const page = asked_page(query);
    if (!page) return web::not_found(visit);
    people::WaitingFilter const filter = filter_of(query, visit.now);
    http::Pairs const filters = filters_in(query);
    people::WaitingPage const found = people::waiting_affiliations(visit.reader(), filter, *page);
    int const last = last_page(found.total, people::affiliations_per_page);
    // A decision may have emptied the last page: its reader goes to the one before.
    if (*page > last) return web::redirect(visit, list_address(filters, "page") + std::to_string(last));
    WaitingView view;
    bool const has_errors = !error.empty();
    view.hidden = has_errors ? visit.form_fields_again() : visit.form_fields();
    view.may_decide = visit.actor().is_operator;
    view.count = base::french_count(found.total, "rattachement à vérifier", "rattachements à vérifier");
    if (found.oldest)
        view.oldest = "Le plus ancien attend depuis le " + base::french_date(*found.oldest) + ".";
    view.address = list_address(filters, "page") + std::to_string(*page);
    for (AffiliationLine const& line : found.lines)
        view.lines.push_back(line_of_waiting(line, visit.now, view.address));
    // The first box is where one goes on; an emptied list has none.
    if (has_errors) view.errors = {{view.lines.empty() ? std::string() : "r" + view.lines.front().id, error}};
    view.tick_error = std::move(error);
    view.text = field("q", "Nom de la structure ou adresse", filter.text);
    view.department = field("departement", "Département", filter.department_code);
    view.department.hint = "Son numéro, par exemple 29.";
    view.department.width_characters = 3;
    view.tried = field("essai", "Voie tentée", line_of(query, "essai"));
    view.tried_choices = tried_choices(view.tried.value);
    view.since = field("depuis", "Attend depuis", line_of(query, "depuis"));
    view.since_choices = since_choices(view.since.value);
    view.state = field("etat", "État", line_of(query, "etat"));
    view.state_choices = html::chosen(
        {{"", "À vérifier", {}, false}, {"reconfirmer", "À reconfirmer par la personne", {}, false}},
        view.state.value);
    for (auto const& [name, label] : std::initializer_list<std::pair<std::string_view, std::string>>{
             {"q", "«\u00a0" + filter.text + "\u00a0»"},
             {"departement", "Département " + filter.department_code},
             {"etat", "À reconfirmer"},
             {"essai", label_of(view.tried_choices)},
             {"depuis", label_of(view.since_choices)}})
        if (!filters.get(name).empty())
            view.chosen.push_back({label, list_address(filters_in(query, name), {})});
    view.files = {{"CSV", list_address(filters, {}, "/operateur/rattachements.csv")},
                  {"XLSX", list_address(filters, {}, "/operateur/rattachements.xlsx")}};
    view.is_filtered = !view.chosen.empty();
    view.pages = {*page, last, list_address(filters, "page")};
    view.notice = notice_of(query);
    web::PageHead head;
    head.title = "Rattachements à vérifier";
    head.breadcrumbs = {{"Espace opérateur", "/operateur"}, {"Rattachements à vérifier", ""}};
    head.is_wide = true;
    head.has_errors = has_errors;
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::waiting(out, view); }, has_errors ? 422 : 200);
}

/// What the directory knows of the authority, to check by hand.
void show_contacts(web::Visit& visit, DecisionView& view, people::Affiliation const& one) {
    if (!one.authority.exists()) return;
    territories::Contacts const known = territories::contacts(visit.reader(), one.authority);
    for (territories::OfficialEmail const& address : known.emails)
        view.addresses.push_back({address.email, address.is_usable(),
                                  address.is_usable()
                                      ? std::string()
                                      : "fausse, signalé le " + base::french_date(*address.wrong_since)});
    if (!known.domains.empty())
        view.rows.push_back({"Domaines connus", base::joined(known.domains, ", "), {}, {}});
    view.members_href = people::authority_page(one.authority);
    view.shows_contacts = true;
}

void show_neighbours(web::Visit& visit, DecisionView& view, people::Affiliation const& one) {
    if (one.state != AffiliationState::pending) return;
    auto const beside =
        people::waiting_neighbours(visit.reader(), filter_of(query_of(view.back), visit.now), one);
    http::Pairs query;
    query.add("retour", view.back);
    auto const address = [&](base::Id<people::Affiliation> id) {
        return id.exists()
                   ? std::string(waiting_page) + "/" + std::to_string(id.value) + http::query_text(query)
                   : std::string();
    };
    view.previous_href = address(beside.previous);
    view.next_href = address(beside.next);
}

DecisionView decision_view(web::Visit& visit, AffiliationLine const& line, std::string reason) {
    people::Affiliation const& one = line.affiliation;
    DecisionView view;
    view.title = "Rattachement\u00a0: " + line.body_name;
    view.rows = {{"Demandeur", line.email, {}, {}},
                 {"Qualité et fonction", people::public_description(one), {}, {}},
                 {"Demandé le",
                  base::french_date_time(one.requested_at) + " (" +
                      base::french_distance(one.requested_at, visit.now) + ")",
                  {},
                  {}}};
    if (!line.department_code.empty()) view.rows.push_back({"Département", line.department_code, {}, {}});
    view.rows.push_back({"Pourquoi il attend", why_waiting(line), {}, {}});
    show_contacts(visit, view, one);
    if (view.shows_contacts) {
        std::vector<std::string> known;
        for (AddressLine const& address : view.addresses)
            known.push_back(address.note.empty() ? address.email : address.email + " (" + address.note + ")");
        view.rows.push_back(
            {"Adresses officielles",
             known.empty() ? std::string("Aucune n’est connue.") : base::joined(known, "\u202f; "),
             {},
             {}});
    }
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
    if (view.may_decide)
        view.advice =
            "Comparez l’adresse de la personne aux adresses officielles, ou appelez la structure. Vérifier, "
            "c’est attester qu’elle agit pour cette structure\u00a0: ses soutiens comptent alors.";
    view.action = std::string(waiting_page) + "/" + std::to_string(one.id.value);
    view.reason = field("reason", "Motif", std::move(reason));
    view.reason.hint =
        "Obligatoire pour refuser\u00a0: il est envoyé à la personne. Facultatif pour vérifier.";
    view.reason_characters_max = static_cast<int>(people::reason_characters_max);
    return view;
}

http::Response decision_page(web::Visit& visit, DecisionView view, people::Affiliation const& one,
                             int status) {
    show_neighbours(visit, view, one);
    view.new_address =
        view.new_address.id.empty() ? field("address", "Ajouter une adresse officielle") : view.new_address;
    web::PageHead head;
    head.title = view.title;
    head.breadcrumbs = {
        {"Espace opérateur", "/operateur"}, {"Rattachements à vérifier", view.back}, {view.title, ""}};
    head.has_errors = !view.errors.empty();
    head.journal_query = "objet=affiliation:" + std::to_string(one.id.value);
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::decision(out, view); }, status);
}

/// Before several are verified: each of them, once more.
http::Response bulk_preview(web::Visit& visit, std::set<base::Id<people::Affiliation>> const& ids,
                            std::string const& back) {
    BulkView view;
    for (base::Id<people::Affiliation> const id : ids)
        if (auto const line = people::affiliation_line(visit.reader(), id);
            line && line->affiliation.state == AffiliationState::pending)
            view.lines.push_back(line_of_waiting(*line, visit.now, back));
    view.count = base::french_count(static_cast<std::int64_t>(view.lines.size()), "rattachement sera vérifié",
                                    "rattachements seront vérifiés");
    view.back = back;
    view.hidden = visit.form_fields();
    web::PageHead head;
    head.title = "Vérifier plusieurs rattachements";
    head.breadcrumbs = {
        {"Espace opérateur", "/operateur"}, {"Rattachements à vérifier", back}, {head.title, ""}};
    return web::page_of(visit, head, [&](html::Out& out) { pages::bulk(out, view); });
}

}  // namespace

http::Response show_operator(web::Visit& visit, Shown const& shown) {
    OperatorView view;
    people::WaitingPage const queue = people::waiting_count(visit.reader(), {});
    std::string oldest;
    if (queue.oldest)
        oldest = fmt::format("{} depuis le {}", queue.total > 1 ? ", la plus ancienne" : ",",
                             base::french_date(*queue.oldest));
    (queue.total > 0 ? view.waiting : view.others)
        .push_back(
            {"Rattachements à vérifier", std::string(waiting_page),
             queue.total > 0
                 ? base::french_count(queue.total, "demande en attente", "demandes en attente") + oldest
                 : std::string()});
    for (OperatorEntries const& entries : shown.operator_entries)
        for (OperatorEntry const& entry : entries(visit.reader()))
            if (entry.count > 0)
                view.waiting.push_back({entry.label, entry.href,
                                        base::french_number(entry.count) + " à traiter" +
                                            (entry.oldest ? fmt::format(", attente depuis le {}",
                                                                        base::french_date(*entry.oldest))
                                                          : std::string())});
            else
                view.others.push_back({entry.label, entry.href, {}});
    view.others.push_back({"Rôles", "/operateur/roles", {}});
    view.others.push_back({"Élections", "/operateur/elections", {}});
    view.others.push_back({"Messages envoyés par la plateforme", "/operateur/mails", {}});
    view.may_act = visit.is_operator();
    view.search_action = shown.operator_search;
    view.search = field("q", "Chercher partout", {});
    view.search.hint = "Une référence, une commune, un code Insee, une adresse e-mail, des mots.";
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
        return waiting_list(visit, query_of(back), std::move(message));
    };
    if (ids.empty()) return again("Cochez au moins un rattachement.");
    if (ids.size() > ticked_max) return again("Vérifiez au plus 20 rattachements à la fois.");
    if (visit.form().get("action") != "verifier") return bulk_preview(visit, ids, back);
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

http::Response waiting_file(web::Visit& visit) {
    using documents::ColumnType;
    return web::list_response(
        visit,
        {"rattachements",
         "Rattachements",
         {},
         "/operateur/rattachements",
         {{"collectivite", "Collectivité", ColumnType::text, 36},
          {"reference", "Référence", ColumnType::text, 12},
          {"departement", "Département", ColumnType::text, 8},
          {"adresse", "Adresse", ColumnType::text, 30},
          {"qualite_et_fonction", "Qualité et fonction", ColumnType::text, 30},
          {"demande_le", "Demandé le", ColumnType::moment, 17},
          {"jours_d_attente", "Jours d’attente", ColumnType::integer, 10},
          {"pourquoi", "Pourquoi", ColumnType::text, 50}}},
        [&](web::PutRow const& put) {
            people::each_waiting(
                visit.reader(), filter_of(visit.request.query, visit.now), [&](AffiliationLine const& line) {
                    put({line.body_name, line.body_reference, line.department_code, line.email,
                         people::public_description(line.affiliation), line.affiliation.requested_at,
                         std::int64_t{people::days_waited(line.affiliation, visit.now)}, why_waiting(line)});
                });
        });
}

http::Response post_address_correction(web::Visit& visit) {
    auto const id = id_of<people::Affiliation>(visit.path("id"));
    auto const line = id.exists() ? people::affiliation_line(visit.reader(), id) : std::nullopt;
    if (!line || !line->affiliation.authority.exists()) return web::not_found(visit);
    http::Pairs const& form = visit.form();
    // The button of a known address carries it; the field of a new one is used by its own button.
    std::string const wrong = line_of(form, "fausse");
    std::string const right = line_of(form, "juste");
    std::string const typed = line_of(form, "address");
    auto const verdict = !wrong.empty()   ? people::AddressVerdict::wrong
                         : !right.empty() ? people::AddressVerdict::right
                                          : people::AddressVerdict::add;
    std::string const back = back_of(form);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const done = people::correct_official_address(tx, visit.services.world, visit.actor(),
                                                           line->affiliation.authority, verdict,
                                                           !wrong.empty()   ? wrong
                                                           : !right.empty() ? right
                                                                            : typed);
        if (!done) return done.refusal();
        http::Pairs query;
        query.add("retour", back);
        query.add("adresse", "corrigee");
        return std::string(waiting_page) + "/" + std::to_string(id.value) + http::query_text(query);
    });
    if (next) return web::redirect(visit, *next);
    DecisionView view = decision_view(visit, *line, {});
    view.back = back;
    view.hidden = visit.form_fields_again();
    view.new_address = field("address", "Ajouter une adresse officielle", typed);
    show_errors(view, next.refusal(), {&view.new_address});
    return decision_page(visit, std::move(view), line->affiliation, web::status_of(next.refusal().code));
}

http::Response show_decision(web::Visit& visit) {
    auto const id = id_of<people::Affiliation>(visit.path("id"));
    auto const line = id.exists() ? people::affiliation_line(visit.reader(), id) : std::nullopt;
    if (!line) return web::not_found(visit);
    DecisionView view = decision_view(visit, *line, {});
    if (visit.request.query.get("adresse") == "corrigee")
        view.notice = "Les adresses officielles sont corrigées. La demande attend toujours votre décision.";
    view.back = back_of(visit.request.query);
    view.hidden = visit.form_fields();
    return decision_page(visit, std::move(view), line->affiliation, 200);
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
    return decision_page(visit, std::move(view), line->affiliation, web::status_of(next.refusal().code));
}

}  // namespace account
