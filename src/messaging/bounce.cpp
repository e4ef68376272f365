// What a status code says of an address (RFC 3463).
#include "messaging/bounce.hpp"

#include <algorithm>
#include <cctype>

namespace messaging {
namespace {

constexpr std::size_t part_digits_max = 3;

/// Reads "5.1.1" at the beginning of `text`; its length, or 0.
std::size_t status_length(std::string_view text) {
    if (text.size() < 5 || (text[0] != '2' && text[0] != '4' && text[0] != '5')) return 0;
    std::size_t at = 1;
    for (int part = 0; part < 2; ++part) {
        if (at >= text.size() || text[at] != '.') return 0;
        std::size_t const from = ++at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
        if (at == from || at - from > part_digits_max) return 0;
    }
    bool const goes_on = at < text.size() && (text[at] == '.' || (text[at] >= '0' && text[at] <= '9'));
    return goes_on ? 0 : at;
}

}  // namespace

std::string enhanced_status(std::string_view reply) {
    for (std::size_t i = 0; i < reply.size(); ++i) {
        bool const begins = i == 0 || reply[i - 1] == ' ' || reply[i - 1] == '-' || reply[i - 1] == '#' ||
                            reply[i - 1] == '(';
        if (!begins) continue;
        if (std::size_t const length = status_length(reply.substr(i)); length > 0)
            return std::string(reply.substr(i, length));
    }
    return {};
}

Bounce bounce_of(std::string_view status, bool is_refused_for_good) {
    bool const is_class_5 = status.empty() ? is_refused_for_good : status.starts_with("5.");
    bool const is_passing = status == "5.2.2" || status.starts_with("5.7.");
    return {is_class_5 && !is_passing, std::string(status)};
}

}  // namespace messaging
