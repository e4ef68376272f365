// XLSX: sheets in their order, shared and inline texts, numbers that are dates by their style.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "base/instant.hpp"
#include "documents/reading.hpp"

namespace documents {
namespace {

constexpr std::size_t formats_max = 70'000;  // of cells; the format's own limit is 65 490
constexpr std::size_t texts_max = 2'000'000;
constexpr std::int64_t seconds_per_day = 86'400;
constexpr std::int64_t days_before_1970 = 25'569;  // serial of 1970-01-01 counted from 1899-12-30
constexpr std::int64_t days_of_1904 = 1'462;
constexpr std::int64_t last_serial = 2'958'465;  // 9999-12-31
constexpr std::int64_t first_true_serial = 61;   // before it lies a 29 February 1900 that never was

struct NamedSheet {
    std::string name;
    std::string relation;
};

/// What the sheets refer to.
struct Shared {
    std::vector<NamedSheet> sheets;
    std::map<std::string, std::string, std::less<>> targets;  // relation → entry
    std::vector<std::string> texts;
    std::set<std::int64_t> date_formats;  // numbers of custom formats
    std::vector<bool> is_date;            // by cell style
    bool counts_from_1904 = false;
};

bool is_date_builtin(std::int64_t format) {
    return (format >= 14 && format <= 22) || (format >= 27 && format <= 36) ||
           (format >= 45 && format <= 47) || (format >= 50 && format <= 58);
}

/// "dd/mm/yyyy" is one; "0.00", "#,##0 \"jours\"" and "[Red]0" are not.
bool is_date_code(std::string_view code) {
    bool quoted = false;
    bool bracketed = false;
    for (std::size_t i = 0; i < code.size(); ++i) {
        char const c = code[i];
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '\\' || c == '_' || c == '*') {
            ++i;
            continue;
        }
        if (c == '[') bracketed = true;
        if (c == ']') bracketed = false;
        if (!bracketed && std::string_view("dDmMyYhHsS").find(c) != std::string_view::npos) return true;
    }
    return false;
}

/// The serial number of a day, as ISO; as it is when it is none.
std::string iso_of(std::string const& stored, bool counts_from_1904) {
    double serial = 0;
    auto const [end, error] = std::from_chars(stored.data(), stored.data() + stored.size(), serial);
    if (error != std::errc() || end != stored.data() + stored.size() || !(serial >= 0) ||
        serial > static_cast<double>(last_serial))
        return plain_number(stored);
    auto seconds = static_cast<std::int64_t>(std::llround(serial * static_cast<double>(seconds_per_day)));
    if (counts_from_1904)
        seconds += days_of_1904 * seconds_per_day;
    else if (seconds < first_true_serial * seconds_per_day)
        seconds += seconds_per_day;
    std::int64_t const at = seconds - days_before_1970 * seconds_per_day;
    base::Civil const wall = base::civil({at * 1'000'000}, "UTC");
    std::string iso = fmt::format("{:04}-{:02}-{:02}", wall.year, wall.month, wall.day);
    if (seconds % seconds_per_day != 0)
        iso += fmt::format("T{:02}:{:02}:{:02}", wall.hour, wall.minute, static_cast<int>(wall.second));
    return iso;
}

/// "AB12" → row 12, column 27; nothing when it is no place.
struct Place {
    std::int64_t row = 0;
    std::int64_t column = 0;
};
std::optional<Place> place_of(std::string_view reference) {
    constexpr std::size_t letters_max = 3;
    constexpr std::int64_t rows_max = 1'048'576;
    std::int64_t column = 0;
    std::size_t at = 0;
    for (; at < reference.size() && reference[at] >= 'A' && reference[at] <= 'Z'; ++at) {
        if (at == letters_max) return std::nullopt;
        column = column * 26 + (reference[at] - 'A' + 1);
    }
    auto const row = small_number(reference.substr(at), rows_max);
    if (at == 0 || !row || *row == 0) return std::nullopt;
    return Place{*row, column - 1};
}

void read_workbook_part(Package& package, Gathering& gathering, Shared& shared) {
    bool const found = package.walk(
        "xl/workbook.xml", {[&](std::string_view name, Attributes const& with) {
                                if (name == "sheet" && static_cast<std::int64_t>(shared.sheets.size()) <=
                                                           gathering.limits().sheets_max)
                                    shared.sheets.push_back({attribute(with, "name"), attribute(with, "id")});
                                if (name == "workbookPr") {
                                    std::string const& flag = attribute(with, "date1904");
                                    shared.counts_from_1904 = flag == "1" || flag == "true";
                                }
                            },
                            [](std::string_view) {}, [](std::string_view) {}});
    if (!found || shared.sheets.empty()) return gathering.refuse_damaged();
    package.walk("xl/_rels/workbook.xml.rels", {[&](std::string_view name, Attributes const& with) {
                                                    if (name != "Relationship") return;
                                                    std::string const& target = attribute(with, "Target");
                                                    shared.targets[attribute(with, "Id")] =
                                                        target.starts_with("/") ? target.substr(1)
                                                                                : "xl/" + target;
                                                },
                                                [](std::string_view) {}, [](std::string_view) {}});
}

/// Phonetic runs (rPh) repeat a text for reading aloud: they are no part of it.
void read_texts(Package& package, Gathering& gathering, Shared& shared) {
    std::string text;
    bool is_text = false;
    int phonetic = 0;
    package.walk("xl/sharedStrings.xml", {[&](std::string_view name, Attributes const&) {
                                              if (name == "si") text.clear();
                                              if (name == "rPh") ++phonetic;
                                              is_text = name == "t" && phonetic == 0;
                                          },
                                          [&](std::string_view name) {
                                              is_text = false;
                                              if (name == "rPh") --phonetic;
                                              if (name != "si") return;
                                              if (shared.texts.size() >= texts_max)
                                                  return gathering.refuse_damaged();
                                              shared.texts.push_back(std::move(text));
                                          },
                                          [&](std::string_view piece) {
                                              // Longer than any cell that is taken: it is refused where it is
                                              // used.
                                              if (is_text && text.size() <= gathering.limits().cell_bytes_max)
                                                  text += piece;
                                          }});
}

void read_styles(Package& package, Gathering& gathering, Shared& shared) {
    bool is_cells = false;
    package.walk("xl/styles.xml",
                 {[&](std::string_view name, Attributes const& with) {
                      constexpr std::int64_t format_max = 1'000'000;
                      auto const format = small_number(attribute(with, "numFmtId"), format_max);
                      if (name == "numFmt" && format && is_date_code(attribute(with, "formatCode")) &&
                          shared.date_formats.size() < formats_max)
                          shared.date_formats.insert(*format);
                      if (name == "cellXfs") is_cells = true;
                      if (name != "xf" || !is_cells) return;
                      if (shared.is_date.size() >= formats_max) return gathering.refuse_damaged();
                      shared.is_date.push_back(
                          format && (is_date_builtin(*format) || shared.date_formats.contains(*format)));
                  },
                  [&](std::string_view name) {
                      if (name == "cellXfs") is_cells = false;
                  },
                  [](std::string_view) {}});
}

/// One sheet, cell by cell.
class SheetReader {
  public:
    SheetReader(Gathering& gathering, Shared const& shared) : gathering_(gathering), shared_(shared) {}

