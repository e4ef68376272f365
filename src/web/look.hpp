// The look of the deploying service: its colours made into a stylesheet, each pair of colours measured first;
// its logo.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "html/colour.hpp"
#include "web/site.hpp"

namespace web {

/// Two colours that meet on a page, and how far apart they must be.
struct ColourPair {
    std::string what;  // "liens sur la page (thème clair)"
    html::Colour front;
    html::Colour behind;
    double ratio_min = 4.5;  // WCAG 1.4.3 for text; 3 for what is no text (1.4.11)
};

/// Every pair that `brand` and `accent` make with our neutral colours, light and dark. The light shades are
/// those given; the others are derived from them.
std::vector<ColourPair> pairs_of(html::Colour brand, html::Colour accent);

/// The stylesheet that comes after ours; empty when the look names no colour. Refused (French sentence): what
/// is no #rrggbb, and a colour whose pair is too faint, with the pair, its ratio and the nearest shade that
/// passes.
base::Result<std::string> brand_sheet(Look const& look);

/// The bytes of the logo, and its shown size put into `look`. Refused: no PNG, too heavy, too large, without
/// the words that stand for it. Nothing to read: empty.
base::Result<std::string> logo_of(Look& look);

inline constexpr std::size_t logo_bytes_max = 100 * 1024;
inline constexpr int logo_pixels_max = 2000;  // a side
inline constexpr int logo_shown_height = 44;
inline constexpr int logo_shown_width_max = 280;  // a phone of 360 px still holds it

}  // namespace web
