#include "demo/bench.hpp"

#include "consultation/bench_actions.hpp"
#include "consultation/contribution_lists.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/question_actions.hpp"
#include "consultation/triage_actions.hpp"
#include "demo/days.hpp"
#include "demo/persons.hpp"

namespace demo {
namespace {

using base::Done;
using base::Result;

constexpr std::size_t shared = 6;
constexpr std::size_t in_batch = 3;

/// The longest waiting ones, from the `first` on.
std::vector<base::Id<consultation::Contribution>> waiting(db::Tx& tx, CampaignPlan const& plan,
                                                          std::size_t first, std::size_t count) {
    consultation::ContributionFilter wanted;
    wanted.campaign = plan.id;
    wanted.outcome = consultation::Outcome::pending;
    auto const all = consultation::triage_ids(tx, wanted, static_cast<int>(first + count));
    std::vector<base::Id<consultation::Contribution>> some;
    for (std::size_t i = first; i < all.size(); ++i) some.push_back(all[i]);
    return some;
}

Result<Done> decide_together(db::Tx& tx, base::World const& world, Settings const& settings,
                             CampaignPlan const& plan, people::Actor const& actor) {
    auto const some = waiting(tx, plan, 0, in_batch);
    if (some.empty() || plan.choices.desks.empty()) return Done{};
    consultation::Decide command;
    command.contributions = some;
    command.choice = consultation::Reoriented{plan.choices.desks.front().id};
    command.reason =
        "Ces besoins relèvent d’un guichet ouvert toute l’année, qui peut y répondre sans attendre.";
    command.name = "Besoins locaux vers le guichet";
    auto const decided = consultation::decide(tx, world, settings.consultation, actor, command);
    return decided.ok() ? Result<Done>(Done{}) : decided.refusal();
}

Result<Done> work(db::Tx& tx, base::World const& world, Settings const& settings, CampaignPlan const& plan,
                  people::Actor const& actor) {
    auto const colleague = colleague_of(tx, world);
    if (!colleague.ok()) return colleague.refusal();
    auto const some = waiting(tx, plan, 0, shared);
    if (some.size() < 4) return Done{};
    auto const dealt = consultation::share_out(tx, world, actor, some, {actor.person, colleague->person});
    if (!dealt.ok()) return dealt.refusal();
    auto const noted = consultation::write_note(
        tx, world, *colleague, some[0],
        "Proche d’une demande reçue la semaine dernière\u202f; voir s’il faut les regrouper.");
    if (!noted.ok()) return noted.refusal();
    auto const flagged = consultation::flag(
        tx, world, actor,
        {some[1], "Attendre l’avis du service juridique.", world.clock.now() + base::Duration::days(9)});
    if (!flagged.ok()) return flagged.refusal();
    auto const asked =
        consultation::ask(tx, world, settings.consultation, actor, some[2],
                          "Combien d’agents et d’usagers seraient concernés dans votre collectivité\u202f?");
    if (!asked.ok()) return asked.refusal();
    consultation::Decide command;
    command.contributions = {some[3]};
    command.choice = consultation::Rejected{plan.choices.grounds.front().id};
    command.reason = "La demande porte sur un achat de matériel, que la consultation ne finance pas.";
    command.wants_reading = true;
    auto const decided = consultation::decide(tx, world, settings.consultation, *colleague, command);
    return decided.ok() ? Result<Done>(Done{}) : decided.refusal();
}

Result<Done> reply(db::Tx& tx, base::World const& world, CampaignPlan const& plan) {
    consultation::ContributionFilter asked;
    asked.campaign = plan.id;
    asked.attention = consultation::Attention::asked;
    for (base::Id<consultation::Contribution> const id : consultation::triage_ids(tx, asked, 1)) {
        people::Actor author;
        author.person = consultation::contribution_by_id(tx, id)->author;
        return consultation::answer(tx, world, author, id,
                                    "Une dizaine d’agents à l’accueil, et près de deux mille foyers.");
    }
    return Done{};
}

}  // namespace

void plan_bench(Script& script, std::int64_t day) {
    script.by_operator(at(day, 9), [&plan = script.plan(), &settings = script.settings()](
                                       db::Tx& tx, base::World const& world, people::Actor const& actor) {
        return decide_together(tx, world, settings, plan, actor);
    });
    script.by_operator(at(day, 10), [&plan = script.plan(), &settings = script.settings()](
                                        db::Tx& tx, base::World const& world, people::Actor const& actor) {
        return work(tx, world, settings, plan, actor);
    });
    script.timeline().add(at(day, 16), [&plan = script.plan()](db::Tx& tx, base::World const& world) {
        return reply(tx, world, plan);
    });
}

}  // namespace demo
