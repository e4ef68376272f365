// What the pages of late requests show: after a closing, to who asks, and on the operator's queue.
#pragma once

#include <string>
#include <vector>

#include "consultation/page_forms.hpp"
#include "html/form.hpp"
#include "html/view.hpp"

namespace consultation {

/// It is too late: why, since when, what was wanted, what one can still do.
struct LateClosedView {
    std::string campaign;
    std::string title;
    std::string message;  // with the instant
    std::string wanted;   // "Vous vouliez soutenir :"
    std::vector<html::Link> items;
    std::string until;  // until when one may ask; empty: one may not
    std::vector<html::Link> asks;
    std::string campaign_href;
};

/// A request in a list, the person's own or the operator's.
struct LateLine {
    std::string title;
    std::string href;
    std::string facts;
    std::string age;
    std::string tag;
    html::TagColour colour = html::TagColour::grey;
    std::string id;  // of one that waits, on the operator's queue
};
struct LateListView {
    std::string title;
    std::string notice;
    std::string lead;
    std::vector<html::Link> desks;   // between the campaign's desks; empty: the person's own list
    std::vector<html::Link> states;  // the present one without address
    std::vector<html::Link> phases;  // the same
    std::string count;
    std::vector<LateLine> items;
    std::string empty;  // what to do when nothing is there
    html::Pages pages;
    std::string csv_href;
    std::string several_action;  // where those that are ticked lead; empty: none is
};

/// Several requests under one decision.
struct LateSeveralLine {
    std::string id;
    std::string title;
    std::string href;
    std::string facts;
    std::string reason;   // what the person explained, shortened
    std::string fate;     // what the decision would do; empty: not tried yet
    std::string refusal;  // why it would not; empty: it would
};
struct LateSeveralView : PageForm {
    std::string notice;
    std::string title;
    std::vector<LateSeveralLine> lines;
    std::string summary;  // "3 seront acceptées, 1 reste en attente"; empty: not tried yet
    std::string action;
    html::Field verdict;
    std::vector<html::Choice> verdicts;
    html::Field answer;
    std::string tried;  // the decision that was tried, as a mark
    std::string button;
    std::string back_href;
};

/// One request: to who made it, or to the operator with the decision to take.
struct LateRequestView : PageForm {
    std::string notice;
    std::string caption;
    std::string title;
    std::string tag;
    html::TagColour colour = html::TagColour::grey;
    std::string next;  // what happens now
    std::vector<html::SummaryRow> rows;
    std::string items_title;
    std::vector<html::Link> items;     // the proposals
    std::vector<std::string> problem;  // of the contribution, as it would be published
    std::vector<std::string> reason;
    html::Link act;      // what the person may do now
    std::string cannot;  // why this person does not decide
    std::string action;  // of the decision's form; empty: none
    html::Field verdict;
    std::vector<html::Choice> verdicts;
    html::Field answer;
};

}  // namespace consultation
