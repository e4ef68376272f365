// The nearest known e-mail domain.
#include "people/email_hint.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

#include "base/text.hpp"
#include "territories/contacts.hpp"

namespace people {
namespace {

/// Webmails that town halls and their agents use most, and neighbours that are right as they stand.
constexpr std::array<std::string_view, 26> webmails{
    "gmail.com",   "orange.fr",        "wanadoo.fr", "hotmail.fr", "hotmail.com",    "outlook.fr",
    "outlook.com", "yahoo.fr",         "yahoo.com",  "free.fr",    "sfr.fr",         "laposte.net",
    "live.fr",     "bbox.fr",          "neuf.fr",    "icloud.com", "protonmail.com", "numericable.fr",
    "aol.com",     "club-internet.fr", "proton.me",  "mail.com",   "ymail.com",      "live.com",
    "me.com",      "msn.com"};

constexpr int distance_max = 2;
constexpr std::size_t short_domain = 8;  // letters; two typing errors in fewer make another word
constexpr std::size_t domain_length_max = 80;

int allowed_distance(std::string_view domain) {
    return domain.size() < short_domain ? 1 : distance_max;
}

}  // namespace

int typing_distance(std::string_view from, std::string_view to, int most) {
    auto const apart = static_cast<int>(from.size()) - static_cast<int>(to.size());
    if (std::abs(apart) > most) return most + 1;
    std::size_t const width = to.size() + 1;
    std::vector<int> before_last(width);
    std::vector<int> last(width);
    std::vector<int> now(width);
    for (std::size_t j = 0; j < width; ++j) last[j] = static_cast<int>(j);
    for (std::size_t i = 1; i <= from.size(); ++i) {
        now[0] = static_cast<int>(i);
        for (std::size_t j = 1; j < width; ++j) {
            int const replaced = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
            now[j] = std::min({replaced, last[j] + 1, now[j - 1] + 1});
            if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                now[j] = std::min(now[j], before_last[j - 2] + 1);
        }
        std::swap(before_last, last);
        std::swap(last, now);
    }
    return std::min(last[width - 1], most + 1);
}

std::optional<std::string> suggested_address(std::string_view email,
                                             std::span<std::string const> known_domains) {
    std::string const key = base::email_key(email);
    if (!base::is_email(key)) return std::nullopt;
    std::string_view const domain = base::email_domain(key);
    if (domain.size() > domain_length_max) return std::nullopt;

    std::vector<std::string_view> known(known_domains.begin(), known_domains.end());
    known.insert(known.end(), webmails.begin(), webmails.end());
    if (std::find(known.begin(), known.end(), domain) != known.end()) return std::nullopt;

    std::string_view nearest;
    int smallest = distance_max + 1;
    for (std::string_view const candidate : known) {
        int const distance = typing_distance(domain, candidate, distance_max);
        if (distance <= allowed_distance(candidate) && distance < smallest) {
            smallest = distance;
            nearest = candidate;
        }
    }
    if (nearest.empty()) return std::nullopt;
    return key.substr(0, key.find('@') + 1) + std::string(nearest);
}

std::optional<std::string> suggested_address(db::Reader const& reader, std::string_view email,
                                             base::Id<territories::Authority> authority) {
    std::vector<std::string> known;
    if (authority.exists()) known = territories::domains(reader, authority);
    return suggested_address(email, known);
}

}  // namespace people
