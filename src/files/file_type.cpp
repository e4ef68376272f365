#include "files/file_type.hpp"

#include <fmt/format.h>
#include <magic.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <mutex>

#include "base/check.hpp"
#include "files/office.hpp"

namespace files {
namespace {

/// Of so few bytes libmagic says nothing, and nothing could run.
constexpr std::size_t untold_bytes_max = 1;

struct About {
    FileType type;
    std::string_view name;
    std::string_view media_type;
    std::string_view title;
};
constexpr About about_all[] = {
    {FileType::pdf, "pdf", "application/pdf", "PDF"},
    {FileType::odt, "odt", "application/vnd.oasis.opendocument.text", "texte ODT"},
    {FileType::ods, "ods", "application/vnd.oasis.opendocument.spreadsheet", "tableur ODS"},
    {FileType::odp, "odp", "application/vnd.oasis.opendocument.presentation", "présentation ODP"},
    {FileType::docx, "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
     "texte DOCX"},
    {FileType::xlsx, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     "tableur XLSX"},
    {FileType::pptx, "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation",
     "présentation PPTX"},
    {FileType::png, "png", "image/png", "image PNG"},
    {FileType::jpeg, "jpeg", "image/jpeg", "image JPEG"},
    {FileType::csv, "csv", "text/csv; charset=utf-8", "tableau CSV"},
    {FileType::txt, "txt", "text/plain; charset=utf-8", "texte brut"},
};

About const& about(FileType type) {
    auto const found = std::ranges::find(about_all, type, &About::type);
    base::check(found != std::end(about_all), "a file type is described");
    return *found;
}

/// libmagic's database, read at first use; a cookie is for one thread at a time.
std::string magic_type(std::string_view first_bytes) {
    static std::mutex mutex;
    static std::unique_ptr<magic_set, decltype(&magic_close)> const cookie = [] {
        std::unique_ptr<magic_set, decltype(&magic_close)> opened(magic_open(MAGIC_MIME_TYPE), magic_close);
        base::check(opened && magic_load(opened.get(), nullptr) == 0, "libmagic reads its database");
        return opened;
    }();
    std::lock_guard const lock(mutex);
    char const* const type = magic_buffer(cookie.get(), first_bytes.data(), first_bytes.size());
    return type ? type : "";
}

/// Text as people write it: no NUL, no control characters but line ends, tabs and form feeds.
bool is_plain_text(std::string const& path) {
    std::ifstream stream(path, std::ios::binary);
    std::array<char, 64 * 1024> piece{};
    while (stream.read(piece.data(), piece.size()) || stream.gcount() > 0) {
        auto const end = piece.begin() + stream.gcount();
        if (std::any_of(piece.begin(), end, [](char c) {
                auto const byte = static_cast<unsigned char>(c);
                return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f') || byte == 0x7f;
            }))
            return false;
    }
    return true;
}

/// Text that a program would run or show as a page is not taken under the name of plain text.
bool is_harmless_text(std::string_view magic) {
    if (magic == "application/csv" || magic == "application/json") return true;
    if (!magic.starts_with("text/")) return false;
    constexpr std::string_view refused[] = {"html", "xml", "svg", "script", "php", "perl", "python", "batch"};
    return std::ranges::none_of(
        refused, [&](std::string_view word) { return magic.find(word) != std::string_view::npos; });
}

base::Refusal not_what_it_says(FileType wanted) {
    return base::refuse(
        base::RefusalCode::invalid,
        fmt::format("le contenu de ce fichier n’est pas celui d’un fichier {}.", about(wanted).title),
        "Ouvrez-le dans son logiciel, enregistrez-le dans un des formats acceptés, puis "
        "recommencez.");
}

}  // namespace

std::string_view name_of(FileType type) {
    return about(type).name;
}

std::optional<FileType> file_type(std::string_view name) {
    auto const found = std::ranges::find(about_all, name, &About::name);
    if (found == std::end(about_all)) return std::nullopt;
    return found->type;
}

std::string_view media_type(FileType type) {
    return about(type).media_type;
}

std::string_view title_of(FileType type) {
    return about(type).title;
}

std::string_view accepted_extensions() {
    return ".pdf,.odt,.ods,.odp,.docx,.xlsx,.pptx,.png,.jpg,.jpeg,.csv,.txt";
}

std::string_view accepted_kinds() {
    return "PDF, ODT, ODS, ODP, DOCX, XLSX, PPTX, PNG, JPEG, CSV ou TXT";
}

std::optional<FileType> type_of_extension(std::string_view name) {
    auto const dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0) return std::nullopt;
    std::string const extension = base::ascii_lower(name.substr(dot + 1));
    if (extension == "jpg") return FileType::jpeg;
    return file_type(extension);
}

base::Result<FileType> recognised(std::string const& path, FileType wanted) {
    std::ifstream stream(path, std::ios::binary);
    std::string first(first_bytes_max, '\0');
    stream.read(first.data(), static_cast<std::streamsize>(first.size()));
    first.resize(static_cast<std::size_t>(stream.gcount()));
    if (first.empty()) return base::refuse(base::RefusalCode::invalid, "ce fichier est vide.");
    std::string const magic = magic_type(first);
    switch (wanted) {
        case FileType::pdf:
            if (magic == "application/pdf" && first.starts_with("%PDF-")) return wanted;
            break;
        case FileType::png:
        case FileType::jpeg:
            if (magic == media_type(wanted)) return wanted;
            break;
        case FileType::csv:
        case FileType::txt:
            if ((is_harmless_text(magic) || first.size() <= untold_bytes_max) && is_plain_text(path))
                return wanted;
            break;
        case FileType::odt:
        case FileType::ods:
        case FileType::odp:
        case FileType::docx:
        case FileType::xlsx:
        case FileType::pptx: {
            if (!first.starts_with("PK\x03\x04")) break;
            auto const inside = office_type(path);
            if (!inside.ok()) return inside.refusal();
            if (*inside == wanted) return wanted;
            break;
        }
    }
    return not_what_it_says(wanted);
}

}  // namespace files
