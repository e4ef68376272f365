// The signed-in browsers of a person: each shown, one or all others ended.
#include "account/own_sign_in_pages.hpp"

#include "account/forms.hpp"
#include "account/pages_sign_ins.hpp"
#include "account/second_factor_pages.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "people/actions_account.hpp"
#include "people/actions_sign_in.hpp"
#include "people/secrets.hpp"
#include "people/sign_in_rows.hpp"
#include "web/frame.hpp"

namespace account {
namespace {

/// "Mozilla/5.0 (…) Firefox/128.0" → "Firefox": enough to recognise one's own.
std::string browser_name(std::string_view browser) {
    // Later ones also name earlier ones: Edge says Chrome and Safari too.
    for (std::string_view const name : {"Edg", "OPR", "Firefox", "Chrome", "Safari"})
        if (browser.find(name) != std::string_view::npos)
            return name == "Edg" ? "Edge" : name == "OPR" ? "Opera" : std::string(name);
    return "Navigateur inconnu";
}

std::string system_name(std::string_view browser) {
    struct Mark {
        std::string_view mark;
        std::string_view name;
    };
    for (Mark const& one : {Mark{"Android", "Android"}, Mark{"iPhone", "iPhone"}, Mark{"iPad", "iPad"},
                            Mark{"Windows", "Windows"}, Mark{"Mac OS", "macOS"}, Mark{"Linux", "Linux"}})
        if (browser.find(one.mark) != std::string_view::npos) return " sur " + std::string(one.name);
    return {};
}

std::string facts_of(people::SignedInBrowser const& one) {
    std::string facts = "Ouverte le " + base::french_date_time(one.since);
    if (one.last_seen_day)
        facts += ", vue pour la dernière fois le " +
                 base::french_date(base::Instant{base::Duration::days(*one.last_seen_day).us}, "UTC");
    return facts + ". Elle se ferme seule le " + base::french_date(one.until) + ".";
}

}  // namespace

std::string browser_words(std::string_view browser) {
    return browser_name(browser) + system_name(browser);
}

http::Response show_sign_ins(web::Visit& visit) {
    base::Sha256 const here = people::hash_of_token(visit.request.cookies.get(web::sign_in_cookie));
    SignInsView view;
    for (people::SignedInBrowser const& one :
         people::browsers_of(visit.reader(), visit.actor().person, visit.now)) {
        bool const is_here = one.token_hash == here;
        SignInLine line{browser_words(one.browser), facts_of(one),
                        is_here ? std::string() : "/mon-compte/connexions/" + one.name + "/fin"};
        if (is_here)
            view.lines.insert(view.lines.begin(), std::move(line));
        else
            view.lines.push_back(std::move(line));
    }
    view.has_others = view.lines.size() > 1;
    if (visit.request.query.has("fermees")) view.notice = "Les autres connexions sont fermées.";
    if (visit.request.query.has("fermee")) view.notice = "La connexion est fermée.";
    view.hidden = visit.form_fields();
    web::PageHead head;
    head.title = "Connexions ouvertes";
    head.breadcrumbs = {{"Mon compte", "/mon-compte"}, {"Connexions ouvertes", ""}};
    return web::page_of(visit, head, [&](html::Out& out) { pages::sign_ins(out, view); });
}

http::Response post_end_sign_in(web::Visit& visit) {
    if (auto first = factor_first(visit, "/mon-compte/connexions")) return std::move(*first);
    std::string const name(visit.path("name"));
    auto const ended = visit.write([&](db::Tx& tx) {
        return people::end_sign_in(tx, visit.services.world, visit.actor().person, name);
    });
    // Ended meanwhile, or another's: nothing is open under this name, which is what was wanted.
    if (!ended && ended.refusal().code != base::RefusalCode::not_found)
        return web::refusal_page(visit, ended.refusal());
    return web::redirect(visit, "/mon-compte/connexions?fermee=1");
}

http::Response post_end_others(web::Visit& visit) {
    if (auto first = factor_first(visit, "/mon-compte/connexions")) return std::move(*first);
    people::SignIn const& who = *visit.who;
    auto const token = visit.write([&](db::Tx& tx) -> base::Result<std::string> {
        std::string fresh = people::new_token(visit.services.world.random);
        people::sign_out_everywhere(tx, visit.services.world, who.actor.person);
        people::insert_sign_in(
            tx, people::hash_of_token(fresh), who.actor.person, who.actor.affiliation,
            base::shortened(line_of(visit.request.headers, "user-agent"), people::browser_characters_max),
            visit.services.world.clock.now());
        if (who.factor_at) people::note_factor(tx, people::hash_of_token(fresh), *who.factor_at);
        return fresh;
    });
    if (!token) return web::refusal_page(visit, token.refusal());
    visit.cookies.push_back(
        {std::string(web::sign_in_cookie), *token, people::sign_in_cookie_kept.whole_seconds()});
    return web::redirect(visit, "/mon-compte/connexions?fermees=1");
}

}  // namespace account
