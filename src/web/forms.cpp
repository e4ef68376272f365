#include "web/forms.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace web {
namespace {

/// Cut at a character: half of one would be no UTF-8.
std::string_view bounded(std::string_view text) {
    if (text.size() <= typed_bytes_max) return text;
    std::size_t end = typed_bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return text.substr(0, end);
}

}  // namespace

std::string line_of(http::Pairs const& values, std::string_view name) {
    return base::tidied_line(bounded(values.get(name))).value_or("");
}

std::string text_of(http::Pairs const& values, std::string_view name) {
    return base::tidied(bounded(values.get(name))).value_or("");
}

std::optional<std::int64_t> positive_number(std::string_view text) {
    auto const number = base::parse_int(text);
    if (!number || *number < 1) return std::nullopt;
    return number;
}

std::optional<int> asked_page(http::Pairs const& query) {
    auto const asked = query.find("page");
    if (!asked || asked->empty()) return 1;
    auto const number = positive_number(*asked);
    if (!number || *number > page_max) return std::nullopt;
    return static_cast<int>(*number);
}

int last_page(std::int64_t total, int per_page) {
    return static_cast<int>(std::clamp<std::int64_t>((total + per_page - 1) / per_page, 1, page_max));
}

html::Field field(std::string name, std::string label, std::string value, std::string hint) {
    html::Field made;
    made.id = name;
    made.name = std::move(name);
    made.label = std::move(label);
    made.value = std::move(value);
    made.hint = std::move(hint);
    return made;
}

void show_errors(std::vector<html::FieldError>& errors, base::Refusal const& refusal,
                 std::vector<html::Field*> const& fields) {
    std::string const advice = refusal.advice.empty() ? std::string() : " " + refusal.advice;
    if (refusal.fields.empty()) errors.push_back({"", refusal.message + advice});
    auto const place_of = [&](base::FieldError const& error) {
        return std::find_if(fields.begin(), fields.end(),
                            [&](html::Field const* one) { return one->name == error.field; });
    };
    // In the order of the form, whatever the order of the checks: the summary is read from top to bottom.
    std::vector<base::FieldError> ordered(refusal.fields.begin(), refusal.fields.end());
    std::stable_sort(ordered.begin(), ordered.end(),
                     [&](base::FieldError const& one, base::FieldError const& other) {
                         return place_of(one) < place_of(other);
                     });
    for (base::FieldError const& error : ordered) {
        auto const found = place_of(error);
        if (found != fields.end()) (*found)->error = error.message;
        errors.push_back({found == fields.end() ? std::string() : (*found)->id, error.message});
    }
}

}  // namespace web
