// Two passes: what is to be drawn is laid out into pages first, so that each foot knows how many there are.
#include "documents/pdf.hpp"

#include <cairo-pdf.h>
#include <fmt/format.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <optional>
#include <variant>

#include "base/check.hpp"
#include "base/french.hpp"
#include "documents/pdf_finish.hpp"

namespace documents {
namespace {

// A4 in points.
constexpr double page_width = 595.276;
constexpr double page_height = 841.89;
constexpr double margin = 50;
constexpr double foot_top = page_height - 36;
constexpr double body_bottom = page_height - 56;
constexpr double body_width = page_width - 2 * margin;
constexpr double cell_padding = 3;
constexpr double paragraph_gap = 7;
constexpr double table_gap = 12;
constexpr double rule_width = 0.5;
constexpr double bar_height = 8;
constexpr double bar_column = 0.4;  // of the width
constexpr double label_share = 0.38;
constexpr double kept_with_heading = 60;  // a heading takes at least this much of what follows with it
constexpr double least_bar = 1;           // what is not zero can be seen

constexpr char const* text_font = "DejaVu Sans 9";
constexpr char const* bold_font = "DejaVu Sans Bold 9";
constexpr char const* small_font = "DejaVu Sans 7.5";
constexpr char const* title_font = "DejaVu Sans Bold 17";
constexpr char const* heading_font = "DejaVu Sans Bold 13";
constexpr char const* subheading_font = "DejaVu Sans Bold 10.5";

struct LayoutCloser {
    void operator()(PangoLayout* layout) const { g_object_unref(layout); }
};
using Layout = std::unique_ptr<PangoLayout, LayoutCloser>;

struct Words {
    Layout layout;
    double x = 0;
    double y = 0;
};
struct Box {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
    double red = 0;
    double green = 0;
    double blue = 0;
};
struct Begin {
    char const* tag;
};
struct End {
    char const* tag;
};
struct Turn {};  // to the next page
using Item = std::variant<Words, Box, Begin, End, Turn>;

double height_of(PangoLayout* layout) {
    int height = 0;
    pango_layout_get_size(layout, nullptr, &height);
    return static_cast<double>(height) / PANGO_SCALE;
}

/// What a table's row holds once laid out.
struct RowLayouts {
    std::vector<Layout> cells;
    double height = 0;
};

}  // namespace

struct Pdf::Inside {
    Stamp stamp;
    std::vector<Item> items;
    double y = margin;
    std::size_t pages = 1;
    bool is_finished = false;
    // Measures only: nothing is drawn on it.
    cairo_surface_t* paper = cairo_recording_surface_create(CAIRO_CONTENT_COLOR, nullptr);
    cairo_t* measuring = cairo_create(paper);

    explicit Inside(Stamp of) : stamp(std::move(of)) {}
    ~Inside() {
        items.clear();
        cairo_destroy(measuring);
        cairo_surface_destroy(paper);
    }
    Inside(Inside const&) = delete;
    Inside& operator=(Inside const&) = delete;

    Layout laid_out(std::string const& text, char const* font, double width, bool is_right = false) const {
        Layout layout(pango_cairo_create_layout(measuring));
        PangoFontDescription* const described = pango_font_description_from_string(font);
        pango_layout_set_font_description(layout.get(), described);
        pango_font_description_free(described);
        pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
        pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
        pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
        if (is_right) pango_layout_set_alignment(layout.get(), PANGO_ALIGN_RIGHT);
        return layout;
    }

    void turn() {
        items.emplace_back(Turn{});
        if (++pages > pdf_pages_max) base::fail("a PDF would have too many pages: " + stamp.title);
        y = margin;
    }
    bool fits(double height) const { return y + height <= body_bottom; }

    void tagged(char const* tag, Layout layout, double gap) {
        double const height = height_of(layout.get());
        items.emplace_back(Begin{tag});
        items.emplace_back(Words{std::move(layout), margin, y});
        items.emplace_back(End{tag});
        y += height + gap;
    }

    /// Cut into lines where a page ends.
    void paragraph(std::string const& text, char const* font) {
        Layout layout = laid_out(text, font, body_width);
        double const height = height_of(layout.get());
        if (fits(height) || height > body_bottom - margin) {
            if (fits(height)) return tagged("P", std::move(layout), paragraph_gap);
            // Longer than a page: as many parts as it needs.
            std::size_t const half = middle_of(text);
            paragraph(text.substr(0, half), font);
            return paragraph(text.substr(half), font);
        }
        turn();
        tagged("P", std::move(layout), paragraph_gap);
    }
    /// The blank nearest before the middle, or a boundary between characters.
    static std::size_t middle_of(std::string const& text) {
        std::size_t at = text.rfind(' ', text.size() / 2);
        if (at != std::string::npos && at > 0) return at + 1;
        at = text.size() / 2;
        while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
        base::check(at > 0, "a paragraph can be cut");
        return at;
    }

