// The journal on screen: who did what, for whom, when; filters, pages, export.
#include "site/journal_pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/crypto.hpp"
#include "base/csv.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/export_file.hpp"
#include "journal/act_list.hpp"
#include "people/partner_rows.hpp"
#include "people/person_rows.hpp"
#include "site/act_words.hpp"
#include "site/journal_names.hpp"
#include "site/journal_views.hpp"
#include "site/moment.hpp"
#include "site/pages_journal.hpp"
#include "site/typed_filters.hpp"
#include "territories/lookup.hpp"
#include "web/forms.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"
#include "web/rate_limiter.hpp"

namespace site {
namespace {

constexpr std::string_view journal_page = "/operateur/journal";
constexpr std::array<std::string_view, 6> act_filter_names{"acte", "qui", "pour", "objet", "du", "au"};
constexpr int exported_at_once = 500;
constexpr std::size_t file_name_random_bytes = 16;
constexpr web::Rate export_rate{"journal.csv", 20, base::Duration::minutes(1)};

http::Pairs act_filters_in(http::Pairs const& query, std::string_view without = {}) {
    return filters_among(act_filter_names, query, without);
}

std::string address_with(http::Pairs query, std::string_view name, std::string value,
                         std::string_view path = journal_page) {
    if (!name.empty()) query.add(std::string(name), std::move(value));
    return std::string(path) + http::query_text(query);
}

/// A filter and what was wrong with it; a wrong part finds nothing rather than everything.
struct AskedFilter {
    journal::ActFilter filter;
    base::FormErrors errors;
    std::string body_name;
};

/// An operator may look for an address; an auditor sees numbers only (decision 0018).
void ask_person(web::Visit& visit, AskedFilter& asked, std::string const& typed_person) {
    if (typed_person.empty()) return;
    asked.filter.person = -1;
    if (typed_person == "0") {
        asked.filter.person = 0;
    } else if (auto const number = web::positive_number(typed_person)) {
        asked.filter.person = *number;
    } else if (visit.is_operator() && base::is_email(typed_person)) {
        if (auto const person = people::person_by_email(visit.reader(), typed_person))
            asked.filter.person = person->id.value;
        else
            asked.errors.add("qui", "Aucun compte n’a cette adresse.");
    } else {
        asked.errors.add("qui", visit.is_operator()
                                    ? "Indiquez le numéro d’une personne ou son adresse e-mail."
                                    : "Indiquez le numéro d’une personne, comme il figure dans la liste.");
    }
}

void ask_body(web::Visit& visit, AskedFilter& asked, std::string const& typed_body) {
    if (typed_body.empty()) return;
    asked.filter.body = 0;
    constexpr std::string_view partner_mark = "partenaire:";
    if (typed_body.starts_with(partner_mark)) {
        auto const id = web::id_of<people::Partner>(typed_body.substr(partner_mark.size()));
        if (auto const partner = people::partner_by_id(visit.reader(), id)) {
            asked.filter.body = -id.value;
            asked.body_name = partner->name;
            return;
        }
    } else if (auto const authority = territories::authority_by_reference(visit.reader(), typed_body)) {
        asked.filter.body = authority->id.value;
        asked.body_name = authority->long_name;
        return;
    }
    asked.errors.add("pour",
                     "Aucune collectivité n’a ce code. Il figure dans l’adresse de sa page, comme "
                     "29134 ou DEP-29.");
}

AskedFilter asked_filter(web::Visit& visit) {
    http::Pairs const& query = visit.request.query;
    AskedFilter asked;
    std::string const noun = typed(query, "acte");
    for (NounWords const& one : act_nouns())
        if (one.noun == noun) asked.filter.noun = noun;
    asked.filter.subject = typed(query, "objet");
    ask_person(visit, asked, typed(query, "qui"));
    ask_body(visit, asked, typed(query, "pour"));
    auto const day = [&](std::string_view name) -> std::optional<base::Instant> {
        std::string const text = typed(query, name);
        if (text.empty()) return std::nullopt;
        auto const at = day_of(text);
        if (!at) asked.errors.add(std::string(name), "Indiquez un jour, comme 15/03/2026.");
        return at;
    };
    asked.filter.from = day("du");
    // The day named is included: until the midnight after it, whatever the clocks do that night.
    if (auto const last = day("au")) {
        base::Civil next = base::civil(*last + base::Duration::hours(26));
        next.hour = next.minute = next.second = 0;
        asked.filter.until = base::instant_of(next);
    }
    return asked;
}

JournalLine line_of(journal::Act const& act, NamedBodies const& bodies, http::Pairs const& filters) {
    JournalLine line;
    line.number = std::to_string(act.entry);
    line.href = fmt::format("{}/{}", journal_page, act.entry);
    line.at = base::french_short(act.at);
    line.who = act.person == 0 ? "le programme" : fmt::format("personne {}", act.person);
    line.who_href = address_with(filters, filters.has("qui") ? "" : "qui", std::to_string(act.person));
    line.act = act_label(act.act);
    line.subject = words_of_subject(act.subject);
    line.subject_href = address_with({}, "objet", act.subject);
    line.proof = "n° " + base::french_number(act.entry) + (act.position ? "" : ", preuve en attente");
    if (NamedBody const* const body = bodies.find(act.body)) {
        line.body = body->name;
        line.body_href = address_with({}, "pour", body->filter);
    }
    return line;
}

/// What the one box found: an entry's number leads to it, anything else is a thing's reference or a code.
std::optional<http::Response> found_directly(web::Visit& visit, std::string const& text) {
    if (text.empty()) return std::nullopt;
    std::string digits;
    for (char const c : text)
        if (c >= '0' && c <= '9') digits.push_back(c);
    bool const is_number = digits.size() == text.size();
    // "29134" may be a commune too: a code with a body behind it is that body.
    if (territories::authority_by_reference(visit.reader(), text))
        return web::redirect(visit, address_with({}, "pour", text));
    if (is_number)
        if (auto const number = web::positive_number(digits))
            if (journal::stored_entry(visit.reader(), *number))
                return web::redirect(visit, fmt::format("{}/{}", journal_page, *number));
    if (visit.is_operator() && base::is_email(text))
        return web::redirect(visit, address_with({}, "qui", text));
    return web::redirect(visit, address_with({}, "objet", text));
}

void show_filters(JournalView& view, AskedFilter& asked, http::Pairs const& query, bool is_operator) {
    http::Pairs const filters = act_filters_in(query);
    view.search = web::field("q", "Chercher un objet, un code de collectivité ou un numéro d’écriture", {});
    view.noun = web::field("acte", "Acte", asked.filter.noun);
    view.nouns.push_back({"", "Tous", {}, false});
    for (NounWords const& one : act_nouns())
        view.nouns.push_back({std::string(one.noun), std::string(one.label), {}, false});
    view.nouns = html::chosen(std::move(view.nouns), asked.filter.noun);
    view.person = web::field("qui", "Qui", typed(query, "qui"),
                             is_operator ? "Numéro ou adresse e-mail. 0\u00a0: le programme."
                                         : "Numéro de la personne. 0\u00a0: le programme.");
    view.body = web::field("pour", "Pour quelle collectivité", typed(query, "pour"),
                           "Son code, par exemple 29134 ou DEP-29.");
    view.from = web::field("du", "Du", typed(query, "du"), "Par exemple 15/03/2026.");
    view.until = web::field("au", "Au", typed(query, "au"));
    for (html::Field* const day : {&view.from, &view.until}) day->width_characters = 10;
    for (auto const& [name, value] : filters.items()) {
        std::string label = value;
        if (name == "acte") {
            label.clear();
            for (html::Choice const& choice : view.nouns)
                if (choice.is_chosen && !choice.value.empty()) label = choice.label;
            if (label.empty()) continue;
        }
        if (name == "qui") label = "Qui\u00a0: " + value;
        if (name == "pour") label = asked.body_name.empty() ? "Code " + value : asked.body_name;
        if (name == "objet") {
            label = "Objet\u00a0: " + words_of_subject(value);
            view.kept.push_back({"objet", value});
        }
        if (name == "du") label = "À partir du " + value;
        if (name == "au") label = "Jusqu’au " + value;
        view.chosen.push_back({label, address_with(act_filters_in(query, name), "", {})});
    }
    view.is_filtered = !view.chosen.empty();
    view.csv_href = address_with(filters, "", {}, "/operateur/journal.csv");
}

}  // namespace

http::Response show_journal(web::Visit& visit) {
    http::Pairs const& query = visit.request.query;
    if (auto found = found_directly(visit, typed(query, "q"))) return std::move(*found);
    auto const before = web::positive_number(query.get("avant"));
    auto const after = web::positive_number(query.get("apres"));
    AskedFilter asked = asked_filter(visit);
    JournalView view;
    show_filters(view, asked, query, visit.is_operator());
    bool const has_errors = !asked.errors.none();
    if (has_errors) {
        view.is_filtered = true;
        base::Refusal const refusal = std::move(asked.errors).refusal();
        web::show_errors(view.errors, refusal, {&view.person, &view.body, &view.from, &view.until});
    } else {
        http::Pairs const filters = act_filters_in(query);
        journal::ActPage const page = journal::act_page(visit.reader(), asked.filter, before, after);
        NamedBodies const bodies(visit.reader(), page.acts);
        for (journal::Act const& act : page.acts) view.lines.push_back(line_of(act, bodies, filters));
        if (!page.acts.empty() && page.has_newer)
            view.newer_href = address_with(filters, "apres", std::to_string(page.acts.front().entry));
        if (!page.acts.empty() && page.has_older)
            view.older_href = address_with(filters, "avant", std::to_string(page.acts.back().entry));
    }
    view.count = base::french_count(static_cast<std::int64_t>(view.lines.size()), "acte sur cette page",
                                    "actes sur cette page");
    web::PageHead head;
    head.title = "Journal";
    head.breadcrumbs = {{"Espace opérateur", "/operateur"}, {"Journal", ""}};
    head.is_wide = true;
    head.has_errors = has_errors;
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::journal(out, view); }, has_errors ? 422 : 200);
}

