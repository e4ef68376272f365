// /mon-compte/collectivites: for whom a person acts, and how an affiliation is verified.
#include "account/affiliation_pages.hpp"

#include <algorithm>

#include "account/forms.hpp"
#include "account/pages_affiliation.hpp"
#include "account/pages_affiliations.hpp"
#include "account/pages_confirm.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "people/actions_affiliation.hpp"
#include "people/actions_renewal.hpp"
#include "people/actions_sign_in.hpp"
#include "people/affiliation_rows.hpp"
#include "people/letters_member.hpp"
#include "people/official_code_rows.hpp"
#include "people/quality.hpp"
#include "territories/contacts.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace account {
namespace {

using people::AffiliationLine;
using people::AffiliationState;

constexpr int standing_per_page = 20;
constexpr std::size_t past_shown_max = 10;
constexpr std::size_t colleagues_shown_max = 20;

AffiliationItem item_of(AffiliationLine const& line, people::Actor const& actor) {
    people::Affiliation const& one = line.affiliation;
    AffiliationItem item;
    item.id = std::to_string(one.id.value);
    item.name = line.body_name;
    item.href = address_of(one.id);
    item.description = people::public_description(one);
    item.state = people::french_state(one);
    item.colour = one.is_lapsed() ? html::TagColour::orange : colour_of(one.state);
    item.is_acting = actor.affiliation == one.id;
    if (one.state == AffiliationState::pending)
        item.next = one.is_lapsed() ? "Reconfirmer ce rattachement"
                                    : "Vérification en cours\u00a0: voir comment l’accélérer";
    if (one.is_verified() && one.authority.exists())
        item.members_href = people::authority_page(one.authority);
    return item;
}

/// The visit's own affiliation that the address names, standing or past; nothing when it is another's or
/// nobody's.
std::optional<AffiliationLine> own_line(web::Visit& visit) {
    auto const id = id_of<people::Affiliation>(visit.path("id"));
    if (!id.exists()) return std::nullopt;
    auto line = people::affiliation_line(visit.reader(), id);
    if (!line || line->affiliation.person != visit.actor().person) return std::nullopt;
    return line;
}

std::string notice_of(http::Pairs const& query, AffiliationLine const& line) {
    std::string_view const what = query.get("fait");
    bool const is_verified = line.affiliation.state == AffiliationState::verified;
    if (what == "rattache" && is_verified) return "Votre rattachement est vérifié.";
    if (what == "rattache" && line.affiliation.state == AffiliationState::pending)
        return "Votre rattachement est enregistré. Il reste à le vérifier.";
    if (what == "code") return "Un code a été envoyé à l’adresse officielle.";
    if (what == "verifie" && is_verified) return "Votre rattachement est vérifié.";
    if (what == "confirme")
        return is_verified ? "Votre rattachement est confirmé pour un an."
                           : "Votre réponse est enregistrée\u00a0: votre rattachement reste à vérifier.";
    if (what == "adresse")
        return "Merci. L’équipe de la plateforme va vérifier l’adresse officielle de votre collectivité.";
    if (what == "collegue")
        return "Le rattachement de votre collègue est vérifié. Il en est prévenu par e-mail.";
    return {};
}

std::vector<html::SummaryRow> rows_of(AffiliationLine const& line) {
    people::Affiliation const& one = line.affiliation;
    std::string state(people::french_state(one));
    if (state.starts_with("à "))
        state.replace(0, std::string_view("à").size(), "À");
    else
        state.front() = static_cast<char>(state.front() - 'a' + 'A');  // each begins with a plain letter
    if (one.state == AffiliationState::verified && one.method != people::Method::none)
        state += ", " + std::string(people::french(one.method));
    std::vector<html::SummaryRow> rows{{"État", state, {}, {}},
                                       {"Qualité et fonction", people::public_description(one), {}, {}},
                                       {"Demandé le", base::french_date_time(one.requested_at), {}, {}}};
    if (one.decided_at && one.state != AffiliationState::pending)
        rows.push_back({one.state == AffiliationState::verified  ? "Vérifié le"
                        : one.state == AffiliationState::refused ? "Refusé le"
                                                                 : "Terminé le",
                        base::french_date_time(*one.decided_at),
                        {},
                        {}});
    if (one.is_administrator())
        rows.push_back({"Administration", "Vous administrez cette collectivité", {}, {}});
    if (one.is_verified())
        rows.push_back({"À confirmer avant le", base::french_date(people::renewal_due(one)), {}, {}});
    if (!one.reason.empty()) rows.push_back({"Motif", one.reason, {}, {}});
    return rows;
}

html::Field official_code_field(std::string value) {
    html::Field code = field("code", "Code reçu à l’adresse officielle", std::move(value));
    code.hint = "8 lettres et chiffres, comme ABCD-2345.";
    code.autocomplete = "off";
    code.width_characters = 10;
    return code;
}

void show_ways(web::Visit& visit, AffiliationView& view, AffiliationLine const& line,
               std::vector<AffiliationLine> const& members) {
    people::Affiliation const& one = line.affiliation;
    view.code = official_code_field({});
    if (!view.is_authority) return;
    for (territories::OfficialEmail const& address :
         territories::official_emails(visit.reader(), one.authority))
        if (address.is_usable() && view.official_emails.size() < people::official_addresses_max)
            view.official_emails.push_back(base::email_masked(address.email));
    if (auto const sent = people::last_official_sending(visit.reader(), one.id))
        view.code_sent = "Dernier code envoyé le " + base::french_date_time(sent->at) +
                         (sent->expires_at > visit.now
                              ? ", valable jusqu’au " + base::french_deadline(sent->expires_at) + "."
                              : ". Il n’est plus valable\u00a0: demandez-en un autre.");
    auto const verified = std::count_if(members.begin(), members.end(), [&](AffiliationLine const& other) {
        return other.affiliation.state == AffiliationState::verified &&
               other.affiliation.person != one.person;
    });
    if (verified == 1)
        view.colleagues_count =
            "Une personne déjà vérifiée peut attester que vous agissez pour cette collectivité.";
    if (verified > 1)
        view.colleagues_count =
            base::french_number(verified) +
            " personnes déjà vérifiées peuvent attester que vous agissez pour cette collectivité.";
    if (!line.department_code.empty())
        view.prefecture =
            "La préfecture de votre département (" + line.department_code +
            ") peut vérifier votre rattachement\u00a0: signalez-lui votre demande, par téléphone ou par "
            "e-mail.";
}

void show_colleagues(AffiliationView& view, people::Affiliation const& own,
                     std::vector<AffiliationLine> const& members) {
    view.shows_colleagues = true;
    bool const may_verify =
        own.is_administrator() || std::ranges::none_of(members, [](AffiliationLine const& member) {
            return member.affiliation.is_administrator();
        });
    // Those who wait first: they are why one comes here.
    for (AffiliationState const state : {AffiliationState::pending, AffiliationState::verified})
        for (AffiliationLine const& member : members) {
            people::Affiliation const& one = member.affiliation;
            if (one.state != state || one.person == own.person ||
                view.colleagues.size() >= colleagues_shown_max)
                continue;
            std::string facts = "Rattachement " + std::string(people::french(one.state)) + ", demandé le " +
                                base::french_date(one.requested_at) + ".";
            view.colleagues.push_back({std::to_string(one.id.value), member.email,
                                       people::public_description(one), std::move(facts),
                                       state == AffiliationState::pending && may_verify});
        }
}

AffiliationView view_of(web::Visit& visit, AffiliationLine const& line) {
    people::Affiliation const& one = line.affiliation;
    AffiliationView view;
    view.name = line.body_name;
    view.base = address_of(one.id);
    view.rows = rows_of(line);
    view.contact = visit.services.settings.contact_email;
    view.is_authority = one.authority.exists();
    view.is_pending = one.state == AffiliationState::pending;
    view.is_standing = one.is_standing();
    if (view.is_standing && visit.actor().affiliation != one.id) view.act_id = std::to_string(one.id.value);
    if (!line.body_reference.empty())
        view.authority_href = "/collectivites/" + base::percent_encoded(line.body_reference);
    std::vector<AffiliationLine> const members = view.is_authority && view.is_standing
                                                     ? people::members_of(visit.reader(), one.authority)
                                                     : std::vector<AffiliationLine>{};
    view.address_doubted = line.address_doubted_at.has_value();
    if (people::may_reconfirm(one, visit.now))
        view.reconfirm =
            one.lapsed_election > 0
                ? "Les mandats ont été renouvelés. Si vous avez été réélu, dites-le\u00a0: votre "
                  "rattachement sera vérifié de nouveau. En attendant, vos actes restent en attente."
            : one.is_lapsed()
                ? "Vous ne l’avez pas confirmé depuis un an. En attendant, vos actes restent en attente."
                : "Un rattachement est confirmé chaque année. Agissez-vous toujours pour cette "
                  "structure\u202f?";
    if (one.is_verified() && view.is_authority) view.members_href = people::authority_page(one.authority);
    if (view.is_pending) show_ways(visit, view, line, members);
    if (one.is_verified() && view.is_authority) show_colleagues(view, one, members);
    return view;
}

http::Response affiliation_page(web::Visit& visit, AffiliationView const& view, int status) {
    web::PageHead head;
    head.title = view.name + " – Mes collectivités";
    head.breadcrumbs = {{"Mon compte", "/mon-compte"},
                        {"Mes collectivités", std::string(affiliations_page)},
                        {view.name, ""}};
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::affiliation(out, view); }, status);
}

