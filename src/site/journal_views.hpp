// What the pages of the journal show.
#pragma once

#include <string>
#include <vector>

#include "html/form.hpp"
#include "html/view.hpp"

namespace site {

struct JournalLine {
    std::string number;
    std::string href;
    std::string at;
    std::string who;
    std::string who_href;  // the same list of that person alone
    std::string body;      // empty: none
    std::string body_href;
    std::string act;
    std::string subject;
    std::string subject_href;
    std::string proof;  // "n° 1 234", "n° 1 235, preuve en attente": the number that the search takes
};

struct JournalView {
    std::vector<html::FieldError> errors;
    html::Field search;
    std::vector<html::HiddenInput> kept;
    html::Field noun;
    std::vector<html::Choice> nouns;
    html::Field person;
    html::Field body;
    html::Field from;
    html::Field until;
    bool is_filtered = false;
    std::string count;
    std::vector<html::ChosenFilter> chosen;
    std::vector<JournalLine> lines;
    std::string newer_href;  // empty: none
    std::string older_href;
    std::string csv_href;
};

struct EntryView {
    std::string title;
    std::vector<html::SummaryRow> rows;
    std::string subject_href;
    std::string subject_journal_href;
    html::Table facts;
    std::string state;  // what the proof says, in a sentence
    bool is_proven = false;
    bool is_broken = false;
    std::vector<html::SummaryRow> proof;
    std::string proof_href;
    std::string tool_href;  // the program that checks it; empty: not among the assets
};

/// Two signed heads side by side, and the proof that the first is the beginning of the second.
struct ConsistencyView {
    std::vector<html::FieldError> errors;
    html::Field first;
    html::Field second;
    std::string state;  // what was found; empty: nothing was asked
    bool is_broken = false;
    html::Table heads;
    std::string path;  // "7 empreintes"
    std::string proof_href;
    std::string tool_href;
};

struct HeadsView {
    std::string public_key;
    html::Table heads;
    std::string count;
    std::string older_href;
    std::string newest_href;
};

}  // namespace site
