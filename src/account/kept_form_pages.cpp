#include "account/kept_form_pages.hpp"

#include <algorithm>

#include "account/forms.hpp"
#include "account/kept_form_views.hpp"
#include "account/kept_form_words.hpp"
#include "account/own_sign_in_pages.hpp"
#include "account/pages_kept_form.hpp"
#include "account/pages_kept_forms.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "people/actions_kept_form.hpp"
#include "people/kept_form_rows.hpp"
#include "territories/in_sentence.hpp"
#include "web/form_token.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"
#include "web/kept_form.hpp"

namespace account {
namespace {

/// The rows of short answers that are shown; a form of the triage bench may have hundreds of boxes.
constexpr std::size_t answers_shown_max = 40;

std::string address_of(base::Id<people::KeptForm> form) {
    return std::string(web::kept_forms_page) + "/" + std::to_string(form.value);
}

/// The visit's own, with its fields; nothing for another's and for what is gone.
std::optional<people::KeptForm> own_kept_form(web::Visit& visit) {
    auto const id = id_of<people::KeptForm>(visit.path("id"));
    if (!id.exists()) return std::nullopt;
    return people::kept_form_of(visit.reader(), visit.actor().person, id, visit.now);
}

people::AffiliationLine const* standing(people::SignIn const& who, base::Id<people::Affiliation> id) {
    auto const found =
        std::ranges::find_if(who.affiliations, [&](auto const& line) { return line.affiliation.id == id; });
    return id.exists() && found != who.affiliations.end() ? &*found : nullptr;
}

std::string typed_sentence(people::KeptForm const& form, people::AffiliationLine const* body) {
    bool const is_known = !browser_words(form.browser).starts_with("Navigateur");
    std::string const browser = is_known ? browser_words(form.browser) : "un autre navigateur";
    std::string sentence = "Envoyée le " + base::french_date_time(form.kept_at) + ", depuis " + browser;
    if (body != nullptr) sentence += ", pour " + territories::in_sentence(body->body_name);
    return sentence + ".";
}

void add_fields(KeptFormView& view, people::KeptForm const& form) {
    for (people::KeptField const& field : form.fields) {
        view.fields.push_back({field.name, field.value});
        // Line ends as one character each: a browser shows both of CR LF.
        std::string shown = field.value;
        std::erase(shown, '\r');
        if (people::is_typed_text(shown))
            view.texts.push_back({field_label(field.name), std::move(shown)});
        else if (!shown.empty() && is_readable_answer(field.name, shown) &&
                 view.rows.size() < answers_shown_max)
            view.rows.push_back({field_label(field.name), std::move(shown), {}, {}});
    }
}

/// Whether what is sent again would be for the body for which it was typed.
void add_body(KeptFormView& view, people::SignIn const& who, people::KeptForm const& form) {
    people::AffiliationLine const* const then = standing(who, form.acting);
    view.typed = typed_sentence(form, then);
    if (form.acting.exists() && then == nullptr)
        view.acting_gone =
            "Le rattachement pour lequel vous agissiez a pris fin\u00a0: la page dira si vous pouvez encore "
            "envoyer cette saisie.";
    if (then != nullptr && who.actor.affiliation != form.acting) {
        view.other_body = territories::in_sentence(then->body_name);
        view.other_affiliation = std::to_string(form.acting.value);
    }
}

}  // namespace

http::Response show_kept_forms(web::Visit& visit) {
    std::vector<people::KeptForm> const kept =
        people::kept_forms_of(visit.reader(), visit.actor().person, visit.now);
    if (kept.empty()) return web::redirect(visit, "/mon-compte");
    if (kept.size() == 1) return web::redirect(visit, address_of(kept.front().id));
    std::vector<KeptFormLine> lines;
    for (people::KeptForm const& one : kept)
        lines.push_back({"Saisie du " + base::french_date_time(one.kept_at), address_of(one.id),
                         typed_sentence(one, standing(*visit.who, one.acting)) + " Gardée jusqu’au " +
                             base::french_date_time(one.until()) + "."});
    web::PageHead head;
    head.title = "Vos saisies gardées";
    head.breadcrumbs = {{"Mon compte", "/mon-compte"}, {head.title, ""}};
    return web::page_of(visit, head, [&](html::Out& out) { pages::kept_forms(out, lines); });
}

http::Response show_kept_form(web::Visit& visit) {
    auto const form = own_kept_form(visit);
    if (!form) return web::not_found(visit);
    KeptFormView view;
    view.until = base::french_date_time(form->until());
    view.page = web::safe_return_path(form->page) == form->page ? form->page : std::string();
    view.had_files = form->had_files;
    view.target = web::safe_return_path(form->target);
    view.here = address_of(form->id);
    view.abandon = view.here + "/abandon";
    view.hidden = visit.form_fields();
    view.fields = view.hidden;
    view.fields.push_back({std::string(web::kept_form_field), std::to_string(form->id.value)});
    add_fields(view, *form);
    add_body(view, *visit.who, *form);
    web::PageHead head;
    head.title = "Reprendre votre saisie";
    head.breadcrumbs = {{"Mon compte", "/mon-compte"}, {head.title, ""}};
    return web::page_of(visit, head, [&](html::Out& out) { pages::kept_form(out, view); });
}

http::Response post_abandon_kept_form(web::Visit& visit) {
    auto const id = id_of<people::KeptForm>(visit.path("id"));
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const dropped = people::drop_kept_form(tx, visit.actor().person, id);
        if (!dropped) return dropped.refusal();
        return std::string("/mon-compte?saisie=abandonnee");
    });
    if (!next && next.refusal().code == base::RefusalCode::not_found) return web::not_found(visit);
    return next ? web::redirect(visit, *next) : web::refusal_page(visit, next.refusal());
}

std::string kept_forms_sentence(web::Visit& visit) {
    std::vector<people::KeptForm> const kept =
        people::kept_forms_of(visit.reader(), visit.actor().person, visit.now);
    if (kept.empty()) return {};
    return (kept.size() == 1
                ? std::string("Une saisie envoyée quand votre connexion était fermée vous attend")
                : std::to_string(kept.size()) +
                      " saisies envoyées quand votre connexion était fermée vous attendent") +
           ", jusqu’au " + base::french_date_time(kept.back().until()) +
           (kept.size() == 1 ? "." : " pour la plus ancienne.");
}

}  // namespace account
