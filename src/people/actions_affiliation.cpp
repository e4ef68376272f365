// Affiliations: the writes.
#include "people/actions_affiliation.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "journal/journal.hpp"
#include "people/administrator_rows.hpp"
#include "people/affiliation_change.hpp"
#include "people/affiliation_rows.hpp"
#include "people/letters.hpp"
#include "people/official_code_rows.hpp"
#include "people/partner_rows.hpp"
#include "people/person_rows.hpp"
#include "people/quality.hpp"
#include "people/relay_reach.hpp"
#include "people/role_rows.hpp"
#include "people/secrets.hpp"
#include "territories/contacts.hpp"
#include "territories/lookup.hpp"

namespace people {
namespace {

/// Addresses to which a code may go, at most official_addresses_max.
std::vector<std::string> usable_addresses(db::Reader const& reader,
                                          base::Id<territories::Authority> authority) {
    std::vector<std::string> usable;
    for (territories::OfficialEmail const& one : territories::official_emails(reader, authority))
        if (one.is_usable() && usable.size() < official_addresses_max) usable.push_back(one.email);
    return usable;
}

base::Result<Affiliation> verify_by_itself(db::Tx& tx, base::World const& world, Hooks const& hooks,
                                           Affiliation const& pending, Method method) {
    Affiliation changed = pending;
    changed.state = AffiliationState::verified;
    changed.method = method;
    return change_to(tx, world, hooks, "affiliation.verify", pending, pending.person, std::move(changed));
}

/// The errors of a claim's body; an authority that has merged names its successor.
void check_body(db::Reader const& reader, ClaimAffiliation const& claimed, base::FormErrors& errors) {
    bool const is_partner = claimed.quality == Quality::partner;
    if (is_partner) {
        if (!partner_by_id(reader, claimed.partner)) errors.add("partner", "Indiquez votre organisme.");
        return;
    }
    auto const authority = territories::authority(reader, claimed.authority);
    if (!authority) {
        errors.add("authority", "Choisissez votre collectivité dans la liste.");
    } else if (!authority->is_in_force) {
        errors.add(
            "authority",
            authority->successor.exists()
                ? authority->long_name + " n’existe plus\u00a0: choisissez " + authority->successor_name + "."
                : authority->long_name + " n’existe plus. Choisissez une autre collectivité.");
    }
}

/// By which right this actor may decide.
struct Right {
    Method method = Method::none;     // none: by no right
    bool may_refuse = false;          // a colleague without that duty may only verify
    bool is_left_to_another = false;  // the authority has an administrator, and it is somebody else
};
Right right_to_decide(db::Reader const& reader, Actor const& decider, AffiliationLine const& line) {
    Rights const rights = rights_of(reader, decider.person);
    if (rights.is_operator) return {Method::operator_, true, false};
    if (is_relay_of_body(rights, line)) return {Method::prefecture, true, false};
    Affiliation const& asked = line.affiliation;
    if (!is_verified_colleague(reader, decider.person, asked.body())) return {};
    if (!asked.authority.exists()) return {Method::colleague, false, false};
    bool const is_duty = is_administrator(reader, decider.person, asked.authority);
    return {Method::colleague, is_duty, !is_duty && has_administrator(reader, asked.authority)};
}

base::Refusal is_suspended_there() {
    return base::refuse(base::RefusalCode::forbidden,
                        "Votre rattachement à cette collectivité est suspendu\u00a0: vous ne pouvez pas en "
                        "demander un autre.",
                        "Adressez-vous à son administrateur ou à l’équipe de la plateforme.");
}

}  // namespace

base::Result<Affiliation> claim(db::Tx& tx, base::World const& world, Hooks const& hooks,
                                ClaimAffiliation const& claimed) {
    base::check(claimed.person.exists(), "a claim is somebody's");
    base::FormErrors errors;
    check_body(tx, claimed, errors);
    if (!function_label(claimed.quality, claimed.function))
        errors.add("function", "Choisissez votre fonction dans la liste.");
    if (!errors.none()) return std::move(errors).refusal();

    bool const is_partner = claimed.quality == Quality::partner;
    Affiliation wanted;
    wanted.person = claimed.person;
    if (is_partner)
        wanted.partner = claimed.partner;
    else
        wanted.authority = claimed.authority;
    wanted.quality = claimed.quality;
    wanted.function = claimed.function;
    wanted.requested_at = world.clock.now();

    if (is_suspended(tx, claimed.person, wanted.body())) return is_suspended_there();
    Method method = Method::none;
    if (!is_partner && !was_turned_away(tx, claimed.person, wanted.body())) {
        auto const person = person_by_id(tx, claimed.person);
        base::check(person.has_value(), "a person who claims exists");
        method = method_of_address(tx, claimed.authority, person->email);
    }

    auto const standing = standing_affiliation(tx, claimed.person, wanted.body());
    if (standing) {
        if (standing->state == AffiliationState::pending && method != Method::none)
            return verify_by_itself(tx, world, hooks, *standing, method);
        return *standing;
    }
    if (standing_affiliations(tx, claimed.person).size() >= standing_affiliations_max)
        return base::refuse(base::RefusalCode::too_many, "Vous agissez déjà pour 50 structures, le maximum.",
                            "Mettez fin à un rattachement dont vous ne vous servez plus, dans votre compte.");

    if (method != Method::none) {
        wanted.state = AffiliationState::verified;
        wanted.method = method;
        wanted.decided_at = wanted.requested_at;
        if (becomes_administrator(tx, wanted)) wanted.administrator_since = wanted.requested_at;
    }
    auto const id = insert_affiliation(tx, wanted);
    if (!id) {
        // The same claim at the same instant came first.
        auto const first = standing_affiliation(tx, claimed.person, wanted.body());
        if (!first)
            return base::refuse(base::RefusalCode::conflict, "Ce rattachement vient de prendre fin.",
                                "Recommencez.");
        return *first;
    }
    wanted.id = *id;
    record_change(tx, world, hooks, "affiliation.claim", wanted.requested_at, wanted.person,
                  {wanted, std::nullopt});
    return wanted;
}

base::Result<OfficialCodeSent> send_official_code(db::Tx& tx, base::World const& world,
                                                  Settings const& settings, base::Id<Person> person,
                                                  base::Id<Affiliation> affiliation) {
    base::check(settings.secret.size() >= secret_bytes_min, "the installation has a secret");
    base::Instant const now = world.clock.now();
    auto const line = affiliation_line(tx, affiliation);
    if (!line || line->affiliation.person != person) return no_such_affiliation();
    if (line->affiliation.state != AffiliationState::pending) return no_longer_pending(line->affiliation);

    std::vector<std::string> addresses;
    if (line->affiliation.authority.exists()) addresses = usable_addresses(tx, line->affiliation.authority);
    if (addresses.empty())
        return base::refuse(base::RefusalCode::conflict,
                            "Nous ne connaissons pas d’adresse officielle de cette structure.",
                            "Demandez à un collègue déjà vérifié, à votre préfecture, ou écrivez à " +
                                settings.contact + ".");

    std::string const authority_key = "official:" + std::to_string(line->affiliation.authority.value);
    std::string const person_key = "official_by:" + std::to_string(person.value);
    auto again = count_mail(tx, now, person_key, official_codes_per_person);
    if (!again) again = count_mail(tx, now, authority_key, official_codes_per_authority);
    if (again) {
        base::Refusal refusal = base::refuse(
            base::RefusalCode::too_many,
            "Plusieurs codes ont déjà été envoyés aux adresses officielles depuis un jour.",
            "Les codes reçus restent valables 7\u00a0jours. Vous pourrez en demander un autre demain.");
        refusal.retry_after_s =
            static_cast<int>(std::max<std::int64_t>(1, (*again - now).us / 1'000'000 + 1));
        return refusal;
    }

    std::string const official_code = new_official_code(world.random);
    OfficialCodeSent sent{{}, now + official_code_kept};
    for (std::string const& address : addresses) {
        messaging::post(tx, world,
                        official_code_letter(settings, *line, address, official_code, sent.expires_at));
        sent.masked_addresses.push_back(base::email_masked(address));
    }
    insert_official_code(tx, affiliation, base::joined(addresses, "\n"),
                         hash_of_official_code(settings.secret, affiliation.value, official_code), now,
                         sent.expires_at);
    journal::record_at(tx, now, world.random,
                       {"affiliation.send_official_code",
                        person.value,
                        line->affiliation.body(),
                        "affiliation:" + std::to_string(affiliation.value),
                        {{"addresses", std::to_string(addresses.size())}}});
    return sent;
}

base::Result<Affiliation> enter_official_code(db::Tx& tx, base::World const& world, Settings const& settings,
                                              Hooks const& hooks, base::Id<Person> person,
                                              base::Id<Affiliation> affiliation, std::string_view typed) {
    base::check(settings.secret.size() >= secret_bytes_min, "the installation has a secret");
    base::Instant const now = world.clock.now();
    auto const pending = affiliation_by_id(tx, affiliation);
    if (!pending || pending->person != person) return no_such_affiliation();
    if (pending->state == AffiliationState::verified) return *pending;
    if (pending->state != AffiliationState::pending) return no_longer_pending(*pending);

    auto const official_code = official_code_as_typed(typed);
    if (!official_code)
        return base::refuse_field("code", "Le code est formé de 8 lettres et chiffres, comme ABCD-2345.");
    if (!take_official_try(tx, affiliation, now))
        return base::refuse(
            base::RefusalCode::late,
            "Aucun code n’est valable pour ce rattachement\u00a0: il a expiré, ou il a été essayé trop "
            "de fois.",
            "Demandez l’envoi d’un nouveau code à l’adresse officielle.");
    base::Sha256 const hash = hash_of_official_code(settings.secret, affiliation.value, *official_code);
    if (!use_official_code(tx, affiliation, hash, now)) {
        base::Refusal refusal = base::refuse_field(
            "code", "Ce code n’est pas le bon. Vérifiez-le auprès de la personne qui l’a reçu.");
        refusal.recorded = true;  // the try counts
        return refusal;
    }
    return verify_by_itself(tx, world, hooks, *pending, Method::official_address);
}

base::Result<Affiliation> decide(db::Tx& tx, base::World const& world, Settings const& settings,
                                 Hooks const& hooks, Actor const& decider,
                                 DecideAffiliation const& decision) {
    auto const line = affiliation_line(tx, decision.affiliation);
    if (!line) return no_such_affiliation();
    Right const right = right_to_decide(tx, decider, *line);
    if (right.method == Method::none) return no_such_affiliation();
    if (line->affiliation.person == decider.person)
        return base::refuse(base::RefusalCode::forbidden, "On ne décide pas de son propre rattachement.",
                            "Demandez à une autre personne de l’équipe.");
    bool const is_refused = decision.verdict == Verdict::refuse;
    if (right.is_left_to_another)
        return base::refuse(
            base::RefusalCode::forbidden,
            "Votre collectivité a un administrateur\u00a0: c’est à lui d’accepter les demandes.",
            "Il est nommé sur la page de votre collectivité.");
    if (is_refused && !right.may_refuse)
        return base::refuse(
            base::RefusalCode::forbidden, "Un collègue peut vérifier un rattachement, pas le refuser.",
            "Si cette personne n’agit pas pour votre structure, écrivez à " + settings.contact + ".");
    auto const reason = reason_typed(decision.reason, is_refused);
    if (!reason) return reason.refusal();
    if (line->affiliation.state != AffiliationState::pending) return no_longer_pending(line->affiliation);

    Affiliation changed = line->affiliation;
    changed.state = is_refused ? AffiliationState::refused : AffiliationState::verified;
    changed.method = is_refused ? Method::none : right.method;
    changed.decided_by = decider.person;
    changed.reason = *reason;
    if (!is_refused && line->affiliation.is_lapsed()) changed.confirmed_at = world.clock.now();
    auto decided = change_to(tx, world, hooks, is_refused ? "affiliation.refuse" : "affiliation.verify",
                             line->affiliation, decider.person, std::move(changed));
    if (!decided) return decided;
    AffiliationLine told = *line;
    told.affiliation = *decided;
    messaging::post(tx, world, decision_letter(settings, told));
    return decided;
}

base::Result<Affiliation> end_affiliation(db::Tx& tx, base::World const& world, Settings const& settings,
                                          Hooks const& hooks, Actor const& actor,
                                          base::Id<Affiliation> affiliation, std::string_view typed_reason) {
    auto const line = affiliation_line(tx, affiliation);
    if (!line) return no_such_affiliation();
    bool const is_own = line->affiliation.person == actor.person;
    if (!is_own && !rights_of(tx, actor.person).is_operator &&
        !is_administrator(tx, actor.person, line->affiliation.authority))
        return no_such_affiliation();
    auto const reason = reason_typed(typed_reason, !is_own);
    if (!reason) return reason.refusal();
    if (!line->affiliation.is_standing()) {
        if (is_own && line->affiliation.state == AffiliationState::ended) return line->affiliation;
        return base::refuse(base::RefusalCode::conflict,
                            "Ce rattachement est déjà " + std::string(french_state(line->affiliation)) + ".");
    }
    Affiliation changed = line->affiliation;
    changed.state = AffiliationState::ended;
    changed.decided_by = actor.person;
    changed.reason = *reason;
    auto ended =
        change_to(tx, world, hooks, "affiliation.end", line->affiliation, actor.person, std::move(changed));
    if (!ended || is_own) return ended;
    AffiliationLine told = *line;
    told.affiliation = *ended;
    messaging::post(tx, world, decision_letter(settings, told));
    return ended;
}

base::Result<base::Done> doubt_official_address(db::Tx& tx, base::World const& world, base::Id<Person> person,
                                                base::Id<Affiliation> id) {
    auto const own = affiliation_by_id(tx, id);
    if (!own || own->person != person) return no_such_affiliation();
    if (own->state != AffiliationState::pending) return no_longer_pending(*own);
    base::Instant const now = world.clock.now();
    if (note_doubted_address(tx, id, now))
        journal::record_at(tx, now, world.random,
                           {"affiliation.doubt_address",
                            person.value,
                            own->body(),
                            "affiliation:" + std::to_string(id.value),
                            {}});
    return base::Done{};
}

base::Result<base::Done> correct_official_address(db::Tx& tx, base::World const& world, Actor const& actor,
                                                  base::Id<territories::Authority> authority,
                                                  AddressVerdict verdict, std::string_view typed) {
    if (!rights_of(tx, actor.person).is_operator)
        return base::refuse(base::RefusalCode::forbidden,
                            "Seule l’équipe de la plateforme corrige l’annuaire.");
    std::string const address = base::tidied_line(typed).value_or("");
    if (!base::is_email(address))
        return base::refuse_field("address", "Indiquez une adresse e-mail complète.");
    base::Instant const now = world.clock.now();
    auto const done =
        verdict == AddressVerdict::wrong   ? territories::mark_email_wrong(tx, now, authority, address)
        : verdict == AddressVerdict::right ? territories::mark_email_right(tx, authority, address)
                                           : territories::add_official_email(tx, now, authority, address);
    if (!done) return done;
    std::string const what = verdict == AddressVerdict::wrong   ? "wrong"
                             : verdict == AddressVerdict::right ? "right"
                                                                : "added";
    journal::record_at(
        tx, now, world.random,
        {"official_email.correct",
         actor.person.value,
         authority.value,
         "authority:" + std::to_string(authority.value),
         {{"verdict", what},
          {"address_sha256", base::hex(base::as_bytes(base::sha256(base::email_key(address))))}}});
    return base::Done{};
}

base::Result<Partner> find_or_create_partner(db::Tx& tx, base::World const& world, base::Id<Person> person,
                                             NamePartner const& named) {
    auto wanted = partner_named(named);
    if (!wanted) return wanted;
    if (auto known = partner_by_name(tx, wanted->name, wanted->siren)) return *std::move(known);
    Partner partner = *std::move(wanted);
    partner.created_at = world.clock.now();
    auto const id = insert_partner(tx, partner);
    if (!id) {
        auto const first = partner_by_name(tx, partner.name, partner.siren);
        base::check(first.has_value(), "a partner who stands in the way can be read");
        return *first;
    }
    partner.id = *id;
    journal::record_at(tx, partner.created_at, world.random,
                       {"partner.create",
                        person.value,
                        -partner.id.value,
                        "partner:" + std::to_string(partner.id.value),
                        {{"kind", std::string(code(partner.kind))}}});
    return partner;
}

}  // namespace people
