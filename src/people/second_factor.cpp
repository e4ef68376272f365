// The second factor as acts: given, renewed, taken off. Its codes and its sealing stand in factor_codes.cpp.
#include "people/second_factor.hpp"

#include "base/text.hpp"
#include "journal/journal.hpp"
#include "people/affiliation.hpp"
#include "people/api_token_rows.hpp"
#include "people/letters_account.hpp"
#include "people/person_rows.hpp"
#include "people/role_rows.hpp"
#include "people/second_factor_rows.hpp"
#include "people/secrets.hpp"
#include "people/sign_in_rows.hpp"

namespace people {
namespace {

constexpr std::size_t reset_reason_min = 10;

base::Sha256 hash_of_recovery(Settings const& settings, base::Id<Person> person, std::string_view code) {
    return base::hmac_sha256(settings.secret,
                             "recovery code\n" + std::to_string(person.value) + "\n" + std::string(code));
}

base::Refusal no_factor() {
    return base::refuse(base::RefusalCode::not_found,
                        "La double authentification n’est pas activée sur ce compte.",
                        "Activez-la depuis votre compte.");
}

/// A try is counted first; then a code of the application, or (if allowed) a recovery code, is used up.
std::optional<base::Refusal> refused_code(db::Tx& tx, base::World const& world, Settings const& settings,
                                          base::Id<Person> person, std::string_view typed, bool may_recover) {
    base::Instant const now = world.clock.now();
    if (!factor_of(tx, person)) return no_factor();
    auto const digits = code_as_typed(typed);
    auto const letters = may_recover ? official_code_as_typed(typed) : std::nullopt;
    if (!digits && !letters)  // an empty field, a slip of the hand: it can be no code, and is no try
        return base::refuse_field(
            "code", may_recover
                        ? "Saisissez les 6 chiffres que l’application affiche, ou un de vos codes de secours."
                        : "Saisissez les 6 chiffres que l’application affiche.");
    if (!take_factor_try(tx, person, now)) {
        base::Refusal refusal = base::refuse(base::RefusalCode::too_many, "Trop de codes ont été essayés.",
                                             "Recommencez dans 15 minutes.");
        refusal.retry_after_s = static_cast<int>(factor_tries_window.whole_seconds());
        return refusal;
    }
    auto const factor = factor_of(tx, person);
    base::check(factor.has_value(), "a factor just tried can be read");
    if (digits) {
        auto const secret = opened_factor(settings, person, factor->sealed);
        base::check(secret.has_value(), "the secret of a second factor opens with the installation's key");
        auto const step = totp_matches(*secret, *digits, now, factor->last_step);
        if (step && use_step(tx, person, *step)) return std::nullopt;
    } else if (use_recovery_code(tx, person, hash_of_recovery(settings, person, *letters), now)) {
        return std::nullopt;
    }
    base::Refusal refusal = base::refuse_field(
        "code",
        may_recover
            ? "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant, ou saisissez un code de "
              "secours."
            : "Ce code n’est pas le bon, ou il a déjà servi. Attendez que l’application affiche le suivant.");
    refusal.recorded = true;  // the try counts
    return refusal;
}

std::vector<std::string> new_recovery_codes(db::Tx& tx, base::World const& world, Settings const& settings,
                                            base::Id<Person> person) {
    delete_recovery_codes(tx, person);
    std::vector<std::string> shown;
    for (int i = 0; i < recovery_codes_made; ++i) {
        std::string const code = new_official_code(world.random);
        insert_recovery_code(tx, person, hash_of_recovery(settings, person, code));
        shown.push_back(official_code_as_shown(code));
    }
    return shown;
}

void record_factor(db::Tx& tx, base::World const& world, std::string_view act, base::Id<Person> by,
                   base::Id<Person> person) {
    journal::record(tx, world, {act, by.value, 0, "person:" + std::to_string(person.value), {}});
}

void tell(db::Tx& tx, base::World const& world, Settings const& settings, base::Id<Person> person,
          std::string const& what) {
    auto const self = person_by_id(tx, person);
    base::check(self.has_value(), "whose factor changes exists");
    messaging::post(tx, world, factor_letter(settings, self->email, what));
}

}  // namespace

base::Result<std::string> begin_factor(db::Tx& tx, base::World const& world, Settings const& settings,
                                       base::Id<Person> person) {
    std::string const fresh = world.random.bytes(factor_secret_bytes);
    insert_factor(tx, person, sealed_factor(settings, person, fresh, world.random), world.clock.now());
    auto const factor = factor_of(tx, person);  // another page may have begun first
    base::check(factor.has_value(), "a factor begun can be read");
    if (factor->active_since)
        return base::refuse(base::RefusalCode::conflict, "La double authentification est déjà activée.");
    auto secret = opened_factor(settings, person, factor->sealed);
    base::check(secret.has_value(), "the secret of a second factor opens with the installation's key");
    return *std::move(secret);
}

base::Result<std::vector<std::string>> activate_factor(db::Tx& tx, base::World const& world,
                                                       Settings const& settings, base::Id<Person> person,
                                                       std::string_view session_token,
                                                       std::string_view code) {
    lock_person(tx, person);
    auto const factor = factor_of(tx, person);
    if (factor && factor->active_since)
        return base::refuse(base::RefusalCode::conflict, "La double authentification est déjà activée.");
    if (auto refused = refused_code(tx, world, settings, person, code, false)) return *std::move(refused);
    base::check(activate(tx, person, world.clock.now()), "the person's row is held");
    note_factor(tx, hash_of_token(session_token), world.clock.now());
    record_factor(tx, world, "factor.activate", person, person);
    tell(tx, world, settings, person, "La double authentification est activée sur votre compte.");
    return new_recovery_codes(tx, world, settings, person);
}

base::Result<base::Done> give_factor(db::Tx& tx, base::World const& world, Settings const& settings,
                                     base::Id<Person> person, std::string_view session_token,
                                     std::string_view code) {
    auto const factor = factor_of(tx, person);
    if (!factor || !factor->active_since) return no_factor();
    if (auto refused = refused_code(tx, world, settings, person, code, true)) return *std::move(refused);
    note_factor(tx, hash_of_token(session_token), world.clock.now());
    return base::Done{};
}

base::Result<std::vector<std::string>> renew_recovery_codes(db::Tx& tx, base::World const& world,
                                                            Settings const& settings, base::Id<Person> person,
                                                            std::string_view session_token,
                                                            std::string_view code) {
    lock_person(tx, person);
    auto const factor = factor_of(tx, person);
    if (!factor || !factor->active_since) return no_factor();
    if (auto refused = refused_code(tx, world, settings, person, code, false)) return *std::move(refused);
    note_factor(tx, hash_of_token(session_token), world.clock.now());
    record_factor(tx, world, "factor.renew_codes", person, person);
    return new_recovery_codes(tx, world, settings, person);
}

base::Result<base::Done> remove_factor(db::Tx& tx, base::World const& world, Settings const& settings,
                                       base::Id<Person> person, std::string_view code) {
    lock_person(tx, person);
    auto const factor = factor_of(tx, person);
    if (!factor || !factor->active_since) return no_factor();
    if (auto refused = refused_code(tx, world, settings, person, code, true)) return *std::move(refused);
    delete_factor(tx, person);
    record_factor(tx, world, "factor.remove", person, person);
    tell(tx, world, settings, person, "La double authentification est retirée de votre compte.");
    return base::Done{};
}

base::Result<base::Done> reset_factor_of(db::Tx& tx, base::World const& world, Settings const& settings,
                                         Actor const& actor, base::Id<Person> person,
                                         std::string_view typed_reason) {
    if (!rights_of(tx, actor.person).is_operator)
        return base::refuse(base::RefusalCode::forbidden, "Seul un opérateur peut faire cela.");
    if (person == actor.person)
        return base::refuse(base::RefusalCode::forbidden,
                            "On ne retire pas sa propre double authentification de cette façon.",
                            "Demandez-le à un collègue opérateur, ou utilisez un code de secours.");
    auto const reason = base::tidied_line(typed_reason);
    std::size_t const length = reason ? base::length_in_characters(*reason) : 0;
    if (length < reset_reason_min || length > reason_characters_max)
        return base::refuse_field(
            "reason",
            "Dites comment vous avez vérifié que cette personne est bien celle qui le demande, en "
            "quelques mots.");
    lock_person(tx, person);
    auto const factor = factor_of(tx, person);
    if (!factor || !factor->active_since) return no_factor();
    delete_factor(tx, person);
    delete_sign_ins(tx, person);
    record_factor(tx, world, "factor.reset", actor.person, person);
    tell(tx, world, settings, person,
         "La double authentification de votre compte a été retirée par l’équipe, et vos connexions fermées. "
         "Motif\u00a0: " +
             *reason + " Si vous ne l’avez pas demandé, répondez à ce message sans attendre.");
    return base::Done{};
}

base::Result<base::Done> reset_factor(db::Tx& tx, base::World const& world, Settings const& settings,
                                      std::string_view email) {
    auto const person = person_by_email(tx, email);
    if (!person)
        return base::refuse(base::RefusalCode::not_found, "Aucun compte n’a cette adresse e-mail.",
                            "Vérifiez-la. Rien n’a changé.");
    if (!factor_of(tx, person->id))
        return base::refuse(base::RefusalCode::not_found,
                            "La double authentification n’est pas activée sur ce compte.",
                            "Rien n’a changé.");
    delete_factor(tx, person->id);
    delete_sign_ins(tx, person->id);
    record_factor(tx, world, "factor.reset", base::Id<Person>(), person->id);
    tell(tx, world, settings, person->id,
         "La double authentification de votre compte a été retirée par l’équipe technique, et vos connexions "
         "fermées.");
    return base::Done{};
}

}  // namespace people