    void begin(std::string_view name, Attributes const& with) {
        is_text_ = false;
        if (name == "row") {
            constexpr std::int64_t rows_max = 1'048'576;
            auto const number = small_number(attribute(with, "r"), rows_max);
            row_ = number && *number > 0 ? *number : row_ + 1;
            column_ = -1;
        } else if (name == "c") {
            type_ = attribute(with, "t");
            auto const style = small_number(attribute(with, "s"), static_cast<std::int64_t>(formats_max));
            is_date_ = style && static_cast<std::size_t>(*style) < shared_.is_date.size() &&
                       shared_.is_date[static_cast<std::size_t>(*style)];
            value_.clear();
            auto const place = place_of(attribute(with, "r"));
            if (place && place->row != row_) return gathering_.refuse_damaged();
            column_ = place ? place->column : column_ + 1;
        } else if (name == "rPh") {
            ++phonetic_;
        } else if (name == "v" || name == "t") {
            is_text_ = phonetic_ == 0;
        }
    }
    void end(std::string_view name) {
        is_text_ = false;
        if (name == "rPh") --phonetic_;
        if (name == "c" && !value_.empty()) gathering_.cell(row_, column_, shown());
    }
    void text(std::string_view piece) {
        if (is_text_ && value_.size() <= gathering_.limits().cell_bytes_max) value_ += piece;
    }

  private:
    std::string shown() {
        if (type_ == "s") {
            auto const at = small_number(value_, static_cast<std::int64_t>(texts_max));
            if (!at || static_cast<std::size_t>(*at) >= shared_.texts.size()) {
                gathering_.refuse_damaged();
                return {};
            }
            return shared_.texts[static_cast<std::size_t>(*at)];
        }
        if (type_ == "b") return value_ == "1" ? "VRAI" : "FAUX";
        if (type_.empty() || type_ == "n")
            return is_date_ ? iso_of(value_, shared_.counts_from_1904) : plain_number(value_);
        return std::move(value_);  // inlineStr, str, e, d
    }

    Gathering& gathering_;
    Shared const& shared_;
    std::int64_t row_ = 0;
    std::int64_t column_ = -1;
    std::string type_;
    std::string value_;
    bool is_date_ = false;
    bool is_text_ = false;
    int phonetic_ = 0;
};

}  // namespace

void read_xlsx(Package& package, Gathering& gathering) {
    Shared shared;
    read_workbook_part(package, gathering, shared);
    read_texts(package, gathering, shared);
    read_styles(package, gathering, shared);
    for (NamedSheet const& sheet : shared.sheets) {
        gathering.sheet(sheet.name);
        SheetReader reader(gathering, shared);
        auto const target = shared.targets.find(sheet.relation);
        bool const is_read =
            gathering.goes_on() && target != shared.targets.end() &&
            package.walk(target->second,
                         {[&](std::string_view name, Attributes const& with) { reader.begin(name, with); },
                          [&](std::string_view name) { reader.end(name); },
                          [&](std::string_view piece) { reader.text(piece); }});
        if (!is_read) return gathering.refuse_damaged();
    }
}

}  // namespace documents