    RowLayouts row_of(std::vector<std::string> const& cells, std::vector<PdfColumn> const& columns,
                      std::vector<double> const& widths, bool is_header) const {
        RowLayouts row;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            std::string const text = i < cells.size() ? cells[i] : std::string();
            row.cells.push_back(laid_out(text, is_header ? bold_font : text_font,
                                         widths[i] - 2 * cell_padding, columns[i].is_numeric));
            row.height = std::max(row.height, height_of(row.cells.back().get()) + 2 * cell_padding);
        }
        return row;
    }
    void put_row(RowLayouts row, std::vector<double> const& widths, bool is_header) {
        items.emplace_back(Begin{"TR"});
        double x = margin;
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            char const* const tag = is_header || i == 0 ? "TH" : "TD";
            items.emplace_back(Begin{tag});
            if (i == 0)
                items.emplace_back(
                    Box{margin, y + row.height - rule_width, body_width, rule_width, 0.7, 0.7, 0.7});
            items.emplace_back(Words{std::move(row.cells[i]), x + cell_padding, y + cell_padding});
            items.emplace_back(End{tag});
            x += widths[i];
        }
        items.emplace_back(End{"TR"});
        y += row.height;
    }

    void draw_foot(cairo_t* cairo, std::size_t page) const {
        std::string const text = fmt::format("{} – chiffres arrêtés au {} – page {} sur {}", stamp.title,
                                             base::french_date_time(stamp.at), page, pages);
        Layout const layout = laid_out(text, small_font, body_width);
        pango_layout_set_height(layout.get(), -1);
        pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_MIDDLE);
        cairo_tag_begin(cairo, "P", nullptr);
        cairo_set_source_rgb(cairo, 0.3, 0.3, 0.3);
        cairo_move_to(cairo, margin, foot_top);
        pango_cairo_show_layout(cairo, layout.get());
        cairo_tag_end(cairo, "P");
    }

    void draw(cairo_t* cairo) const {
        std::size_t page = 1;
        cairo_tag_begin(cairo, "Document", nullptr);
        for (Item const& item : items) {
            if (auto const* const words = std::get_if<Words>(&item)) {
                cairo_set_source_rgb(cairo, 0, 0, 0);
                cairo_move_to(cairo, words->x, words->y);
                pango_cairo_show_layout(cairo, words->layout.get());
            } else if (auto const* const box = std::get_if<Box>(&item)) {
                cairo_set_source_rgb(cairo, box->red, box->green, box->blue);
                cairo_rectangle(cairo, box->x, box->y, box->width, box->height);
                cairo_fill(cairo);
            } else if (auto const* const begin = std::get_if<Begin>(&item)) {
                cairo_tag_begin(cairo, begin->tag, nullptr);
            } else if (auto const* const end = std::get_if<End>(&item)) {
                cairo_tag_end(cairo, end->tag);
            } else {
                draw_foot(cairo, page++);
                cairo_show_page(cairo);
            }
        }
        draw_foot(cairo, page);
        cairo_tag_end(cairo, "Document");
    }
};

namespace {

cairo_status_t keep_bytes(void* closure, unsigned char const* bytes, unsigned int count) {
    static_cast<std::string*>(closure)->append(reinterpret_cast<char const*>(bytes), count);
    return CAIRO_STATUS_SUCCESS;
}

std::vector<double> widths_of(std::vector<PdfColumn> const& columns) {
    int shares = 0;
    for (PdfColumn const& column : columns) shares += std::max(column.share, 1);
    std::vector<double> widths;
    for (PdfColumn const& column : columns) widths.push_back(body_width * std::max(column.share, 1) / shares);
    return widths;
}

}  // namespace

Pdf::Pdf(Stamp const& stamp) : inside_(std::make_unique<Inside>(stamp)) {
    inside_->tagged("H1", inside_->laid_out(stamp.title, title_font, body_width), paragraph_gap);
    auto lines = lines_of(stamp);
    lines.erase(lines.begin());  // the title is said
    for (auto const& [label, value] : lines)
        inside_->tagged("P", inside_->laid_out(label + "\u00a0: " + value, text_font, body_width), 2);
    inside_->y += paragraph_gap;
}

Pdf::~Pdf() = default;

