// StoredFile: a content that is kept, what it is and whether it was checked.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "files/file_type.hpp"

namespace files {

enum class CheckState { clean, unchecked, waiting, refused };
std::string_view name_of(CheckState state);
CheckState check_state(std::string_view name);

struct StoredFile {
    base::Id<StoredFile> id;
    std::string sha256;
    FileType type = FileType::txt;
    std::uint64_t size = 0;
    CheckState check = CheckState::unchecked;

    /// Only then may anybody have its bytes.
    bool may_be_served() const { return check == CheckState::clean || check == CheckState::unchecked; }
};

/// "340 ko", "1,2 Mo": as people read it.
std::string french_size(std::uint64_t bytes);

}  // namespace files
