#include "consultation/triage_actions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/decision_rows.hpp"
#include "consultation/event.hpp"
#include "consultation/mails_outcome.hpp"
#include "consultation/mails_review_lapsed.hpp"
#include "consultation/proposal_actions.hpp"
#include "consultation/review_rows.hpp"
#include "consultation/rights.hpp"
#include "journal/journal.hpp"
#include "messaging/mail.hpp"

namespace consultation {
namespace {

using base::RefusalCode;

/// The contributions, locked by ascending id, all published and of one campaign.
base::Result<std::vector<Contribution>> taken(db::Tx& tx, std::vector<base::Id<Contribution>> ids) {
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    if (ids.empty()) return base::refuse_field("contribution", "Choisissez au moins une contribution.");
    if (ids.size() > decided_at_once_max)
        return base::refuse_field(
            "contribution",
            fmt::format("Choisissez {} contributions au plus à la fois.", decided_at_once_max));
    std::vector<Contribution> all;
    for (base::Id<Contribution> const id : ids) {
        auto contribution = lock_contribution(tx, id);
        if (!contribution || contribution->state == ContributionState::draft)
            return base::refuse(RefusalCode::not_found, "Une des contributions choisies n’existe pas.");
        if (contribution->state == ContributionState::withdrawn)
            return base::refuse(
                RefusalCode::conflict,
                fmt::format("La contribution {} a été retirée par son auteur.", contribution->reference),
                "Rien n’a été décidé. Retirez-la de votre choix et recommencez.");
        if (!all.empty() && all.front().campaign != contribution->campaign)
            return base::refuse_field("contribution", "Choisissez des contributions d’une même campagne.");
        all.push_back(std::move(*contribution));
    }
    return all;
}

/// The choice checked against the campaign, with what its mail says. New titles have become proposals.
struct Resolved {
    OutcomeChoice choice;
    std::string became;  // French sentence
    std::vector<ProposalName> new_proposals;
};

base::Result<Resolved> resolved_grouping(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                         Campaign const& campaign, Grouped grouped) {
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
    std::vector<std::string> public_names;
    bool has_drafts = !grouped.new_titles.empty();
    for (base::Id<Proposal> const id : grouped.proposals) {
        auto const target = hold_grouping_target(tx, id);
        if (!target || target->campaign != campaign.id)
            return base::refuse(RefusalCode::not_found, "Une des propositions choisies n’existe pas.");
        if (target->state != ProposalState::draft && target->state != ProposalState::open)
            return base::refuse(
                RefusalCode::conflict,
                fmt::format("Le comité s’est prononcé sur la proposition {} : elle ne reçoit plus de "
                            "contributions.",
                            target->name.reference));
        if (target->name.is_public)
            public_names.push_back(fmt::format("{} « {} »", target->name.reference, target->name.title));
        else
            has_drafts = true;
    }
    Resolved resolved;
    for (std::string const& title : grouped.new_titles) {
        auto const made = create_proposal(tx, world, actor, campaign.id, {title, {}, {}, {}, {}, {}, {}});
        if (!made.ok()) return made.refusal();
        grouped.proposals.push_back(made->id);
        resolved.new_proposals.push_back({made->id, made->reference, made->title, false});
    }
    std::ranges::sort(grouped.proposals);
    grouped.new_titles.clear();
    resolved.choice = std::move(grouped);
    // A draft's title is not public yet.
    if (has_drafts) public_names.emplace_back("une proposition en préparation");
    resolved.became = fmt::format("Elle est regroupée avec d’autres contributions dans {}.",
                                  base::joined(public_names, ", "));
    return resolved;
}

base::Result<Resolved> resolved(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                Campaign const& campaign, OutcomeChoice const& choice) {
    Choices const offered = choices(tx, campaign.id);
    if (Reoriented const* const reoriented = std::get_if<Reoriented>(&choice)) {
        Desk const* const desk = offered.desk(reoriented->desk);
        if (!desk) return base::refuse_field("desk", "Choisissez un guichet de la liste.");
        std::string const where =
            desk->url.empty() ? desk->name : fmt::format("{} ({})", desk->name, desk->url);
        return Resolved{choice, fmt::format("Elle est réorientée vers {}.", where), {}};
    }
    if (Rejected const* const rejected = std::get_if<Rejected>(&choice)) {
        Ground const* const ground = offered.ground(rejected->ground);
        if (!ground) return base::refuse_field("ground", "Choisissez un motif de la liste.");
        return Resolved{
            choice, fmt::format("Elle n’est pas retenue, car inéligible : {}.", ground->name), {}};
    }
    if (Grouped const* const grouped = std::get_if<Grouped>(&choice))
        return resolved_grouping(tx, world, actor, campaign, *grouped);
    return Resolved{choice, "Elle est de nouveau à l’étude.", {}};
}

std::string_view verb_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::reoriented:
            return "réorientée";
        case Outcome::rejected:
            return "non retenue";
        case Outcome::grouped:
            return "regroupée";
        case Outcome::pending:
            return "de nouveau à l’étude";
    }
    base::fail("an unknown outcome");
}

