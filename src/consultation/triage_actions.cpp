#include "consultation/triage_actions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/decision_rows.hpp"
#include "consultation/proposal_actions.hpp"
#include "consultation/rights.hpp"
#include "consultation/second_reading_actions.hpp"
#include "consultation/taking.hpp"

namespace consultation {
namespace {

using base::RefusalCode;
using StandingDecisions = std::map<base::Id<Contribution>, StandingDecision>;

/// The contributions, locked by ascending id, all published and of one campaign.
base::Result<std::vector<Contribution>> taken(db::Tx& tx, std::vector<base::Id<Contribution>> ids) {
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    if (ids.empty()) return base::refuse_field("contribution", "Choisissez au moins une contribution.");
    if (ids.size() > decided_at_once_max)
        return base::refuse_field(
            "contribution",
            fmt::format("Choisissez {} contributions au plus à la fois.", decided_at_once_max));
    std::vector<Contribution> all = lock_contributions(tx, ids);
    if (all.size() < ids.size())
        return base::refuse(RefusalCode::not_found, "Une des contributions choisies n’existe pas.");
    for (Contribution const& contribution : all) {
        if (contribution.state == ContributionState::draft)
            return base::refuse(RefusalCode::not_found, "Une des contributions choisies n’existe pas.");
        if (contribution.state == ContributionState::withdrawn)
            return base::refuse(
                RefusalCode::conflict,
                fmt::format("La contribution {} a été retirée par son auteur.", contribution.reference),
                "Rien n’a été décidé. Retirez-la de votre choix et recommencez.");
        if (all.front().campaign != contribution.campaign)
            return base::refuse_field("contribution",
                                      "Choisissez des contributions d’une même consultation.");
    }
    return all;
}

/// The choice checked against the campaign. New titles have become proposals.
struct Resolved {
    OutcomeChoice choice;
    std::vector<ProposalName> new_proposals;
};

base::Result<Resolved> resolved_grouping(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                         base::Id<Campaign> campaign, Grouped grouped) {
    std::ranges::sort(grouped.proposals);
    grouped.proposals.erase(std::unique(grouped.proposals.begin(), grouped.proposals.end()),
                            grouped.proposals.end());
    std::size_t const count = grouped.proposals.size() + grouped.new_titles.size();
    if (count == 0)
        return base::refuse_field("proposal",
                                  "Choisissez une proposition ou donnez le titre d’une nouvelle.");
    if (count > grouped_proposals_max)
        return base::refuse_field("proposal",
                                  fmt::format("Choisissez {} propositions au plus.", grouped_proposals_max));
    for (base::Id<Proposal> const id : grouped.proposals) {
        auto const target = hold_grouping_target(tx, id);
        if (!target || target->campaign != campaign)
            return base::refuse(RefusalCode::not_found, "Une des propositions choisies n’existe pas.");
        if (target->state != ProposalState::draft && target->state != ProposalState::open)
            return base::refuse(
                RefusalCode::conflict,
                fmt::format("Le comité s’est prononcé sur la proposition {} : elle ne reçoit plus de "
                            "contributions.",
                            target->name.reference));
    }
    Resolved resolved;
    for (std::string const& title : grouped.new_titles) {
        auto const made = create_proposal(tx, world, actor, campaign, {title, {}, {}, {}, {}, {}, {}});
        if (!made.ok()) return made.refusal();
        grouped.proposals.push_back(made->id);
        resolved.new_proposals.push_back({made->id, made->reference, made->title, false});
    }
    std::ranges::sort(grouped.proposals);
    grouped.new_titles.clear();
    resolved.choice = std::move(grouped);
    return resolved;
}

base::Result<Resolved> resolved(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                base::Id<Campaign> campaign, OutcomeChoice const& choice) {
    Choices const offered = choices(tx, campaign);
    if (Reoriented const* const reoriented = std::get_if<Reoriented>(&choice)) {
        Desk const* const desk = offered.desk(reoriented->desk);
        if (!desk) return base::refuse_field("desk", "Choisissez un bureau de la liste.");
        return Resolved{choice, {}};
    }
    if (Rejected const* const rejected = std::get_if<Rejected>(&choice)) {
        Ground const* const ground = offered.ground(rejected->ground);
        if (!ground) return base::refuse_field("ground", "Choisissez un motif de la liste.");
        return Resolved{choice, {}};
    }
    if (Grouped const* const grouped = std::get_if<Grouped>(&choice))
        return resolved_grouping(tx, world, actor, campaign, *grouped);
    return Resolved{choice, {}};
}

/// Those whose standing decision is not the one that the operator had seen.
base::Result<base::Done> require_unchanged(StandingDecisions const& standing,
                                           std::vector<Contribution> const& taken,
                                           std::map<base::Id<Contribution>, base::Id<Decision>> const& seen) {
    for (Contribution const& contribution : taken) {
        auto const was = seen.find(contribution.id);
        if (was == seen.end()) continue;
        auto const now = standing.find(contribution.id);
        if (was->second == (now == standing.end() ? base::Id<Decision>() : now->second.id)) continue;
        return base::refuse(
            RefusalCode::conflict,
            fmt::format("La décision sur {} a changé depuis que vous l’avez ouverte.",
                        contribution.reference),
            "Rien n’a été enregistré. Lisez ce qui a été décidé, puis décidez de nouveau si c’est utile.");
    }
    return base::Done{};
}

}  // namespace

base::Result<Decided> decide(db::Tx& tx, base::World const& world, Settings const& settings,
                             people::Actor const& actor, Decide const& command) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    auto const reason = base::tidied(command.reason);
    std::size_t const length = reason ? base::length_in_characters(*reason) : 0;
    if (length < decision_reason_min || length > decision_reason_max)
        return base::refuse_field(
            "reason",
            fmt::format("Expliquez la décision en {} à {} caractères\u00a0: l’explication est publique "
                        "et envoyée à l’auteur.",
                        decision_reason_min, decision_reason_max));
    auto const name = base::tidied_line(command.name);
    if (!name || base::length_in_characters(*name) > batch_name_max)
        return base::refuse_field("nom",
                                  fmt::format("Nommez le lot en {} caractères au plus.", batch_name_max));
    auto const contributions = taken(tx, command.contributions);
    if (!contributions.ok()) return contributions.refusal();
    std::vector<base::Id<Contribution>> ids;
    for (Contribution const& one : *contributions) ids.push_back(one.id);
    if (auto const free = require_no_reading(tx, ids); !free.ok()) return free.refusal();
    StandingDecisions const standing = standing_decisions(tx, ids);
    if (auto const same = require_unchanged(standing, *contributions, command.seen); !same.ok())
        return same.refusal();
    base::Id<Campaign> const campaign = contributions->front().campaign;
    auto const choice = resolved(tx, world, actor, campaign, command.choice);
    if (!choice.ok()) return choice.refusal();

