#include "demo/plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "consultation/batch_rows.hpp"
#include "consultation/campaign_actions.hpp"
#include "consultation/contribution_actions.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/decision_rows.hpp"
#include "consultation/late_request_actions.hpp"
#include "consultation/late_request_rows.hpp"
#include "consultation/proposal_actions.hpp"
#include "consultation/proposal_rows.hpp"
#include "consultation/review_actions.hpp"
#include "consultation/review_rows.hpp"
#include "consultation/triage_actions.hpp"
#include "demo/attachments.hpp"
#include "demo/days.hpp"

namespace demo {
namespace {

using base::Done;
using base::Result;

/// What came after a closing may be asked for so many days.
constexpr int late_request_days = 45;
/// What is built is in use by then (seeds/003 asks for results before the end of 2022).
constexpr std::int64_t delivery_days = 543;

template<class T>
Result<Done> done(Result<T> const& result) {
    if (!result.ok()) return result.refusal();
    return Done{};
}

template<class T>
base::Id<T> id_of(std::vector<T> const& list, std::string_view slug) {
    auto const found = std::ranges::find(list, slug, &T::slug);
    base::check(found != list.end(), "the campaign has what its texts name");
    return found->id;
}

std::vector<base::Id<consultation::Theme>> themes_of(CampaignPlan const& plan,
                                                     std::vector<std::string> const& slugs) {
    std::vector<base::Id<consultation::Theme>> ids;
    for (std::string const& slug : slugs) ids.push_back(id_of(plan.choices.themes, slug));
    return ids;
}

/// In 2021 the first announced days of an extended phase; else those of the phase.
consultation::Phase phase_of(CampaignText const& campaign, PhaseText const& text, std::int64_t today) {
    consultation::Phase phase;
    phase.kind = text.kind;
    std::int64_t opens = text.opens.on(today);
    std::int64_t closes = text.closes ? text.closes->on(today) : opens + delivery_days;
    for (ExtensionText const& extension : campaign.extensions) {
        if (extension.phase != text.kind) continue;
        opens = extension.previous_opens_day;
        closes = extension.previous_closes_day;
        break;
    }
    phase.opens_at = at(opens, 0);
    phase.closes_at = end_of(closes);
    return phase;
}

}  // namespace

PlannedProposal& CampaignPlan::proposal(std::string_view key) {
    auto const found =
        std::ranges::find_if(proposals, [&](PlannedProposal const& one) { return one.text->key == key; });
    base::check(found != proposals.end(), "the campaign has this proposal");
    return *found;
}

consultation::CampaignFile campaign_file(Texts const& texts, CampaignText const& campaign, std::int64_t today,
                                         int edition) {
    consultation::CampaignFile file;
    file.campaign.slug = campaign.slug;
    file.campaign.title = campaign.title;
    file.campaign.pitch = campaign.pitch;
    file.campaign.description = campaign.description;
    file.campaign.rules = campaign.rules;
    file.campaign.envelope = base::Euros::whole(campaign.envelope_euros);
    file.campaign.state = consultation::CampaignState::published;
    file.campaign.supporting_classes = {"authority"};
    file.campaign.late_verification_days = late_verification_days;
    if (campaign.slug != slug_of_2021) file.campaign.late_request_days = late_request_days;
    file.campaign.api_supports = true;
    file.campaign.edition = edition;
    for (PhaseText const& phase : campaign.phases)
        file.campaign.phases.push_back(phase_of(campaign, phase, today));
    std::ranges::stable_sort(file.campaign.phases, {}, &consultation::Phase::opens_at);
    file.themes = texts.themes;
    file.desks = texts.desks;
    // The desks of the recovery plan of 2021 are closed since.
    if (campaign.slug != slug_of_2021)
        std::erase_if(file.desks,
                      [](consultation::Desk const& desk) { return desk.slug.starts_with("guichet-axe"); });
    file.grounds = texts.grounds;
    return file;
}

PlannedDecision grouping(CampaignPlan& plan, std::vector<std::string> const& keys) {
    PlannedDecision decision;
    decision.proposals = keys;
    decision.reason = plan.proposal(keys.front()).text->group_reason;
    if (keys.size() > 1)
        decision.reason += fmt::format(" Elle est aussi regroupée dans la proposition «{}{}{}».", base::nbsp,
                                       plan.proposal(keys[1]).text->form.title, base::nbsp);
    return decision;
}

void Script::load(base::Instant when, consultation::CampaignFile file) {
    timeline_.add(
        when, [&plan = plan_, file = std::move(file)](db::Tx& tx, base::World const& world) -> Result<Done> {
            auto const loaded = consultation::load_campaign(tx, world, file);
            if (!loaded.ok()) return loaded.refusal();
            plan.id = loaded->id;
            plan.choices = consultation::choices(tx, loaded->id);
            return Done{};
        });
}

void Script::extend(base::Instant when, consultation::PhaseKind phase, base::Instant closes,
                    std::string reason) {
    by_operator(when, [&plan = plan_, phase, closes, reason = std::move(reason)](
                          db::Tx& tx, base::World const& world, people::Actor const& actor) {
        return done(consultation::extend_phase(tx, world, actor, {plan.id, phase, closes, reason}));
    });
}

void Script::contribute(PlannedContribution& contribution) {
    timeline_.add(contribution.at,
                  [&plan = plan_, &settings = settings_, &contribution](
                      db::Tx& tx, base::World const& world) -> Result<Done> {
                      auto const actor = arrive(tx, world, settings, contribution.author);
                      if (!actor.ok()) return actor.refusal();
                      consultation::SaveDraft draft{plan.id, {}, contribution.text};
                      draft.text.theme = id_of(plan.choices.themes, contribution.theme);
                      auto const saved = consultation::save_draft(tx, world, *actor, draft);
                      if (!saved.ok()) return saved.refusal();
                      contribution.id = saved->id;
                      if (auto const joined = join_sample(tx, world, settings.files_folder, *actor, *saved);
                          !joined.ok())
                          return joined.refusal();
                      if (contribution.is_draft) return Done{};
                      return done(consultation::publish(tx, world, *actor, saved->id));
                  });
}

void Script::propose(base::Instant when, PlannedProposal& proposal) {
    by_operator(when,
                [&plan = plan_, &proposal](db::Tx& tx, base::World const& world,
                                           people::Actor const& actor) -> Result<Done> {
                    consultation::ProposalForm form = proposal.text->form;
                    form.themes = themes_of(plan, proposal.text->themes);
                    auto const created = consultation::create_proposal(tx, world, actor, plan.id, form);
                    if (!created.ok()) return created.refusal();
                    proposal.id = created->id;
                    return Done{};
                });
}

void Script::decide(base::Instant when, std::vector<PlannedContribution*> contributions,
                    PlannedDecision decision) {
    by_operator(when, [&plan = plan_, &settings = settings_, contributions = std::move(contributions),
                       decision = std::move(decision)](db::Tx& tx, base::World const& world,
                                                       people::Actor const& actor) {
        consultation::Decide command;
        for (PlannedContribution const* const one : contributions) command.contributions.push_back(one->id);
        command.reason = decision.reason;
        if (!decision.desk.empty()) {
            command.choice = consultation::Reoriented{id_of(plan.choices.desks, decision.desk)};
        } else if (!decision.ground.empty()) {
            command.choice = consultation::Rejected{id_of(plan.choices.grounds, decision.ground)};
        } else {
            consultation::Grouped grouped;
            for (std::string const& key : decision.proposals)
                grouped.proposals.push_back(plan.proposal(key).id);
            command.choice = grouped;
        }
        return done(consultation::decide(tx, world, settings.consultation, actor, command));
    });
}

void Script::edit(base::Instant when, PlannedContribution& contribution, std::string more, std::string cost) {
    timeline_.add(when,
                  [&settings = settings_, &contribution, more = std::move(more), cost = std::move(cost)](
                      db::Tx& tx, base::World const& world) -> Result<Done> {
                      auto const actor = arrive(tx, world, settings, contribution.author);
                      if (!actor.ok()) return actor.refusal();
                      consultation::ContributionText text =
                          consultation::contribution_by_id(tx, contribution.id)->text;
                      text.problem += "\n\n" + more;
                      text.cost = cost;
                      return done(consultation::edit(tx, world, *actor, contribution.id, text));
                  });
}

void Script::ask_review(base::Instant when, PlannedContribution& contribution, std::string reason) {
    timeline_.add(when,
                  [&settings = settings_, &contribution, reason = std::move(reason)](
                      db::Tx& tx, base::World const& world) -> Result<Done> {
                      auto const actor = arrive(tx, world, settings, contribution.author);
                      if (!actor.ok()) return actor.refusal();
                      auto const standing = consultation::standing_decision(tx, contribution.id);
                      base::check(standing.has_value(), "what is contested was decided");
                      return done(consultation::request_review(tx, world, settings.consultation, *actor,
                                                               {contribution.id, standing->id, reason}));
                  });
}

void Script::maintain(base::Instant when, PlannedContribution& contribution, std::string answer) {
    // Who took the decision leaves its review to a colleague.
    timeline_.add(when,
                  [&settings = settings_, &contribution, answer = std::move(answer)](
                      db::Tx& tx, base::World const& world) -> Result<Done> {
                      auto const colleague = colleague_of(tx, world);
                      if (!colleague.ok()) return colleague.refusal();
                      auto const asked = consultation::reviews_of(tx, contribution.id);
                      base::check(!asked.empty(), "what is answered was asked");
                      return done(consultation::answer_review(tx, world, settings.consultation, *colleague,
                                                              {asked.back().id, answer, std::nullopt}));
                  });
}

void Script::ask_late(base::Instant when, PlannedContribution& contribution, std::string reason) {
    timeline_.add(when,
                  [&settings = settings_, &contribution, reason = std::move(reason)](
                      db::Tx& tx, base::World const& world) -> Result<Done> {
                      auto const actor = arrive(tx, world, settings, contribution.author);
                      if (!actor.ok()) return actor.refusal();
                      return done(consultation::ask_late_contribution(tx, world, settings.consultation,
                                                                      *actor, {contribution.id, reason}));
                  });
}

void Script::accept_late(base::Instant when, PlannedContribution& contribution, std::string answer) {
    by_operator(when, [&settings = settings_, &contribution, answer = std::move(answer)](
                          db::Tx& tx, base::World const& world, people::Actor const& actor) {
        auto const asked = consultation::late_request_of(tx, contribution.id);
        base::check(asked.has_value(), "what is decided was asked");
        return consultation::decide_late_request(tx, world, settings.consultation, actor,
                                                 {asked->id, true, answer});
    });
}

void Script::reopen(base::Instant when, PlannedContribution& contribution, std::string reason) {
    by_operator(when, [&settings = settings_, &contribution, reason = std::move(reason)](
                          db::Tx& tx, base::World const& world, people::Actor const& actor) {
        return done(consultation::reopen(tx, world, settings.consultation, actor, {contribution.id}, reason));
    });
}

void Script::publish_proposals(base::Instant when) {
    by_operator(when, [&plan = plan_](db::Tx& tx, base::World const& world, people::Actor const& actor) {
        std::vector<base::Id<consultation::Proposal>> ids;
        for (PlannedProposal const& proposal : plan.proposals) ids.push_back(proposal.id);
        return done(consultation::publish_proposals(tx, world, actor, ids));
    });
}

void Script::reword(base::Instant when, PlannedProposal& proposal, std::string more, std::string reason) {
    by_operator(when, [&proposal, more = std::move(more), reason = std::move(reason)](
                          db::Tx& tx, base::World const& world, people::Actor const& actor) {
        auto const one = consultation::proposal_by_id(tx, proposal.id);
        base::check(one.has_value(), "what is reworded was proposed");
        return done(consultation::edit_proposal(
            tx, world, actor,
            {one->id,
             {one->title, one->summary, one->problem.empty() ? more : one->problem + "\n\n" + more,
              one->maturity, one->build_cost, one->deploy_cost, one->themes},
             reason,
             one->changed_at}));
    });
}

void Script::record_choice(base::Instant when, PlannedProposal& proposal) {
    by_operator(when, [&proposal](db::Tx& tx, base::World const& world, people::Actor const& actor) {
        return consultation::record_selection(
            tx, world, actor, {proposal.id, proposal.text->choice.value(), proposal.text->choice_reason});
    });
}

void Script::publish_results(base::Instant when) {
    by_operator(when, [&plan = plan_](db::Tx& tx, base::World const& world, people::Actor const& actor) {
        return done(consultation::publish_results(tx, world, actor, plan.id));
    });
}

void verify_partners(Script& script, std::int64_t last_day, base::Random& random) {
    for (PlannedContribution const& contribution : script.plan().contributions) {
        if (contribution.author.partner_name.empty()) continue;
        std::int64_t const day = working_day(base::local_day(contribution.at) + 1);
        script.by_operator(std::max(moment_of(std::min(day, last_day), random),
                                    contribution.at + base::Duration::minutes(10)),
                           [&settings = script.settings(), person = contribution.author](
                               db::Tx& tx, base::World const& world, people::Actor const& actor) {
                               return verify(tx, world, settings, actor, person);
                           });
    }
}

}  // namespace demo
