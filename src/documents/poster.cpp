#include "documents/poster.hpp"

#include <cairo-pdf.h>
#include <fmt/format.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <memory>

#include "base/check.hpp"
#include "documents/pdf_finish.hpp"

namespace documents {
namespace {

// A4 in points.
constexpr double page_width = 595.276;
constexpr double page_height = 841.89;
constexpr double margin = 56;
constexpr double body_width = page_width - 2 * margin;
constexpr double code_side = 170;
constexpr double code_top = page_height - margin - 24 - code_side;
constexpr double quiet_modules = 4;  // of white around the code
constexpr double column_gap = 28;
constexpr double foot_top = page_height - margin + 8;
constexpr double step_gap = 9;
constexpr std::size_t code_rows_max = 177;  // the largest code there is

constexpr char const* kicker_font = "DejaVu Sans 13";
constexpr char const* title_font = "DejaVu Sans Bold 26";
constexpr char const* lead_font = "DejaVu Sans 14";
constexpr char const* deadline_font = "DejaVu Sans Bold 19";
constexpr char const* step_font = "DejaVu Sans 13";
constexpr char const* address_font = "DejaVu Sans Bold 11";
constexpr char const* foot_font = "DejaVu Sans 8.5";

struct Colour {
    double red;
    double green;
    double blue;
};
constexpr Colour ink{0.08, 0.09, 0.12};
constexpr Colour brand{0.12, 0.23, 0.58};
constexpr Colour paper{1, 1, 1};

cairo_status_t keep_bytes(void* closure, unsigned char const* bytes, unsigned int count) {
    static_cast<std::string*>(closure)->append(reinterpret_cast<char const*>(bytes), count);
    return CAIRO_STATUS_SUCCESS;
}

/// Draws from top to bottom.
class Sheet {
  public:
    explicit Sheet(cairo_t* cairo) : cairo_(cairo) {}

    void colour(Colour const& wanted) { cairo_set_source_rgb(cairo_, wanted.red, wanted.green, wanted.blue); }
    void box(double x, double y, double width, double height) {
        cairo_rectangle(cairo_, x, y, width, height);
        cairo_fill(cairo_);
    }
    /// Returns where the text ends; what is higher than `height_max` ends with "…".
    double words(char const* tag, std::string const& text, char const* font, double x, double y, double width,
                 double height_max) {
        if (text.empty()) return y;
        std::unique_ptr<PangoLayout, void (*)(PangoLayout*)> const layout(
            pango_cairo_create_layout(cairo_), [](PangoLayout* one) { g_object_unref(one); });
        PangoFontDescription* const described = pango_font_description_from_string(font);
        pango_layout_set_font_description(layout.get(), described);
        pango_font_description_free(described);
        pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
        pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
        pango_layout_set_height(layout.get(), static_cast<int>(height_max * PANGO_SCALE));
        pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
        pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
        cairo_tag_begin(cairo_, tag, nullptr);
        cairo_move_to(cairo_, x, y);
        pango_cairo_show_layout(cairo_, layout.get());
        cairo_tag_end(cairo_, tag);
        int height = 0;
        pango_layout_get_size(layout.get(), nullptr, &height);
        return y + static_cast<double>(height) / PANGO_SCALE;
    }
    void code(std::vector<std::string> const& rows, double x, double y, double side) {
        base::check(rows.size() <= code_rows_max, "a code has at most 177 rows");
        double const module = side / (static_cast<double>(rows.size()) + 2 * quiet_modules);
        colour(paper);
        box(x, y, side, side);
        colour({0, 0, 0});
        for (std::size_t row = 0; row < rows.size(); ++row)
            for (std::size_t at = rows[row].find('#'); at != std::string::npos;
                 at = rows[row].find('#', at)) {
                std::size_t const end = std::min(rows[row].find(' ', at), rows[row].size());
                box(x + (quiet_modules + static_cast<double>(at)) * module,
                    y + (quiet_modules + static_cast<double>(row)) * module,
                    static_cast<double>(end - at) * module, module);
                at = end;
            }
    }

  private:
    cairo_t* cairo_;
};

void draw(cairo_t* cairo, Poster const& poster) {
    Sheet sheet(cairo);
    cairo_tag_begin(cairo, "Document", nullptr);
    double y = margin;
    sheet.colour(brand);
    y = sheet.words("P", poster.kicker, kicker_font, margin, y, body_width, 40) + 10;
    sheet.colour(ink);
    y = sheet.words("H1", poster.title, title_font, margin, y, body_width, 170) + 16;
    y = sheet.words("P", poster.lead, lead_font, margin, y, body_width, 130) + 18;
    sheet.colour(brand);
    y = sheet.words("P", poster.deadline, deadline_font, margin, y, body_width, 84) + 16;
    sheet.colour(ink);
    double const steps_bottom = code_top - step_gap;
    int number = 0;
    for (std::string const& step : poster.steps) {
        if (y + step_gap >= steps_bottom) break;
        y = sheet.words("P", fmt::format("{}. {}", ++number, step), step_font, margin, y, body_width,
                        steps_bottom - y) +
            step_gap;
    }
    // Beside each other: the code, and the same in letters; one paragraph, so that a reader hears it once.
    double const right = margin + code_side + column_gap;
    if (!poster.code_rows.empty()) {
        cairo_tag_begin(cairo, "P", nullptr);
        sheet.code(poster.code_rows, margin, code_top, code_side);
        cairo_tag_end(cairo, "P");
    }
    sheet.colour(ink);
    double at = sheet.words(
        "P", "Visez ce carré avec l’appareil photo de votre téléphone, ou saisissez\u00a0:", step_font, right,
        code_top + 30, body_width - code_side - column_gap, 90);
    sheet.words("P", poster.address, address_font, right, at + 12, body_width - code_side - column_gap, 80);
    sheet.words("P", poster.foot, foot_font, margin, foot_top, body_width, 30);
    cairo_tag_end(cairo, "Document");
}

}  // namespace

std::string poster_pdf(Poster const& poster, Stamp const& stamp) {
    std::string bytes;
    cairo_surface_t* const surface =
        cairo_pdf_surface_create_for_stream(keep_bytes, &bytes, page_width, page_height);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, stamp.title.c_str());
    std::string const at = base::iso8601({stamp.at.us / 1'000'000 * 1'000'000});
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, at.c_str());
    cairo_t* const cairo = cairo_create(surface);
    draw(cairo, poster);
    cairo_show_page(cairo);
    cairo_status_t const drawn = cairo_status(cairo);
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    cairo_status_t const status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (drawn != CAIRO_STATUS_SUCCESS || status != CAIRO_STATUS_SUCCESS)
        base::fail(fmt::format("cannot draw the poster {}: {}", stamp.title,
                               cairo_status_to_string(drawn != CAIRO_STATUS_SUCCESS ? drawn : status)));
    return with_description(bytes, stamp);
}

}  // namespace documents
