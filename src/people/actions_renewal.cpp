// Yearly renewal and elections: the writes.
#include "people/actions_renewal.hpp"

#include "base/text.hpp"
#include "journal/journal.hpp"
#include "people/affiliation_change.hpp"
#include "people/affiliation_rows.hpp"
#include "people/letters_member.hpp"
#include "people/person_rows.hpp"
#include "people/renewal_rows.hpp"
#include "people/role_rows.hpp"

namespace people {
namespace {

constexpr base::Duration kept = base::Duration::days(affiliation_kept_days);

/// Those whose year ends within `days`, told once.
int remind(db::Tx& tx, base::World const& world, Settings const& settings, int days, int most) {
    base::Instant const now = world.clock.now();
    int reminded = 0;
    for (AffiliationLine const& line : to_remind(tx, now + base::Duration::days(days) - kept, days, most)) {
        base::Instant const lapses_at =
            std::max(renewal_due(line.affiliation), now + base::Duration::days(last_reminder_days));
        messaging::post(tx, world, renewal_letter(settings, line, lapses_at));
        note_reminder(tx, line.affiliation.id, days, now);
        ++reminded;
    }
    return reminded;
}

bool lapse(db::Tx& tx, base::World const& world, Settings const& settings, Hooks const& hooks,
           AffiliationLine line, std::optional<Election> const& election) {
    Affiliation changed = line.affiliation;
    changed.state = AffiliationState::pending;
    changed.lapsed_at = world.clock.now();
    changed.lapsed_election = election ? election->id.value : 0;
    auto const lapsed = change_to(tx, world, hooks, "affiliation.lapse", line.affiliation, base::Id<Person>(),
                                  std::move(changed));
    if (!lapsed) return false;
    line.affiliation = *lapsed;
    messaging::post(tx, world, lapsed_letter(settings, line, election));
    return true;
}

}  // namespace

base::Instant renewal_due(Affiliation const& affiliation) {
    return affiliation.known_good_at() + kept;
}

bool may_reconfirm(Affiliation const& affiliation, base::Instant now) {
    if (affiliation.is_lapsed()) return true;
    return affiliation.is_verified() &&
           now >= renewal_due(affiliation) - base::Duration::days(first_reminder_days);
}

base::Result<Affiliation> reconfirm(db::Tx& tx, base::World const& world, Hooks const& hooks,
                                    base::Id<Person> person, base::Id<Affiliation> id) {
    auto const own = affiliation_by_id(tx, id);
    if (!own || own->person != person) return no_such_affiliation();
    base::Instant const now = world.clock.now();
    Affiliation confirmed = *own;
    confirmed.confirmed_at = now;
    if (own->is_verified()) {
        if (own->confirmed_at && now - *own->confirmed_at < base::Duration::days(1)) return *own;
        if (!note_confirmation(tx, id, now))
            return base::refuse(base::RefusalCode::conflict,
                                "Ce rattachement vient de changer. Recommencez.");
        record_change(tx, world, hooks, "affiliation.reconfirm", now, person, {confirmed, own->state});
        return confirmed;
    }
    if (!own->is_lapsed())
        return base::refuse(
            base::RefusalCode::conflict,
            "Ce rattachement n’est pas à reconfirmer\u00a0: il est " + std::string(french_state(*own)) + ".");
    confirmed.state = AffiliationState::verified;
    confirmed.decided_by = base::Id<Person>();
    if (own->lapsed_election > 0) {
        // A new mandate is not the old one: only the address proves it by itself.
        auto const who = person_by_id(tx, person);
        confirmed.method = method_of_address(tx, own->authority, who->email);
        if (confirmed.method == Method::none) {
            confirmed.state = AffiliationState::pending;
            confirmed.confirmed_at.reset();
            confirmed.lapsed_at.reset();
            confirmed.lapsed_election = 0;
            confirmed.requested_at = now;
        }
    }
    return change_to(tx, world, hooks, "affiliation.reconfirm", *own, person, std::move(confirmed));
}

base::Result<base::Done> record_election(db::Tx& tx, base::World const& world, Actor const& actor,
                                         Election const& typed) {
    if (!rights_of(tx, actor.person).is_operator)
        return base::refuse(base::RefusalCode::forbidden,
                            "Seule l’équipe de la plateforme enregistre une élection.");
    Election election = typed;
    election.label = base::tidied_line(typed.label).value_or("");
    base::FormErrors errors;
    if (election.label.empty() || base::length_in_characters(election.label) > election_label_max)
        errors.add("label", "Nommez cette élection, en 120 caractères au plus.");
    if (!errors.none()) return std::move(errors).refusal();
    base::Instant const now = world.clock.now();
    auto const id = insert_election(tx, election, now, actor.person);
    if (id)
        journal::record_at(tx, now, world.random,
                           {"election.record",
                            actor.person.value,
                            0,
                            "election:" + std::to_string(id->value),
                            {{"kind", std::string(territories::code(election.kind))},
                             {"held_at", std::to_string(election.held_at.us)}}});
    return base::Done{};
}

RenewalRound renew_affiliations(db::Tx& tx, base::World const& world, Settings const& settings,
                                Hooks const& hooks, int most) {
    base::Instant const now = world.clock.now();
    RenewalRound round;
    // The nearer first: who is already within 7 days gets one mail, not two.
    round.reminded += remind(tx, world, settings, last_reminder_days, most);
    round.reminded += remind(tx, world, settings, first_reminder_days, most);
    for (AffiliationLine& line :
         to_lapse(tx, now - kept, now - base::Duration::days(last_reminder_days), most))
        if (lapse(tx, world, settings, hooks, std::move(line), std::nullopt)) ++round.lapsed;
    for (Election const& election : elections(tx))
        if (election.held_at <= now)
            for (AffiliationLine& line : to_lapse_by(tx, election, most))
                if (lapse(tx, world, settings, hooks, std::move(line), election)) ++round.lapsed;
    return round;
}

}  // namespace people
