// Proposal: what the operator makes of several contributions and what authorities support (PROGRAMME B5).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/euros.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "consultation/campaign.hpp"

namespace consultation {

/// Seen by all once open; the last three after the committee's choice was published.
enum class ProposalState { draft, open, selected, not_selected, deferred };
std::string_view name_of(ProposalState state);
std::optional<ProposalState> proposal_state(std::string_view name);
/// "Ouverte aux soutiens", "Sélectionnée" …
std::string_view title_of(ProposalState state);

struct Proposal {
    base::Id<Proposal> id;
    std::string reference;  // "P-2026-067"
    base::Id<Campaign> campaign;
    ProposalState state = ProposalState::draft;
    std::string title;
    std::string summary;
    std::string problem;
    std::string maturity;
    std::optional<base::Euros> build_cost;
    std::optional<base::Euros> deploy_cost;
    std::vector<base::Id<Theme>> themes;
    int version = 0;  // of the public text; 0: a draft
    base::Instant created_at;
    std::optional<base::Instant> published_at;
    base::Instant changed_at;

    bool is_public() const { return state != ProposalState::draft; }
    /// May still receive contributions and supports: the committee has not been heard.
    bool is_changeable() const { return state == ProposalState::draft || state == ProposalState::open; }
};

/// As typed by the operator; checked and tidied by `checked`.
struct ProposalForm {
    std::string title;     // 5–120 characters
    std::string summary;   // at most 600; needed before publishing
    std::string problem;   // at most 5 000
    std::string maturity;  // at most 500
    std::optional<base::Euros> build_cost;
    std::optional<base::Euros> deploy_cost;
    std::vector<base::Id<Theme>> themes;  // of the campaign, at most 5
};
inline constexpr std::size_t proposal_title_min = 5;
inline constexpr std::size_t proposal_title_max = 120;
inline constexpr std::size_t proposal_summary_max = 600;
inline constexpr std::size_t proposal_problem_max = 5000;
inline constexpr std::size_t proposal_maturity_max = 500;
inline constexpr std::size_t proposal_themes_max = 5;

/// The form tidied, or every error with its field.
base::Result<ProposalForm> checked(ProposalForm form);

/// Why a public text changes, for who supports it; public.
inline constexpr std::size_t proposal_change_reason_min = 10;
inline constexpr std::size_t proposal_change_reason_max = 300;

/// What the committee chose (B8).
enum class Choice { selected, not_selected, deferred };
std::string_view name_of(Choice choice);
std::optional<Choice> choice(std::string_view name);
ProposalState state_after(Choice choice);

struct Selection {
    Choice choice = Choice::not_selected;
    std::string reason;
    base::Instant recorded_at;
    std::optional<base::Instant> published_at;  // not public before
};
inline constexpr std::size_t selection_reason_min = 20;
inline constexpr std::size_t selection_reason_max = 2000;

}  // namespace consultation
