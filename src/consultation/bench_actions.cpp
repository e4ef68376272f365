#include "consultation/bench_actions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "consultation/bench_rows.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/rights.hpp"
#include "consultation/search_documents.hpp"
#include "journal/journal.hpp"
#include "search/search.hpp"

namespace consultation {
namespace {

using base::RefusalCode;

base::Refusal unknown() {
    return base::refuse(RefusalCode::not_found, "Cette contribution n’existe pas, ou a été retirée.");
}

base::Result<Contribution> held(db::Tx& tx, people::Actor const& actor, base::Id<Contribution> id) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    auto contribution = lock_contribution(tx, id);
    if (!contribution || contribution->state != ContributionState::published) return unknown();
    return std::move(*contribution);
}

void record(db::Tx& tx, base::World const& world, base::Instant now, std::string_view act,
            people::Actor const& actor, std::string const& reference,
            std::vector<std::pair<std::string, std::string>> facts = {}) {
    journal::record_at(tx, now, world.random, {act, actor.person.value, 0, reference, std::move(facts)});
}

}  // namespace

base::Result<int> share_out(db::Tx& tx, base::World const& world, people::Actor const& actor,
                            std::vector<base::Id<Contribution>> const& contributions,
                            std::vector<PersonId> const& among) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    std::vector<base::Id<Contribution>> ids = contributions;
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    if (ids.empty()) return base::refuse_field("contribution", "Choisissez au moins une contribution.");
    if (ids.size() > shared_out_max)
        return base::refuse_field(
            "contribution", fmt::format("Choisissez {} contributions au plus à la fois.", shared_out_max));
    if (among.empty()) return base::refuse_field("a", "Choisissez au moins une personne.");
    for (PersonId const person : among)
        if (person.exists() && !is_operator(tx, person))
            return base::refuse_field("a", "Choisissez une personne de l’équipe.");
    std::vector<Contribution> const all = lock_contributions(tx, ids);
    if (all.size() < ids.size()) return unknown();
    std::vector<PersonId> const shares = shared_out(all.size(), among);
    std::map<PersonId, std::vector<base::Id<Contribution>>> by_person;
    base::Instant const now = world.clock.now();
    int changed = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        Contribution const& one = all[i];
        if (one.state != ContributionState::published || one.campaign != all.front().campaign)
            return unknown();
        if (assignee(tx, one.id) == shares[i]) continue;
        by_person[shares[i]].push_back(one.id);
        record(tx, world, now, shares[i].exists() ? "triage.assigned" : "triage.given_back", actor,
               one.reference, {{"to", std::to_string(shares[i].value)}});
        ++changed;
    }
    for (auto const& [person, own] : by_person) assign_rows(tx, own, person, actor.person, now);
    return changed;
}

base::Result<int> assign(db::Tx& tx, base::World const& world, people::Actor const& actor,
                         std::vector<base::Id<Contribution>> const& contributions, PersonId to) {
    return share_out(tx, world, actor, contributions, {to});
}

base::Result<base::Done> flag(db::Tx& tx, base::World const& world, people::Actor const& actor,
                              Flagging const& command) {
    auto const contribution = held(tx, actor, command.contribution);
    if (!contribution.ok()) return contribution.refusal();
    base::Instant const now = world.clock.now();
    base::FormErrors errors;
    auto const reason = base::tidied(command.reason);
    std::size_t const length = reason ? base::length_in_characters(*reason) : 0;
    if (length < flag_reason_min || length > flag_reason_max)
        errors.add("revoir", fmt::format("Dites pourquoi y revenir, en {} à {} caractères.", flag_reason_min,
                                         flag_reason_max));
    if (command.due && *command.due <= now) errors.add("echeance", "Indiquez un jour à venir.");
    if (!errors.none()) return std::move(errors).refusal();
    (void)lift_flag(tx, contribution->id, actor.person, now);
    std::int64_t const id = insert_flag(tx, contribution->id, *reason, command.due, actor.person, now);
    record(tx, world, now, "triage.flagged", actor, contribution->reference, {{"flag", std::to_string(id)}});
    return base::Done{};
}

base::Result<base::Done> unflag(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                base::Id<Contribution> id) {
    auto const contribution = held(tx, actor, id);
    if (!contribution.ok()) return contribution.refusal();
    base::Instant const now = world.clock.now();
    if (lift_flag(tx, id, actor.person, now))
        record(tx, world, now, "triage.unflagged", actor, contribution->reference);
    return base::Done{};
}

base::Result<base::Done> write_note(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                    base::Id<Contribution> id, std::string const& typed) {
    auto const contribution = held(tx, actor, id);
    if (!contribution.ok()) return contribution.refusal();
    auto const text = base::tidied(typed);
    if (!text || text->empty() || base::length_in_characters(*text) > note_max)
        return base::refuse_field("note",
                                  fmt::format("Écrivez une note de {} caractères au plus.", note_max));
    if (notes_of(tx, id) >= notes_per_contribution_max)
        return base::refuse(RefusalCode::too_many, "Cette contribution porte déjà trop de notes.");
    base::Instant const now = world.clock.now();
    std::int64_t const note = insert_note(tx, id, *text, actor.person, now);
    search::put(tx, {note_documents, note, "", *text, now.us});
    record(tx, world, now, "note.written", actor, contribution->reference,
           {{"note", std::to_string(note)}, {"sha256", base::sha256_hex(*text)}});
    return base::Done{};
}

base::Result<base::Done> set_triage_rules(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                          base::Id<Campaign> id, TriageRules const& rules) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    auto const campaign = campaign_by_id(tx, id);
    if (!campaign) return base::refuse(RefusalCode::not_found, "Cette consultation n’existe pas.");
    if (rules.grace_minutes < 0 || rules.grace_minutes > grace_minutes_max)
        return base::refuse_field("delai",
                                  fmt::format("Indiquez un nombre de minutes de 0 à {}.", grace_minutes_max));
    save_triage_rules(tx, id, rules);
    record(tx, world, world.clock.now(), "triage.rules_set", actor, "campaign:" + campaign->slug,
           {{"grace_minutes", std::to_string(rules.grace_minutes)},
            {"rereads_rejections", rules.rereads_rejections ? "1" : "0"}});
    return base::Done{};
}

}  // namespace consultation
