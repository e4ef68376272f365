// ODS: tables with repeated rows and cells, texts in paragraphs, values by their type.
#include "documents/reading.hpp"

namespace documents {
namespace {

constexpr std::int64_t repeated_max = 2'000'000;
constexpr std::int64_t blanks_max = 1'000;

/// The tables of content.xml, cell by cell.
class TablesReader {
  public:
    explicit TablesReader(Gathering& gathering) : gathering_(gathering) {}

    void begin(std::string_view name, Attributes const& with) {
        if (name == "annotation") ++ignored_;
        if (ignored_ > 0) return;
        if (name == "table") {
            gathering_.sheet(attribute(with, "name"));
            row_ = 1;
        } else if (name == "table-row") {
            row_repeats_ = repeats(with, "number-rows-repeated");
            column_ = 0;
            cells_.clear();
        } else if (name == "table-cell" || name == "covered-table-cell") {
            cell_repeats_ = repeats(with, "number-columns-repeated");
            type_ = attribute(with, "value-type");
            stored_ = type_ == "date"      ? attribute(with, "date-value")
                      : type_ == "boolean" ? attribute(with, "boolean-value")
                                           : attribute(with, "value");
            text_.clear();
            has_paragraph_ = false;
            is_in_cell_ = true;
        } else if (is_in_cell_ && name == "p") {
            if (has_paragraph_) put("\n");
            has_paragraph_ = true;
            is_text_ = true;
        } else if (is_text_ && name == "s") {
            auto const count = small_number(attribute(with, "c"), blanks_max);
            put(std::string(static_cast<std::size_t>(count.value_or(1)), ' '));
        } else if (is_text_ && name == "tab") {
            put("\t");
        } else if (is_text_ && name == "line-break") {
            put("\n");
        }
    }

    void end(std::string_view name) {
        if (name == "annotation") --ignored_;
        if (ignored_ > 0) return;
        if (name == "p") is_text_ = false;
        if (name == "table-cell" || name == "covered-table-cell") end_cell();
        if (name == "table-row") end_row();
    }

    void text(std::string_view piece) {
        if (is_text_ && ignored_ == 0) put(piece);
    }

  private:
    struct Found {
        std::int64_t column;
        std::int64_t repeats;
        std::string text;
    };

    static std::int64_t repeats(Attributes const& with, std::string_view name) {
        auto const count = small_number(attribute(with, name), repeated_max);
        return count && *count > 0 ? *count : 1;
    }
    void put(std::string_view piece) {
        // Longer than any cell that is taken: it is refused there.
        if (text_.size() <= gathering_.limits().cell_bytes_max) text_ += piece;
    }
    std::string shown() {
        if (stored_.empty() || type_ == "string") return std::move(text_);
        if (type_ == "boolean") return stored_ == "true" ? "VRAI" : "FAUX";
        if (type_ == "date") return stored_.substr(0, std::string_view("2026-04-15T18:00:00").size());
        return plain_number(stored_);
    }
    void end_cell() {
        std::string value = shown();
        if (!value.empty()) {
            if (column_ >= gathering_.limits().columns_max || cell_repeats_ > gathering_.limits().columns_max)
                gathering_.cell(row_, gathering_.limits().columns_max, value);  // refused there
            else
                cells_.push_back({column_, cell_repeats_, std::move(value)});
        }
        column_ = std::min(column_ + cell_repeats_, repeated_max);
        is_in_cell_ = false;
    }
    void end_row() {
        // Empty rows are only counted: a sheet ends with a million of them.
        for (std::int64_t again = 0; again < row_repeats_ && !cells_.empty() && gathering_.goes_on(); ++again)
            for (Found const& one : cells_)
                for (std::int64_t i = 0; i < one.repeats && gathering_.goes_on(); ++i)
                    gathering_.cell(row_ + again, one.column + i, one.text);
        row_ = std::min(row_ + row_repeats_, repeated_max);
    }

    Gathering& gathering_;
    std::int64_t row_ = 1;
    std::int64_t column_ = 0;
    std::int64_t row_repeats_ = 1;
    std::int64_t cell_repeats_ = 1;
    std::vector<Found> cells_;
    std::string type_;
    std::string stored_;
    std::string text_;
    bool is_in_cell_ = false;
    bool is_text_ = false;
    bool has_paragraph_ = false;
    int ignored_ = 0;
};

}  // namespace

void read_ods(Package& package, Gathering& gathering) {
    TablesReader reader(gathering);
    bool const is_read = package.walk(
        "content.xml", {[&](std::string_view name, Attributes const& with) { reader.begin(name, with); },
                        [&](std::string_view name) { reader.end(name); },
                        [&](std::string_view piece) { reader.text(piece); }});
    if (!is_read) gathering.refuse_damaged();
}

}  // namespace documents
