// Colour: what a stylesheet writes #rrggbb, and how well two of them can be told apart (WCAG 2.2, 1.4.3
// and 1.4.11).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace html {

struct Colour {
    std::uint8_t red = 0, green = 0, blue = 0;
    bool operator==(Colour const&) const = default;
};

/// Six hexadecimal digits after '#'; nothing for anything else (names, short forms, transparency).
std::optional<Colour> colour_of(std::string_view text);
/// "#1f3a93".
std::string to_text(Colour colour);

/// Relative luminance, 0 (black) to 1 (white).
double luminance(Colour colour);
/// 1 (alike) to 21 (black on white), whichever is in front.
double contrast(Colour one, Colour other);

/// `share` (0 to 1) of the way from `from` to `to`.
Colour mixed(Colour from, Colour to, double share);

/// The nearest of the shades from `wanted` towards white and towards black that `passes`; nothing when none
/// does.
std::optional<Colour> nearest_shade(Colour wanted, std::function<bool(Colour)> const& passes);

}  // namespace html
