// What the pages of supporting show.
#pragma once

#include <string>
#include <vector>

#include "html/form.hpp"
#include "html/view.hpp"

namespace consultation {

/// What is about to be supported.
struct ChosenProposal {
    std::string reference;
    std::string title;
};

/// The one form of somebody who is not signed in: commune, e-mail, quality, function.
struct SupportIdentityView {
    std::vector<ChosenProposal> proposals;
    std::string weight;  // "C’est une expression d’intérêt …"
    html::Field authority;
    std::vector<html::Choice> candidates;  // when the name is several authorities'
    html::Field candidate;
    html::Field email;
    html::Field quality;
    std::vector<html::Choice> qualities;
    html::Field function;
    std::vector<html::Choice> agent_functions;
    std::vector<html::Choice> elected_functions;
    std::vector<html::FieldError> errors;
    std::vector<html::HiddenInput> hidden;
    std::string sign_in_href;  // empty: signed in already
};

/// The confirmation of somebody who is: the proposals, and for which of their authorities.
struct SupportConfirmView {
    std::vector<ChosenProposal> proposals;
    std::string weight;
    html::Field authorities;
    std::vector<html::Choice> choices;  // empty: all of theirs support already
    std::string all_stand;              // "Vous soutenez déjà cette proposition pour :"
    std::vector<std::string> already;   // for whom their own support stands
    std::string own_href;
    std::string list_href;
    std::vector<html::FieldError> errors;
    std::vector<html::HiddenInput> hidden;
};

/// One support after the act: counted / pending / not counted, why, what to do.
struct SupportDone {
    std::string proposal;
    std::string proposal_href;
    std::string authority;
    std::string state;  // "Compté", "En attente" …
    html::TagColour colour = html::TagColour::green;
    std::string why;
    std::string advice;
};
struct SupportDoneView {
    std::string title;
    std::vector<SupportDone> supports;
    std::string next;  // what happens next, and when
    std::string verify_label;
    std::string verify_href;
    std::string own_href;
    std::string list_href;
};

struct WithdrawView {
    std::string reference;
    std::string title;
    std::string authority;
    std::string until;
    std::string back_href;  // the proposal, or the list of one's supports
    std::vector<html::HiddenInput> hidden;
};

/// The printable list for the mayor.
struct PrintLine {
    std::string reference;
    std::string title;
    std::string summary;
    std::string supports;
};
struct PrintView {
    std::string campaign;
    std::string campaign_href;
    std::string until;
    std::string printed;
    std::vector<PrintLine> proposals;
};

}  // namespace consultation
