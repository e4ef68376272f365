// Office files are zip archives: what they are, and what they would unpack to, stands inside.
#pragma once

#include <cstdint>
#include <string>

#include "files/file_type.hpp"

namespace files {

/// A text of 1 000 pages with pictures stays below both; a "zip bomb" does not.
inline constexpr std::int64_t office_entries_max = 2'000;
inline constexpr std::uint64_t office_unpacked_bytes_max = 100 * 1024 * 1024;

/// The office format of the archive at `path`, found by its own declaration (ODF `mimetype`, OOXML
/// `[Content_Types].xml`). Every entry is unpacked once, to nowhere: sizes that lie are found. Refused: not
/// such an archive, damaged, encrypted, with macros or active controls, over the limits.
base::Result<FileType> office_type(std::string const& path);

}  // namespace files
