// Forms as every room reads and shows them: typed values made safe, errors put beside their fields, pages of
// lists.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"
#include "html/form.hpp"
#include "http/message.hpp"

namespace web {

/// Longer than any field takes; what is longer is cut before it is looked at or shown again.
inline constexpr std::size_t typed_bytes_max = 40'000;
/// No list is longer, in pages.
inline constexpr int page_max = 100'000;

/// One line as typed, made safe to keep; empty when absent or not UTF-8.
std::string line_of(http::Pairs const& values, std::string_view name);
/// The same, with its line ends.
std::string text_of(http::Pairs const& values, std::string_view name);
/// A whole number from 1, nothing else around.
std::optional<std::int64_t> positive_number(std::string_view text);
/// A positive number as an id of T; none when it is anything else.
template<class T>
base::Id<T> id_of(std::string_view text) {
    return base::Id<T>(positive_number(text).value_or(0));
}

/// The page asked for, from 1; nothing for what is no page number.
std::optional<int> asked_page(http::Pairs const& query);
int last_page(std::int64_t total, int per_page);

/// A field whose id is its name.
html::Field field(std::string name, std::string label, std::string value = {}, std::string hint = {});

/// Puts each error beside the field of its name (in `fields`) and all of them into the summary `errors`. What
/// names no field here stands in the summary alone.
void show_errors(std::vector<html::FieldError>& errors, base::Refusal const& refusal,
                 std::vector<html::Field*> const& fields);

}  // namespace web
