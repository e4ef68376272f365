// Roles given and taken back on screen; general elections recorded.
#include "account/role_pages.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "account/forms.hpp"
#include "account/member_views.hpp"
#include "account/pages_elections.hpp"
#include "account/pages_roles.hpp"
#include "account/pages_take_role.hpp"
#include "account/second_factor_pages.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "people/actions_renewal.hpp"
#include "people/actions_role.hpp"
#include "people/person_rows.hpp"
#include "people/quality.hpp"
#include "people/renewal_rows.hpp"
#include "people/role_rows.hpp"
#include "people/second_factor_rows.hpp"
#include "territories/lookup.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"
#include "web/list_response.hpp"

namespace account {
namespace {

constexpr std::string_view elections_page = "/operateur/elections";

struct TypedRole {
    std::string email;
    std::string role;
    std::string scope;
    std::string reason;
};

std::string role_text(people::Role role, std::string const& scope) {
    std::string text(people::french(role));
    if (!scope.empty()) text += " (" + scope + ")";
    return text;
}

std::string take_address(people::RoleLine const& line) {
    http::Pairs query;
    query.add("role", std::string(people::code(line.role)));
    if (!line.scope.empty()) query.add("departement", line.scope);
    return std::string(roles_page) + "/" + std::to_string(line.person.value) + "/retrait" +
           http::query_text(query);
}

http::Response roles_response(web::Visit& visit, TypedRole const& typed, base::Refusal const* refusal) {
    auto const page = asked_page(visit.request.query);
    if (!page) return web::not_found(visit);
    std::string const text = line_of(visit.request.query, "q");
    auto const found = people::standing_roles(visit.reader(), text, *page);
    int const last = last_page(found.total, people::roles_per_page);
    if (*page > last) return web::not_found(visit);
    RolesView view;
    view.may_write = visit.actor().is_operator;
    view.count = base::french_count(found.total, "rôle confié", "rôles confiés");
    auto const with_factor = view.may_write ? people::role_holders_with_factor(visit.reader())
                                            : std::vector<base::Id<people::Person>>{};
    for (people::RoleLine const& line : found.lines) {
        bool const is_own_operator =
            line.person == visit.actor().person && line.role == people::Role::operator_;
        view.items.push_back({line.email,
                              role_text(line.role, line.scope),
                              "Confié le " + base::french_date(line.given_at) +
                                  (line.reason.empty() ? std::string(".") : ". Motif\u00a0: " + line.reason),
                              view.may_write && !is_own_operator ? take_address(line) : std::string(),
                              {}});
        if (line.person != visit.actor().person &&
            std::find(with_factor.begin(), with_factor.end(), line.person) != with_factor.end())
            view.items.back().factor_href =
                std::string(roles_page) + "/" + std::to_string(line.person.value) + "/second-facteur";
    }
    http::Pairs query;
    if (!text.empty()) query.add("q", text);
    view.pages = {*page, last,
                  std::string(roles_page) + http::query_text(query) + (query.empty() ? "?" : "&") + "page="};
    view.files = web::list_links(std::string(roles_page), http::query_text(query));
    view.text = field("q", "Chercher une adresse", text);
    std::string_view const done = visit.request.query.get("fait");
    if (done == "donne") view.notice = "Le rôle est confié, la personne en est prévenue par e-mail.";
    if (done == "retire") view.notice = "Le rôle est retiré, la personne en est prévenue par e-mail.";
    if (done == "facteur")
        view.notice = "La double authentification est retirée, la personne en est prévenue par e-mail.";
    view.email = field("email", "Adresse e-mail de la personne", typed.email);
    view.email.type = "email";
    view.email.autocomplete = "off";
    view.role = field("role", "Rôle", typed.role);
    view.roles = html::chosen(
        {{"operator", "Opérateur", "Trie, vérifie, publie, confie des rôles.", false},
         {"auditor", "Auditeur", "Lit tout, n’écrit rien.", false},
         {"relay", "Relais de préfecture",
          "Suit la participation de son département, invite, vérifie des rattachements.", false}},
        typed.role);
    view.scope = field("scope", "Département du relais", typed.scope);
    view.scope.hint = "Pour un relais de préfecture seulement.";
    view.departments = {{"", "Aucun", {}, false}};
    for (territories::Territory const& one : territories::departments(visit.reader()))
        view.departments.push_back({one.code, one.code + " " + one.name, {}, false});
    view.departments = html::chosen(std::move(view.departments), typed.scope);
    view.reason = field("reason", "Motif", typed.reason);
    view.reason.hint = "Il est envoyé à la personne.";
    view.reason_characters_max = static_cast<int>(people::reason_characters_max);
    view.hidden = refusal ? visit.form_fields_again() : visit.form_fields();
    if (refusal) show_errors(view, *refusal, {&view.email, &view.role, &view.scope, &view.reason});
    web::PageHead head;
    head.title = "Rôles";
    head.breadcrumbs = {{"Espace opérateur", "/operateur"}, {"Rôles", ""}};
    head.has_errors = refusal != nullptr;
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::roles(out, view); },
        refusal ? web::status_of(refusal->code) : 200);
}

