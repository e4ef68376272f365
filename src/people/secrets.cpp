// Codes and tokens.
#include "people/secrets.hpp"

#include "base/check.hpp"

namespace people {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view clear_letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
constexpr std::size_t typed_bytes_max = 64;

std::string drawn(base::Random& random, std::string_view alphabet, std::size_t length) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) text.push_back(alphabet[random.below(alphabet.size())]);
    return text;
}

std::optional<std::string> as_typed(std::string_view typed, std::string_view alphabet, std::size_t length) {
    if (typed.size() > typed_bytes_max) return std::nullopt;
    std::string code;
    for (std::size_t i = 0; i < typed.size(); ++i) {
        // Blanks that copying brings along: no-break (C2 A0) and narrow no-break (E2 80 AF).
        if (typed.substr(i).starts_with("\u00a0")) {
            i += 1;
            continue;
        }
        if (typed.substr(i).starts_with("\u202f")) {
            i += 2;
            continue;
        }
        char c = typed[i];
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '-' || c == '.') continue;
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (alphabet.find(c) == std::string_view::npos) return std::nullopt;
        code.push_back(c);
    }
    if (code.size() != length) return std::nullopt;
    return code;
}

}  // namespace

std::string new_code(base::Random& random) {
    return drawn(random, digits, code_digits);
}
std::string new_official_code(base::Random& random) {
    return drawn(random, clear_letters, official_code_letters);
}
std::string new_token(base::Random& random) {
    return base::base64url(random.bytes(token_bytes));
}
std::string new_api_token(base::Random& random) {
    return std::string(api_token_mark) + new_token(random);
}

std::optional<std::string> code_as_typed(std::string_view typed) {
    return as_typed(typed, digits, code_digits);
}
std::optional<std::string> official_code_as_typed(std::string_view typed) {
    return as_typed(typed, clear_letters, official_code_letters);
}
std::string official_code_as_shown(std::string_view code) {
    return std::string(code.substr(0, official_code_letters / 2)) + "-" +
           std::string(code.substr(official_code_letters / 2));
}

base::Sha256 hash_of_token(std::string_view token) {
    return base::sha256(token);
}

base::Sha256 hash_of_code(std::string_view browser_token, std::string_view email_key, std::string_view code) {
    std::string content(code);
    content.push_back('\n');
    content += email_key;
    return base::hmac_sha256(browser_token, content);
}

base::Sha256 hash_of_official_code(std::string_view secret, std::int64_t affiliation, std::string_view code) {
    return base::hmac_sha256(secret,
                             "official code\n" + std::to_string(affiliation) + "\n" + std::string(code));
}

}  // namespace people
