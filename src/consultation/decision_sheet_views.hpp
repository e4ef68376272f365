// What the pages of decisions by spreadsheet show.
#pragma once

#include <string>
#include <vector>

#include "consultation/page_forms.hpp"
#include "html/view.hpp"

namespace consultation {

struct DecisionSheetView : PageForm {
    std::string action;  // empty: not this person's right, or not now
    std::string no_act;
    html::Field file;
    std::vector<html::Link> downloads;
    std::string back_href;
};

struct SheetReportView : PageForm {
    std::string title;
    std::string notice;
    std::string lead;
    std::vector<html::SummaryRow> rows;
    std::string warning;
    html::Table lines;
    html::Pages pages;
    std::vector<html::Link> downloads;  // of the report
    std::string action;                 // empty: nothing to apply, or applied
    html::Field name;
    html::Field warned;
    std::vector<html::Choice> warned_choices;  // empty: no line carries a warning
    std::string button;
    html::Link batch;  // once applied
    std::string back_href;
};

}  // namespace consultation
