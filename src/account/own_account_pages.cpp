// One's own account: another address, one's data, the erasure.
#include "account/own_account_pages.hpp"

#include "account/forms.hpp"
#include "account/own_archive.hpp"
#include "account/pages_erasure.hpp"
#include "account/pages_own_data.hpp"
#include "account/pages_own_form.hpp"
#include "account/pages_stopped.hpp"
#include "account/second_factor_pages.hpp"
#include "account/signing_in.hpp"
#include "base/french.hpp"
#include "people/actions_account.hpp"
#include "people/own_account_rows.hpp"
#include "people/person_rows.hpp"
#include "web/json.hpp"

namespace account {
namespace {

constexpr web::Rate archive_rate{"own_archive", 10, base::Duration::hours(1)};

http::Response with_retry(http::Response response, base::Refusal const& refusal) {
    if (refusal.retry_after_s > 0) response.header("Retry-After", std::to_string(refusal.retry_after_s));
    return response;
}

OwnFormView address_view(std::string typed) {
    OwnFormView view;
    view.title = "Changer d’adresse e-mail";
    view.sentences = {"Un code sera envoyé à la nouvelle adresse. L’ancienne sera prévenue."};
    view.field = field("email", "Nouvelle adresse e-mail", std::move(typed));
    view.field.type = "email";
    view.field.autocomplete = "email";
    view.action = "/mon-compte/adresse";
    view.button = "Recevoir un code";
    view.back = {"Garder mon adresse", "/mon-compte"};
    return view;
}

OwnFormView address_code_view(std::string const& email) {
    OwnFormView view;
    view.title = "Saisissez le code reçu";
    view.sentences = {"Un code à 6 chiffres a été envoyé à " + email + ".",
                      "Une fois l’adresse changée, vos autres connexions seront fermées."};
    view.field = own_code_field("Code à 6 chiffres", "Il est valable 30 minutes.");
    view.action = "/mon-compte/adresse/code";
    view.button = "Changer d’adresse";
    view.back = {"Indiquer une autre adresse", "/mon-compte/adresse"};
    return view;
}

OwnFormView erasure_code_view(std::string const& email) {
    OwnFormView view;
    view.title = "Confirmez la suppression";
    view.sentences = {"Un code à 6 chiffres a été envoyé à " + email + "."};
    view.field = own_code_field("Code à 6 chiffres", "Il est valable 30 minutes.");
    view.action = "/mon-compte/suppression/code";
    view.button = "Supprimer mon compte";
    view.is_warning = true;
    view.back = {"Garder mon compte", "/mon-compte"};
    return view;
}

/// The form of a code again, with what was refused; what leaves nothing to type is a page.
http::Response code_refused(web::Visit& visit, OwnFormView view, base::Refusal const& refusal) {
    view.hidden = visit.form_fields_again();
    show_errors(view, refusal, {&view.field});
    return with_retry(own_form_page(visit, view, web::status_of(refusal.code)), refusal);
}

std::string holding_text(journal::Holding const& one) {
    return one.what + (one.until ? ", jusqu’au " + base::french_date(*one.until)
                                 : std::string(", jusqu’à deux mois après la publication des résultats"));
}

http::Response erasure_page(web::Visit& visit, base::Refusal const* refusal) {
    people::SignIn const& who = *visit.who;
    people::ErasureOutlook const outlook =
        people::erasure_outlook(visit.reader(), visit.services.hooks, who.actor.person, visit.now);
    ErasureView view;
    view.email = who.email;
    view.contact = visit.services.settings.contact_email;
    for (journal::Holding const& one : outlook.holdings) view.holdings.push_back(holding_text(one));
    if (outlook.due_at && !outlook.holdings.empty()) view.due = base::french_date(*outlook.due_at);
    if (outlook.is_last_operator)
        view.refused =
            "Vous êtes le seul opérateur\u00a0: donnez d’abord ce rôle à un collègue, sinon personne "
            "n’administrerait plus le service.";
    if (!who.roles.empty() && !outlook.is_last_operator)
        view.consequences.push_back("Vos rôles vous sont retirés. Ce que vous avez décidé reste.");
    if (!who.affiliations.empty())
        view.consequences.push_back(
            "Vos rattachements prennent fin. Si vous êtes seul à agir pour une collectivité, personne ne le "
            "pourra plus "
            "tant qu’un collègue ne s’y sera pas rattaché.");
    if (outlook.waiting_affiliations > 0)
        view.consequences.push_back(
            base::french_count(outlook.waiting_affiliations,
                               "demande de rattachement en attente est abandonnée",
                               "demandes de rattachement en attente sont abandonnées") +
            "\u00a0: les soutiens qui en dépendaient ne compteront pas.");
    if (auto const erasure = people::waiting_erasure(visit.reader(), who.actor.person))
        view.waiting =
            erasure->due_at
                ? "Votre adresse sera effacée le " + base::french_date_time(*erasure->due_at) + "."
                : std::string("Votre adresse sera effacée deux mois après la publication des résultats.");
    if (visit.request.query.has("garde")) view.notice = "Votre compte est gardé.";
    view.hidden = refusal ? visit.form_fields_again() : visit.form_fields();
    if (refusal) view.errors = {{"suppression", refusal->message}};
    web::PageHead head;
    head.title = "Supprimer mon compte";
    head.breadcrumbs = {{"Mon compte", "/mon-compte"}, {"Supprimer mon compte", ""}};
    head.has_errors = refusal != nullptr;
    http::Response response = web::page_of(
        visit, head, [&](html::Out& out) { pages::erasure(out, view); },
        refusal ? web::status_of(refusal->code) : 200);
    return refusal ? with_retry(std::move(response), *refusal) : response;
}

}  // namespace

html::Field own_code_field(std::string label, std::string hint) {
    html::Field code = field("code", std::move(label), {}, std::move(hint));
    code.autocomplete = "one-time-code";
    code.inputmode = "numeric";
    code.width_characters = 10;
    return code;
}

http::Response own_form_page(web::Visit& visit, OwnFormView const& view, int status) {
    web::PageHead head;
    head.title = view.title;
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::own_form(out, view); }, status);
}