struct AskedRole {
    people::Person person;
    people::Role role = people::Role::auditor;
    std::string scope;
};

/// The role that the address names, which that person has now.
std::optional<AskedRole> asked_role(web::Visit& visit) {
    auto const id = id_of<people::Person>(visit.path("id"));
    auto const role = people::role_from(visit.request.query.get("role"));
    std::string const scope = line_of(visit.request.query, "departement");
    if (!id.exists() || !role || !people::has_role(visit.reader(), id, *role, scope)) return std::nullopt;
    auto person = people::person_by_id(visit.reader(), id);
    if (!person) return std::nullopt;
    return AskedRole{*std::move(person), *role, scope};
}

http::Response take_response(web::Visit& visit, AskedRole const& asked, std::string reason,
                             base::Refusal const* refusal) {
    TakeRoleView view;
    view.title =
        "Retirer le rôle «\u00a0" + role_text(asked.role, asked.scope) + "\u00a0» à " + asked.person.email;
    view.action = take_address({asked.person.id, asked.person.email, asked.role, asked.scope, {}, {}});
    view.reason = field("reason", "Motif", std::move(reason));
    view.reason.hint = "Il est envoyé à la personne.";
    view.reason_characters_max = static_cast<int>(people::reason_characters_max);
    view.hidden = refusal ? visit.form_fields_again() : visit.form_fields();
    if (refusal) show_errors(view, *refusal, {&view.reason});
    web::PageHead head;
    head.title = "Retirer un rôle";
    head.breadcrumbs = {
        {"Espace opérateur", "/operateur"}, {"Rôles", std::string(roles_page)}, {"Retirer un rôle", ""}};
    head.has_errors = refusal != nullptr;
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::take_role(out, view); },
        refusal ? web::status_of(refusal->code) : 200);
}

/// A day as "15/03/2026" or "15 3 2026", at midnight in Paris.
std::optional<base::Instant> day_typed(std::string const& text) {
    std::array<int, 3> parts{};
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size() && count < parts.size();) {
        auto const [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), parts[count]);
        if (error != std::errc{}) return std::nullopt;
        ++count;
        at = static_cast<std::size_t>(end - text.data());
        if (at < text.size() && text[at] != '/' && text[at] != ' ') return std::nullopt;
        ++at;
    }
    if (count != 3 || parts[2] < 2000 || parts[2] > 2100 || parts[1] < 1 || parts[1] > 12 || parts[0] < 1 ||
        parts[0] > 31)
        return std::nullopt;
    base::Civil civil;
    civil.year = parts[2];
    civil.month = parts[1];
    civil.day = parts[0];
    return base::instant_of(civil);
}

struct TypedElection {
    std::string kind;
    std::string label;
    std::string held;
};

constexpr std::array elected_kinds{territories::Kind::commune, territories::Kind::departement,
                                   territories::Kind::region, territories::Kind::collectivite_particuliere,
                                   territories::Kind::epci};

http::Response elections_response(web::Visit& visit, TypedElection const& typed,
                                  base::Refusal const* refusal) {
    ElectionsView view;
    view.may_write = visit.actor().is_operator;
    for (people::Election const& one : people::elections(visit.reader()))
        view.rows.push_back({base::french_date(one.held_at),
                             one.label + " (" + std::string(territories::french_plural(one.kind)) + ")",
                             {},
                             {}});
    if (visit.request.query.has("fait"))
        view.notice = "L’élection est enregistrée. Les élus concernés seront prévenus à partir de ce jour.";
    view.kind = field("kind", "Sorte de collectivité", typed.kind);
    for (territories::Kind const kind : elected_kinds)
        view.kinds.push_back(
            {std::string(territories::code(kind)), std::string(territories::french_plural(kind)), {}, false});
    view.kinds = html::chosen(std::move(view.kinds), typed.kind);
    view.label = field("label", "Nom de l’élection", typed.label);
    view.label.hint = "Par exemple\u00a0: élections municipales de 2026.";
    view.held = field("held", "Jour", typed.held);
    view.held.hint = "Par exemple 22/03/2026. À partir de ce jour, les élus concernés reconfirment.";
    view.held.width_characters = 10;
    view.hidden = refusal ? visit.form_fields_again() : visit.form_fields();
    if (refusal) show_errors(view, *refusal, {&view.kind, &view.label, &view.held});
    web::PageHead head;
    head.title = "Élections";
    head.breadcrumbs = {{"Espace opérateur", "/operateur"}, {"Élections", ""}};
    head.has_errors = refusal != nullptr;
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::elections(out, view); },
        refusal ? web::status_of(refusal->code) : 200);
}

}  // namespace