/// The affiliation's page again, with what was refused.
http::Response refused_on_page(web::Visit& visit, base::Refusal const& refusal,
                               std::string const& typed_code) {
    auto const line = own_line(visit);
    if (!line || refusal.code == base::RefusalCode::not_found) return web::not_found(visit);
    AffiliationView view = view_of(visit, *line);
    view.hidden = visit.form_fields_again();
    view.code.value = typed_code;
    show_errors(view, refusal, {&view.code});
    return affiliation_page(visit, view, web::status_of(refusal.code));
}

ConfirmView end_view(AffiliationLine const& line) {
    ConfirmView view;
    view.title = "Mettre fin au rattachement\u00a0: " + line.body_name;
    view.sentences = {
        "Vous ne pourrez plus agir pour cette structure, et vos jetons d’accès pour elle ne fonctionneront "
        "plus.",
        "Ce que vous avez publié reste publié. Vos soutiens comptés restent comptés\u00a0; ceux qui "
        "attendaient une vérification sont retirés. Vos brouillons ne peuvent plus être publiés pour "
        "elle\u00a0: "
        "transmettez-les d’abord à un collègue, dans «\u00a0Mes contributions\u00a0».",
        "Vous pourrez demander un nouveau rattachement."};
    view.action = address_of(line.affiliation.id) + "/fin";
    view.button = "Mettre fin au rattachement";
    view.back_href = address_of(line.affiliation.id);
    view.back_label = "Garder ce rattachement";
    return view;
}

}  // namespace

