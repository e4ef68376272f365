// Plan: what will happen in one campaign of the demonstration, and how each planned thing becomes an act.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "consultation/campaign_file.hpp"
#include "consultation/campaign_rows.hpp"
#include "demo/persons.hpp"
#include "demo/stage.hpp"
#include "demo/texts.hpp"

namespace demo {

/// Of every campaign: after the closing of supports.
inline constexpr int late_verification_days = 15;

struct PlannedContribution {
    Core const* core = nullptr;              // null: rejected
    RejectedText const* rejected = nullptr;  // or
    std::size_t voice = 0;
    Someone author;
    std::string theme;  // slug
    consultation::ContributionText text;
    base::Instant at;
    bool is_draft = false;                    // written, not published
    base::Id<consultation::Contribution> id;  // once it happened

    Voice const& spoken() const { return core->voices.at(voice); }
};

struct PlannedProposal {
    ProposalText const* text = nullptr;
    base::Id<consultation::Proposal> id;  // once it happened
};

/// Planned things stay where they are: acts point at them until the timeline has run.
struct CampaignPlan {
    CampaignText const* text = nullptr;
    int edition = 0;
    base::Id<consultation::Campaign> id;  // once loaded
    consultation::Choices choices;        // once loaded
    std::deque<PlannedContribution> contributions;
    std::deque<PlannedProposal> proposals;

    PlannedProposal& proposal(std::string_view key);
};

/// The campaign as its operator writes it; phases as the texts give them, whole days of Paris. Of a phase
/// that was extended: as first announced.
consultation::CampaignFile campaign_file(Texts const& texts, CampaignText const& campaign, std::int64_t today,
                                         int edition);

/// What the operator decides; `proposals` are keys.
struct PlannedDecision {
    std::string desk;    // slug, or
    std::string ground;  // slug, or
    std::vector<std::string> proposals;
    std::string reason;
};
/// Into these proposals, with the sentence written for it.
PlannedDecision grouping(CampaignPlan& plan, std::vector<std::string> const& keys);

/// Puts planned things on the timeline.
class Script {
  public:
    Script(Timeline& timeline, Settings const& settings, CampaignPlan& plan)
        : timeline_(timeline), settings_(settings), plan_(plan) {}

    void load(base::Instant when, consultation::CampaignFile file);
    void extend(base::Instant when, consultation::PhaseKind phase, base::Instant closes, std::string reason);
    void contribute(PlannedContribution& contribution);
    void propose(base::Instant when, PlannedProposal& proposal);
    void decide(base::Instant when, std::vector<PlannedContribution*> contributions,
                PlannedDecision decision);
    /// Its author says more: a further version.
    void edit(base::Instant when, PlannedContribution& contribution, std::string more, std::string cost);
    /// Its author contests the standing decision; the operator maintains it.
    void ask_review(base::Instant when, PlannedContribution& contribution, std::string reason);
    void maintain(base::Instant when, PlannedContribution& contribution, std::string answer);
    /// A draft whose author came after the closing: its late taking is asked for; the operator accepts.
    void ask_late(base::Instant when, PlannedContribution& contribution, std::string reason);
    void accept_late(base::Instant when, PlannedContribution& contribution, std::string answer);
    void reopen(base::Instant when, PlannedContribution& contribution, std::string reason);
    void publish_proposals(base::Instant when);
    /// A public text is made more precise: a further version, with its reason.
    void reword(base::Instant when, PlannedProposal& proposal, std::string more, std::string reason);
    void record_choice(base::Instant when, PlannedProposal& proposal);
    void publish_results(base::Instant when);

    Timeline& timeline() { return timeline_; }
    Settings const& settings() const { return settings_; }
    CampaignPlan& plan() { return plan_; }
    /// An act by the operator.
    template<class Act>
    void by_operator(base::Instant when, Act act);

  private:
    Timeline& timeline_;
    Settings const& settings_;
    CampaignPlan& plan_;
};

/// The operator verifies the partners that contributed, a few days later.
void verify_partners(Script& script, std::int64_t last_day, base::Random& random);

template<class Act>
void Script::by_operator(base::Instant when, Act act) {
    timeline_.add(when, [act](db::Tx& tx, base::World const& world) -> base::Result<base::Done> {
        auto const actor = operator_of(tx, world);
        if (!actor.ok()) return actor.refusal();
        return act(tx, world, *actor);
    });
}

}  // namespace demo
