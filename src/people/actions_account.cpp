// One's own account: the writes.
#include "people/actions_account.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "journal/journal.hpp"
#include "messaging/mails_rows.hpp"
#include "people/actions_affiliation.hpp"
#include "people/actions_sign_in.hpp"
#include "people/affiliation_rows.hpp"
#include "people/api_token_rows.hpp"
#include "people/kept_form_rows.hpp"
#include "people/letters_account.hpp"
#include "people/own_account_rows.hpp"
#include "people/person_rows.hpp"
#include "people/personal.hpp"
#include "people/quality.hpp"
#include "people/role_rows.hpp"
#include "people/secrets.hpp"
#include "people/sign_in_rows.hpp"

namespace people {

std::string_view code(OwnPurpose purpose) {
    return purpose == OwnPurpose::address ? "address" : "erasure";
}

namespace {

base::Sha256 hash_of_own_code(Settings const& settings, base::Id<Person> person, OwnPurpose purpose,
                              std::string_view email, std::string_view digits) {
    std::string const key =
        settings.secret + "own code\n" + std::string(code(purpose)) + "\n" + std::to_string(person.value);
    return hash_of_code(key, base::email_key(email), digits);
}

base::Refusal last_operator() {
    return base::refuse(
        base::RefusalCode::conflict,
        "Vous êtes le seul opérateur\u00a0: sans vous, personne n’administrerait plus le service.",
        "Donnez d’abord le rôle d’opérateur à un collègue.");
}

bool is_last_operator(db::Reader const& reader, base::Id<Person> person) {
    auto const all = operators(reader);
    return all.size() == 1 && all.front().person == person;
}

/// A fresh code for this purpose, hashed and kept; or why none is sent.
base::Result<std::string> draw_code(db::Tx& tx, base::World const& world, Settings const& settings,
                                    base::Id<Person> person, OwnPurpose purpose, std::string const& email) {
    base::Instant const now = world.clock.now();
    auto const again_for_address =
        count_mail(tx, now, "address:" + base::email_key(email), mails_per_address);
    auto const again = again_for_address
                           ? again_for_address
                           : count_mail(tx, now, "own:" + std::to_string(person.value), own_codes_per_person);
    if (again) {
        base::Refusal refusal =
            base::refuse(base::RefusalCode::too_many, "Plusieurs codes ont déjà été envoyés à cette adresse.",
                         "Regardez dans vos courriers indésirables, ou recommencez plus tard.");
        refusal.retry_after_s =
            static_cast<int>(std::max<std::int64_t>(1, (*again - now).us / 1'000'000 + 1));
        return refusal;
    }
    std::string digits = new_code(world.random);
    put_own_code(
        tx, person, purpose,
        {email, hash_of_own_code(settings, person, purpose, email, digits), now, now + own_code_kept, 0});
    return digits;
}

/// The address that the code typed proves; the code is used up.
base::Result<std::string> proven_address(db::Tx& tx, base::World const& world, Settings const& settings,
                                         base::Id<Person> person, OwnPurpose purpose,
                                         std::string_view typed) {
    base::Instant const now = world.clock.now();
    auto const digits = code_as_typed(typed);
    if (!digits)
        return base::refuse_field("code",
                                  "Le code est formé de 6 chiffres. Recopiez celui du dernier message reçu.");
    if (!take_own_try(tx, person, purpose, now))
        return base::refuse(base::RefusalCode::late,
                            "Ce code ne sert plus\u00a0: il a expiré, ou il a été essayé cinq fois.",
                            "Demandez-en un nouveau.");
    auto const sent = own_code(tx, person, purpose);
    base::check(sent.has_value(), "a code just tried can be read");
    base::Sha256 const given = hash_of_own_code(settings, person, purpose, sent->email, *digits);
    if (!base::same_secret(base::as_bytes(given), base::as_bytes(sent->code_hash))) {
        base::Refusal refusal =
            base::refuse_field("code", "Ce code n’est pas le bon. Recopiez celui du dernier message reçu.");
        refusal.recorded = true;  // the try counts
        return refusal;
    }
    delete_own_code(tx, person, purpose);
    return sent->email;
}

void record_own(db::Tx& tx, base::World const& world, base::Instant at, std::string_view act,
                base::Id<Person> person) {
    journal::record_at(tx, at, world.random,
                       {act, person.value, 0, "person:" + std::to_string(person.value), {}});
}

std::vector<journal::Holding> holdings_of(db::Reader const& reader, Hooks const& hooks,
                                          base::Id<Person> person, base::Instant now) {
    std::vector<journal::Holding> all;
    for (auto const& ask : hooks.holdings)
        for (journal::Holding& one : ask(reader, person, now)) all.push_back(std::move(one));
    return all;
}

std::optional<base::Instant> due(std::vector<journal::Holding> const& holdings, base::Instant earliest) {
    base::Instant at = earliest;
    for (journal::Holding const& one : holdings) {
        if (!one.until) return std::nullopt;
        at = std::max(at, *one.until);
    }
    return at;
}

/// Those that wait on others or stand, ended by the person; supports that counted stay counted.
base::Result<base::Done> leave_everything(db::Tx& tx, base::World const& world, Settings const& settings,
                                          Hooks const& hooks, base::Id<Person> person) {
    Actor actor;
    actor.person = person;
    for (Affiliation const& one : standing_affiliations(tx, person))
        if (auto const ended = end_affiliation(tx, world, settings, hooks, actor, one.id, {}); !ended)
            return ended.refusal();
    base::Instant const now = world.clock.now();
    Rights const rights = rights_of(tx, person);
    auto const leave = [&](Role role, std::string const& scope) {
        if (end_role(tx, person, role, scope, now, person))
            journal::record_at(tx, now, world.random,
                               {"role.take",
                                person.value,
                                0,
                                "person:" + std::to_string(person.value),
                                {{"role", std::string(code(role))}, {"scope", scope}}});
    };
    if (rights.is_operator) leave(Role::operator_, "");
    if (rights.is_auditor) leave(Role::auditor, "");
    for (std::string const& department : rights.relay_of) leave(Role::relay, department);
    return base::Done{};
}

}  // namespace

base::Result<base::Done> send_address_code(db::Tx& tx, base::World const& world, Settings const& settings,
                                           base::Id<Person> person, std::string_view typed) {
    std::string const email = base::tidied_line(typed).value_or("");
    if (email.empty()) return base::refuse_field("email", "Indiquez votre nouvelle adresse e-mail.");
    if (!base::is_email(email))
        return base::refuse_field(
            "email", "Cette adresse e-mail n’est pas complète. Exemple\u00a0: mairie@exemple.fr");
    auto const self = person_by_id(tx, person);
    base::check(self.has_value(), "who is signed in exists");
    if (base::email_key(email) == self->email_key)
        return base::refuse_field("email", "C’est déjà l’adresse de votre compte.");
    auto const digits = draw_code(tx, world, settings, person, OwnPurpose::address, email);
    if (!digits) return digits.refusal();
    messaging::post(tx, world, address_code_letter(settings, email, *digits));
    return base::Done{};
}

base::Result<std::string> change_address(db::Tx& tx, base::World const& world, Settings const& settings,
                                         base::Id<Person> person, std::string_view session_token,
                                         std::string_view typed) {
    lock_person(tx, person);
    auto const email = proven_address(tx, world, settings, person, OwnPurpose::address, typed);
    if (!email) return email.refusal();
    auto const before = person_by_id(tx, person);
    base::Instant const now = world.clock.now();
    if (!change_email(tx, person, *email, now)) {
        base::Refusal taken = base::refuse(base::RefusalCode::conflict, "Cette adresse a déjà un compte.",
                                           "Connectez-vous avec elle, ou indiquez une autre adresse.");
        taken.recorded = true;  // the code is used up
        return taken;
    }
    sign_out_elsewhere(tx, world, person, session_token);
    record_own(tx, world, now, "person.change_address", person);
    messaging::post(tx, world, address_changed_letter(settings, before->email));
    return *email;
}

ErasureOutlook erasure_outlook(db::Reader const& reader, Hooks const& hooks, base::Id<Person> person,
                               base::Instant now) {
    ErasureOutlook outlook;
    outlook.holdings = holdings_of(reader, hooks, person, now);
    outlook.due_at = due(outlook.holdings, now + erasure_pause);
    outlook.is_last_operator = is_last_operator(reader, person);
    for (Affiliation const& one : standing_affiliations(reader, person))
        if (one.state == AffiliationState::pending) ++outlook.waiting_affiliations;
    return outlook;
}

base::Result<base::Done> send_erasure_code(db::Tx& tx, base::World const& world, Settings const& settings,
                                           base::Id<Person> person) {
    if (is_last_operator(tx, person)) return last_operator();
    auto const self = person_by_id(tx, person);
    base::check(self.has_value(), "who is signed in exists");
    auto const digits = draw_code(tx, world, settings, person, OwnPurpose::erasure, self->email);
    if (!digits) return digits.refusal();
    messaging::post(tx, world, erasure_code_letter(settings, self->email, *digits));
    return base::Done{};
}

base::Result<Erasure> ask_erasure(db::Tx& tx, base::World const& world, Settings const& settings,
                                  Hooks const& hooks, base::Id<Person> person, std::string_view typed) {
    // Two operators who leave at once: the second sees that it is the last.
    lock_operators(tx);
    lock_person(tx, person);
    if (is_last_operator(tx, person)) return last_operator();
    auto const email = proven_address(tx, world, settings, person, OwnPurpose::erasure, typed);
    if (!email) return email.refusal();
    base::Instant const now = world.clock.now();
    auto const self = person_by_id(tx, person);
    record_own(tx, world, now, "person.ask_erasure", person);
    if (auto const left = leave_everything(tx, world, settings, hooks, person); !left) return left.refusal();
    for (auto const& erase : hooks.erase) erase(tx, person);
    remove_personal_rows(tx, hooks.personal, *self);
    messaging::forget_mails_naming(tx, self->email);
    std::vector<journal::Holding> const holdings = holdings_of(tx, hooks, person, now);
    Erasure const erasure{person, now, due(holdings, now + erasure_pause)};
    put_erasure(tx, erasure);
    messaging::post(tx, world, erasure_receipt(settings, self->email, erasure, holdings));
    return erasure;
}

base::Result<base::Done> cancel_erasure(db::Tx& tx, base::World const& world, base::Id<Person> person) {
    if (!delete_erasure(tx, person))
        return base::refuse(base::RefusalCode::not_found,
                            "Aucune suppression n’est en attente pour ce compte.");
    record_own(tx, world, world.clock.now(), "person.cancel_erasure", person);
    return base::Done{};
}

std::vector<std::string> finish_erasures(db::Database& database, base::World const& world, Hooks const& hooks,
                                         int most) {
    base::Instant const now = world.clock.now();
    std::vector<std::string> gone;
    for (Erasure const& one : erasures_to_look_at(*database.snapshot(), now, most)) {
        auto const done = database.write([&](db::Tx& tx) -> base::Result<std::string> {
            lock_person(tx, one.person);
            auto const waiting = waiting_erasure(tx, one.person);
            if (!waiting) return std::string();  // cancelled, or done by another node
            auto const due_at =
                due(holdings_of(tx, hooks, one.person, now), waiting->asked_at + erasure_pause);
            if (!due_at || *due_at > now) {
                if (due_at != waiting->due_at) put_erasure(tx, {one.person, waiting->asked_at, due_at});
                return std::string();
            }
            auto const self = person_by_id(tx, one.person);
            record_own(tx, world, now, "person.erase", one.person);
            for (auto const& erase : hooks.erase) erase(tx, one.person);
            remove_personal_rows(tx, hooks.personal, *self);
            messaging::forget_mails_naming(tx, self->email);
            replace_personal_columns(tx, hooks.personal, *self);
            forget_email_key(tx, one.person);
            base::check(finish_erasure(tx, one.person, now), "a waiting erasure is finished once");
            return self->email;
        });
        if (done && !done->empty()) gone.push_back(*done);
    }
    return gone;
}

base::Result<base::Done> end_sign_in(db::Tx& tx, base::World const& world, base::Id<Person> person,
                                     std::string_view name) {
    for (SignedInBrowser const& one : browsers_of(tx, person, world.clock.now()))
        if (one.name == name) {
            note_ended(tx, one.token_hash, world.clock.now());
            delete_sign_in(tx, one.token_hash);
            return base::Done{};
        }
    return base::refuse(base::RefusalCode::not_found, "Cette connexion est déjà fermée.",
                        "Les connexions ouvertes sont dans votre compte.");
}

}  // namespace people
