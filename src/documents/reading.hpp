// What the readers of spreadsheets share: rows gathered within limits, and XML walked through without
// following it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "documents/workbook_reader.hpp"

namespace documents {

/// Rows as they are found. The first thing that goes wrong is kept; after it nothing is taken any more.
class Gathering {
  public:
    explicit Gathering(ReadingLimits const& limits) : limits_(limits) {}

    ReadingLimits const& limits() const { return limits_; }
    bool goes_on() const { return !refusal_; }
    void refuse(std::string message, std::string advice);
    void refuse_damaged();

    void sheet(std::string name);
    /// Row and column from 1 and 0. An empty text is no cell. Rows may come in any order but mostly ascend.
    void cell(std::int64_t row, std::int64_t column, std::string text);
    /// The sheets, or why not.
    base::Result<std::vector<ReadSheet>> finish() &&;

  private:
    ReadingLimits limits_;
    std::optional<base::Refusal> refusal_;
    std::vector<ReadSheet> sheets_;
    std::int64_t rows_ = 0;
    std::size_t text_bytes_ = 0;
};

/// Elements and attributes without their prefixes.
using Attributes = std::map<std::string, std::string, std::less<>>;
std::string const& attribute(Attributes const& attributes, std::string_view name);  // empty when absent
struct XmlHandlers {
    std::function<void(std::string_view name, Attributes const&)> begin;
    std::function<void(std::string_view name)> end;
    std::function<void(std::string_view text)> text;
};

/// The files inside a ZIP, read from memory; each counts against the limits.
class Package {
  public:
    /// Nothing when it cannot be opened.
    static std::unique_ptr<Package> open(std::string_view bytes, Gathering& gathering);
    ~Package();
    Package(Package const&) = delete;
    Package& operator=(Package const&) = delete;

    bool has(std::string const& name) const;
    /// Walks through the XML of an entry. False when it is not there, or something was refused. A document
    /// type declaration is refused: nothing is defined, included or fetched.
    bool walk(std::string const& name, XmlHandlers const& handlers);

  private:
    struct Inside;
    explicit Package(std::unique_ptr<Inside> inside);
    std::unique_ptr<Inside> inside_;
};

/// A whole number, nothing else around; nothing beyond `max`.
std::optional<std::int64_t> small_number(std::string_view text, std::int64_t max);
/// A number as a spreadsheet stores it, as people write data: "42", "3.5".
std::string plain_number(std::string_view stored);

void read_xlsx(Package& package, Gathering& gathering);
void read_ods(Package& package, Gathering& gathering);
void read_csv(std::string_view bytes, Gathering& gathering);

}  // namespace documents
