// /mon-compte: its sections, and API tokens.
#include "account/account_pages.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "account/forms.hpp"
#include "account/kept_form_pages.hpp"
#include "account/pages_account.hpp"
#include "account/pages_confirm.hpp"
#include "account/pages_tokens.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "messaging/bounce.hpp"
#include "people/actions_mail.hpp"
#include "people/actions_role.hpp"
#include "people/api_token_rows.hpp"
#include "people/letters_member.hpp"
#include "people/own_account_rows.hpp"
#include "people/quality.hpp"
#include "territories/in_sentence.hpp"
#include "territories/lookup.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace account {
namespace {

constexpr std::int64_t us_in_day = base::Duration::days(1).us;

std::string acting_text(people::SignIn const& who) {
    people::AffiliationLine const* const acting = who.acting();
    if (acting == nullptr) return "Aucune collectivité";
    return acting->body_name + " – " + people::public_description(acting->affiliation);
}

/// "Relais de préfecture, Finistère (29)".
std::string roles_text(people::SignIn const& who, db::Reader const& reader) {
    std::vector<territories::Territory> const departments = territories::departments(reader);
    std::string text;
    for (people::StandingRole const& role : who.roles) {
        if (!text.empty()) text += ", ";
        text += people::french(role.role);
        if (role.scope.empty()) continue;
        auto const place = std::ranges::find(departments, role.scope, &territories::Territory::code);
        text += place == departments.end() ? " (" + role.scope + ")"
                                           : fmt::format(", {} ({})", place->name, role.scope);
    }
    return text;
}

TokenLine token_line(people::ApiToken const& token) {
    TokenLine line{token.label, token.body_name, "Créé le " + base::french_date(token.created_at), {}, {}};
    line.facts += token.last_used_day ? ", utilisé pour la dernière fois le " +
                                            base::french_date(base::Instant{*token.last_used_day * us_in_day})
                                      : ", jamais utilisé";
    line.facts += ".";
    if (token.revoked_at) {
        line.state = "Révoqué le " + base::french_date(*token.revoked_at) + ".";
    } else {
        if (!token.works) line.state = "Ne fonctionne plus\u00a0: votre rattachement a pris fin.";
        line.revoke_href = "/mon-compte/jetons/" + std::to_string(token.id.value) + "/revocation";
    }
    return line;
}

TokensView tokens_view(web::Visit& visit, std::string label, std::string const& affiliation) {
    TokensView view;
    for (people::ApiToken const& token : people::tokens_of(visit.reader(), visit.actor().person))
        // What was revoked is of no use to its owner any more than a line each.
        if (view.tokens.size() < static_cast<std::size_t>(2 * people::tokens_per_person_max))
            view.tokens.push_back(token_line(token));
    view.label = field("label", "Nom du jeton", std::move(label));
    view.label.hint = "Par exemple le logiciel qui s’en servira.";
    view.affiliation = field("affiliation", "Collectivité pour laquelle il agit", affiliation);
    for (people::AffiliationLine const& line : visit.who->affiliations)
        view.affiliations.push_back({std::to_string(line.affiliation.id.value), line.body_name, {}, false});
    view.affiliations = html::chosen(std::move(view.affiliations), affiliation);
    return view;
}

http::Response tokens_page(web::Visit& visit, TokensView const& view, int status) {
    web::PageHead head;
    head.title = "Jetons d’accès à l’API";
    head.breadcrumbs = {{"Mon compte", "/mon-compte"}, {"Jetons d’accès à l’API", ""}};
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::tokens(out, view); }, status);
}

/// The visit's own token of the address, still to be revoked or not; nothing when it is nobody's or
/// another's.
std::optional<people::ApiToken> own_token(web::Visit& visit) {
    auto const id = id_of<people::ApiToken>(visit.path("id"));
    for (people::ApiToken const& token : people::tokens_of(visit.reader(), visit.actor().person))
        if (id.exists() && token.id == id) return token;
    return std::nullopt;
}

}  // namespace

