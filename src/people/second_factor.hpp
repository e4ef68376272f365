// The second factor: codes of an application (TOTP, RFC 6238: SHA-1, 6 digits, 30 s), and recovery codes on
// paper.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/world.hpp"
#include "db/database.hpp"
#include "people/actor.hpp"
#include "people/person.hpp"
#include "people/settings.hpp"

namespace people {

inline constexpr std::size_t factor_secret_bytes = 20;  // RFC 4226 §4 R6
inline constexpr int factor_step_s = 30;
inline constexpr int factor_steps_around = 1;  // clocks differ
inline constexpr int factor_digits = 6;
inline constexpr int factor_tries_max = 5;
inline constexpr base::Duration factor_tries_window = base::Duration::minutes(15);
inline constexpr int recovery_codes_made = 10;

/// The code of this secret at a time step (seconds since 1970 / 30).
std::string totp_code(std::string_view secret, std::int64_t step);
std::int64_t totp_step(base::Instant at);
/// The step, at most one away from `now` and later than `after`, at which `code` is right.
std::optional<std::int64_t> totp_matches(std::string_view secret, std::string_view code, base::Instant now,
                                         std::int64_t after);
/// RFC 4648 base 32 without padding, in groups of four for eyes when `grouped`.
std::string base32(std::string_view bytes, bool grouped);
/// "otpauth://totp/…" that applications read from a QR code.
std::string otpauth_uri(std::string_view site, std::string_view email, std::string_view secret);

/// Encrypted with a key derived from the installation's secret and bound to the person.
std::string sealed_factor(Settings const& settings, base::Id<Person> person, std::string_view secret,
                          base::Random& random);
/// Nothing when it was made for somebody else, with another key, or changed.
std::optional<std::string> opened_factor(Settings const& settings, base::Id<Person> person,
                                         std::string_view sealed);

/// The secret that waits to be confirmed, made when there is none. Refuses `conflict` when a factor is
/// active.
base::Result<std::string> begin_factor(db::Tx& tx, base::World const& world, Settings const& settings,
                                       base::Id<Person> person);
/// Active from now on; ten recovery codes, shown once; this browser has given the factor, the others must.
/// Refuses `invalid` (field "code"; recorded), `too_many`, `not_found` when nothing waits to be confirmed.
base::Result<std::vector<std::string>> activate_factor(db::Tx& tx, base::World const& world,
                                                       Settings const& settings, base::Id<Person> person,
                                                       std::string_view session_token, std::string_view code);
/// This browser gives the factor: a code of the application, or a recovery code, each accepted once. Refuses
/// as above.
base::Result<base::Done> give_factor(db::Tx& tx, base::World const& world, Settings const& settings,
                                     base::Id<Person> person, std::string_view session_token,
                                     std::string_view code);
/// Ten new recovery codes; the former ones serve no more. Needs a code of the application.
base::Result<std::vector<std::string>> renew_recovery_codes(db::Tx& tx, base::World const& world,
                                                            Settings const& settings, base::Id<Person> person,
                                                            std::string_view session_token,
                                                            std::string_view code);
/// Off. Needs a code; the person is told by mail.
base::Result<base::Done> remove_factor(db::Tx& tx, base::World const& world, Settings const& settings,
                                       base::Id<Person> person, std::string_view code);
/// On screen, when somebody lost application and recovery codes: by an operator who is sure who asks. Ends
/// the person's sign-ins; they are told by mail, with the reason. Refuses `forbidden` (no operator; oneself:
/// who lost theirs asks a colleague), `not_found` (none is active), `invalid` (field "reason").
base::Result<base::Done> reset_factor_of(db::Tx& tx, base::World const& world, Settings const& settings,
                                         Actor const& actor, base::Id<Person> person,
                                         std::string_view reason);
/// From the command line, when application and recovery codes are lost: whoever may write to the database may
/// do this. Ends the person's sign-ins. Refuses `not_found`.
base::Result<base::Done> reset_factor(db::Tx& tx, base::World const& world, Settings const& settings,
                                      std::string_view email);

}  // namespace people
