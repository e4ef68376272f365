// An authority's page for its members.
#include "account/member_pages.hpp"

#include <algorithm>

#include "account/affiliation_pages.hpp"
#include "account/forms.hpp"
#include "account/member_views.hpp"
#include "account/pages_invitation.hpp"
#include "account/pages_member.hpp"
#include "account/pages_members.hpp"
#include "account/pages_stopped.hpp"
#include "account/views.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "people/actions_administrator.hpp"
#include "people/actions_affiliation.hpp"
#include "people/actions_sign_in.hpp"
#include "people/administrator_rows.hpp"
#include "people/affiliation_rows.hpp"
#include "people/invitation_rows.hpp"
#include "people/letters_member.hpp"
#include "people/person_rows.hpp"
#include "people/quality.hpp"
#include "territories/in_sentence.hpp"
#include "territories/lookup.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace account {
namespace {

using people::AffiliationLine;
using people::AffiliationState;
using AuthorityId = base::Id<territories::Authority>;

constexpr int members_per_page = 20;

/// Who reads the page, and what they may do there.
struct Reader {
    territories::Authority authority;
    bool is_member = false;  // verified
    bool is_administrator = false;
    bool is_operator = false;
    bool has_administrator = false;
    std::vector<AffiliationLine> members;

    bool may_decide() const { return is_administrator || is_operator; }
    bool may_invite() const { return is_member && (is_administrator || !has_administrator); }
    std::string page() const { return people::authority_page(authority.id); }
};

/// Nothing for who is neither a verified member nor of the operator's team.
std::optional<Reader> reader_of(web::Visit& visit) {
    auto const id = id_of<territories::Authority>(visit.path("id"));
    if (!id.exists()) return std::nullopt;
    bool const oversees = visit.actor().is_operator || visit.actor().is_auditor;
    Reader found;
    for (AffiliationLine const& line : visit.who->affiliations)
        if (line.affiliation.authority == id && line.affiliation.is_verified()) {
            found.is_member = true;
            found.is_administrator = line.affiliation.is_administrator();
        }
    if (!found.is_member && !oversees) return std::nullopt;
    auto authority = territories::authority(visit.reader(), id);
    if (!authority) return std::nullopt;
    found.authority = *std::move(authority);
    found.is_operator = visit.actor().is_operator;
    found.members = people::members_of(visit.reader(), id);
    found.has_administrator = std::ranges::any_of(
        found.members, [](AffiliationLine const& line) { return line.affiliation.is_administrator(); });
    return found;
}

html::TagColour colour_of_line(people::Affiliation const& one) {
    if (one.is_lapsed() || one.is_suspended()) return html::TagColour::orange;
    return colour_of(one.state);
}

std::string member_href(Reader const& reader, people::Affiliation const& one) {
    return reader.page() + "/membres/" + std::to_string(one.id.value);
}

std::string facts_of(people::Affiliation const& one, std::vector<people::LastAct> const& acts) {
    if (one.is_suspended()) return "Suspendu le " + base::french_date(*one.suspended_at) + ".";
    std::string facts =
        one.is_verified()
            ? "Agit depuis le " + base::french_date(one.decided_at.value_or(one.requested_at)) + "."
            : "Demandé le " + base::french_date(one.requested_at) + ".";
    auto const last = std::ranges::find(acts, one.person, &people::LastAct::person);
    if (last != acts.end()) facts += " Dernier acte le " + base::french_date(last->at) + ".";
    return facts;
}

MemberLine line_of_member(Reader const& reader, AffiliationLine const& line,
                          std::vector<people::LastAct> const& acts) {
    people::Affiliation const& one = line.affiliation;
    return {line.email,
            reader.may_decide() ? member_href(reader, one) : std::string(),
            people::public_description(one),
            std::string(people::french_state(one)),
            colour_of_line(one),
            facts_of(one, acts),
            one.is_administrator()};
}

std::vector<ChoiceGroup> function_groups(std::string const& chosen) {
    std::vector<ChoiceGroup> groups;
    for (auto const& [quality, label] :
         {std::pair{people::Quality::agent, "Agents"}, std::pair{people::Quality::elected, "Élus"}}) {
        ChoiceGroup group{label, {}};
        for (people::Function const& one : people::functions(quality))
            group.choices.push_back({std::string(people::code(quality)) + ":" + std::string(one.value),
                                     std::string(one.label),
                                     {},
                                     false});
        group.choices = html::chosen(std::move(group.choices), chosen);
        groups.push_back(std::move(group));
    }
    return groups;
}

std::string lead_of(Reader const& reader) {
    if (!reader.has_administrator)
        return "Personne n’administre cette collectivité\u00a0: chaque membre vérifié peut accepter ou "
               "inviter un "
               "collègue. La préfecture ou l’équipe de la plateforme peut nommer un administrateur.";
    if (reader.is_administrator)
        return "Vous administrez cette collectivité\u00a0: ouvrez la fiche d’un membre pour décider.";
    return "Les administrateurs acceptent, invitent et suspendent les membres.";
}

std::string notice_of(std::string_view what) {
    if (what == "invite") return "L’invitation est envoyée.";
    if (what == "retrait") return "L’invitation est retirée.";
    if (what == "decide") return "Votre décision est enregistrée. La personne en est prévenue par e-mail.";
    if (what == "bienvenue")
        return "Vous êtes rattaché à cette collectivité, et agissez maintenant pour elle.";
    return {};
}

struct TypedInvitation {
    std::string email;
    std::string function;  // "agent:dgs"
};

http::Response members_page(web::Visit& visit, Reader const& reader, Shown const& shown,
                            TypedInvitation const& typed, base::Refusal const* refusal) {
    auto const page = asked_page(visit.request.query);
    auto const total = static_cast<std::int64_t>(reader.members.size());
    int const last = last_page(total, members_per_page);
    if (!page || *page > last) return web::not_found(visit);
    AuthorityId const id = reader.authority.id;
    MembersView view;
    view.name = reader.authority.long_name;
    view.notice = notice_of(visit.request.query.get("fait"));
    view.is_welcome = visit.request.query.get("fait") == "bienvenue";
    view.lead = lead_of(reader);
    view.action = reader.page();
    view.pages = {*page, last, reader.page() + "?page="};
    view.may_invite = reader.may_invite();
    view.authority_href = "/collectivites/" + base::percent_encoded(reader.authority.reference);
    auto const acts = people::last_acts(visit.reader(), id);
    for (std::int64_t i = (*page - 1) * members_per_page;
         i < std::min<std::int64_t>(total, *page * members_per_page); ++i)
        view.members.push_back(line_of_member(reader, reader.members[static_cast<std::size_t>(i)], acts));
    for (AffiliationLine const& line : people::suspended_of(visit.reader(), id))
        view.suspended.push_back(line_of_member(reader, line, acts));
    for (people::Invitation const& one : people::invitations_of(visit.reader(), id, visit.now))
        view.invitations.push_back(
            {one.email,
             "Invité par " + one.invited_by_email + " le " + base::french_date(one.invited_at) +
                 ", valable jusqu’au " + base::french_date(one.expires_at) + ".",
             reader.may_invite() ? reader.page() + "/invitations/" + std::to_string(one.id.value) + "/retrait"
                                 : std::string()});
    for (AuthorityEntries const& entries : shown.authority_entries)
        for (OperatorEntry const& entry : entries(visit.reader(), id, visit.actor()))
            view.entries.push_back({entry.label, entry.href,
                                    entry.count > 0 ? base::french_number(entry.count) : std::string()});
    view.email = field("email", "Son adresse e-mail", typed.email);
    view.email.type = "email";
    view.email.autocomplete = "off";
    view.function = field("function", "Sa fonction", typed.function);
    view.functions = function_groups(typed.function);
    view.hidden = refusal ? visit.form_fields_again() : visit.form_fields();
    if (refusal) show_errors(view, *refusal, {&view.email, &view.function});
    web::PageHead head;
    head.title = view.name + " – Ma collectivité";
    head.breadcrumbs = {{"Mon compte", "/mon-compte"},
                        {"Mes collectivités", std::string(affiliations_page)},
                        {view.name, ""}};
    head.has_errors = refusal != nullptr;
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::members(out, view); },
        refusal ? web::status_of(refusal->code) : 200);
}

