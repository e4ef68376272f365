#include "web/look.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <optional>
#include <sstream>

#include "base/text.hpp"

namespace web {
namespace {

using html::Colour;

// The neutral colours of assets/style/_theme.scss; a test reads them there again.
constexpr Colour light_page{0xff, 0xff, 0xff};
constexpr Colour light_surface{0xf6, 0xf4, 0xf0};
constexpr Colour dark_page{0x15, 0x17, 0x1c};
constexpr Colour dark_surface{0x1e, 0x21, 0x28};
constexpr Colour white{255, 255, 255};
constexpr Colour black{0, 0, 0};
constexpr Colour light_text{0x1c, 0x1b, 0x19};
constexpr Colour our_brand{0x1f, 0x3a, 0x93};
constexpr Colour our_accent{0x0b, 0x6e, 0x4f};

constexpr double text_ratio = 4.5;
constexpr double shape_ratio = 3.0;
constexpr double strong_share = 0.35;  // of black in the shade on hover
constexpr double soft_share = 0.9;     // of the page in the shade behind a tag
constexpr double dark_soft_share = 0.8;
constexpr double hover_share = 0.4;     // of white, in the dark
constexpr double map_pale_share = 0.6;  // of the page in a map's second square, by day
constexpr double map_strong_share = 0.2;
// From the second square to the page, the first; in the dark to white, the last.
constexpr double map_step_share = 0.5;
constexpr double map_last_share = 0.15;  // of black

/// The shades of a map's squares that are not empty, the fewest first; the numbers on the first two and on
/// the last two.
struct Map {
    std::array<Colour, 4> squares;
    Colour low, high;
};

/// Two shades on which one colour can be read, two on which the other can, so that each step is seen.
Map map_of(Colour brand, Colour page, Colour low, Colour high) {
    auto const readable = [&](Colour wanted, Colour number) {
        return html::nearest_shade(wanted,
                                   [&](Colour shade) { return html::contrast(shade, number) >= text_ratio; })
            .value_or(page);
    };
    Colour const second =
        readable(html::mixed(brand, page, page == light_page ? map_pale_share : map_strong_share), low);
    Colour const third = readable(html::mixed(brand, page, map_strong_share), high);
    // Furthest from the page the last one: darker by day, lighter by night.
    Colour const last = page == light_page ? html::mixed(brand, black, map_last_share)
                                           : html::mixed(third, white, map_step_share);
    return {{html::mixed(second, page, map_step_share), second, third, last}, low, high};
}

/// What a stylesheet says of one scheme, light or dark.
struct Shades {
    Colour brand, brand_strong, brand_soft, brand_text, accent, accent_strong;
    Map map;
};

Shades light_shades(Colour brand, Colour accent) {
    return {
        brand,  html::mixed(brand, black, strong_share),  html::mixed(brand, light_page, soft_share),  brand,
        accent, html::mixed(accent, black, strong_share), map_of(brand, light_page, light_text, white)};
}

/// In the dark, the nearest shades that can be read: white always is, so there always is one.
Shades dark_shades(Colour brand, Colour accent) {
    Colour const soft = html::mixed(brand, dark_page, dark_soft_share);
    Colour const readable = html::nearest_shade(brand, [&](Colour shade) {
                                return html::contrast(shade, dark_page) >= text_ratio &&
                                       html::contrast(shade, dark_surface) >= text_ratio;
                            }).value_or(white);
    Colour const on_soft = html::nearest_shade(readable, [&](Colour shade) {
                               return html::contrast(shade, soft) >= text_ratio;
                           }).value_or(white);
    Colour const button = html::nearest_shade(accent, [](Colour shade) {
                              return html::contrast(shade, white) >= text_ratio &&
                                     html::contrast(shade, dark_page) >= shape_ratio;
                          }).value_or(our_accent);
    return {readable,
            html::mixed(readable, white, hover_share),
            soft,
            on_soft,
            button,
            html::mixed(button, black, strong_share),
            map_of(brand, dark_page, white, dark_page)};
}

void add_pairs(std::vector<ColourPair>& pairs, Shades const& shades, Colour page, Colour surface,
               std::string_view scheme) {
    auto const add = [&](std::string_view what, Colour front, Colour behind, double ratio) {
        pairs.push_back({fmt::format("{} ({})", what, scheme), front, behind, ratio});
    };
    add("liens sur la page", shades.brand, page, text_ratio);
    add("liens sur une surface", shades.brand, surface, text_ratio);
    add("liens survolés sur la page", shades.brand_strong, page, text_ratio);
    add("page courante d’une liste", page, shades.brand, text_ratio);
    add("filet de l’en-tête et graphiques", shades.brand, page, shape_ratio);
    add("mots d’une étiquette", shades.brand_text, shades.brand_soft, text_ratio);
    add("mots du bouton principal", white, shades.accent, text_ratio);
    add("mots du bouton principal survolé", white, shades.accent_strong, text_ratio);
    add("bouton principal sur la page", shades.accent, page, shape_ratio);
    for (std::size_t i = 0; i < shades.map.squares.size(); ++i)
        add("nombres d’une carte", i < 2 ? shades.map.low : shades.map.high, shades.map.squares[i],
            text_ratio);
}

bool all_pass(std::vector<ColourPair> const& pairs) {
    return std::all_of(pairs.begin(), pairs.end(), [](ColourPair const& pair) {
        return html::contrast(pair.front, pair.behind) >= pair.ratio_min;
    });
}

/// "3,2": one decimal, rounded down so that a failing pair never reads as its limit.
std::string french_ratio(double ratio) {
    int const tenths = static_cast<int>(std::floor(ratio * 10));
    return fmt::format("{},{}", tenths / 10, tenths % 10);
}

base::Refusal too_faint(std::string_view key, std::string_view given, ColourPair const& pair,
                        std::optional<Colour> near) {
    return base::refuse(
        base::RefusalCode::invalid,
        fmt::format("{} = \"{}\"\u00a0: trop peu de contraste pour «\u00a0{}\u00a0»\u00a0: {} sur {} donne "
                    "{}, il faut {}.",
                    key, given, pair.what, html::to_text(pair.front), html::to_text(pair.behind),
                    french_ratio(html::contrast(pair.front, pair.behind)), french_ratio(pair.ratio_min)),
        near ? fmt::format("La nuance la plus proche qui convient\u00a0: {}.", html::to_text(*near)) : "");
}

base::Result<Colour> colour_from(std::string_view key, std::string const& text, Colour ours) {
    if (text.empty()) return ours;
    if (auto const colour = html::colour_of(text)) return *colour;
    return base::refuse(base::RefusalCode::invalid,
                        fmt::format("{} = \"{}\" n’est pas une couleur de la forme #1f3a93.", key, text));
}

std::string rule_of(Shades const& shades) {
    return fmt::format(
        ":root{{--brand:{0};--brand-strong:{1};--brand-soft:{2};--brand-text:{3};--act:{4};--act-strong:{5};"
        "--class-1:{6};--class-2:{7};--class-3:{8};--class-4:{9};"
        "--govuk-brand-colour:{0};--govuk-link-colour:{0};--govuk-link-hover-colour:{1}}}",
        html::to_text(shades.brand), html::to_text(shades.brand_strong), html::to_text(shades.brand_soft),
        html::to_text(shades.brand_text), html::to_text(shades.accent), html::to_text(shades.accent_strong),
        html::to_text(shades.map.squares[0]), html::to_text(shades.map.squares[1]),
        html::to_text(shades.map.squares[2]), html::to_text(shades.map.squares[3]));
}

int number_at(std::string const& bytes, std::size_t at) {
    int number = 0;
    for (std::size_t i = 0; i < 4; ++i) number = (number << 8) | static_cast<unsigned char>(bytes[at + i]);
    return number;
}

}  // namespace

std::vector<ColourPair> pairs_of(Colour brand, Colour accent) {
    std::vector<ColourPair> pairs;
    add_pairs(pairs, light_shades(brand, accent), light_page, light_surface, "thème clair");
    add_pairs(pairs, dark_shades(brand, accent), dark_page, dark_surface, "thème sombre");
    return pairs;
}

base::Result<std::string> brand_sheet(Look const& look) {
    if (look.brand.empty() && look.accent.empty()) return std::string();
    auto const brand = colour_from("brand_colour", look.brand, our_brand);
    if (!brand.ok()) return brand.refusal();
    auto const accent = colour_from("accent_colour", look.accent, our_accent);
    if (!accent.ok()) return accent.refusal();
    // One at a time, so that the sentence names the colour that is at fault.
    for (ColourPair const& pair : pairs_of(*brand, our_accent))
        if (html::contrast(pair.front, pair.behind) < pair.ratio_min)
            return too_faint("brand_colour", look.brand, pair, html::nearest_shade(*brand, [](Colour shade) {
                                 return all_pass(pairs_of(shade, our_accent));
                             }));
    for (ColourPair const& pair : pairs_of(our_brand, *accent))
        if (html::contrast(pair.front, pair.behind) < pair.ratio_min)
            return too_faint("accent_colour", look.accent, pair,
                             html::nearest_shade(
                                 *accent, [](Colour shade) { return all_pass(pairs_of(our_brand, shade)); }));
    return fmt::format("{}@media screen and (prefers-color-scheme:dark){{{}}}",
                       rule_of(light_shades(*brand, *accent)), rule_of(dark_shades(*brand, *accent)));
}

base::Result<std::string> logo_of(Look& look) {
    if (look.logo_file.empty()) return std::string();
    auto const refuse = [&](std::string_view why) {
        return base::refuse(base::RefusalCode::invalid,
                            fmt::format("logo_file = \"{}\"\u00a0: {}", look.logo_file, why));
    };
    if (base::trimmed(look.logo_alt).empty())
        return refuse("logo_alt doit dire ce que le logo montre, pour qui ne le voit pas.");
    std::ifstream stream(look.logo_file, std::ios::binary);
    std::string bytes(logo_bytes_max + 1, '\0');
    stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (stream.bad() || stream.gcount() == 0) return refuse("ce fichier ne peut être lu.");
    bytes.resize(static_cast<std::size_t>(stream.gcount()));
    if (bytes.size() > logo_bytes_max) return refuse("au plus 100 Ko.");
    // PNG only: a drawing in SVG may hold scripts and addresses (docs/decisions/0014).
    constexpr std::string_view signature("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
    if (bytes.size() < 24 || !std::string_view(bytes).starts_with(signature))
        return refuse("une image PNG est attendue.");
    int const width = number_at(bytes, 16);
    int const height = number_at(bytes, 20);
    if (width < 1 || height < 1 || width > logo_pixels_max || height > logo_pixels_max)
        return refuse("au plus 2000 pixels de côté.");
    look.logo_height = logo_shown_height;
    look.logo_width = (width * logo_shown_height + height / 2) / height;
    if (look.logo_width > logo_shown_width_max) {
        look.logo_width = logo_shown_width_max;
        look.logo_height = std::max(1, (height * logo_shown_width_max + width / 2) / width);
    }
    return bytes;
}

}  // namespace web