http::Response roles_file(web::Visit& visit) {
    using documents::ColumnType;
    std::string const text = line_of(visit.request.query, "q");
    return web::list_response(visit,
                              {"roles",
                               "Rôles",
                               text,
                               std::string(roles_page),
                               {{"adresse", "Adresse", ColumnType::text, 36},
                                {"role", "Rôle", ColumnType::text, 24},
                                {"perimetre", "Périmètre", ColumnType::text, 12},
                                {"confie_le", "Confié le", ColumnType::moment, 17},
                                {"motif", "Motif", ColumnType::text, 60}}},
                              [&](web::PutRow const& put) {
                                  for (int page = 1, last = 1; page <= last; ++page) {
                                      auto const found = people::standing_roles(visit.reader(), text, page);
                                      last = last_page(found.total, people::roles_per_page);
                                      for (people::RoleLine const& line : found.lines)
                                          put({line.email, std::string(people::french(line.role)), line.scope,
                                               line.given_at, line.reason});
                                  }
                              });
}

http::Response show_roles(web::Visit& visit) {
    // Asked before anything is typed: a role is an act of weight (issue 3, second factor).
    if (visit.actor().is_operator)
        if (auto first = factor_first(visit, roles_page)) return std::move(*first);
    return roles_response(visit, {}, nullptr);
}

http::Response post_role(web::Visit& visit) {
    if (auto first = factor_first(visit, roles_page)) return std::move(*first);
    http::Pairs const& form = visit.form();
    TypedRole const typed{line_of(form, "email"), line_of(form, "role"), line_of(form, "scope"),
                          text_of(form, "reason")};
    auto const role = people::role_from(typed.role);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        if (!role) {
            base::FormErrors errors;
            if (!base::is_email(typed.email)) errors.add("email", "Indiquez une adresse e-mail complète.");
            errors.add("role", "Choisissez un rôle.");
            return std::move(errors).refusal();
        }
        auto const given =
            people::give_role_told(tx, visit.services.world, visit.services.people_settings, visit.actor(),
                                   {typed.email, *role, typed.scope, typed.reason});
        if (!given) return given.refusal();
        return std::string(roles_page) + "?fait=donne";
    });
    return next ? web::redirect(visit, *next) : roles_response(visit, typed, &next.refusal());
}

http::Response show_take_role(web::Visit& visit) {
    auto const asked = asked_role(visit);
    if (asked)
        if (auto first = factor_first(visit, roles_page)) return std::move(*first);
    return asked ? take_response(visit, *asked, {}, nullptr) : web::not_found(visit);
}

http::Response post_take_role(web::Visit& visit) {
    if (auto first = factor_first(visit, roles_page)) return std::move(*first);
    auto const asked = asked_role(visit);
    if (!asked) return web::not_found(visit);
    if (auto first = factor_first(visit, roles_page)) return std::move(*first);
    std::string const reason = text_of(visit.form(), "reason");
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const taken =
            people::take_role_told(tx, visit.services.world, visit.services.people_settings, visit.actor(),
                                   asked->person.id, asked->role, asked->scope, reason);
        if (!taken) return taken.refusal();
        return std::string(roles_page) + "?fait=retire";
    });
    return next ? web::redirect(visit, *next) : take_response(visit, *asked, reason, &next.refusal());
}

http::Response show_elections(web::Visit& visit) {
    return elections_response(visit, {}, nullptr);
}

http::Response post_election(web::Visit& visit) {
    TypedElection const typed{line_of(visit.form(), "kind"), line_of(visit.form(), "label"),
                              line_of(visit.form(), "held")};
    people::Election election;
    base::FormErrors errors;
    if (auto const kind = territories::kind_from(typed.kind))
        election.kind = *kind;
    else
        errors.add("kind", "Choisissez une sorte de collectivité.");
    if (auto const held = day_typed(typed.held))
        election.held_at = *held;
    else
        errors.add("held", "Indiquez le jour, comme 22/03/2026.");
    election.label = typed.label;
    if (typed.label.empty()) errors.add("label", "Nommez cette élection.");
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        if (!errors.none()) return base::FormErrors(errors).refusal();
        auto const done = people::record_election(tx, visit.services.world, visit.actor(), election);
        if (!done) return done.refusal();
        return std::string(elections_page) + "?fait=1";
    });
    return next ? web::redirect(visit, *next) : elections_response(visit, typed, &next.refusal());
}

}  // namespace account
