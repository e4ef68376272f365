// What the handlers of this room share: typed values read, refusals put beside their fields, lists paged.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/views.hpp"
#include "base/result.hpp"
#include "http/message.hpp"
#include "web/visit.hpp"

namespace account {

/// Longer than any field of this room takes; what is longer is cut before it is looked at or shown again.
inline constexpr std::size_t typed_bytes_max = 4000;

/// One line as typed, made safe to keep; empty when absent or not UTF-8.
std::string line_of(http::Pairs const& values, std::string_view name);
/// The same, with its line ends.
std::string text_of(http::Pairs const& values, std::string_view name);
/// The page asked for, from 1; nothing for what is no page number.
std::optional<int> page_of_query(http::Pairs const& query);
int last_page(std::int64_t total, int per_page);

/// A field whose id is its name.
html::Field field(std::string name, std::string label, std::string value = {});

/// Puts each error beside the field of its name (in `fields`) and all of them into the summary. What names no
/// field here stands in the summary alone.
void show_errors(FormView& view, base::Refusal const& refusal, std::vector<html::Field*> const& fields);

/// No list of ours is longer.
inline constexpr int page_max = 100'000;

/// A whole number from 1, nothing else around.
std::optional<std::int64_t> positive_number(std::string_view text);

/// A positive number as an id of T; none when it is anything else.
template<class T>
base::Id<T> id_of(std::string_view text) {
    return base::Id<T>(positive_number(text).value_or(0));
}

}  // namespace account
