// What relay hands to app/: its routes. It has no table of its own.
#include "relay/room.hpp"

#include "relay/pages.hpp"

namespace relay {

web::Room room(web::Services const& /*services*/) {
    using enum http::Method;
    using enum web::Policy;
    web::Room made;
    made.name = "relay";
    auto const add = [&](http::Method method, std::string pattern, web::Policy policy, web::Handler handler) {
        made.routes.push_back({method, std::move(pattern), policy, std::move(handler), "relay"});
    };
    add(get, "/relais", relay, scopes_page);
    add(get, "/relais/{departement}", relay, home_page);
    add(get, "/relais/{departement}/participation", relay, list_page);
    add(get, "/relais/{departement}/participation.csv", relay, list_as_csv);
    add(get, "/relais/{departement}/participation.xlsx", relay, list_as_workbook);
    add(get, "/relais/{departement}/adresses.csv", relay, addresses_as_csv);
    add(get, "/relais/{departement}/collectivites/{reference}", relay, authority_page);
    add(get, "/relais/{departement}/kit/{campagne}", relay, kit_page);
    add(get, "/relais/{departement}/kit/{campagne}/lettre.txt", relay, kit_letter);
    add(get, "/relais/{departement}/kit/{campagne}/message.txt", relay, kit_mail);
    add(get, "/relais/{departement}/kit/{campagne}/affiche.pdf", relay, kit_poster);
    add(get, "/relais/{departement}/kit/{campagne}/presentation", relay, kit_slides);
    add(get, "/relais/{departement}/invitations", relay, invitations_page);
    add(get, "/relais/{departement}/invitations/nouvelle", relay, invite_page);
    add(post, "/relais/{departement}/invitations/nouvelle", relay, invite_sent);
    add(get, "/relais/{departement}/invitations/{id}", relay, invitation_page);
    add(post, "/relais/{departement}/invitations/{id}", relay, invitation_changed);
    add(get, "/relais/{departement}/rattachements", relay, waiting_page);
    add(get, "/relais/{departement}/rattachements/{id}", relay, vouch_page);
    add(post, "/relais/{departement}/rattachements/{id}", relay, vouched);
    add(get, "/participer/{campagne}/{reference}", public_page, invited_page);
    return made;
}

}  // namespace relay