html::TagColour colour_of(AffiliationState state) {
    switch (state) {
        case AffiliationState::pending:
            return html::TagColour::yellow;
        case AffiliationState::verified:
            return html::TagColour::green;
        case AffiliationState::refused:
            return html::TagColour::red;
        case AffiliationState::ended:
            return html::TagColour::grey;
    }
    base::fail("an unknown state");
}

std::string address_of(base::Id<people::Affiliation> id) {
    return std::string(affiliations_page) + "/" + std::to_string(id.value);
}

http::Response show_affiliations(web::Visit& visit) {
    people::SignIn const& who = *visit.who;
    bool const was_sent = visit.request.query.has("demande");
    bool const has_ended = visit.request.query.has("termine");
    std::vector<AffiliationLine> const all = people::affiliations_of(visit.reader(), who.actor.person);
    // Nothing to list: the form is the next useful act.
    if (all.empty() && !was_sent) return web::redirect(visit, std::string(affiliations_page) + "/ajouter");
    auto const page = asked_page(visit.request.query);
    auto const total = static_cast<std::int64_t>(who.affiliations.size());
    int const last = last_page(total, standing_per_page);
    if (!page || *page > last) return web::not_found(visit);
    AffiliationsView view;
    for (std::int64_t i = (*page - 1) * standing_per_page;
         i < std::min<std::int64_t>(total, *page * standing_per_page); ++i)
        view.items.push_back(item_of(who.affiliations[static_cast<std::size_t>(i)], who.actor));
    for (AffiliationLine const& line : all)
        if (!line.affiliation.is_standing() && view.past.size() < past_shown_max)
            view.past.push_back(item_of(line, who.actor));
    view.pages = {*page, last, std::string(affiliations_page) + "?page="};
    if (was_sent)
        view.notice = "Votre message est parti. L’équipe de la plateforme vous répondra par e-mail.";
    if (has_ended) view.notice = "Le rattachement a pris fin.";
    view.hidden = visit.form_fields();
    web::PageHead head;
    head.title = "Mes collectivités";
    head.breadcrumbs = {{"Mon compte", "/mon-compte"}, {"Mes collectivités", ""}};
    return web::page_of(visit, head, [&](html::Out& out) { pages::affiliations(out, view); });
}

