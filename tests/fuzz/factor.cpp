// Codes as people type them, sealed secrets that somebody changed, addresses that were mistyped.
// What touches the database is not called: it fails here.
//
// sources: src/base/text.cpp src/base/crypto.cpp src/base/check.cpp src/base/world.cpp
//
// sources: src/people/secrets.cpp src/people/factor_codes.cpp src/people/email_hint.cpp
//
// sources: src/territories/webmail.cpp
//
// libs: -lfmt -lcrypto -loath -lsodium
#include "fuzz.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "people/email_hint.hpp"
#include "people/second_factor.hpp"
#include "people/secrets.hpp"
#include "territories/contacts.hpp"
#include "territories/webmail.hpp"

namespace territories {
std::vector<std::string> domains(db::Reader const&, base::Id<Authority>) {
    base::fail("not called");
}
}  // namespace territories

namespace {

void codes(std::string_view text) {
    auto const code = people::code_as_typed(text);
    if (code)
        base::check(code->size() == people::code_digits &&
                        std::ranges::all_of(*code, [](char c) { return c >= '0' && c <= '9'; }),
                    "a code is six digits");
    if (auto const letters = people::official_code_as_typed(text))
        base::check(people::official_code_as_typed(people::official_code_as_shown(*letters)) == letters,
                    "a code on paper reads as it is shown");
    // The bytes are a code, right at one of three steps or at none; or the secret.
    base::Instant const now{1'700'000'000'000'000};
    std::string_view const secret = "12345678901234567890";
    for (std::string const& typed : {std::string(text), code.value_or("")}) {
        auto const step = people::totp_matches(secret, typed, now, 0);
        if (step) base::check(people::totp_code(secret, *step) == typed, "only the code of a step is right");
    }
    if (!text.empty())
        base::check(people::totp_code(text, people::totp_step(now)).size() == people::factor_digits,
                    "any secret has codes");
    std::string const written = people::base32(text, false);
    base::check(written.size() == (text.size() * 8 + 4) / 5, "five bits a letter");
}

void seals(std::string_view text) {
    people::Settings const settings{"https://a.example", "Tremplin", "a@a.example", "0123456789abcdef"};
    base::Id<people::Person> const person(7);
    base::check(!people::opened_factor(settings, person, text), "what we did not seal does not open");
    static base::SeededRandom random(1);
    std::string sealed = people::sealed_factor(settings, person, text, random);
    base::check(people::opened_factor(settings, person, sealed) == std::string(text), "what we sealed opens");
    base::check(!people::opened_factor(settings, base::Id<people::Person>(8), sealed), "for its person only");
    sealed[text.size() % sealed.size()] ^= 1;
    base::check(!people::opened_factor(settings, person, sealed), "and not when it was changed");
}

void addresses(std::string_view text) {
    std::string const known[] = {"mairie-locronan.bzh", std::string(text.substr(0, 60))};
    if (auto const meant = people::suggested_address(text, known)) {
        std::string const key = base::email_key(text);
        base::check(*meant != key, "a suggestion is another address");
        base::check(meant->substr(0, meant->find('@')) == key.substr(0, key.find('@')), "of the same person");
    }
    std::string_view const domain = base::email_domain(text);
    (void)territories::is_webmail(domain);
    (void)territories::is_shared_suffix(domain);
    std::string const masked = base::email_masked(text);
    std::size_t const at = text.find('@');
    if (base::is_email(text) && at > 6)
        base::check(masked.find(text.substr(0, at)) == std::string::npos, "a masked address hides its name");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    std::string_view const text = fuzz::text_of(bytes, size);
    codes(text);
    seals(text);
    addresses(text);
    return 0;
}
