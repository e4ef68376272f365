// The 106 criteria of RGAA 4.1.2, what was found of each, and the rate that follows
// (docs/accessibility/rgaa.toml).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "web/site.hpp"

namespace site {

/// What nobody checked is said so, and weighs like what fails.
enum class Finding { conform, not_conform, not_applicable, not_assessed };
/// "conforme", "non conforme", "non applicable", "non évalué".
std::string_view french(Finding finding);

struct Criterion {
    std::string number;  // "10.4"
    std::string title;
    Finding finding = Finding::not_assessed;
    std::string how;                    // what was looked at, when
    std::vector<std::string> evidence;  // names of tests that exist
    int theme() const;
};

struct Theme {
    int number = 0;
    std::string title;
    int criteria = 0;  // how many the RGAA has
};

/// The thirteen themes, in order.
std::span<Theme const> themes();

struct SelfAssessment {
    std::string date;  // "22 novembre 2026"
    std::string environment;
    std::vector<std::string> tools;
    std::vector<std::string> sample;  // addresses of the pages looked at
    std::vector<Criterion> criteria;  // in the order of the RGAA
};

/// The file inside the program, read once. A file that is not as it should be is a fault and throws.
SelfAssessment const& self_assessment();
/// The same from a text. Throws with a sentence: a criterion missing, twice, or with an unknown finding.
SelfAssessment read_self_assessment(std::string_view toml);

struct Tally {
    int conform = 0;
    int not_conform = 0;
    int not_applicable = 0;
    int not_assessed = 0;
    int applicable() const { return conform + not_conform + not_assessed; }
    /// Met criteria of the applicable ones, in thousandths, rounded down; 0 when none applies.
    int rate_permille() const { return applicable() == 0 ? 0 : conform * 1000 / applicable(); }
};
Tally tally(std::span<Criterion const> criteria);

/// The law's words (order of 20 September 2019): all, half or more, less.
std::string_view state_of(int rate_permille);
/// Those of this site: by the audit once there is one, else by the self-assessment.
std::string state_words(web::SiteSettings const& settings);

}  // namespace site