http::Response journal_csv(web::Visit& visit) {
    web::Services const& services = visit.services;
    if (int const wait_s =
            services.limiter.take(export_rate, std::to_string(visit.actor().person.value), visit.now);
        wait_s > 0) {
        base::Refusal refusal =
            base::refuse(base::RefusalCode::too_many, "Trop de fichiers demandés en peu de temps.",
                         "Attendez un peu avant de recommencer.");
        refusal.retry_after_s = wait_s;
        return web::refusal_page(visit, refusal);
    }
    AskedFilter asked = asked_filter(visit);
    if (!asked.errors.none()) return web::refusal_page(visit, std::move(asked.errors).refusal());
    consultation::ExportFile file(services.temporary_folder + "/" +
                                  base::hex(services.world.random.bytes(file_name_random_bytes)) + ".csv");
    file.write(base::csv_byte_order_mark);
    file.write(base::csv_row({"ecriture", "place", "date", "personne", "structure", "nom", "acte", "libelle",
                              "objet", "contenu"}));
    std::int64_t last = 0;
    for (;;) {
        auto const acts = journal::acts_after(visit.reader(), asked.filter, last, exported_at_once);
        NamedBodies const bodies(visit.reader(), acts);
        for (journal::Act const& act : acts) {
            NamedBody const* const body = bodies.find(act.body);
            file.write(base::csv_row(
                {std::to_string(act.entry), act.position ? std::to_string(*act.position) : std::string(),
                 base::iso8601(act.at), std::to_string(act.person), body ? body->filter : std::string(),
                 body ? body->name : std::string(), act.act, act_label(act.act), act.subject, act.payload}));
        }
        if (acts.size() < static_cast<std::size_t>(exported_at_once)) break;
        last = acts.back().entry;
    }
    http::Response response;
    response.content_type = "text/csv; charset=utf-8; header=present";
    response.header("Content-Disposition", "attachment; filename=\"journal.csv\"");
    response.file_path = file.finish();
    response.delete_file = true;
    return response;
}

}  // namespace site
