// What account hands to app/: its routes with their policies. It has no tables.
#include "account/room.hpp"

#include <memory>

#include "account/account_pages.hpp"
#include "account/affiliation_pages.hpp"
#include "account/api.hpp"
#include "account/claim_pages.hpp"
#include "account/demo_pages.hpp"
#include "account/kept_form_pages.hpp"
#include "account/lost_factor_pages.hpp"
#include "account/mail_desk_pages.hpp"
#include "account/member_pages.hpp"
#include "account/operator_pages.hpp"
#include "account/own_account_pages.hpp"
#include "account/own_sign_in_pages.hpp"
#include "account/role_pages.hpp"
#include "account/second_factor_pages.hpp"
#include "account/sign_in_pages.hpp"

namespace account {
namespace {

using http::Method;
using web::Policy;
using web::Visit;

/// Lives as long as the routes that share it.
struct Given {
    Intents intents;
    Shown shown;
};
using GivenToRoom = std::shared_ptr<Given const>;

void add_sign_in(web::Routes& routes, GivenToRoom const& given) {
    auto const add = [&](Method method, std::string pattern, Policy policy, web::Handler handler) {
        routes.push_back({method, std::move(pattern), policy, std::move(handler), "account"});
    };
    add(Method::get, "/connexion", Policy::public_form,
        [given](Visit& visit) { return show_sign_in(visit, given->shown); });
    add(Method::post, "/connexion", Policy::public_form,
        [given](Visit& visit) { return post_sign_in(visit, given->shown); });
    add(Method::get, "/connexion/code", Policy::public_form, show_code);
    add(Method::post, "/connexion/code", Policy::public_form,
        [given](Visit& visit) { return post_code(visit, given->intents); });
    add(Method::post, "/connexion/nouveau-code", Policy::public_form, post_new_code);
    add(Method::get, "/connexion/adresse", Policy::public_form, show_address);
    add(Method::post, "/connexion/adresse", Policy::public_form, post_address);
    add(Method::get, "/connexion/lien/{token}", Policy::public_form, show_link);
    add(Method::post, "/connexion/lien/{token}", Policy::public_form,
        [given](Visit& visit) { return post_link(visit, given->intents); });
    add(Method::post, "/deconnexion", Policy::signed_in, post_sign_out);
    routes.back().before_factor = true;
    add(Method::get, "/connexion/second-facteur", Policy::signed_in, show_give_factor);
    routes.back().before_factor = true;
    add(Method::post, "/connexion/second-facteur", Policy::signed_in, post_give_factor);
    routes.back().before_factor = true;
    add(Method::get, "/connexion/compte-supprime", Policy::public_form, show_erased);
    add(Method::post, "/demo/connexion", Policy::demo,
        [given](Visit& visit) { return post_demo_sign_in(visit, given->shown); });
    add(Method::get, "/demo/mails", Policy::demo,
        [given](Visit& visit) { return show_demo_mails(visit, given->shown); });
    add(Method::get, "/demo/mails/{id}", Policy::demo, show_demo_mail);
}

void add_account(web::Routes& routes, GivenToRoom const& given) {
    auto const add = [&](Method method, std::string pattern, web::Handler handler) {
        routes.push_back({method, std::move(pattern), Policy::signed_in, std::move(handler), "account"});
    };
    add(Method::get, "/mon-compte", [given](Visit& visit) { return show_account(visit, given->shown); });
    add(Method::get, "/mon-compte/connexions", show_sign_ins);
    add(Method::post, "/mon-compte/connexions/fin", post_end_others);
    add(Method::post, "/mon-compte/adresse/reessayer", post_try_address_again);
    add(Method::post, "/mon-compte/connexions/{name}/fin", post_end_sign_in);
    add(Method::get, "/mon-compte/saisies", show_kept_forms);
    add(Method::get, "/mon-compte/saisies/{id}", show_kept_form);
    add(Method::post, "/mon-compte/saisies/{id}/abandon", post_abandon_kept_form);
    add(Method::get, "/mon-compte/adresse", show_new_address);
    add(Method::post, "/mon-compte/adresse", post_new_address);
    add(Method::get, "/mon-compte/adresse/code", show_address_code);
    add(Method::post, "/mon-compte/adresse/code", post_address_code);
    add(Method::get, "/mon-compte/mes-donnees", show_own_data);
    add(Method::get, "/mon-compte/mes-donnees/archive", send_own_archive);
    add(Method::get, "/mon-compte/suppression", show_erasure);
    add(Method::post, "/mon-compte/suppression", post_erasure);
    add(Method::get, "/mon-compte/suppression/code", show_erasure_code);
    add(Method::post, "/mon-compte/suppression/code", post_erasure_code);
    add(Method::post, "/mon-compte/suppression/annulation", post_cancel_erasure);
    add(Method::get, "/mon-compte/double-authentification", show_factor);
    add(Method::post, "/mon-compte/double-authentification", post_factor);
    add(Method::get, "/mon-compte/double-authentification/codes", show_renew_codes);
    add(Method::post, "/mon-compte/double-authentification/codes", post_renew_codes);
    add(Method::get, "/mon-compte/double-authentification/retrait", show_remove_factor);
    add(Method::post, "/mon-compte/double-authentification/retrait", post_remove_factor);
    add(Method::get, "/mon-compte/jetons", show_tokens);
    add(Method::post, "/mon-compte/jetons", post_token);
    add(Method::get, "/mon-compte/jetons/{id}/revocation", show_revoke);
    add(Method::post, "/mon-compte/jetons/{id}/revocation", post_revoke);
    add(Method::post, "/mon-compte/agir-pour", post_act_for);
    add(Method::get, "/mon-compte/collectivites", show_affiliations);
    add(Method::get, "/mon-compte/collectivites/ajouter", show_claim);
    add(Method::post, "/mon-compte/collectivites/ajouter", post_claim);
    add(Method::get, "/mon-compte/collectivites/organisme", show_partner_claim);
    add(Method::post, "/mon-compte/collectivites/organisme", post_partner_claim);
    add(Method::get, "/mon-compte/collectivites/absente", show_missing_body);
    add(Method::post, "/mon-compte/collectivites/absente", post_missing_body);
    add(Method::get, "/mon-compte/collectivites/{id}", show_affiliation);
    add(Method::post, "/mon-compte/collectivites/{id}/code-officiel", post_official_code);
    add(Method::post, "/mon-compte/collectivites/{id}/code", post_entered_code);
    add(Method::post, "/mon-compte/collectivites/{id}/collegues", post_colleague);
    add(Method::post, "/mon-compte/collectivites/{id}/confirmation", post_reconfirm);
    add(Method::post, "/mon-compte/collectivites/{id}/adresse", post_doubt_address);
    add(Method::get, "/mon-compte/invitations/{id}", show_invitation);
    add(Method::post, "/mon-compte/invitations/{id}", post_accept_invitation);
    add(Method::get, "/ma-collectivite", show_own_authority);
    add(Method::get, "/ma-collectivite/{id}",
        [given](Visit& visit) { return show_members(visit, given->shown); });
    add(Method::post, "/ma-collectivite/{id}/invitations",
        [given](Visit& visit) { return post_invitation(visit, given->shown); });
    add(Method::post, "/ma-collectivite/{id}/invitations/{invitation}/retrait", post_withdraw_invitation);
    add(Method::get, "/ma-collectivite/{id}/membres/{membre}", show_member);
    add(Method::post, "/ma-collectivite/{id}/membres/{membre}", post_member);
    add(Method::get, "/mon-compte/collectivites/{id}/fin", show_end);
    add(Method::post, "/mon-compte/collectivites/{id}/fin", post_end);
}

void add_operator(web::Routes& routes, GivenToRoom const& given) {
    auto const add = [&](Method method, std::string pattern, Policy policy, web::Handler handler) {
        routes.push_back({method, std::move(pattern), policy, std::move(handler), "account"});
    };
    add(Method::get, "/operateur", Policy::overseer,
        [given](Visit& visit) { return show_operator(visit, given->shown); });
    add(Method::get, "/operateur/rattachements", Policy::overseer, show_waiting);
    add(Method::post, "/operateur/rattachements", Policy::operator_, post_waiting);
    add(Method::get, "/operateur/rattachements.csv", Policy::overseer, waiting_file);
    add(Method::get, "/operateur/rattachements.xlsx", Policy::overseer, waiting_file);
    add(Method::get, "/operateur/roles", Policy::overseer, show_roles);
    add(Method::get, "/operateur/roles.csv", Policy::overseer, roles_file);
    add(Method::get, "/operateur/roles.xlsx", Policy::overseer, roles_file);
    add(Method::post, "/operateur/roles", Policy::operator_, post_role);
    add(Method::get, "/operateur/roles/{id}/retrait", Policy::operator_, show_take_role);
    add(Method::post, "/operateur/roles/{id}/retrait", Policy::operator_, post_take_role);
    add(Method::get, "/operateur/roles/{id}/second-facteur", Policy::operator_, show_lost_factor);
    add(Method::post, "/operateur/roles/{id}/second-facteur", Policy::operator_, post_lost_factor);
    add(Method::get, "/operateur/elections", Policy::overseer, show_elections);
    add(Method::post, "/operateur/elections", Policy::operator_, post_election);
    add(Method::post, "/operateur/rattachements/{id}/adresses", Policy::operator_, post_address_correction);
    add(Method::get, "/operateur/rattachements/{id}", Policy::overseer, show_decision);
    add(Method::post, "/operateur/rattachements/{id}", Policy::operator_, post_decision);
    add(Method::get, "/operateur/mails", Policy::overseer,
        [given](Visit& visit) { return show_mails(visit, given->shown); });
    add(Method::get, "/operateur/mails.csv", Policy::overseer, show_mails_file);
    add(Method::get, "/operateur/mails.xlsx", Policy::overseer, show_mails_file);
    add(Method::get, "/operateur/mails/adresses", Policy::overseer, show_failing_addresses);
    add(Method::post, "/operateur/mails/{id}/renvoi", Policy::operator_, post_retry_mail);
    add(Method::get, "/api/v1/authorities", Policy::api_public, authorities_api);
    routes.back().api = authorities_operation();
}

}  // namespace

web::Room room(web::Services const& /*services*/, Intents intents, Shown shown) {
    auto const given = std::make_shared<Given const>(Given{std::move(intents), std::move(shown)});
    web::Room made;
    made.name = "account";
    add_sign_in(made.routes, given);
    add_account(made.routes, given);
    add_operator(made.routes, given);
    return made;
}

}  // namespace account