/// The member that the address names, of this authority, suspended ones too.
std::optional<AffiliationLine> member_of_path(web::Visit& visit, Reader const& reader) {
    auto const id = id_of<people::Affiliation>(visit.path("membre"));
    if (!id.exists() || !reader.may_decide()) return std::nullopt;
    auto line = people::affiliation_line(visit.reader(), id);
    if (!line || line->affiliation.authority != reader.authority.id) return std::nullopt;
    if (!line->affiliation.is_standing() && !line->affiliation.is_suspended()) return std::nullopt;
    return line;
}

MemberView view_of_member(web::Visit& visit, Reader const& reader, AffiliationLine const& line,
                          std::string reason) {
    people::Affiliation const& one = line.affiliation;
    bool const is_own = one.person == visit.actor().person;
    MemberView view;
    view.title = line.email;
    std::string state(people::french_state(one));
    if (one.is_verified() && one.method != people::Method::none)
        state += ", " + std::string(people::french(one.method));
    if (one.is_administrator()) state += ", administrateur";
    view.rows = {{"Collectivité", line.body_name, {}, {}},
                 {"Qualité et fonction", people::public_description(one), {}, {}},
                 {"État", state, {}, {}},
                 {"Demandé le", base::french_date_time(one.requested_at), {}, {}}};
    if (!one.reason.empty()) view.rows.push_back({"Motif", one.reason, {}, {}});
    view.action = member_href(reader, one);
    view.may_verify = one.state == AffiliationState::pending && !is_own;
    view.may_suspend = (one.is_verified() || one.is_lapsed()) && !is_own;
    view.may_reinstate = one.is_suspended() && !is_own;
    view.may_name = one.is_verified() && !one.is_administrator();
    view.may_release = one.is_administrator();
    view.may_end = one.is_standing() && !is_own;
    if (view.may_suspend)
        view.rules.push_back(
            "Suspendre arrête ses actes à l’instant\u00a0: ce qui a été fait reste acquis, et le "
            "rattachement peut être rétabli.");
    if (view.may_end && !view.may_verify)
        view.rules.push_back(
            "Mettre fin est définitif\u00a0: la personne devrait demander un autre rattachement.");
    if (view.may_name)
        view.rules.push_back("Un administrateur accepte, refuse, invite et suspend ses collègues.");
    view.reason = field("reason", "Motif", std::move(reason));
    view.reason.hint = view.may_verify
                           ? "Obligatoire pour refuser\u00a0: il est envoyé à la personne."
                           : "Obligatoire pour suspendre ou mettre fin\u00a0: il est envoyé à la personne.";
    view.reason_characters_max = static_cast<int>(people::reason_characters_max);
    return view;
}

