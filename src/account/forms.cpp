// Typed values and errors of forms.
#include "account/forms.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace account {
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

std::optional<int> page_of_query(http::Pairs const& query) {
    auto const asked = query.find("page");
    if (!asked || asked->empty()) return 1;
    auto const number = positive_number(*asked);
    if (!number || *number > page_max) return std::nullopt;
    return static_cast<int>(*number);
}

int last_page(std::int64_t total, int per_page) {
    return static_cast<int>(
        std::max<std::int64_t>(1, std::min<std::int64_t>(page_max, (total + per_page - 1) / per_page)));
}

html::Field field(std::string name, std::string label, std::string value) {
    html::Field made;
    made.id = name;
    made.name = std::move(name);
    made.label = std::move(label);
    made.value = std::move(value);
    return made;
}

void show_errors(FormView& view, base::Refusal const& refusal, std::vector<html::Field*> const& fields) {
    std::string const advice = refusal.advice.empty() ? std::string() : " " + refusal.advice;
    if (refusal.fields.empty()) view.errors.push_back({"", refusal.message + advice});
    for (base::FieldError const& error : refusal.fields) {
        auto const found = std::find_if(fields.begin(), fields.end(),
                                        [&](html::Field const* one) { return one->name == error.field; });
        if (found != fields.end()) (*found)->error = error.message;
        view.errors.push_back({found == fields.end() ? std::string() : (*found)->id, error.message});
    }
}

}  // namespace account
