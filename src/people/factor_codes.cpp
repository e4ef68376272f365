// Codes of the second factor and the sealing of its secret, without a database: the arithmetic by liboath,
// the sealing by libsodium.
#include <liboath/oath.h>
#include <sodium.h>

#include <array>

#include "base/check.hpp"
#include "base/crypto.hpp"
#include "base/text.hpp"
#include "people/second_factor.hpp"

namespace people {
namespace {

constexpr std::size_t letters_in_group = 4;

std::string sealing_key(Settings const& settings, base::Id<Person> person) {
    static_assert(crypto_secretbox_KEYBYTES == 32);
    auto const key = base::hmac_sha256(settings.secret, "second factor\n" + std::to_string(person.value));
    return std::string(base::as_bytes(key));
}

}  // namespace

std::int64_t totp_step(base::Instant at) {
    return base::Duration{at.us}.whole_seconds() / factor_step_s;
}

std::string totp_code(std::string_view secret, std::int64_t step) {
    std::array<char, factor_digits + 1> code{};
    int const done = ::oath_hotp_generate(secret.data(), secret.size(), static_cast<std::uint64_t>(step),
                                          factor_digits, false, OATH_HOTP_DYNAMIC_TRUNCATION, code.data());
    base::check(done == OATH_OK, "liboath makes a code");
    return code.data();
}

std::optional<std::int64_t> totp_matches(std::string_view secret, std::string_view code, base::Instant now,
                                         std::int64_t after) {
    std::int64_t const middle = totp_step(now);
    std::optional<std::int64_t> found;
    for (std::int64_t step = middle - factor_steps_around; step <= middle + factor_steps_around; ++step)
        if (base::same_secret(totp_code(secret, step), code) && step > after && !found) found = step;
    return found;
}

std::string base32(std::string_view bytes, bool grouped) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    constexpr unsigned bits = 5;
    std::string text;
    std::size_t count = 0;
    unsigned held = 0;
    unsigned held_bits = 0;
    auto const put = [&](unsigned five) {
        if (grouped && count > 0 && count % letters_in_group == 0) text.push_back(' ');
        text.push_back(letters[five & 31U]);
        ++count;
    };
    for (char const c : bytes) {
        held = (held << 8U) | static_cast<unsigned char>(c);
        held_bits += 8;
        while (held_bits >= bits) {
            held_bits -= bits;
            put(held >> held_bits);
        }
        held &= (1U << held_bits) - 1U;
    }
    if (held_bits > 0) put(held << (bits - held_bits));
    return text;
}

std::string otpauth_uri(std::string_view site, std::string_view email, std::string_view secret) {
    std::string const issuer = base::percent_encoded(site);
    return "otpauth://totp/" + issuer + ":" + base::percent_encoded(email) +
           "?secret=" + base32(secret, false) + "&issuer=" + issuer;
}

std::string sealed_factor(Settings const& settings, base::Id<Person> person, std::string_view secret,
                          base::Random& random) {
    std::string const key = sealing_key(settings, person);
    std::string sealed = random.bytes(crypto_secretbox_NONCEBYTES);
    std::string box(secret.size() + crypto_secretbox_MACBYTES, '\0');
    auto const bytes = [](auto& text) { return reinterpret_cast<unsigned char*>(text.data()); };
    auto const view = [](auto const& text) { return reinterpret_cast<unsigned char const*>(text.data()); };
    base::check(
        ::crypto_secretbox_easy(bytes(box), view(secret), secret.size(), view(sealed), view(key)) == 0,
        "libsodium seals");
    return sealed + box;
}

std::optional<std::string> opened_factor(Settings const& settings, base::Id<Person> person,
                                         std::string_view sealed) {
    if (sealed.size() < crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES) return std::nullopt;
    std::string const key = sealing_key(settings, person);
    std::string_view const box = sealed.substr(crypto_secretbox_NONCEBYTES);
    std::string secret(box.size() - crypto_secretbox_MACBYTES, '\0');
    auto const view = [](auto const& text) { return reinterpret_cast<unsigned char const*>(text.data()); };
    if (::crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(secret.data()), view(box), box.size(),
                                     view(sealed), view(key)) != 0)
        return std::nullopt;
    return secret;
}

}  // namespace people
