#include "html/colour.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace html {
namespace {

constexpr int shades = 100;  // steps from a colour to white or black
constexpr Colour white{255, 255, 255};
constexpr Colour black{0, 0, 0};

std::optional<std::uint8_t> byte_of(char high, char low) {
    auto const digit = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    int const first = digit(high);
    int const second = digit(low);
    if (first < 0 || second < 0) return std::nullopt;
    return static_cast<std::uint8_t>(first * 16 + second);
}

/// WCAG 2.2, "relative luminance".
double linear(std::uint8_t channel) {
    double const share = channel / 255.0;
    return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
}

std::uint8_t between(std::uint8_t from, std::uint8_t to, double share) {
    return static_cast<std::uint8_t>(std::lround(from + (to - from) * std::clamp(share, 0.0, 1.0)));
}

}  // namespace

std::optional<Colour> colour_of(std::string_view text) {
    if (text.size() != 7 || text[0] != '#') return std::nullopt;
    auto const red = byte_of(text[1], text[2]);
    auto const green = byte_of(text[3], text[4]);
    auto const blue = byte_of(text[5], text[6]);
    if (!red || !green || !blue) return std::nullopt;
    return Colour{*red, *green, *blue};
}

std::string to_text(Colour colour) {
    return fmt::format("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue);
}

double luminance(Colour colour) {
    return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
}

double contrast(Colour one, Colour other) {
    double const first = luminance(one);
    double const second = luminance(other);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

Colour mixed(Colour from, Colour to, double share) {
    return {between(from.red, to.red, share), between(from.green, to.green, share),
            between(from.blue, to.blue, share)};
}

std::optional<Colour> nearest_shade(Colour wanted, std::function<bool(Colour)> const& passes) {
    for (int step = 0; step <= shades; ++step)
        for (Colour const end : {black, white}) {
            Colour const shade = mixed(wanted, end, static_cast<double>(step) / shades);
            if (passes(shade)) return shade;
        }
    return std::nullopt;
}

}  // namespace html
