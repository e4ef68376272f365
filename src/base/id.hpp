// Id<T>: the number of a row that cannot be passed for the number of another kind of row.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>

namespace base {

template<class T>
struct Id {
    std::int64_t value = 0;  // 0: none

    constexpr Id() = default;
    constexpr explicit Id(std::int64_t number) : value(number) {}
    constexpr bool exists() const { return value != 0; }
    friend constexpr auto operator<=>(Id, Id) = default;
};

/// As a column that may be null holds it.
template<class T>
std::optional<Id<T>> or_null(Id<T> id) {
    return id.exists() ? std::optional(id) : std::nullopt;
}

}  // namespace base

template<class T>
struct std::hash<base::Id<T>> {
    std::size_t operator()(base::Id<T> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
