#include "files/office.hpp"

#include <zip.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

namespace files {
namespace {

using base::RefusalCode;

constexpr std::size_t declaration_bytes_max = 512 * 1024;  // of [Content_Types].xml

struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct Close {
    void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};
using Archive = std::unique_ptr<zip_t, Discard>;

base::Refusal refused(std::string message, std::string advice) {
    return base::refuse(RefusalCode::invalid, std::move(message), std::move(advice));
}
base::Refusal damaged() {
    return refused("Ce fichier est abîmé, ou n’est pas un document bureautique.",
                   "Ouvrez-le dans son logiciel, enregistrez-le de nouveau, puis recommencez.");
}
base::Refusal too_large() {
    return refused("Ce document se déploie au-delà de la taille acceptée.",
                   "Réduisez ses images, ou enregistrez-le en PDF.");
}
base::Refusal has_macros() {
    return refused("Ce document contient des macros.",
                   "Enregistrez-le sans macros, ou en PDF, puis recommencez.");
}

/// Where programs of a document stand: OOXML's VBA project and ActiveX controls, ODF's Basic and script
/// folders.
bool runs_something(std::string const& name) {
    std::string const lower = base::ascii_lower(name);
    return lower.ends_with("vbaproject.bin") || lower.find("/activex/") != std::string::npos ||
           lower.starts_with("basic/") || lower.starts_with("scripts/");
}

bool leaves_folder(std::string const& name) {
    return name.empty() || name.front() == '/' || name.find("..") != std::string::npos ||
           name.find('\\') != std::string::npos;
}

/// Unpacks an entry to nowhere, keeping at most `keep` bytes; `left` is what may still be unpacked. Nothing
/// when it is damaged or over the limit (`left` is then 0).
std::optional<std::string> unpacked(zip_t* archive, zip_uint64_t index, std::size_t keep,
                                    std::uint64_t& left) {
    std::unique_ptr<zip_file_t, Close> const entry(zip_fopen_index(archive, index, 0));
    if (!entry) return std::nullopt;
    std::string kept;
    std::array<char, 32 * 1024> piece{};
    for (;;) {
        auto const got = zip_fread(entry.get(), piece.data(), piece.size());
        if (got < 0) return std::nullopt;
        if (got == 0) return kept;
        auto const bytes = static_cast<std::size_t>(got);
        if (bytes > left) {
            left = 0;
            return std::nullopt;
        }
        left -= bytes;
        kept.append(piece.data(), std::min(bytes, keep - kept.size()));
    }
}

std::optional<FileType> type_of_mimetype(std::string_view text) {
    for (FileType const type : {FileType::odt, FileType::ods, FileType::odp})
        if (text == media_type(type)) return type;
    return std::nullopt;
}

std::optional<FileType> type_of_content_types(std::string_view xml) {
    std::optional<FileType> found;
    constexpr std::pair<std::string_view, FileType> mains[] = {
        {"wordprocessingml.document.main+xml", FileType::docx},
        {"spreadsheetml.sheet.main+xml", FileType::xlsx},
        {"presentationml.presentation.main+xml", FileType::pptx}};
    for (auto const& [mark, type] : mains) {
        if (xml.find(mark) == std::string_view::npos) continue;
        if (found) return std::nullopt;  // two things at once
        found = type;
    }
    return found;
}

}  // namespace

base::Result<FileType> office_type(std::string const& path) {
    int failure = 0;
    Archive const archive(zip_open(path.c_str(), ZIP_RDONLY, &failure));
    if (!archive) return damaged();
    zip_int64_t const entries = zip_get_num_entries(archive.get(), 0);
    if (entries < 1) return damaged();
    if (entries > office_entries_max) return too_large();
    std::uint64_t left = office_unpacked_bytes_max;
    std::optional<FileType> odf;
    std::optional<FileType> ooxml;
    for (zip_int64_t i = 0; i < entries; ++i) {
        auto const index = static_cast<zip_uint64_t>(i);
        zip_stat_t about;
        zip_stat_init(&about);
        if (zip_stat_index(archive.get(), index, 0, &about) != 0 || !(about.valid & ZIP_STAT_NAME))
            return damaged();
        std::string const name = about.name;
        if (leaves_folder(name)) return damaged();
        if (runs_something(name)) return has_macros();
        if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) && about.encryption_method != ZIP_EM_NONE)
            return refused("Ce document est protégé par un mot de passe.",
                           "Enregistrez-le sans mot de passe, puis recommencez.");
        bool const is_declaration = (i == 0 && name == "mimetype") || name == "[Content_Types].xml";
        auto const text = unpacked(archive.get(), index, is_declaration ? declaration_bytes_max : 0, left);
        if (!text) return left == 0 ? too_large() : damaged();
        if (i == 0 && name == "mimetype") odf = type_of_mimetype(*text);
        if (name == "[Content_Types].xml") {
            if (ooxml) return damaged();
            std::string const lower = base::ascii_lower(*text);
            if (lower.find("macroenabled") != std::string::npos ||
                lower.find("vbaproject") != std::string::npos)
                return has_macros();
            ooxml = type_of_content_types(lower);
        }
    }
    if (odf && !ooxml) return *odf;
    if (ooxml && !odf) return *ooxml;
    return damaged();
}

}  // namespace files
