// What the operator's pages of reviews show.
#pragma once

#include <string>
#include <vector>

#include "consultation/page_forms.hpp"
#include "consultation/triage_views.hpp"
#include "html/form.hpp"
#include "html/view.hpp"

namespace consultation {

struct QueuedReview {
    std::string title;  // of the contribution
    std::string href;
    std::string facts;  // "C-2026-0012 · Commune de Locronan · Services des petites communes"
    std::string age;    // "demandé le 3 mars 2026, il y a 12 jours"
    std::string tag;
    html::TagColour colour = html::TagColour::grey;
};
struct ReviewQueueView {
    std::string notice;
    std::vector<html::Link> states;  // the present one without address
    std::string count;
    std::vector<QueuedReview> items;
    html::Pages pages;
    std::vector<html::Link> files;
};

struct ReviewAnswerView : PageForm {
    std::string reference;
    std::string title;
    std::string href;
    std::string tag;
    html::TagColour colour = html::TagColour::grey;
    std::string asked;                // "Demandé le … par l’auteur"
    std::vector<std::string> reason;  // paragraphs
    std::vector<html::SummaryRow> decision;
    std::vector<std::string> problem;  // what the contribution says
    std::string answered;              // "Réponse du …"; empty: it waits
    std::vector<std::string> answer;
    std::string cannot;  // why this person does not answer; empty: they may
    html::Field maintain_reason;
    std::string maintain_action;
    DecisionFormsView forms;  // another decision
};

}  // namespace consultation
