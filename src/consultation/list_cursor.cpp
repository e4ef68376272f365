#include "consultation/list_cursor.hpp"

#include <fmt/format.h>

#include <vector>

#include "base/crypto.hpp"
#include "base/text.hpp"

namespace consultation {

std::string cursor_of(std::string_view list, base::Id<Campaign> campaign, LineKey key) {
    return base::base64url(fmt::format("{}.{}.{}.{}", list, campaign.value, key.first, key.second));
}

std::optional<LineKey> key_of(std::string_view list, base::Id<Campaign> campaign, std::string_view cursor) {
    if (cursor.size() > cursor_length_max) return std::nullopt;
    auto const text = base::from_base64url(cursor);
    if (!text) return std::nullopt;
    std::vector<std::string_view> const parts = base::split(*text, '.');
    if (parts.size() != 4) return std::nullopt;
    auto const first = base::parse_int(parts[2]);
    auto const second = base::parse_int(parts[3]);
    if (!first || !second || *first < 0 || *second < 0) return std::nullopt;
    LineKey const key{*first, *second};
    if (cursor_of(list, campaign, key) != cursor) return std::nullopt;
    return key;
}

}  // namespace consultation