http::Response show_new_address(web::Visit& visit) {
    OwnFormView view = address_view({});
    view.hidden = visit.form_fields();
    return own_form_page(visit, view, 200);
}

http::Response post_new_address(web::Visit& visit) {
    if (auto first = factor_first(visit, "/mon-compte/adresse")) return std::move(*first);
    std::string const email = line_of(visit.form(), "email");
    auto const sent = visit.write([&](db::Tx& tx) {
        return people::send_address_code(tx, visit.services.world, visit.services.people_settings,
                                         visit.actor().person, email);
    });
    if (sent) return web::redirect(visit, "/mon-compte/adresse/code");
    return code_refused(visit, address_view(email), sent.refusal());
}

http::Response show_address_code(web::Visit& visit) {
    auto const sent = people::own_code(visit.reader(), visit.actor().person, people::OwnPurpose::address);
    if (!sent) return web::redirect(visit, "/mon-compte/adresse");
    OwnFormView view = address_code_view(sent->email);
    view.hidden = visit.form_fields();
    return own_form_page(visit, view, 200);
}

http::Response post_address_code(web::Visit& visit) {
    std::string const code = line_of(visit.form(), "code");
    auto const changed = visit.write([&](db::Tx& tx) {
        return people::change_address(tx, visit.services.world, visit.services.people_settings,
                                      visit.actor().person, visit.request.cookies.get(web::sign_in_cookie),
                                      code);
    });
    if (changed) return web::redirect(visit, "/mon-compte?adresse=1");
    auto const sent = people::own_code(visit.reader(), visit.actor().person, people::OwnPurpose::address);
    if (!sent) return code_refused(visit, address_view({}), changed.refusal());
    return code_refused(visit, address_code_view(sent->email), changed.refusal());
}