http::Response member_page(web::Visit& visit, Reader const& reader, MemberView const& view, int status) {
    web::PageHead head;
    head.title = view.title + " – " + reader.authority.long_name;
    head.breadcrumbs = {
        {"Mon compte", "/mon-compte"}, {reader.authority.long_name, reader.page()}, {view.title, ""}};
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::member(out, view); }, status);
}

/// The act that the pressed button names.
base::Result<people::Affiliation> decided(db::Tx& tx, web::Visit const& visit,
                                          base::Id<people::Affiliation> id, std::string_view act,
                                          std::string const& reason) {
    web::Services const& on = visit.services;
    people::Actor const& actor = visit.actor();
    if (act == "verifier" || act == "refuser")
        return people::decide(
            tx, on.world, on.people_settings, on.hooks, actor,
            {id, act == "verifier" ? people::Verdict::verify : people::Verdict::refuse, reason});
    if (act == "suspendre")
        return people::suspend(tx, on.world, on.people_settings, on.hooks, actor, id, reason);
    if (act == "retablir") return people::reinstate(tx, on.world, on.people_settings, on.hooks, actor, id);
    if (act == "nommer") return people::name_administrator(tx, on.world, on.people_settings, actor, id);
    if (act == "decharger") return people::release_administrator(tx, on.world, on.people_settings, actor, id);
    if (act == "terminer")
        return people::end_affiliation(tx, on.world, on.people_settings, on.hooks, actor, id, reason);
    return base::refuse(base::RefusalCode::invalid, "Indiquez votre décision.");
}

/// Whether an invitation exists is said to nobody but the person invited.
http::Response not_invited(web::Visit& visit) {
    StoppedView const view{
        "Cette invitation n’est pas ouverte à votre adresse",
        "Vous êtes connecté avec " + visit.who->email +
            ". Une invitation ne s’ouvre qu’avec l’adresse qui l’a reçue\u202f; celle-ci est pour une autre "
            "adresse, ou elle a été retirée.",
        "Déconnectez-vous, ouvrez de nouveau le lien du message, puis connectez-vous avec l’adresse qui l’a "
        "reçu. Vous pouvez aussi demander à votre collègue une invitation à l’adresse que voici.",
        {"Revenir à mon compte", "/mon-compte"}};
    web::PageHead head;
    head.title = view.title;
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::stopped(out, view); }, 404);
}

}  // namespace

http::Response show_own_authority(web::Visit& visit) {
    people::AffiliationLine const* const acting = visit.who->acting();
    if (!acting || !acting->affiliation.authority.exists() || !acting->affiliation.is_verified())
        return web::redirect(visit, std::string(affiliations_page));
    return web::redirect(visit, people::authority_page(acting->affiliation.authority));
}

http::Response show_members(web::Visit& visit, Shown const& shown) {
    auto const reader = reader_of(visit);
    if (!reader) return web::not_found(visit);
    return members_page(visit, *reader, shown, {}, nullptr);
}

