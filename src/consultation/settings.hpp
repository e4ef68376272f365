// What this room needs from the configuration, and the addresses of its pages as mails write them.
#pragma once

#include <string>
#include <string_view>

namespace consultation {

struct Settings {
    std::string
        origin;        // "https://tremplin.example", without a slash at the end: links in mails start with it
    std::string name;  // of the platform, as its users know it
};

inline std::string address_of_campaign(std::string_view slug) {
    return "/campagnes/" + std::string(slug);
}
inline std::string address_of_results(std::string_view slug) {
    return "/campagnes/" + std::string(slug) + "/resultats";
}
inline std::string address_of_contribution(std::string_view reference) {
    return "/contributions/" + std::string(reference);
}
inline std::string address_of_proposal(std::string_view reference) {
    return "/propositions/" + std::string(reference);
}

}  // namespace consultation
