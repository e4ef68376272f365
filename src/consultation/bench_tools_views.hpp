// What the pages around the triage bench show: batches, sharing out, rules; and the author's page of a
// question.
#pragma once

#include <string>
#include <vector>

#include "consultation/page_forms.hpp"
#include "html/form.hpp"
#include "html/view.hpp"

namespace consultation {

struct BatchesView {
    std::vector<html::Link> batches;
    std::vector<std::string> facts;  // in the same order
    html::Pages pages;
    std::string back_href;
};

struct BatchView : PageForm {
    std::string title;
    std::string notice;
    std::vector<html::SummaryRow> rows;
    std::vector<html::Link> items;
    std::vector<std::string> facts;
    html::Pages pages;
    std::int64_t id = 0;
    bool may_undo = false;
    std::string undo_action;
    std::string again_href;  // to decide anew once the mails have left
    std::vector<html::HiddenInput> again;
    std::string back_href;
};

struct ShareOutView : PageForm {
    std::string action;
    std::string lead;
    bool has_any = true;  // nothing is nobody's: no form
    html::Field among;
    std::vector<html::Choice> colleagues;
    html::Field count;
    std::string back_href;
};

struct TriageRulesView : PageForm {
    std::string action;
    html::Field grace;
    html::Field rereads;
    std::vector<html::Choice> rereads_choices;
    std::string back_href;
};

struct DeskSearchView {
    html::Field search;
    std::string action;
    bool has_searched = false;
    std::vector<html::Link> kinds;  // with their counts; the present one is no link
    std::vector<html::Link> found;
    html::Pages pages;
};

struct QuestionLine {
    std::string when;
    std::string who;
    std::string text;
};
struct QuestionView : PageForm {
    std::string title;
    std::string href;
    std::string action;
    std::string notice;
    std::vector<QuestionLine> thread;
    html::Field reply;
    bool may_reply = false;
    std::string edit_href;  // for the author
};

}  // namespace consultation
