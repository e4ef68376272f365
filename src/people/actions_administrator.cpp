// What an authority's administrator decides: the writes.
#include "people/actions_administrator.hpp"

#include "base/text.hpp"
#include "journal/journal.hpp"
#include "people/actions_affiliation.hpp"
#include "people/administrator_rows.hpp"
#include "people/affiliation_change.hpp"
#include "people/affiliation_rows.hpp"
#include "people/invitation_rows.hpp"
#include "people/letters_member.hpp"
#include "people/mail_limit_rows.hpp"
#include "people/person_rows.hpp"
#include "people/quality.hpp"
#include "people/relay_reach.hpp"
#include "people/role_rows.hpp"

namespace people {
namespace {

constexpr MailLimit invitations_per_authority{50, base::Duration::days(1)};
constexpr MailLimit invitation_again{1, base::Duration::hours(1)};

enum class Reach { administrator_or_operator, also_relay };

/// The affiliation with the authority's members held, when this actor has that power over it.
std::optional<AffiliationLine> held_line(db::Tx& tx, Actor const& actor, base::Id<Affiliation> id,
                                         Reach reach) {
    auto const first = affiliation_by_id(tx, id);
    if (!first || !first->authority.exists()) return std::nullopt;
    lock_members(tx, first->authority);
    auto line = affiliation_line(tx, id);
    Rights const rights = rights_of(tx, actor.person);
    bool const may = rights.is_operator || is_administrator(tx, actor.person, first->authority) ||
                     (reach == Reach::also_relay && is_relay_of_body(rights, *line));
    if (!may) return std::nullopt;
    return line;
}

void record_administrator(db::Tx& tx, base::World const& world, std::string_view act, base::Id<Person> by,
                          Affiliation const& one) {
    journal::record_at(tx, world.clock.now(), world.random,
                       {act,
                        by.value,
                        one.body(),
                        "affiliation:" + std::to_string(one.id.value),
                        {{"person", std::to_string(one.person.value)}}});
}

base::Refusal not_yours() {
    return base::refuse(base::RefusalCode::not_found, "Cette page n’existe pas, ou n’est pas la vôtre.");
}

/// An administrator; where there is none, any verified member.
base::Result<base::Done> require_inviter(db::Reader const& reader, base::Id<Person> person,
                                         base::Id<territories::Authority> authority) {
    if (!is_verified_colleague(reader, person, authority.value)) return not_yours();
    if (!is_administrator(reader, person, authority) && has_administrator(reader, authority))
        return base::refuse(base::RefusalCode::forbidden,
                            "Votre collectivité a un administrateur\u00a0: c’est à lui d’inviter.",
                            "Il est nommé sur la page de votre collectivité.");
    return base::Done{};
}

}  // namespace

base::Result<Affiliation> name_administrator(db::Tx& tx, base::World const& world, Settings const& settings,
                                             Actor const& actor, base::Id<Affiliation> id) {
    auto line = held_line(tx, actor, id, Reach::also_relay);
    if (!line) return no_such_affiliation();
    if (line->affiliation.is_administrator()) return line->affiliation;
    if (!line->affiliation.is_verified())
        return base::refuse(base::RefusalCode::conflict,
                            "Seule une personne au rattachement vérifié peut administrer la collectivité.");
    line->affiliation.administrator_since = world.clock.now();
    if (!set_administrator(tx, id, line->affiliation.administrator_since))
        return base::refuse(base::RefusalCode::conflict, "Ce rattachement vient de changer. Recommencez.");
    record_administrator(tx, world, "affiliation.name_administrator", actor.person, line->affiliation);
    if (line->affiliation.person != actor.person)
        messaging::post(tx, world, named_letter(settings, *line, true));
    return line->affiliation;
}

base::Result<Affiliation> release_administrator(db::Tx& tx, base::World const& world,
                                                Settings const& settings, Actor const& actor,
                                                base::Id<Affiliation> id) {
    auto line = held_line(tx, actor, id, Reach::also_relay);
    if (!line) return no_such_affiliation();
    if (!line->affiliation.is_administrator() || !set_administrator(tx, id, std::nullopt))
        return line->affiliation;
    line->affiliation.administrator_since.reset();
    record_administrator(tx, world, "affiliation.release_administrator", actor.person, line->affiliation);
    if (line->affiliation.person != actor.person)
        messaging::post(tx, world, named_letter(settings, *line, false));
    return line->affiliation;
}

base::Result<Affiliation> suspend(db::Tx& tx, base::World const& world, Settings const& settings,
                                  Hooks const& hooks, Actor const& actor, base::Id<Affiliation> id,
                                  std::string_view typed_reason) {
    auto line = held_line(tx, actor, id, Reach::administrator_or_operator);
    if (!line) return no_such_affiliation();
    Affiliation const& before = line->affiliation;
    if (before.person == actor.person)
        return base::refuse(base::RefusalCode::forbidden, "On ne suspend pas son propre rattachement.",
                            "Vous pouvez y mettre fin.");
    auto const reason = reason_typed(typed_reason, true);
    if (!reason) return reason.refusal();
    if (!before.is_verified() && !before.is_lapsed())
        return base::refuse(base::RefusalCode::conflict,
                            "Seul un rattachement vérifié peut être suspendu\u00a0: celui-ci est " +
                                std::string(french_state(before)) + ".");
    Affiliation changed = before;
    changed.state = AffiliationState::ended;
    changed.suspended_at = world.clock.now();
    changed.decided_by = actor.person;
    changed.reason = *reason;
    auto suspended =
        change_to(tx, world, hooks, "affiliation.suspend", before, actor.person, std::move(changed));
    if (!suspended) return suspended;
    line->affiliation = *suspended;
    messaging::post(tx, world, suspended_letter(settings, *line));
    return suspended;
}

base::Result<Affiliation> reinstate(db::Tx& tx, base::World const& world, Settings const& settings,
                                    Hooks const& hooks, Actor const& actor, base::Id<Affiliation> id) {
    auto line = held_line(tx, actor, id, Reach::administrator_or_operator);
    if (!line) return no_such_affiliation();
    Affiliation const& before = line->affiliation;
    if (before.person == actor.person)
        return base::refuse(base::RefusalCode::forbidden, "On ne rétablit pas son propre rattachement.",
                            "Demandez à un administrateur ou à l’équipe de la plateforme.");
    if (!before.is_suspended() || standing_affiliation(tx, before.person, before.body()))
        return base::refuse(base::RefusalCode::conflict, "Ce rattachement n’est pas, ou plus, suspendu.");
    Affiliation changed = before;
    changed.state = before.lapsed_at ? AffiliationState::pending : AffiliationState::verified;
    changed.suspended_at.reset();
    changed.administrator_since.reset();
    changed.decided_by = actor.person;
    changed.reason.clear();
    auto back =
        change_to(tx, world, hooks, "affiliation.reinstate", before, actor.person, std::move(changed));
    if (!back) return back;
    line->affiliation = *back;
    messaging::post(tx, world, reinstated_letter(settings, *line));
    return back;
}

base::Result<Invitation> invite(db::Tx& tx, base::World const& world, Settings const& settings,
                                Actor const& actor, InviteColleague const& invited) {
    if (auto const may = require_inviter(tx, actor.person, invited.authority); !may.ok())
        return may.refusal();
    std::string const email = base::tidied_line(invited.email).value_or("");
    base::FormErrors errors;
    if (!base::is_email(email)) errors.add("email", "Indiquez une adresse e-mail complète.");
    if (invited.quality == Quality::partner || !function_label(invited.quality, invited.function))
        errors.add("function", "Choisissez sa fonction dans la liste.");
    if (!errors.none()) return std::move(errors).refusal();
    if (auto const known = person_by_email(tx, email)) {
        if (is_suspended(tx, known->id, invited.authority.value))
            return base::refuse_field("email",
                                      "Le rattachement de cette personne est suspendu\u00a0: "
                                      "rétablissez-le sur cette page.");
        if (auto const standing = standing_affiliation(tx, known->id, invited.authority.value))
            return base::refuse_field("email",
                                      "Cette personne est déjà rattachée à votre collectivité\u00a0: son "
                                      "rattachement est " +
                                          std::string(french_state(*standing)) + ".");
    }
    base::Instant const now = world.clock.now();
    lock_members(tx, invited.authority);
    auto standing = sent_invitation(tx, invited.authority, email);
    if (standing && !standing->is_open(now)) {
        answer_invitation(tx, standing->id, InvitationState::withdrawn, now);
        standing.reset();
    }
    if (!standing && invitations_of(tx, invited.authority, now).size() >= invitations_standing_max)
        return base::refuse(base::RefusalCode::too_many,
                            "50 invitations attendent déjà une réponse, le maximum.",
                            "Retirez celles qui ne servent plus.");
    if (count_mail(tx, now, "invitation:" + base::email_key(email), invitation_again))
        return base::refuse_field("email",
                                  "Cette adresse vient déjà d’être invitée. Attendez une heure avant de "
                                  "recommencer.");
    if (count_mail(tx, now, "invitations:" + std::to_string(invited.authority.value),
                   invitations_per_authority))
        return base::refuse(base::RefusalCode::too_many, "50 invitations sont déjà parties depuis un jour.",
                            "Vous pourrez en envoyer d’autres demain.");
    if (!standing) {
        Invitation fresh;
        fresh.authority = invited.authority;
        fresh.email = email;
        fresh.quality = invited.quality;
        fresh.function = invited.function;
        fresh.invited_by = actor.person;
        fresh.invited_at = now;
        fresh.expires_at = now + invitation_kept;
        auto const id = insert_invitation(tx, fresh);
        base::check(id.has_value(), "invitations are made one by one, under the lock");
        standing = invitation_by_id(tx, *id);
        journal::record_at(tx, now, world.random,
                           {"affiliation.invite",
                            actor.person.value,
                            invited.authority.value,
                            "invitation:" + std::to_string(id->value),
                            {{"quality", std::string(code(fresh.quality))}, {"function", fresh.function}}});
    }
    messaging::post(tx, world, invitation_letter(settings, *standing));
    return *standing;
}

base::Result<base::Done> withdraw_invitation(db::Tx& tx, base::World const& world, Actor const& actor,
                                             base::Id<Invitation> id) {
    auto const invitation = invitation_by_id(tx, id);
    if (!invitation || !require_inviter(tx, actor.person, invitation->authority).ok()) return not_yours();
    if (invitation->state == InvitationState::withdrawn) return base::Done{};
    base::Instant const now = world.clock.now();
    if (!answer_invitation(tx, id, InvitationState::withdrawn, now))
        return base::refuse(base::RefusalCode::conflict, "Cette invitation a déjà été acceptée.");
    journal::record_at(tx, now, world.random,
                       {"affiliation.withdraw_invitation",
                        actor.person.value,
                        invitation->authority.value,
                        "invitation:" + std::to_string(id.value),
                        {}});
    return base::Done{};
}

base::Result<Affiliation> accept_invitation(db::Tx& tx, base::World const& world, Hooks const& hooks,
                                            base::Id<Person> person, base::Id<Invitation> id) {
    auto const invitation = invitation_by_id(tx, id);
    auto const own = person_by_id(tx, person);
    if (!invitation || !own || own->email_key != base::email_key(invitation->email)) return not_yours();
    base::Instant const now = world.clock.now();
    if (invitation->state != InvitationState::accepted && !invitation->is_open(now))
        return base::refuse(
            base::RefusalCode::late, "Cette invitation n’est plus valable.",
            "Demandez-en une autre à votre collègue, ou ajoutez votre collectivité vous-même.");
    lock_members(tx, invitation->authority);
    // The inviter's right is read now, under the lock: who was suspended since brings nobody in.
    bool const inviter_may = require_inviter(tx, invitation->invited_by, invitation->authority).ok();
    auto const claimed = claim(
        tx, world, hooks, {person, invitation->authority, {}, invitation->quality, invitation->function});
    if (!claimed) return claimed;
    bool const is_first = answer_invitation(tx, id, InvitationState::accepted, now);
    if (!is_first || claimed->is_verified() || !inviter_may) return claimed;
    Affiliation verified = *claimed;
    verified.state = AffiliationState::verified;
    verified.method = Method::colleague;
    verified.decided_by = invitation->invited_by;
    return change_to(tx, world, hooks, "affiliation.verify", *claimed, invitation->invited_by,
                     std::move(verified));
}

}  // namespace people
