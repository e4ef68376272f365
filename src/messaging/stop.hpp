// Stop: the end of notifications of one kind to one address, asked for through the address in each of them
// (RFC 8058). Who holds that address needs no account.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "db/database.hpp"

namespace messaging {

/// Stops every notification; transactional mail (codes, decisions on one's own acts) is never stopped.
inline constexpr std::string_view every_kind = "all";
inline constexpr std::size_t stop_token_bytes_max = 200;

/// What a token of ours asks for.
struct Stop {
    std::string address;  // keyed hash of the address
    std::string kind;     // of the notification: a-z 0-9 _ and .
};

/// The keyed hash under which an address is known here. `secret` is the installation's.
std::string address_hash(std::string_view secret, std::string_view email);
/// "kind~hash~signature": cannot be guessed, holds no address, works as long as the secret does.
std::string stop_token(std::string_view secret, std::string_view email, std::string_view kind);
/// Nothing unless it was signed with this secret.
std::optional<Stop> read_stop_token(std::string_view secret, std::string_view token);
/// "ORIGIN/desabonnement/TOKEN": for Mail::list_unsubscribe_url.
std::string stop_address(std::string_view origin, std::string_view secret, std::string_view email,
                         std::string_view kind);

// The SQL, in delivery_rows.cpp.

/// Stopped already: nothing changes.
void record_stop(db::Tx& tx, Stop const& stop, base::Instant now);
void forget_stop(db::Tx& tx, Stop const& stop);
bool is_stopped(db::Reader const& reader, Stop const& stop);

struct KeptStop {
    std::string kind;
    base::Instant at;
};
inline constexpr int stops_listed_max = 1000;
/// What this address does not want any more, latest first: for its owner's archive. Stops outlive the account
/// (decision 0016): forgetting them would be writing again.
std::vector<KeptStop> stops_of(db::Reader const& reader, std::string_view secret, std::string_view email);

/// May this address receive a notification (any mail that is not transactional) of this kind now? No when it
/// is suspended, or when this kind or all kinds were stopped. At most two statements.
bool may_receive(db::Reader const& reader, std::string_view secret, std::string_view email,
                 std::string_view kind);

}  // namespace messaging
