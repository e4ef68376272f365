#include "documents/reading.hpp"

#include <expat.h>
#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/french.hpp"
#include "base/text.hpp"

namespace documents {
namespace {

constexpr std::size_t entries_max = 2'000;
constexpr std::size_t piece_bytes = 64 * 1024;
constexpr int depth_max = 100;
/// A tag is never so long; without it a parser that waits for its end would read it again for every piece.
constexpr std::size_t tag_bytes_max = 512 * 1024;
constexpr std::size_t ratio_from_bytes = 1U << 20U;
constexpr std::int64_t row_number_max = 2'000'000;  // beyond what any spreadsheet has

struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct Close {
    void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};
struct Free {
    void operator()(XML_ParserStruct* parser) const { XML_ParserFree(parser); }
};

std::string_view local(std::string_view name) {
    std::size_t const colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

/// One walk; what expat's calls are given.
struct Walk {
    XmlHandlers const& handlers;
    Gathering& gathering;
    XML_Parser parser = nullptr;
    int depth = 0;

    void stop_if_refused() const {
        if (!gathering.goes_on()) XML_StopParser(parser, XML_FALSE);
    }
};

void begin_element(void* user, XML_Char const* name, XML_Char const** values) {
    Walk& walk = *static_cast<Walk*>(user);
    if (!walk.gathering.goes_on()) return;
    if (++walk.depth > depth_max) walk.gathering.refuse_damaged();
    Attributes attributes;
    for (; *values != nullptr; values += 2) attributes.emplace(local(values[0]), values[1]);
    if (walk.gathering.goes_on()) walk.handlers.begin(local(name), attributes);
    walk.stop_if_refused();
}
void end_element(void* user, XML_Char const* name) {
    Walk& walk = *static_cast<Walk*>(user);
    if (!walk.gathering.goes_on()) return;
    --walk.depth;
    walk.handlers.end(local(name));
    walk.stop_if_refused();
}
void characters(void* user, XML_Char const* text, int length) {
    Walk& walk = *static_cast<Walk*>(user);
    if (!walk.gathering.goes_on()) return;
    walk.handlers.text({text, static_cast<std::size_t>(length)});
    walk.stop_if_refused();
}
void document_type(void* user, XML_Char const*, XML_Char const*, XML_Char const*, int) {
    Walk& walk = *static_cast<Walk*>(user);
    walk.gathering.refuse_damaged();
    walk.stop_if_refused();
}

}  // namespace

std::string const& ReadRow::cell(std::size_t column) const {
    static std::string const nothing;
    return column < cells.size() ? cells[column] : nothing;
}

void Gathering::refuse(std::string message, std::string advice) {
    if (!refusal_) refusal_ = base::refuse(base::RefusalCode::invalid, std::move(message), std::move(advice));
}

void Gathering::refuse_damaged() {
    refuse("Ce fichier est abîmé, ou n’est pas un tableau.",
           "Ouvrez-le dans votre tableur, enregistrez-le en XLSX, en ODS ou en CSV, puis recommencez.");
}

void Gathering::sheet(std::string name) {
    if (!goes_on()) return;
    if (static_cast<std::int64_t>(sheets_.size()) >= limits_.sheets_max)
        return refuse(fmt::format("Ce classeur a plus de {} feuilles.", limits_.sheets_max),
                      "Gardez seulement la feuille utile, puis recommencez.");
    sheets_.push_back({std::move(name), {}});
}

void Gathering::cell(std::int64_t row, std::int64_t column, std::string text) {
    if (!goes_on() || text.empty()) return;
    if (sheets_.empty() || row < 1 || column < 0 || row > row_number_max || !base::is_valid_utf8(text))
        return refuse_damaged();
    if (column >= limits_.columns_max)
        return refuse(fmt::format("La ligne {} a plus de {} colonnes.", row, limits_.columns_max),
                      "Retirez les colonnes de trop, puis recommencez.");
    if (text.size() > limits_.cell_bytes_max)
        return refuse(fmt::format("Une cellule de la ligne {} est trop longue.", row),
                      "Raccourcissez son texte, puis recommencez.");
    text_bytes_ += text.size();
    if (text_bytes_ > limits_.text_bytes_max)
        return refuse("Ce tableau contient trop de texte.", "Partagez-le en plusieurs fichiers.");
    std::vector<ReadRow>& rows = sheets_.back().rows;
    if (rows.empty() || rows.back().number < row) {
        if (++rows_ > limits_.rows_max)
            return refuse(
                fmt::format("Ce tableau a plus de {} lignes.", base::french_number(limits_.rows_max)),
                "Partagez-le en plusieurs fichiers.");
        rows.push_back({row, {}});
    } else if (rows.back().number > row) {
        return refuse_damaged();
    }
    std::vector<std::string>& cells = rows.back().cells;
    if (cells.size() <= static_cast<std::size_t>(column)) cells.resize(static_cast<std::size_t>(column) + 1);
    cells[static_cast<std::size_t>(column)] = std::move(text);
}

base::Result<std::vector<ReadSheet>> Gathering::finish() && {
    if (refusal_) return std::move(*refusal_);
    return std::move(sheets_);
}

std::string const& attribute(Attributes const& attributes, std::string_view name) {
    static std::string const nothing;
    auto const found = attributes.find(name);
    return found == attributes.end() ? nothing : found->second;
}

struct Package::Inside {
    std::string_view bytes;
    Gathering& gathering;
    std::unique_ptr<zip_t, Discard> archive;
    std::size_t unpacked = 0;
};

Package::Package(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Package::~Package() = default;

std::unique_ptr<Package> Package::open(std::string_view bytes, Gathering& gathering) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    zip_t* const archive = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
    if (source != nullptr && archive == nullptr) zip_source_free(source);
    zip_error_fini(&error);
    if (archive == nullptr) return nullptr;
    std::unique_ptr<Package> package(new Package(std::make_unique<Inside>(Inside{bytes, gathering, {}, 0})));
    package->inside_->archive.reset(archive);
    zip_int64_t const entries = zip_get_num_entries(archive, 0);
    if (entries < 1 || entries > static_cast<zip_int64_t>(entries_max)) return nullptr;
    return package;
}

bool Package::has(std::string const& name) const {
    return zip_name_locate(inside_->archive.get(), name.c_str(), 0) >= 0;
}

bool Package::walk(std::string const& name, XmlHandlers const& handlers) {
    Gathering& gathering = inside_->gathering;
    if (!gathering.goes_on()) return false;
    std::unique_ptr<zip_file_t, Close> const entry(zip_fopen(inside_->archive.get(), name.c_str(), 0));
    if (!entry) return false;
    std::unique_ptr<XML_ParserStruct, Free> const parser(XML_ParserCreate(nullptr));
    base::check(parser != nullptr, "the XML parser has memory");
    Walk walk{handlers, gathering, parser.get()};
    XML_SetUserData(parser.get(), &walk);
    XML_SetElementHandler(parser.get(), begin_element, end_element);
    XML_SetCharacterDataHandler(parser.get(), characters);
    XML_SetStartDoctypeDeclHandler(parser.get(), document_type);
    std::vector<char> piece(piece_bytes);
    std::size_t fed = 0;
    for (;;) {
        zip_int64_t const got = zip_fread(entry.get(), piece.data(), piece.size());
        if (got < 0) {
            gathering.refuse_damaged();
            return false;
        }
        fed += static_cast<std::size_t>(got);
        inside_->unpacked += static_cast<std::size_t>(got);
        bool const is_bomb = inside_->unpacked > gathering.limits().unpacked_bytes_max ||
                             (inside_->unpacked > ratio_from_bytes &&
                              inside_->unpacked / gathering.limits().ratio_max > inside_->bytes.size());
        if (is_bomb)
            gathering.refuse(
                "Ce classeur se déploie au-delà de la taille acceptée.",
                "Gardez seulement la feuille utile, ou enregistrez-la en CSV, puis recommencez.");
        if (!gathering.goes_on()) return false;
        auto const answer = XML_Parse(parser.get(), piece.data(), static_cast<int>(got), got == 0);
        if (!gathering.goes_on()) return false;
        auto const reached =
            static_cast<std::size_t>(std::max<XML_Index>(XML_GetCurrentByteIndex(parser.get()), 0));
        if (answer != XML_STATUS_OK || (fed > reached && fed - reached > tag_bytes_max)) {
            gathering.refuse_damaged();
            return false;
        }
        if (got == 0) return true;
    }
}

std::optional<std::int64_t> small_number(std::string_view text, std::int64_t max) {
    auto const number = base::parse_int(text);
    return number && *number >= 0 && *number <= max ? number : std::nullopt;
}

std::string plain_number(std::string_view stored) {
    double value = 0;
    auto const [end, error] = std::from_chars(stored.data(), stored.data() + stored.size(), value);
    if (error != std::errc() || end != stored.data() + stored.size() || !std::isfinite(value))
        return std::string(stored);
    constexpr double exact_max = 9'007'199'254'740'992;
    if (value == std::floor(value) && std::abs(value) <= exact_max)
        return std::to_string(static_cast<std::int64_t>(value));
    return fmt::format("{:.15g}", value);
}

base::Result<std::vector<ReadSheet>> read_workbook(std::string_view bytes, ReadingLimits const& limits) {
    Gathering gathering(limits);
    if (bytes.starts_with("\xD0\xCF\x11\xE0")) {
        gathering.refuse("Ce classeur est d’un ancien format, ou protégé par un mot de passe.",
                         "Enregistrez-le sans mot de passe en XLSX, en ODS ou en CSV, puis recommencez.");
    } else if (bytes.starts_with("PK")) {
        auto const package = Package::open(bytes, gathering);
        if (!package)
            gathering.refuse_damaged();
        else if (package->has("xl/workbook.xml"))
            read_xlsx(*package, gathering);
        else if (package->has("content.xml"))
            read_ods(*package, gathering);
        else
            gathering.refuse("Ce fichier n’est pas un tableau.",
                             "Envoyez un classeur XLSX ou ODS, ou un fichier CSV.");
    } else {
        read_csv(bytes, gathering);
    }
    return std::move(gathering).finish();
}

}  // namespace documents
