// Hashes, keyed hashes, tokens and their text forms (OpenSSL).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace base {

using Sha256 = std::array<std::uint8_t, 32>;

Sha256 sha256(std::string_view bytes);

/// The hash of bytes that come piece by piece.
class Sha256Stream {
  public:
    Sha256Stream();
    void add(std::string_view bytes);
    /// Ends the stream; nothing may be added afterwards.
    Sha256 finish();

  private:
    struct Free {
        void operator()(void* context) const;
    };
    std::unique_ptr<void, Free> context_;
};

Sha256 hmac_sha256(std::string_view key, std::string_view bytes);
std::string_view as_bytes(Sha256 const& hash);
/// Nothing when it is not 32 bytes.
std::optional<Sha256> sha256_from(std::string_view bytes);
/// What a column of hashes holds. Throws Fault when it is not 32 bytes.
Sha256 stored_sha256(std::string_view bytes);
/// The hash as 64 hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

std::string hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view text);
/// URL-safe, without padding.
std::string base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);
std::string base64(std::string_view bytes);

/// Compares without telling by its duration where the difference is.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace base