http::Response post_invitation(web::Visit& visit, Shown const& shown) {
    auto reader = reader_of(visit);
    if (!reader) return web::not_found(visit);
    TypedInvitation const typed{line_of(visit.form(), "email"), line_of(visit.form(), "function")};
    std::size_t const mark = typed.function.find(':');
    people::InviteColleague const invited{
        reader->authority.id, typed.email,
        typed.function.starts_with("elected:") ? people::Quality::elected : people::Quality::agent,
        mark == std::string::npos ? std::string() : typed.function.substr(mark + 1)};
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const sent =
            people::invite(tx, visit.services.world, visit.services.people_settings, visit.actor(), invited);
        if (!sent) return sent.refusal();
        return reader->page() + "?fait=invite";
    });
    if (next) return web::redirect(visit, *next);
    if (next.refusal().code == base::RefusalCode::not_found) return web::not_found(visit);
    return members_page(visit, *reader, shown, typed, &next.refusal());
}

http::Response post_withdraw_invitation(web::Visit& visit) {
    auto const reader = reader_of(visit);
    auto const id = id_of<people::Invitation>(visit.path("invitation"));
    if (!reader || !id.exists()) return web::not_found(visit);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const done = people::withdraw_invitation(tx, visit.services.world, visit.actor(), id);
        if (!done) return done.refusal();
        return reader->page() + "?fait=retrait";
    });
    return next ? web::redirect(visit, *next) : web::refusal_page(visit, next.refusal());
}

http::Response show_member(web::Visit& visit) {
    auto const reader = reader_of(visit);
    auto const line = reader ? member_of_path(visit, *reader) : std::nullopt;
    if (!line) return web::not_found(visit);
    MemberView view = view_of_member(visit, *reader, *line, {});
    view.hidden = visit.form_fields();
    return member_page(visit, *reader, view, 200);
}

http::Response post_member(web::Visit& visit) {
    auto const reader = reader_of(visit);
    auto const line = reader ? member_of_path(visit, *reader) : std::nullopt;
    if (!line) return web::not_found(visit);
    std::string const reason = text_of(visit.form(), "reason");
    std::string_view const act = visit.form().get("acte");
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const done = decided(tx, visit, line->affiliation.id, act, reason);
        if (!done) return done.refusal();
        return reader->page() + "?fait=decide";
    });
    if (next) return web::redirect(visit, *next);
    if (next.refusal().code == base::RefusalCode::not_found) return web::not_found(visit);
    auto const again = people::affiliation_line(visit.reader(), line->affiliation.id);
    MemberView view = view_of_member(visit, *reader, *again, reason);
    view.hidden = visit.form_fields_again();
    show_errors(view, next.refusal(), {&view.reason});
    return member_page(visit, *reader, view, web::status_of(next.refusal().code));
}

http::Response show_invitation(web::Visit& visit) {
    auto const id = id_of<people::Invitation>(visit.path("id"));
    auto const invitation = id.exists() ? people::invitation_by_id(visit.reader(), id) : std::nullopt;
    if (!invitation || base::email_key(invitation->email) != base::email_key(visit.who->email))
        return not_invited(visit);
    InvitationView view;
    view.title = "Agir pour " + territories::in_sentence(invitation->authority_name);
    view.rows = {{"Invité par", invitation->invited_by_email, {}, {}},
                 {"Qualité et fonction",
                  people::public_description(invitation->quality, invitation->function),
                  {},
                  {}},
                 {"Valable jusqu’au", base::french_deadline(invitation->expires_at), {}, {}}};
    if (invitation->state == people::InvitationState::accepted)
        view.closed = "Vous avez déjà accepté cette invitation.";
    else if (!invitation->is_open(visit.now))
        view.closed = "Cette invitation n’est plus valable. Demandez-en une autre à votre collègue.";
    view.action = "/mon-compte/invitations/" + std::to_string(id.value);
    view.hidden = visit.form_fields();
    web::PageHead head;
    head.title = view.title;
    head.breadcrumbs = {{"Mon compte", "/mon-compte"}, {"Invitation", ""}};
    return web::page_of(visit, head, [&](html::Out& out) { pages::invitation(out, view); });
}

http::Response post_accept_invitation(web::Visit& visit) {
    auto const id = id_of<people::Invitation>(visit.path("id"));
    if (!id.exists()) return web::not_found(visit);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const joined = people::accept_invitation(tx, visit.services.world, visit.services.hooks,
                                                      visit.actor().person, id);
        if (!joined) return joined.refusal();
        // Who accepts means to act for it from now on.
        auto const acts = people::act_for(tx, visit.services.world,
                                          visit.request.cookies.get(web::sign_in_cookie), joined->id);
        if (!acts) return acts.refusal();
        return joined->is_verified() ? people::authority_page(joined->authority) + "?fait=bienvenue"
                                     : address_of(joined->id) + "?fait=rattache";
    });
    if (next) return web::redirect(visit, *next);
    if (next.refusal().code == base::RefusalCode::not_found) return web::not_found(visit);
    return web::refusal_page(visit, next.refusal());
}

}  // namespace account
