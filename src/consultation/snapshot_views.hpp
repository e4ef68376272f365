// What the pages of snapshots show.
#pragma once

#include <string>
#include <vector>

#include "consultation/page_forms.hpp"
#include "html/view.hpp"

namespace consultation {

struct SnapshotLine {
    std::string name;
    std::string href;
    std::string facts;
};
struct SnapshotsView : PageForm {
    std::string action;  // empty: not this person's right, or not now
    html::Field name;
    std::string closing;  // when the one at the closing comes, or came; empty: the campaign has no such phase
    std::string no_act;   // why none can be made; empty: it can
    std::string count;
    std::vector<SnapshotLine> items;
    html::Pages pages;
    std::string back_href;
};

struct SnapshotView {
    std::string title;
    std::string notice;
    std::vector<html::SummaryRow> rows;
    std::string journal_href;  // compares the journal of then with today's; empty: nothing was sealed
    std::vector<html::Link> files;
    std::vector<std::string> file_facts;  // in the same order
    std::string since;                    // what changed, in a sentence
    html::Table summary;
    html::Table proposals;
    html::Pages pages;
    std::string back_href;
};

}  // namespace consultation