    Taking taking{campaign, {}, choice->choice, *reason, *name, actor.person, {}};
    Decided decided;
    decided.new_proposals = choice->new_proposals;
    for (Contribution const& contribution : *contributions) {
        auto const found = standing.find(contribution.id);
        bool const is_same = found != standing.end()
                                 ? found->second.choice == choice->choice && found->second.reason == *reason
                                 : std::holds_alternative<Reopened>(choice->choice);
        if (is_same)
            ++decided.unchanged;
        else
            taking.contributions.push_back({contribution.id, contribution.reference});
    }
    if (taking.contributions.empty()) return decided;
    // What answers a review is told at once, by somebody who did not take the first decision.
    TriageRules const rules = command.answers_review ? TriageRules{0, false} : triage_rules(tx, campaign);
    bool const is_read_first = command.wants_reading ||
                               (rules.rereads_rejections && std::holds_alternative<Rejected>(choice->choice));
    int const count = static_cast<int>(taking.contributions.size());
    if (is_read_first) {
        if (auto const asked = ask_reading(tx, world, taking, command.reader); !asked.ok())
            return asked.refusal();
        decided.to_read = count;
    } else {
        decided.batch = take(tx, world, settings, taking, rules);
        decided.changed = count;
    }
    return decided;
}

base::Result<Decided> reopen(db::Tx& tx, base::World const& world, Settings const& settings,
                             people::Actor const& actor,
                             std::vector<base::Id<Contribution>> const& contributions,
                             std::string const& reason) {
    return decide(tx, world, settings, actor, {contributions, Reopened{}, reason});
}

}  // namespace consultation
