// What this room needs from the configuration.
#pragma once

#include <string>

namespace people {

struct Settings {
    std::string
        origin;        // "https://tremplin.example", without a slash at the end: links in mails start with it
    std::string name;  // of the platform, as its users know it
    std::string contact;  // e-mail address of the operator's team, for "this is not right"
    /// Key of the hashes of official codes, kept outside the database (app/'s data folder); ≥ 16 bytes.
    std::string secret;
};

inline constexpr std::size_t secret_bytes_min = 16;

}  // namespace people
