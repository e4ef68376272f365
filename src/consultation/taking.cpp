#include "consultation/taking.hpp"

#include <fmt/format.h>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/bench_rows.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/event.hpp"
#include "consultation/mails_outcome.hpp"
#include "consultation/mails_review_lapsed.hpp"
#include "consultation/review_rows.hpp"
#include "consultation/rights.hpp"
#include "journal/jobs.hpp"
#include "journal/journal.hpp"
#include "messaging/mail.hpp"
#include "territories/in_sentence.hpp"

namespace consultation {
namespace {

using base::RefusalCode;

/// A draft's title is not public yet.
std::string grouped_into(std::vector<ProposalName> const& proposals) {
    std::vector<std::string> names;
    bool has_drafts = false;
    for (ProposalName const& one : proposals)
        if (one.is_public)
            names.push_back(fmt::format("{} «\u00a0{}\u00a0»", one.reference, one.title));
        else
            has_drafts = true;
    if (has_drafts) names.emplace_back("un brouillon de proposition");
    std::string const told =
        fmt::format("Elle est regroupée avec d’autres contributions dans {}.", base::joined(names, ", "));
    if (!has_drafts) return told;
    return told + " Pour être averti de sa publication, suivez votre contribution depuis sa page.";
}

std::string became(Untold const& one) {
    switch (one.outcome) {
        case Outcome::reoriented:
            return fmt::format("Elle est réorientée vers «\u00a0{}\u00a0»{}.", one.desk_name,
                               one.desk_url.empty() ? std::string() : fmt::format(" ({})", one.desk_url));
        case Outcome::rejected:
            return fmt::format("Elle est rejetée, car inéligible\u00a0: {}.", one.ground_name);
        case Outcome::grouped:
            return grouped_into(one.proposals);
        case Outcome::pending:
            return "Elle est de nouveau à l’étude.";
    }
    base::fail("an unknown outcome");
}

messaging::Mail mail_of(Untold const& one, Settings const& settings, Campaign const& campaign) {
    messaging::Mail mail;
    mail.to = one.email;
    mail.subject = fmt::format("{}\u00a0: votre contribution «\u00a0{}\u00a0» est {}", one.reference,
                               one.title, participle_of(one.outcome));
    std::string const opening =
        one.is_replacement
            ? fmt::format(
                  "Une nouvelle décision remplace la précédente sur votre contribution «\u00a0{}\u00a0», "
                  "faite "
                  "pour {}.",
                  one.title, territories::in_sentence(one.body_name))
            : fmt::format("Voici ce qu’est devenue votre contribution «\u00a0{}\u00a0», faite pour {}.",
                          one.title, territories::in_sentence(one.body_name));
    std::string const review = one.outcome == Outcome::pending
                                   ? std::string()
                                   : fmt::format(", où vous pouvez demander un réexamen jusqu’au {}",
                                                 base::french_deadline(campaign.review_until(one.at)));
    mail.text = mails::outcome(opening, became(one), one.reason, review,
                               settings.origin + address_of_contribution(one.reference));
    mail.kind = "contribution.outcome";
    mail.why = "Vous recevez ce message parce que vous avez publié cette contribution.";
    return mail;
}

/// A request on a decision that is no more has lost its object: who asked is told.
void tell_lapsed(db::Tx& tx, base::World const& world, Settings const& settings, LapsedReview const& lapsed) {
    if (!base::is_email(lapsed.email)) return;
    messaging::Mail mail;
    mail.to = lapsed.email;
    mail.subject = fmt::format("{}\u00a0: votre demande de réexamen est sans objet", lapsed.reference);
    mail.text =
        mails::review_lapsed(lapsed.title, settings.origin + address_of_contribution(lapsed.reference));
    mail.kind = "review.lapsed";
    mail.why = "Vous recevez ce message parce que vous avez demandé le réexamen de cette contribution.";
    messaging::post(tx, world, mail);
}

/// Returns how many there were; the whole batch is told once it is fewer than the limit.
int tell_some(db::Tx& tx, base::World const& world, Settings const& settings, base::Id<Batch> id, int limit) {
    std::vector<Untold> const due = untold(tx, id, limit);
    if (due.empty()) return 0;
    auto const batch = batch_by_id(tx, id);
    Campaign const campaign = *campaign_by_id(tx, batch->campaign);
    std::vector<LapsedReview> const lapsed = lapsed_untold(tx, id);
    std::vector<base::Id<Decision>> told;
    std::vector<Event> events;
    for (Untold const& one : due) {
        for (LapsedReview const& review : lapsed)
            if (review.reference == one.reference) tell_lapsed(tx, world, settings, review);
        // An erased person's address is none any more.
        if (base::is_email(one.email)) messaging::post(tx, world, mail_of(one, settings, campaign));
        told.push_back(one.decision);
        events.push_back({.kind = EventKind::contribution_decided,
                          .campaign = campaign.id,
                          .contribution = one.contribution,
                          .decision = one.decision,
                          .author = one.author});
    }
    base::Instant const now = world.clock.now();
    mark_told(tx, told, now);
    announce(tx, now, due.front().by, events);
    return static_cast<int>(due.size());
}

}  // namespace

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

void tell_later(db::Tx& tx, base::Id<Batch> batch, std::string dedupe, base::Instant at) {
    journal::enqueue(tx, {tell_job, std::move(dedupe), std::to_string(batch.value), at});
}

base::Id<Batch> take(db::Tx& tx, base::World const& world, Settings const& settings, Taking const& taking,
                     TriageRules const& rules) {
    base::Instant const now = world.clock.now();
    Batch batch;
    batch.campaign = taking.campaign;
    batch.name = taking.name;
    batch.by = taking.by;
    batch.at = now;
    batch.tell_at = now + rules.grace();
    batch.id = insert_batch(tx, batch);
    std::vector<base::Id<Contribution>> ids;
    for (auto const& [id, reference] : taking.contributions) ids.push_back(id);
    auto const made =
        insert_decisions(tx, ids, {batch.id, taking.choice, taking.reason, now, taking.by, taking.read_by});
    for (auto const& [id, reference] : taking.contributions) {
        std::vector<std::pair<std::string, std::string>> facts{
            {"decision", std::to_string(made.at(id).value)}};
        if (taking.read_by.exists()) facts.emplace_back("read_by", std::to_string(taking.read_by.value));
        journal::record_at(
            tx, now, world.random,
            {act_of(outcome_of(taking.choice)), taking.by.value, 0, reference, std::move(facts)});
    }
    settle(tx, ids, taking.by, now);
    // Who asked for a review of what is replaced is told with the author, once nothing is undone any more.
    (void)lapse_reviews(tx, ids, now);
    if (rules.grace_minutes == 0)
        tell_some(tx, world, settings, batch.id, static_cast<int>(decided_at_once_max));
    else
        tell_later(tx, batch.id, std::to_string(batch.id.value), batch.tell_at);
    return batch.id;
}

base::Id<Batch> take_each(db::Tx& tx, base::World const& world, TakingEach const& taking,
                          TriageRules const& rules) {
    base::check(!taking.items.empty() && taking.items.size() <= batch_decisions_max, "a bounded batch");
    base::Instant const now = world.clock.now();
    Batch batch;
    batch.campaign = taking.campaign;
    batch.name = taking.name;
    batch.by = taking.by;
    batch.at = now;
    batch.tell_at = now + rules.grace();
    batch.id = insert_batch(tx, batch);
    std::vector<base::Id<Contribution>> ids;
    std::vector<NewDecision> decisions;
    for (TakingEach::Item const& item : taking.items) {
        ids.push_back(item.decision.contribution);
        decisions.push_back(item.decision);
    }
    auto const made = insert_each_decision(tx, decisions, {batch.id, now, taking.by});
    for (TakingEach::Item const& item : taking.items)
        journal::record_at(tx, now, world.random,
                           {act_of(outcome_of(item.decision.choice)),
                            taking.by.value,
                            0,
                            item.reference,
                            {{"decision", std::to_string(made.at(item.decision.contribution).value)}}});
    settle(tx, ids, taking.by, now);
    (void)lapse_reviews(tx, ids, now);
    tell_later(tx, batch.id, std::to_string(batch.id.value), batch.tell_at);
    return batch.id;
}

base::Result<Undone> undo(db::Tx& tx, base::World const& world, Settings const& settings,
                          people::Actor const& actor, base::Id<Batch> id) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    // Contributions first, as every decision does, then the batch: two who undo at once wait for each other.
    std::vector<BatchItem> const standing = lock_standing_items(tx, id);
    auto const batch = lock_batch(tx, id);
    if (!batch) return base::refuse(RefusalCode::not_found, "Cette décision n’existe pas.");
    if (batch->undone_at) return base::refuse(RefusalCode::conflict, "Cette décision est déjà annulée.");
    base::Instant const now = world.clock.now();
    if (now >= batch->tell_at)
        return base::refuse(
            RefusalCode::late, "Il est trop tard pour annuler\u00a0: les auteurs sont prévenus.",
            "Prenez une nouvelle décision\u00a0: elle remplacera celle-ci, et les auteurs le sauront.");
    if (standing.empty())
        return base::refuse(RefusalCode::conflict, "Une autre décision a déjà remplacé celle-ci.",
                            "Ouvrez la contribution pour voir ce qui a été décidé.");
    std::vector<base::Id<Contribution>> ids;
    for (BatchItem const& item : standing) ids.push_back(item.contribution);
    // What contested a decision that is no more has lost its object; what it had made lapse waits again.
    for (LapsedReview const& lapsed : lapse_reviews(tx, ids, now)) tell_lapsed(tx, world, settings, lapsed);
    // A decision that stands again may not have been told before it was replaced.
    for (base::Id<Batch> const again : undo_decisions(tx, *batch, ids, actor.person, now))
        tell_later(tx, again, fmt::format("{} after {}", again.value, id.value), batch->tell_at);
    revive_reviews(tx, id);
    for (BatchItem const& item : standing)
        journal::record_at(tx, now, world.random,
                           {"contribution.decision_undone",
                            actor.person.value,
                            0,
                            item.reference,
                            {{"decision", std::to_string(item.decision.value)}}});
    int const undone = static_cast<int>(standing.size());
    return Undone{undone, static_cast<int>(batch->decisions) - undone};
}

void tell(db::Database& database, base::World const& world, Settings const& settings,
          std::string const& payload) {
    auto const number = base::parse_int(payload);
    base::check(number.has_value(), "the job of a batch carries its number");
    for (;;) {
        auto const told = database.write([&](db::Tx& tx) -> base::Result<int> {
            return tell_some(tx, world, settings, base::Id<Batch>(*number), told_at_once_max);
        });
        if (!told.ok()) throw std::runtime_error("batch " + payload + ": the database takes no writes");
        if (*told < told_at_once_max) return;
    }
}

}  // namespace consultation