void Pdf::heading(int level, std::string const& text) {
    base::check(level == 2 || level == 3, "a heading is of level 2 or 3");
    Layout layout = inside_->laid_out(text, level == 2 ? heading_font : subheading_font, body_width);
    inside_->y += paragraph_gap;
    if (!inside_->fits(height_of(layout.get()) + kept_with_heading)) inside_->turn();
    inside_->tagged(level == 2 ? "H2" : "H3", std::move(layout), paragraph_gap);
}

void Pdf::paragraph(std::string const& text) {
    if (!text.empty()) inside_->paragraph(text, text_font);
}

void Pdf::new_page() {
    if (inside_->y > margin) inside_->turn();
}

void Pdf::table(PdfTable const& table) {
    base::check(!table.columns.empty() && table.columns.size() <= pdf_columns_max,
                "a table has a few columns");
    std::vector<double> const widths = widths_of(table.columns);
    std::vector<std::string> titles;
    for (PdfColumn const& column : table.columns) titles.push_back(column.title);
    auto const begin = [&](bool again) {
        inside_->items.emplace_back(Begin{"Table"});
        if (!table.caption.empty())
            inside_->tagged(
                "Caption",
                inside_->laid_out(again ? table.caption + " (suite)" : table.caption, bold_font, body_width),
                2);
        inside_->put_row(inside_->row_of(titles, table.columns, widths, true), widths, true);
    };
    if (!inside_->fits(kept_with_heading)) inside_->turn();
    begin(false);
    for (std::vector<std::string> const& cells : table.rows) {
        RowLayouts row = inside_->row_of(cells, table.columns, widths, false);
        if (!inside_->fits(row.height)) {
            // Each page's part is a table of its own, whose header row comes again.
            inside_->items.emplace_back(End{"Table"});
            inside_->turn();
            begin(true);
        }
        inside_->put_row(std::move(row), widths, false);
    }
    inside_->items.emplace_back(End{"Table"});
    inside_->y += table_gap;
}

void Pdf::bars(std::string const& caption, std::string const& label_column, std::string const& value_column,
               std::vector<PdfBar> const& bars) {
    std::vector<PdfColumn> const columns{{label_column, false, 1}, {value_column, true, 1}};
    double const bar_width = body_width * bar_column;
    std::vector<double> const widths{body_width * label_share, body_width * (1 - label_share - bar_column)};
    std::int64_t most = 1;
    for (PdfBar const& bar : bars) most = std::max(most, bar.value);
    auto const begin = [&](bool again) {
        inside_->items.emplace_back(Begin{"Table"});
        inside_->tagged("Caption",
                        inside_->laid_out(again ? caption + " (suite)" : caption, bold_font, body_width), 2);
        inside_->put_row(inside_->row_of({label_column, value_column}, columns, widths, true), widths, true);
    };
    if (!inside_->fits(kept_with_heading)) inside_->turn();
    begin(false);
    for (PdfBar const& bar : bars) {
        RowLayouts row = inside_->row_of({bar.label, bar.text}, columns, widths, false);
        if (!inside_->fits(row.height)) {
            inside_->items.emplace_back(End{"Table"});
            inside_->turn();
            begin(true);
        }
        double const top = inside_->y + (row.height - bar_height) / 2;
        inside_->put_row(std::move(row), widths, false);
        if (bar.value <= 0) continue;
        double const length =
            std::max(least_bar, bar_width * static_cast<double>(bar.value) / static_cast<double>(most));
        // Drawn inside the last cell, so that nothing stands outside the structure.
        auto const last_cell = inside_->items.end() - 2;
        inside_->items.insert(
            last_cell, Box{margin + body_width - bar_width, top, length, bar_height, 0.12, 0.23, 0.58});
    }
    inside_->items.emplace_back(End{"Table"});
    inside_->y += table_gap;
}

std::string Pdf::finish() {
    base::check(!inside_->is_finished, "a document is finished once");
    inside_->is_finished = true;
    std::string bytes;
    cairo_surface_t* const surface =
        cairo_pdf_surface_create_for_stream(keep_bytes, &bytes, page_width, page_height);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, inside_->stamp.title.c_str());
    std::string const at = base::iso8601({inside_->stamp.at.us / 1'000'000 * 1'000'000});
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, at.c_str());
    cairo_t* const cairo = cairo_create(surface);
    inside_->draw(cairo);
    cairo_show_page(cairo);
    cairo_status_t const drawn = cairo_status(cairo);
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    cairo_status_t const status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (drawn != CAIRO_STATUS_SUCCESS || status != CAIRO_STATUS_SUCCESS)
        base::fail(fmt::format("cannot draw the document {}: {}", inside_->stamp.title,
                               cairo_status_to_string(drawn != CAIRO_STATUS_SUCCESS ? drawn : status)));
    return with_description(bytes, inside_->stamp);
}

}  // namespace documents
