// Poster: one A4 page to print and pin up: what, until when, how, and a code that a telephone reads.
#pragma once

#include <string>
#include <vector>

#include "documents/stamp.hpp"

namespace documents {

struct Poster {
    std::string kicker;  // above the title: who invites
    std::string title;
    std::string lead;
    std::string deadline;  // large
    std::vector<std::string> steps;
    std::vector<std::string> code_rows;  // '#' is a dark square; as many characters as rows
    std::string address;                 // what the code says, in letters
    std::string foot;
};

/// A tagged PDF of one page, like Pdf (pdf.hpp): titles are headings, the code stands beside its address in
/// letters. The same poster gives the same bytes. Texts that are too long for the page are cut by "…".
std::string poster_pdf(Poster const& poster, Stamp const& stamp);

}  // namespace documents
