// FileType: the closed list of what is taken, and how a type is told from the content (never from what the
// sender says of it).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace files {

/// No SVG (it runs scripts), no macro-enabled format, no archive, no HTML.
enum class FileType { pdf, odt, ods, odp, docx, xlsx, pptx, png, jpeg, csv, txt };
inline constexpr FileType every_type[] = {FileType::pdf,  FileType::odt,  FileType::ods,  FileType::odp,
                                          FileType::docx, FileType::xlsx, FileType::pptx, FileType::png,
                                          FileType::jpeg, FileType::csv,  FileType::txt};

std::string_view name_of(FileType type);  // "pdf": in the database and as extension
std::optional<FileType> file_type(std::string_view name);
std::string_view media_type(FileType type);
std::string_view title_of(FileType type);  // "PDF", "texte OpenDocument (ODT)"
/// Value of the accept attribute of a file field.
std::string_view accepted_extensions();
/// For people: "PDF, ODT, ODS …".
std::string_view accepted_kinds();

/// By the extension of a name; nothing when it is none of ours.
std::optional<FileType> type_of_extension(std::string_view name);

inline constexpr std::size_t first_bytes_max = 64 * 1024;  // what libmagic looks at

/// The type that the content at `path` has. `wanted` is what its extension says: text formats cannot be told
/// from one another otherwise. Refused: a content of no taken type, or of another one than `wanted`; an
/// office file with macros, encrypted, or that unpacks beyond the limits of office.hpp; an empty file.
base::Result<FileType> recognised(std::string const& path, FileType wanted);

}  // namespace files
