// Tokens of stops: signed, without the address in them.
#include "messaging/stop.hpp"

#include <algorithm>
#include <vector>

#include "base/check.hpp"
#include "base/crypto.hpp"
#include "base/text.hpp"
#include "messaging/mail.hpp"

namespace messaging {
namespace {

constexpr std::size_t hash_bytes = 16;

std::string keyed(std::string_view secret, std::string const& text) {
    return base::hex(base::as_bytes(base::hmac_sha256(secret, text)).substr(0, hash_bytes));
}

std::string signature_of(std::string_view secret, Stop const& stop) {
    return keyed(secret, "mail.stop:" + stop.kind + ":" + stop.address);
}

}  // namespace

std::string address_hash(std::string_view secret, std::string_view email) {
    return keyed(secret, "mail.address:" + base::email_key(email));
}

std::string stop_token(std::string_view secret, std::string_view email, std::string_view kind) {
    Stop const stop{address_hash(secret, email), std::string(kind)};
    std::string token = stop.kind + "~" + stop.address + "~" + signature_of(secret, stop);
    base::check(token.size() <= stop_token_bytes_max, "a kind of mails has a short name");
    return token;
}

std::optional<Stop> read_stop_token(std::string_view secret, std::string_view token) {
    if (token.size() > stop_token_bytes_max) return std::nullopt;
    std::vector<std::string_view> const parts = base::split(token, '~');
    if (parts.size() != 3 || parts[0].empty() || parts[1].size() != 2 * hash_bytes) return std::nullopt;
    Stop stop{std::string(parts[1]), std::string(parts[0])};
    if (!base::same_secret(signature_of(secret, stop), parts[2])) return std::nullopt;
    return stop;
}

std::string stop_address(std::string_view origin, std::string_view secret, std::string_view email,
                         std::string_view kind) {
    return std::string(origin) + "/desabonnement/" + stop_token(secret, email, kind);
}

}  // namespace messaging
