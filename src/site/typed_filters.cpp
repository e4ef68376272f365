#include "site/typed_filters.hpp"

#include "base/text.hpp"
#include "web/forms.hpp"

namespace site {
namespace {

constexpr std::size_t typed_characters_max = 120;

}  // namespace

std::string typed(http::Pairs const& query, std::string_view name) {
    return base::shortened(web::line_of(query, name), typed_characters_max);
}

http::Pairs filters_among(std::span<std::string_view const> names, http::Pairs const& query,
                          std::string_view without) {
    http::Pairs kept;
    for (std::string_view const name : names)
        if (name != without)
            if (std::string value = typed(query, name); !value.empty())
                kept.add(std::string(name), std::move(value));
    return kept;
}

}  // namespace site
