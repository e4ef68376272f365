// Siren: the nine digits by which the State knows a legal person, checked by their Luhn key.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace base {

class Siren {
  public:
    /// Accepts spaces between the digits; nothing when the key is wrong.
    static std::optional<Siren> parse(std::string_view text);
    std::string const& digits() const { return digits_; }
    friend auto operator<=>(Siren const&, Siren const&) = default;

  private:
    explicit Siren(std::string digits) : digits_(std::move(digits)) {}
    std::string digits_;
};

}  // namespace base
