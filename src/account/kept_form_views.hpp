// What the pages of kept forms show.
#pragma once

#include "account/views.hpp"

namespace account {

/// A text that somebody typed, whole.
struct KeptText {
    std::string label;
    std::string text;
};

struct KeptFormView : FormView {
    std::vector<KeptText> texts;
    std::vector<html::SummaryRow> rows;  // the short answers of the form
    std::string typed;                   // "Saisi le …, dans Firefox sur Linux, pour Commune de Locronan."
    std::string until;                   // until when it is kept
    std::string page;                    // where the form is; empty: not known
    bool had_files = false;
    std::string target;                     // where it is sent again
    std::vector<html::HiddenInput> fields;  // all of it, with a fresh form token
    std::string abandon;                    // where giving it up is posted
    std::string acting_gone;                // the affiliation it was typed under is over; empty: it stands
    std::string other_body;                 // it was typed for this body, not for the present one; else empty
    std::string other_affiliation;          // to act for it again
    std::string here;                       // the way back to this page
};

struct KeptFormLine {
    std::string title;  // the first words of what was typed
    std::string href;
    std::string facts;
};

}  // namespace account
