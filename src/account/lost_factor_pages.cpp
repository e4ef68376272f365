#include "account/lost_factor_pages.hpp"

#include "account/forms.hpp"
#include "account/member_views.hpp"
#include "account/pages_lost_factor.hpp"
#include "account/role_pages.hpp"
#include "account/second_factor_pages.hpp"
#include "people/person_rows.hpp"
#include "people/quality.hpp"
#include "people/second_factor.hpp"
#include "people/second_factor_rows.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace account {
namespace {

std::string address_of(base::Id<people::Person> person) {
    return std::string(roles_page) + "/" + std::to_string(person.value) + "/second-facteur";
}

/// The colleague of the address, if their second factor is active; never oneself.
std::optional<people::Person> asked(web::Visit& visit) {
    auto const id = id_of<people::Person>(visit.path("id"));
    if (!id.exists() || id == visit.actor().person) return std::nullopt;
    auto const factor = people::factor_of(visit.reader(), id);
    if (!factor || !factor->active_since) return std::nullopt;
    return people::person_by_id(visit.reader(), id);
}

http::Response response_of(web::Visit& visit, people::Person const& person, std::string reason,
                           base::Refusal const* refusal) {
    TakeRoleView view;
    view.title = "Retirer la double authentification de " + person.email;
    view.action = address_of(person.id);
    view.reason = field("reason", "Comment avez-vous vérifié qui le demande\u202f?", std::move(reason));
    view.reason.hint = "Envoyé à la personne.";
    view.reason_characters_max = static_cast<int>(people::reason_characters_max);
    view.hidden = refusal ? visit.form_fields_again() : visit.form_fields();
    if (refusal) show_errors(view, *refusal, {&view.reason});
    web::PageHead head;
    head.title = "Double authentification perdue";
    head.breadcrumbs = {{"Espace opérateur", "/operateur"},
                        {"Rôles", std::string(roles_page)},
                        {"Double authentification perdue", ""}};
    head.has_errors = refusal != nullptr;
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::lost_factor(out, view); },
        refusal ? web::status_of(refusal->code) : 200);
}

}  // namespace

http::Response show_lost_factor(web::Visit& visit) {
    auto const person = asked(visit);
    if (!person) return web::not_found(visit);
    if (auto first = factor_first(visit, address_of(person->id))) return std::move(*first);
    return response_of(visit, *person, {}, nullptr);
}

http::Response post_lost_factor(web::Visit& visit) {
    auto const person = asked(visit);
    if (!person) return web::not_found(visit);
    if (auto first = factor_first(visit, address_of(person->id))) return std::move(*first);
    std::string const reason = text_of(visit.form(), "reason");
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const done = people::reset_factor_of(tx, visit.services.world, visit.services.people_settings,
                                                  visit.actor(), person->id, reason);
        if (!done) return done.refusal();
        return std::string(roles_page) + "?fait=facteur";
    });
    if (next) return web::redirect(visit, *next);
    if (next.refusal().fields.empty()) return web::refusal_page(visit, next.refusal());
    return response_of(visit, *person, reason, &next.refusal());
}

}  // namespace account
