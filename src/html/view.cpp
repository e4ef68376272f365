#include "html/view.hpp"

#include <algorithm>
#include <cstdlib>

namespace html {

std::string_view to_class(TagColour colour) {
    switch (colour) {
        case TagColour::blue:
            return "";
        case TagColour::grey:
            return " govuk-tag--grey";
        case TagColour::green:
            return " govuk-tag--green";
        case TagColour::yellow:
            return " govuk-tag--yellow";
        case TagColour::orange:
            return " govuk-tag--orange";
        case TagColour::red:
            return " govuk-tag--red";
        case TagColour::purple:
            return " govuk-tag--purple";
        case TagColour::teal:
            return " govuk-tag--teal";
    }
    return "";
}

std::string_view to_class(Step::State state) {
    switch (state) {
        case Step::State::past:
            return " steps__item--done";
        case Step::State::current:
            return " steps__item--now";
        case Step::State::coming:
            return "";
    }
    return "";
}

std::vector<int> shown_numbers(Pages const& pages) {
    constexpr int ALL_MAX = 7;
    std::vector<int> numbers;
    for (int n = 1; n <= pages.last; ++n) {
        bool const near = std::abs(n - pages.current) <= 1;
        bool const edge = n == 1 || n == pages.last;
        // An ellipsis that would stand for one page is that page.
        bool const alone =
            (n == 2 && pages.current <= 4) || (n == pages.last - 1 && pages.current >= pages.last - 3);
        if (pages.last <= ALL_MAX || near || edge || alone) {
            numbers.push_back(n);
        } else if (numbers.back() != 0) {
            numbers.push_back(0);
        }
    }
    return numbers;
}

std::vector<int> lengths_percent(std::vector<Bar> const& bars) {
    std::int64_t longest = 1;
    for (Bar const& bar : bars) longest = std::max(longest, bar.value);
    std::vector<int> lengths;
    for (Bar const& bar : bars) {
        std::int64_t const value = std::max<std::int64_t>(bar.value, 0);
        auto const percent =
            static_cast<int>(static_cast<double>(value) * 100.0 / static_cast<double>(longest));
        lengths.push_back(value > 0 ? std::clamp(percent, 1, 100) : 0);
    }
    return lengths;
}

}  // namespace html