void tell_author(db::Tx& tx, base::World const& world, Settings const& settings,
                 Contribution const& contribution, Resolved const& resolved, std::string const& reason,
                 bool is_replacement, base::Instant review_until) {
    auto const author = author_of(tx, contribution.id);
    base::check(author.has_value(), "a contribution without its author");
    messaging::Mail mail;
    mail.to = author->email;
    mail.subject = fmt::format("{} : votre contribution « {} » est {}", contribution.reference,
                               contribution.text.title, verb_of(outcome_of(resolved.choice)));
    std::string const opening =
        is_replacement ? fmt::format(
                             "Une nouvelle décision remplace la précédente sur votre contribution « {} », "
                             "faite pour {}.",
                             contribution.text.title, author->body_name)
                       : fmt::format("Voici ce qu’est devenue votre contribution « {} », faite pour {}.",
                                     contribution.text.title, author->body_name);
    std::string const review = outcome_of(resolved.choice) == Outcome::pending
                                   ? std::string()
                                   : fmt::format(", où vous pouvez demander un réexamen jusqu’au {}",
                                                 base::french_deadline(review_until));
    mail.text = mails::outcome(opening, resolved.became, reason, review,
                               settings.origin + address_of_contribution(contribution.reference));
    mail.kind = "contribution.outcome";
    mail.why = "Vous recevez ce message parce que vous avez publié cette contribution.";
    messaging::post(tx, world, mail);
}

/// A request on the decision that is replaced has lost its object: who asked is told.
void lapse(db::Tx& tx, base::World const& world, Settings const& settings, Contribution const& contribution,
           base::Id<Decision> replaced, base::Instant now) {
    auto const lapsed = lapse_review(tx, replaced, now);
    if (!lapsed || lapsed->email.empty()) return;
    messaging::Mail mail;
    mail.to = lapsed->email;
    mail.subject = fmt::format("{} : votre demande de réexamen est sans objet", contribution.reference);
    mail.text = mails::review_lapsed(contribution.text.title,
                                     settings.origin + address_of_contribution(contribution.reference));
    mail.kind = "review.lapsed";
    mail.why = "Vous recevez ce message parce que vous avez demandé le réexamen de cette contribution.";
    messaging::post(tx, world, mail);
}

std::string_view act_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::reoriented:
            return "contribution.reoriented";
        case Outcome::rejected:
            return "contribution.rejected";
        case Outcome::grouped:
            return "contribution.grouped";
        case Outcome::pending:
            return "contribution.reopened";
    }
    base::fail("an unknown outcome");
}

}  // namespace

base::Result<Decided> decide(db::Tx& tx, base::World const& world, Settings const& settings,
                             people::Actor const& actor, Decide const& command) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    auto const reason = base::tidied(command.reason);
    std::size_t const length = reason ? base::length_in_characters(*reason) : 0;
    if (length < decision_reason_min || length > decision_reason_max)
        return base::refuse_field(
            "reason", fmt::format("Motivez la décision en {} à {} caractères : le motif est public "
                                  "et envoyé à l’auteur.",
                                  decision_reason_min, decision_reason_max));
    auto const contributions = taken(tx, command.contributions);
    if (!contributions.ok()) return contributions.refusal();
    Campaign const campaign = *campaign_by_id(tx, contributions->front().campaign);
    auto const choice = resolved(tx, world, actor, campaign, command.choice);
    if (!choice.ok()) return choice.refusal();
    base::Instant const now = world.clock.now();
    Outcome const outcome = outcome_of(choice->choice);

    Decided decided;
    decided.new_proposals = choice->new_proposals;
    std::vector<Event> events;
    for (Contribution const& contribution : *contributions) {
        auto const standing = standing_decision(tx, contribution.id);
        bool const is_same = standing ? standing->choice == choice->choice && standing->reason == *reason
                                      : outcome == Outcome::pending;
        if (is_same) {
            ++decided.unchanged;
            continue;
        }
        base::Id<Decision> const id =
            insert_decision(tx, contribution.id, choice->choice, *reason, now, actor.person.value,
                            standing ? std::optional(standing->id) : std::nullopt);
        journal::record_at(tx, now, world.random,
                           {act_of(outcome),
                            actor.person.value,
                            0,
                            contribution.reference,
                            {{"decision", std::to_string(id.value)}}});
        if (standing) lapse(tx, world, settings, contribution, standing->id, now);
        tell_author(tx, world, settings, contribution, *choice, *reason, standing.has_value(),
                    campaign.review_until(now));
        events.push_back({.kind = EventKind::contribution_decided,
                          .campaign = campaign.id,
                          .contribution = contribution.id,
                          .decision = id,
                          .author = contribution.author});
        ++decided.changed;
    }
    announce(tx, now, actor.person, events);
    return decided;
}

base::Result<Decided> reopen(db::Tx& tx, base::World const& world, Settings const& settings,
                             people::Actor const& actor,
                             std::vector<base::Id<Contribution>> const& contributions,
                             std::string const& reason) {
    return decide(tx, world, settings, actor, {contributions, Reopened{}, reason});
}

}  // namespace consultation
