// What the page of a contribution's files shows.
#pragma once

#include <string>
#include <vector>

#include "consultation/page_forms.hpp"
#include "html/form.hpp"

namespace consultation {

struct AttachmentLine {
    std::string name;
    std::string facts;  // "PDF, 340 ko"
    std::string href;   // empty: not to be had (yet)
    std::string note;   // why
    std::string remove_action;
};

struct AttachmentsView : PageForm {
    std::string notice;
    std::string contribution;  // its title
    std::string note;          // who sees them, until when they may change
    std::vector<AttachmentLine> lines;
    html::Field files;
    std::string accept;
    std::string full;  // no more may be added
    std::string action;
    std::string next_href;
    std::string next_label;
    std::string edit_href;  // the text itself
};

}  // namespace consultation
