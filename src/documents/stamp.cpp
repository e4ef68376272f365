#include "documents/stamp.hpp"

#include "base/french.hpp"

namespace documents {

std::vector<std::pair<std::string, std::string>> lines_of(Stamp const& stamp) {
    std::vector<std::pair<std::string, std::string>> lines{
        {"Document", stamp.title},
        {"Chiffres arrêtés au", base::french_date_time(stamp.at) + " (heure de Paris)"},
        {"Source", stamp.source}};
    if (!stamp.address.empty()) lines.emplace_back("Page", stamp.address);
    lines.insert(lines.end(), stamp.more.begin(), stamp.more.end());
    return lines;
}

}  // namespace documents
