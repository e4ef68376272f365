#include "base/siren.hpp"

namespace base {

std::optional<Siren> Siren::parse(std::string_view text) {
    std::string digits;
    for (char const c : text) {
        if (c == ' ') continue;
        if (c < '0' || c > '9') return std::nullopt;
        digits.push_back(c);
    }
    if (digits.size() != 9) return std::nullopt;
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        int digit = digits[i] - '0';
        if (i % 2 == 1) {
            digit *= 2;
            if (digit > 9) digit -= 9;
        }
        sum += digit;
    }
    if (sum % 10 != 0) return std::nullopt;
    return Siren(std::move(digits));
}

}  // namespace base
