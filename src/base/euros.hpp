// Euros: an amount in integer cents with checked arithmetic. Never a float.
#pragma once

#include <compare>
#include <cstdint>

#include "base/check.hpp"

namespace base {

class Euros {
  public:
    constexpr Euros() = default;
    static constexpr Euros cents(std::int64_t amount) { return Euros(amount); }
    /// Whole euros; throws Fault when it does not fit.
    static Euros whole(std::int64_t euros) {
        std::int64_t amount = 0;
        check(!__builtin_mul_overflow(euros, std::int64_t{100}, &amount), "amount overflows");
        return Euros(amount);
    }
    constexpr std::int64_t in_cents() const { return cents_; }

    friend Euros operator+(Euros a, Euros b) {
        std::int64_t sum = 0;
        check(!__builtin_add_overflow(a.cents_, b.cents_, &sum), "sum of amounts overflows");
        return Euros(sum);
    }
    friend Euros operator-(Euros a, Euros b) {
        std::int64_t rest = 0;
        check(!__builtin_sub_overflow(a.cents_, b.cents_, &rest), "difference of amounts overflows");
        return Euros(rest);
    }
    friend constexpr auto operator<=>(Euros, Euros) = default;

  private:
    constexpr explicit Euros(std::int64_t amount) : cents_(amount) {}
    std::int64_t cents_ = 0;
};

}  // namespace base
