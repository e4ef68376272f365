// The acts of the journal in French: what each noun and each act is called on screen.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace site {

struct NounWords {
    std::string_view noun;  // left of the dot
    std::string_view label;
};
/// Every noun of docs/acts.md, in the order of the filter.
std::span<NounWords const> act_nouns();

/// "Contribution publiée"; an act without words of its own is its noun in words, then its code.
std::string act_label(std::string_view act);

/// The thing that an act concerns, as a screen names it: "mailing:4" is "courrier 4"; a reference stays
/// itself.
std::string words_of_subject(std::string_view subject);

/// Where the thing that an act concerns is read; empty when it has no page.
std::string address_of_subject(std::string_view subject);

}  // namespace site