http::Response show_own_data(web::Visit& visit) {
    OwnDataView view;
    view.email = visit.who->email;
    for (journal::PersonalTable const& table : visit.services.hooks.personal)
        view.tables.push_back(
            {std::string(table.what), std::string(table.why), std::string(journal::french(table.retention))});
    web::PageHead head;
    head.title = "Télécharger ce qui me concerne";
    head.breadcrumbs = {{"Mon compte", "/mon-compte"}, {"Télécharger ce qui me concerne", ""}};
    return web::page_of(visit, head, [&](html::Out& out) { pages::own_data(out, view); });
}

http::Response send_own_archive(web::Visit& visit) {
    if (int const wait_s =
            visit.services.limiter.take(archive_rate, std::to_string(visit.actor().person.value), visit.now);
        wait_s > 0) {
        base::Refusal refusal = base::refuse(base::RefusalCode::too_many,
                                             "Vous avez téléchargé plusieurs archives en peu de temps.",
                                             "Réessayez dans une heure.");
        refusal.retry_after_s = wait_s;
        return with_retry(web::refusal_page(visit, refusal), refusal);
    }
    auto const person = people::person_by_id(visit.reader(), visit.actor().person);
    base::check(person.has_value(), "who is signed in exists");
    http::Response response;
    response.content_type = "application/zip";
    response.header("Content-Disposition", "attachment; filename=\"mes-donnees.zip\"");
    response.file_path = write_own_archive(visit.services, visit.reader(), *person);
    response.delete_file = true;
    return response;
}

http::Response show_erasure(web::Visit& visit) {
    return erasure_page(visit, nullptr);
}

http::Response post_erasure(web::Visit& visit) {
    if (auto first = factor_first(visit, "/mon-compte/suppression")) return std::move(*first);
    auto const sent = visit.write([&](db::Tx& tx) {
        return people::send_erasure_code(tx, visit.services.world, visit.services.people_settings,
                                         visit.actor().person);
    });
    if (sent) return web::redirect(visit, "/mon-compte/suppression/code");
    return erasure_page(visit, &sent.refusal());
}

http::Response show_erasure_code(web::Visit& visit) {
    auto const sent = people::own_code(visit.reader(), visit.actor().person, people::OwnPurpose::erasure);
    if (!sent) return web::redirect(visit, "/mon-compte/suppression");
    OwnFormView view = erasure_code_view(sent->email);
    view.hidden = visit.form_fields();
    return own_form_page(visit, view, 200);
}

http::Response post_erasure_code(web::Visit& visit) {
    std::string const code = line_of(visit.form(), "code");
    auto const erased = visit.write([&](db::Tx& tx) {
        return people::ask_erasure(tx, visit.services.world, visit.services.people_settings,
                                   visit.services.hooks, visit.actor().person, code);
    });
    if (!erased) return code_refused(visit, erasure_code_view(visit.who->email), erased.refusal());
    visit.cookies.push_back({std::string(web::sign_in_cookie), "", 0});
    return web::redirect(visit, "/connexion/compte-supprime");
}

http::Response post_cancel_erasure(web::Visit& visit) {
    auto const kept = visit.write(
        [&](db::Tx& tx) { return people::cancel_erasure(tx, visit.services.world, visit.actor().person); });
    if (!kept && kept.refusal().code != base::RefusalCode::not_found)
        return web::refusal_page(visit, kept.refusal());
    return web::redirect(visit, "/mon-compte/suppression?garde=1");
}

http::Response show_erased(web::Visit& visit) {
    StoppedView const view{
        "Votre compte est supprimé",
        "Vos connexions sont fermées. Un message vous dit ce qui disparaît, ce qui reste et jusqu’à "
        "quand.",
        "Vous avez changé d’avis\u202f? Reconnectez-vous avant la date indiquée dans ce message.",
        {"Revenir à l’accueil", "/"}};
    web::PageHead head;
    head.title = view.title;
    return web::page_of(visit, head, [&](html::Out& out) { pages::stopped(out, view); });
}

}  // namespace account
