#include "base/crypto.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include "base/check.hpp"

namespace base {
namespace {

constexpr std::string_view url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view mime_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

unsigned char const* bytes_of(std::string_view text) {
    return reinterpret_cast<unsigned char const*>(text.data());
}

std::string encoded(std::string_view bytes, std::string_view alphabet, bool padded) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::size_t const given = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = (group << 8) | (k < given ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k) {
            if (k <= given)
                out.push_back(alphabet[(group >> (18 - 6 * k)) & 63u]);
            else if (padded)
                out.push_back('=');
        }
    }
    return out;
}

}  // namespace

Sha256 sha256(std::string_view bytes) {
    Sha256 hash{};
    SHA256(bytes_of(bytes), bytes.size(), hash.data());
    return hash;
}

void Sha256Stream::Free::operator()(void* context) const {
    EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context));
}

Sha256Stream::Sha256Stream() : context_(EVP_MD_CTX_new()) {
    check(context_ && EVP_DigestInit_ex(static_cast<EVP_MD_CTX*>(context_.get()), EVP_sha256(), nullptr) == 1,
          "SHA-256 starts");
}

void Sha256Stream::add(std::string_view bytes) {
    check(EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_.get()), bytes.data(), bytes.size()) == 1,
          "SHA-256 goes on");
}

Sha256 Sha256Stream::finish() {
    Sha256 hash{};
    check(EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context_.get()), hash.data(), nullptr) == 1,
          "SHA-256 ends");
    return hash;
}

Sha256 hmac_sha256(std::string_view key, std::string_view bytes) {
    Sha256 hash{};
    unsigned int length = 0;
    unsigned char const* made = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(bytes),
                                     bytes.size(), hash.data(), &length);
    check(made != nullptr && length == hash.size(), "HMAC failed");
    return hash;
}

std::string_view as_bytes(Sha256 const& hash) {
    return {reinterpret_cast<char const*>(hash.data()), hash.size()};
}

std::optional<Sha256> sha256_from(std::string_view bytes) {
    Sha256 hash{};
    if (bytes.size() != hash.size()) return std::nullopt;
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(hash.data()));
    return hash;
}

Sha256 stored_sha256(std::string_view bytes) {
    auto const hash = sha256_from(bytes);
    check(hash.has_value(), "a stored hash has 32 bytes");
    return *hash;
}

std::string sha256_hex(std::string_view bytes) {
    return hex(as_bytes(sha256(bytes)));
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (char const c : bytes) {
        out.push_back(digits[static_cast<unsigned char>(c) >> 4]);
        out.push_back(digits[static_cast<unsigned char>(c) & 15]);
    }
    return out;
}

std::optional<std::string> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    auto const digit = [](char c) -> int {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        return -1;
    };
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        int const high = digit(text[i]);
        int const low = digit(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out.push_back(static_cast<char>(high * 16 + low));
    }
    return out;
}

std::string base64url(std::string_view bytes) {
    return encoded(bytes, url_alphabet, false);
}
std::string base64(std::string_view bytes) {
    return encoded(bytes, mime_alphabet, true);
}

std::optional<std::string> from_base64url(std::string_view text) {
    if (text.size() % 4 == 1) return std::nullopt;
    std::string out;
    std::uint32_t group = 0;
    int bits = 0;
    for (char const c : text) {
        std::size_t const digit = url_alphabet.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        group = (group << 6) | static_cast<std::uint32_t>(digit);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out.push_back(static_cast<char>((group >> bits) & 255u));
        }
    }
    return out;
}

bool same_secret(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace base
