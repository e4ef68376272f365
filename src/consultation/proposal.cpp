#include "consultation/proposal.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace consultation {

std::string_view name_of(ProposalState state) {
    switch (state) {
        case ProposalState::draft:
            return "draft";
        case ProposalState::open:
            return "open";
        case ProposalState::selected:
            return "selected";
        case ProposalState::not_selected:
            return "not_selected";
        case ProposalState::deferred:
            return "deferred";
    }
    base::fail("an unknown state of a proposal");
}

std::optional<ProposalState> proposal_state(std::string_view name) {
    for (ProposalState const state : {ProposalState::draft, ProposalState::open, ProposalState::selected,
                                      ProposalState::not_selected, ProposalState::deferred})
        if (name_of(state) == name) return state;
    return std::nullopt;
}

std::string_view title_of(ProposalState state) {
    switch (state) {
        case ProposalState::draft:
            return "Brouillon";
        case ProposalState::open:
            return "Ouverte aux soutiens";
        case ProposalState::selected:
            return "Retenue";
        case ProposalState::not_selected:
            return "Non retenue";
        case ProposalState::deferred:
            return "Reportée à un prochain comité";
    }
    base::fail("an unknown state of a proposal");
}

std::string_view name_of(Choice choice) {
    return name_of(state_after(choice));
}

std::optional<Choice> choice(std::string_view name) {
    for (Choice const one : {Choice::selected, Choice::not_selected, Choice::deferred})
        if (name_of(one) == name) return one;
    return std::nullopt;
}

ProposalState state_after(Choice choice) {
    switch (choice) {
        case Choice::selected:
            return ProposalState::selected;
        case Choice::not_selected:
            return ProposalState::not_selected;
        case Choice::deferred:
            return ProposalState::deferred;
    }
    base::fail("an unknown choice");
}

base::Result<ProposalForm> checked(ProposalForm form) {
    base::FormErrors errors;
    auto const tidy = [&](char const* field, std::string& text, std::size_t most, bool one_line) {
        auto tidied = one_line ? base::tidied_line(text) : base::tidied(text);
        if (!tidied) return errors.add(field, "Ce texte contient des caractères illisibles.");
        text = std::move(*tidied);
        if (base::length_in_characters(text) > most)
            errors.add(field, fmt::format("Ce texte dépasse {} caractères.", most));
    };
    tidy("title", form.title, proposal_title_max, true);
    if (errors.none() && base::length_in_characters(form.title) < proposal_title_min)
        errors.add("title", fmt::format("Donnez un titre d’au moins {} caractères.", proposal_title_min));
    tidy("summary", form.summary, proposal_summary_max, false);
    tidy("problem", form.problem, proposal_problem_max, false);
    tidy("maturity", form.maturity, proposal_maturity_max, false);
    base::Euros const none;
    if (form.build_cost && *form.build_cost < none)
        errors.add("build_cost", "Un coût ne peut pas être négatif.");
    if (form.deploy_cost && *form.deploy_cost < none)
        errors.add("deploy_cost", "Un coût ne peut pas être négatif.");
    std::ranges::sort(form.themes);
    form.themes.erase(std::unique(form.themes.begin(), form.themes.end()), form.themes.end());
    if (form.themes.size() > proposal_themes_max)
        errors.add("themes", fmt::format("Choisissez {} thèmes au plus.", proposal_themes_max));
    if (!errors.none()) return std::move(errors).refusal();
    return form;
}

}  // namespace consultation