http::Response show_account(web::Visit& visit, Shown const& shown) {
    people::SignIn const& who = *visit.who;
    AccountView view;
    view.rows = {{"Adresse e-mail", who.email, {}, "/mon-compte/adresse"},
                 {"Vous agissez pour", acting_text(who), {}, "/mon-compte/collectivites"}};
    if (!who.roles.empty()) view.rows.push_back({"Rôle", roles_text(who, visit.reader()), {}, {}});
    AccountSection acts{"Ce que je fais", {{"Mes collectivités", "/mon-compte/collectivites"}}};
    if (people::AffiliationLine const* const acting = who.acting();
        acting != nullptr && acting->affiliation.authority.exists() && acting->affiliation.is_verified())
        acts.links.push_back({"Ma collectivité\u00a0: collègues, invitations, ce qui attend",
                              people::authority_page(acting->affiliation.authority)});
    acts.links.insert(acts.links.end(), shown.account_links.begin(), shown.account_links.end());
    view.sections = {
        std::move(acts),
        {"Sécurité",
         {{"Connexions ouvertes", "/mon-compte/connexions"},
          {who.has_factor ? "Double authentification (activée)" : "Double authentification (non activée)",
           "/mon-compte/double-authentification"},
          {"Jetons d’accès à l’API", "/mon-compte/jetons"}}},
        {"Mes données",
         {{"Télécharger ce qui me concerne", "/mon-compte/mes-donnees"},
          {"Supprimer mon compte", "/mon-compte/suppression"}}}};
    if (auto const erasure = people::waiting_erasure(visit.reader(), who.actor.person))
        view.waiting_erasure = erasure->due_at
                                   ? "La suppression de votre compte est prévue le " +
                                         base::french_date_time(*erasure->due_at) + "."
                                   : std::string("La suppression de votre compte est en attente.");
    if (visit.request.query.has("adresse")) view.notice = "Votre compte utilise désormais cette adresse.";
    if (auto const suspension = messaging::suspension_of(visit.reader(), who.email))
        view.suspended = "Les messages que nous vous envoyons nous reviennent\u00a0: depuis le " +
                         base::french_date(suspension->since) +
                         ", vous ne recevez plus ni suivis ni rappels. Seuls les codes de connexion et les "
                         "décisions sur vos "
                         "propres actes sont encore envoyés. Vérifiez que votre boîte n’est pas pleine, puis "
                         "demandez-nous de "
                         "réessayer.";
    if (visit.request.query.has("saisie")) view.notice = "La saisie est abandonnée. Il n’en reste rien.";
    view.kept_forms = kept_forms_sentence(visit);
    if (visit.request.query.has("reessai"))
        view.notice = "Nous réessaierons d’écrire à votre adresse dès le prochain message.";
    view.hidden = visit.form_fields();
    web::PageHead head;
    head.title = "Mon compte";
    return web::page_of(visit, head, [&](html::Out& out) { pages::account(out, view); });
}

http::Response post_try_address_again(web::Visit& visit) {
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const done = people::try_own_address_again(tx, visit.actor());
        if (!done.ok()) return done.refusal();
        return std::string("/mon-compte?reessai=1");
    });
    return next ? web::redirect(visit, *next) : web::refusal_page(visit, next.refusal());
}

http::Response show_tokens(web::Visit& visit) {
    people::AffiliationLine const* const acting = visit.who->acting();
    TokensView view = tokens_view(
        visit, {}, acting == nullptr ? std::string() : std::to_string(acting->affiliation.id.value));
    view.hidden = visit.form_fields();
    if (visit.request.query.has("revoque")) view.notice = "Le jeton est révoqué. Il ne fonctionne plus.";
    return tokens_page(visit, view, 200);
}

http::Response post_token(web::Visit& visit) {
    std::string const label = line_of(visit.form(), "label");
    std::string const typed = line_of(visit.form(), "affiliation");
    auto const affiliation = id_of<people::Affiliation>(typed);
    auto const made = visit.write([&](db::Tx& tx) {
        return people::make_token(tx, visit.services.world, visit.actor().person, affiliation, label);
    });
    if (!made && made.refusal().code == base::RefusalCode::forbidden) return web::not_found(visit);
    TokensView view = tokens_view(visit, made ? std::string() : label, typed);
    if (made) {
        view.made = made->token;
        view.made_label = label;
        view.hidden = visit.form_fields();
        return tokens_page(visit, view, 200);
    }
    view.hidden = visit.form_fields_again();
    show_errors(view, made.refusal(), {&view.label, &view.affiliation});
    return tokens_page(visit, view, web::status_of(made.refusal().code));
}

http::Response show_revoke(web::Visit& visit) {
    auto const token = own_token(visit);
    if (!token) return web::not_found(visit);
    if (token->revoked_at) return web::redirect(visit, "/mon-compte/jetons");
    ConfirmView view;
    view.title = "Révoquer le jeton «\u00a0" + token->label + "\u00a0»";
    view.sentences = {"Le logiciel qui s’en sert ne pourra plus agir pour " +
                          territories::in_sentence(token->body_name) +
                          ". Un jeton révoqué ne se rétablit pas.",
                      "Ce qu’il a fait auparavant reste acquis."};
    view.action = "/mon-compte/jetons/" + std::to_string(token->id.value) + "/revocation";
    view.button = "Révoquer ce jeton";
    view.back_href = "/mon-compte/jetons";
    view.back_label = "Garder ce jeton";
    view.hidden = visit.form_fields();
    web::PageHead head;
    head.title = view.title;
    return web::page_of(visit, head, [&](html::Out& out) { pages::confirm(out, view); });
}

http::Response post_revoke(web::Visit& visit) {
    auto const id = id_of<people::ApiToken>(visit.path("id"));
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const done = people::revoke_token(tx, visit.services.world, visit.actor().person, id);
        if (!done) return done.refusal();
        return std::string("/mon-compte/jetons?revoque=1");
    });
    return next ? web::redirect(visit, *next) : web::refusal_page(visit, next.refusal());
}

}  // namespace account
