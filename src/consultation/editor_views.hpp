// What the campaign editor shows: the task list, the form of a section, the history.
#pragma once

#include <string>
#include <vector>

#include "consultation/campaign_change.hpp"
#include "consultation/page_forms.hpp"
#include "html/form.hpp"
#include "html/out.hpp"
#include "html/view.hpp"

namespace consultation {

struct EditorTask {
    std::string id;
    std::string title;
    std::string href;
    std::string hint;       // what it holds, and when it freezes
    std::string status;     // "À faire", "Prêt", "Facultatif", "Figé"
    bool is_plain = false;  // the status is words, without the tag's colour
    html::TagColour colour = html::TagColour::blue;
};
struct EditorView {
    std::vector<html::Link> desks;  // the campaign's other benches; none of a draft
    std::string notice;
    std::string title;
    std::string tag;
    html::TagColour colour = html::TagColour::grey;
    std::string progress;  // "6 parties prêtes sur 9"
    std::vector<EditorTask> tasks;
    std::string next_label;  // the next useful act
    std::string next_href;
    std::vector<html::Link> links;
};

/// One row of a list in a form: a theme, a desk, a ground, a phase.
struct EditorRow {
    std::string legend;
    std::string note;  // what is fixed, in words
    std::vector<html::HiddenInput> hidden;
    std::vector<html::Field> cells;
    html::Field remove;  // a box; none without a name
    bool is_removed = false;
};

struct EditorControl {
    enum class Kind { line, text, radios, checkboxes, rows, file };
    Kind kind = Kind::line;
    html::Field field = {};
    std::vector<html::Choice> choices = {};
    int rows = 4;
    int characters_max = 0;
    html::Html preview = {};  // of a Markdown text, beside it
    bool has_preview = false;
    std::vector<EditorRow> list = {};
};

/// What a colleague changed meanwhile.
struct EditorConflict {
    std::string who;
    std::vector<Difference> differences;
};

struct EditorFormView : PageForm {
    std::string title;
    std::string lead;
    std::vector<std::string> notes;
    std::vector<EditorConflict> conflicts;
    std::string frozen;  // why nothing can be changed; the form is not shown
    html::Link way;      // the way left
    std::vector<html::SummaryRow> rows;
    std::string action;
    std::vector<EditorControl> controls;
    std::string button;  // empty: no form
    std::vector<html::Button> others;
    bool takes_file = false;
    std::string back_href;
    std::string back_label;
};

struct PolicyLine {
    std::string name;
    std::string href;
    std::string source;
    std::string count;
    std::string remove_href;
};
struct PoliciesView {
    std::string notice;
    std::string frozen;
    std::string freezes;
    std::vector<PolicyLine> items;
    std::string add_href;
    std::string back_href;
};

struct CheckLine {
    std::string sentence;
    std::string href;
};
struct PublishView : PageForm {
    std::string title;
    std::vector<CheckLine> blocking;
    std::vector<html::SummaryRow> rows;
    std::vector<std::string> freezes;
    std::string starts;  // a phase is open already
    std::string action;
    std::string preview_href;
    std::string back_href;
};

struct HistoryLine {
    std::string when;
    std::string section;
    std::string who;
    std::string reason;
    std::string href;
};
struct HistoryView {
    std::string count;
    std::vector<html::Link> sections;
    std::vector<HistoryLine> items;
    html::Pages pages;
    std::string back_href;
};
struct ChangeView {
    std::string title;
    std::vector<html::SummaryRow> facts;
    std::vector<Difference> differences;
    std::string back_href;
};

}  // namespace consultation