http::Response post_act_for(web::Visit& visit) {
    auto const wanted = id_of<people::Affiliation>(line_of(visit.form(), "rattachement"));
    std::string const back = web::safe_return_path(visit.form().get("retour"));
    auto const done = visit.write([&](db::Tx& tx) {
        return people::act_for(tx, visit.services.world, visit.request.cookies.get(web::sign_in_cookie),
                               wanted);
    });
    if (!done && done.refusal().code == base::RefusalCode::forbidden) return web::not_found(visit);
    if (!done) return web::refusal_page(visit, done.refusal());
    return web::redirect(visit, back == "/" ? std::string(affiliations_page) : back);
}

http::Response show_affiliation(web::Visit& visit) {
    auto const line = own_line(visit);
    if (!line) return web::not_found(visit);
    AffiliationView view = view_of(visit, *line);
    view.hidden = visit.form_fields();
    view.notice = notice_of(visit.request.query, *line);
    return affiliation_page(visit, view, 200);
}

http::Response post_official_code(web::Visit& visit) {
    auto const id = id_of<people::Affiliation>(visit.path("id"));
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const sent = people::send_official_code(tx, visit.services.world, visit.services.people_settings,
                                                     visit.actor().person, id);
        if (!sent) return sent.refusal();
        return address_of(id) + "?fait=code";
    });
    return next ? web::redirect(visit, *next) : refused_on_page(visit, next.refusal(), {});
}

http::Response post_entered_code(web::Visit& visit) {
    auto const id = id_of<people::Affiliation>(visit.path("id"));
    std::string const code = line_of(visit.form(), "code");
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        web::Services const& services = visit.services;
        auto const verified = people::enter_official_code(tx, services.world, services.people_settings,
                                                          services.hooks, visit.actor().person, id, code);
        if (!verified) return verified.refusal();
        return address_of(id) + "?fait=verifie";
    });
    return next ? web::redirect(visit, *next) : refused_on_page(visit, next.refusal(), code);
}

http::Response post_colleague(web::Visit& visit) {
    auto const own = own_line(visit);
    if (!own) return web::not_found(visit);
    people::DecideAffiliation const decision{
        id_of<people::Affiliation>(line_of(visit.form(), "rattachement")), people::Verdict::verify, {}};
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        web::Services const& services = visit.services;
        auto const decided = people::decide(tx, services.world, services.people_settings, services.hooks,
                                            visit.actor(), decision);
        if (!decided) return decided.refusal();
        return address_of(own->affiliation.id) + "?fait=collegue";
    });
    return next ? web::redirect(visit, *next) : refused_on_page(visit, next.refusal(), {});
}

http::Response post_reconfirm(web::Visit& visit) {
    auto const id = id_of<people::Affiliation>(visit.path("id"));
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const confirmed =
            people::reconfirm(tx, visit.services.world, visit.services.hooks, visit.actor().person, id);
        if (!confirmed) return confirmed.refusal();
        return address_of(id) + "?fait=confirme";
    });
    return next ? web::redirect(visit, *next) : refused_on_page(visit, next.refusal(), {});
}

http::Response post_doubt_address(web::Visit& visit) {
    auto const id = id_of<people::Affiliation>(visit.path("id"));
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const done = people::doubt_official_address(tx, visit.services.world, visit.actor().person, id);
        if (!done) return done.refusal();
        return address_of(id) + "?fait=adresse";
    });
    return next ? web::redirect(visit, *next) : refused_on_page(visit, next.refusal(), {});
}

http::Response show_end(web::Visit& visit) {
    auto const line = own_line(visit);
    if (!line) return web::not_found(visit);
    if (!line->affiliation.is_standing()) return web::redirect(visit, address_of(line->affiliation.id));
    ConfirmView view = end_view(*line);
    view.hidden = visit.form_fields();
    web::PageHead head;
    head.title = view.title;
    return web::page_of(visit, head, [&](html::Out& out) { pages::confirm(out, view); });
}

http::Response post_end(web::Visit& visit) {
    // The action would let an operator end another's here, without a reason: this page is for one's own.
    auto const own = own_line(visit);
    if (!own) return web::not_found(visit);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        web::Services const& services = visit.services;
        auto const ended = people::end_affiliation(tx, services.world, services.people_settings,
                                                   services.hooks, visit.actor(), own->affiliation.id, {});
        if (!ended) return ended.refusal();
        return std::string(affiliations_page) + "?termine=1";
    });
    return next ? web::redirect(visit, *next) : web::refusal_page(visit, next.refusal());
}

}  // namespace account
