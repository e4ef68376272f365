// A decision as typed on the triage bench, and the filters of its list, between the address, the form and the
// actions.
#pragma once

#include <string>
#include <vector>

#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_lists.hpp"
#include "consultation/triage_actions.hpp"
#include "consultation/triage_rules.hpp"
#include "consultation/triage_views.hpp"
#include "http/message.hpp"

namespace consultation {

/// The filters as they stand in the address; what is unknown is dropped. Default: what waits for a decision.
struct TriageFilters {
    std::string outcome;    // "" (waiting), "reoriented", "rejected", "grouped", "toutes"
    std::string theme;      // slug
    std::string kind;       // "besoin", "service"
    std::string body_kind;  // a kind of the register, or "partenaire"
    std::string department;
    std::string text;
    std::string who;  // "moi", "personne", "autres", or an operator's number
    Attention attention = Attention::all;
    int page = 1;

    static TriageFilters from(http::Pairs const& query, Choices const& offered);
    std::vector<std::pair<std::string, std::string>> pairs() const;  // without the page
    ContributionFilter filter(base::Id<Campaign> campaign, Choices const& offered, PersonId me,
                              base::Instant now) const;
};

inline constexpr std::size_t proposal_fields = 3;

/// What was typed in one of the forms.
struct TypedDecision {
    std::string
        outcome;         // "reoriented", "rejected", "grouped", "pending" (reopened); else nothing was chosen
    std::string desk;    // slug
    std::string ground;  // slug
    std::vector<std::string> proposals;
    std::string new_title;
    std::string reason;
    std::string reading;  // "" (none), "tous", or an operator's number
    std::string name;     // of the batch

    bool wants_reading() const { return !reading.empty(); }
    PersonId reader() const;
    static TypedDecision from(http::Pairs const& form);
    /// Hidden inputs that send the same again.
    std::vector<html::HiddenInput> inputs() const;
};

/// The choice that the action takes, with its names for a confirmation; or every error with its field: also
/// those of the reason, so that they are seen before a confirmation.
struct ReadDecision {
    OutcomeChoice choice;
    std::string verb;    // "Réorienter", "Rejeter", "Regrouper", "Remettre à traiter"
    std::string target;  // the desk, the ground, the proposals
};
base::Result<ReadDecision> read_decision(db::Reader const& reader, base::Id<Campaign> campaign,
                                         TypedDecision const& typed, Choices const& offered);

/// What the forms offer besides the campaign's choices.
struct DecisionOffers {
    std::vector<ProposalName> proposals;  // all that receive contributions
    std::vector<ProposalName> near;       // those that resemble the contribution
    std::vector<Colleague> colleagues;    // who may read a decision: others than oneself
    TriageRules rules;
};
/// The four forms with labels, choices and what was typed.
DecisionFormsView decision_forms(TypedDecision const& typed, Choices const& offered,
                                 DecisionOffers const& offers, std::string action, std::string subject);
/// The proposals that share the most words with a text, best first; at most `near_max`. A word of the
/// proposal's title weighs three times one of its summary. `summaries` stands beside `proposals`.
inline constexpr std::size_t near_max = 4;
std::vector<ProposalName> near(ContributionText const& text, std::vector<ProposalName> const& proposals,
                               std::vector<std::string> const& summaries);
/// Puts a refusal beside the fields of the form that was sent.
void show_decision_errors(DecisionFormsView& view, base::Refusal const& refusal);

/// "P-2026-012 – Titre".
std::string suggestion_of(ProposalName const& proposal);

}  // namespace consultation
