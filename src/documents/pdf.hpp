// Pdf: a tagged PDF that a screen reader can read and a person can print: headings, paragraphs, tables, bars.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "documents/stamp.hpp"

namespace documents {

struct PdfColumn {
    std::string title;
    bool is_numeric = false;
    int share = 1;  // of the width, beside the other columns
};

struct PdfTable {
    std::string caption;
    std::vector<PdfColumn> columns;  // at most pdf_columns_max
    std::vector<std::vector<std::string>> rows;
};

/// A horizontal bar; its length is drawn, its number is written beside it.
struct PdfBar {
    std::string label;
    std::int64_t value = 0;
    std::string text;
};

inline constexpr std::size_t pdf_columns_max = 12;
inline constexpr std::size_t pdf_pages_max = 2'000;

/// A4, portrait. Begins with the title and the stamp; each page ends with "page 2 sur 14" and the instant.
/// French is stated as the language, every content is tagged, header cells say their scope. The same calls
/// give the same bytes on the same machine. Throws a Fault past `pdf_pages_max`.
class Pdf {
  public:
    explicit Pdf(Stamp const& stamp);
    ~Pdf();
    Pdf(Pdf const&) = delete;
    Pdf& operator=(Pdf const&) = delete;

    /// Level 2 or 3; the title is level 1. Never left alone at the foot of a page.
    void heading(int level, std::string const& text);
    void paragraph(std::string const& text);
    /// Its header row comes again on each page.
    void table(PdfTable const& table);
    void bars(std::string const& caption, std::string const& label_column, std::string const& value_column,
              std::vector<PdfBar> const& bars);
    void new_page();

    /// The document's bytes. Once.
    std::string finish();

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

inline constexpr std::string_view pdf_media_type = "application/pdf";

}  // namespace documents
