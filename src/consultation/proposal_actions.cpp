#include "consultation/proposal_actions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "consultation/announcement.hpp"
#include "consultation/campaign_actions.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution.hpp"
#include "consultation/event.hpp"
#include "consultation/proposal_rows.hpp"
#include "consultation/proposal_versions.hpp"
#include "consultation/rights.hpp"
#include "consultation/search_documents.hpp"
#include "journal/journal.hpp"

namespace consultation {
namespace {

using base::RefusalCode;

constexpr int proposal_digits = 3;
constexpr std::size_t references_listed_max = 5;

base::Refusal no_such_proposal() {
    return base::refuse(RefusalCode::not_found, "Cette proposition n’existe pas.");
}

base::Refusal results_are_public() {
    return base::refuse(RefusalCode::conflict,
                        "Les résultats sont publiés : les propositions ne changent plus.");
}

base::Result<base::Done> check_themes(db::Reader const& reader, ProposalForm const& form,
                                      base::Id<Campaign> campaign) {
    Choices const offered = choices(reader, campaign);
    for (base::Id<Theme> const theme : form.themes)
        if (!offered.theme(theme)) return base::refuse_field("themes", "Choisissez des thèmes de la liste.");
    return base::Done{};
}

base::Refusal changed_meanwhile() {
    base::Refusal refusal = base::refuse(
        RefusalCode::conflict,
        "Cette proposition a été modifiée pendant que vous l’écriviez. Votre texte est toujours là\u00a0: "
        "comparez-le avec la proposition, puis enregistrez de nouveau s’il doit la remplacer.");
    refusal.fields.push_back({"title", refusal.message});
    return refusal;
}

/// `form.themes` ascending, as the proposal's own are.
bool says_the_same(Proposal const& proposal, ProposalForm const& form) {
    return proposal.title == form.title && proposal.summary == form.summary &&
           proposal.problem == form.problem && proposal.maturity == form.maturity &&
           proposal.build_cost == form.build_cost && proposal.deploy_cost == form.deploy_cost &&
           proposal.themes == form.themes;
}

void fill(Proposal& proposal, ProposalForm form, base::Instant now) {
    proposal.title = std::move(form.title);
    proposal.summary = std::move(form.summary);
    proposal.problem = std::move(form.problem);
    proposal.maturity = std::move(form.maturity);
    proposal.build_cost = form.build_cost;
    proposal.deploy_cost = form.deploy_cost;
    proposal.themes = std::move(form.themes);
    proposal.changed_at = now;
}

void record(db::Tx& tx, base::World const& world, base::Instant now, std::string_view act,
            people::Actor const& actor, std::string const& subject,
            std::vector<std::pair<std::string, std::string>> facts = {}) {
    journal::record_at(tx, now, world.random, {act, actor.person.value, 0, subject, std::move(facts)});
}

}  // namespace

base::Result<Proposal> create_proposal(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                       base::Id<Campaign> campaign_id, ProposalForm const& typed) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    auto form = checked(typed);
    if (!form.ok()) return form.refusal();
    auto const campaign = campaign_by_id(tx, campaign_id);
    if (!campaign) return base::refuse(RefusalCode::not_found, "Cette consultation n’existe pas.");
    if (campaign->has_results()) return results_are_public();
    if (auto const themes = check_themes(tx, *form, campaign_id); !themes.ok()) return themes.refusal();
    base::Instant const now = world.clock.now();
    Proposal proposal;
    proposal.campaign = campaign_id;
    proposal.created_at = now;
    fill(proposal, std::move(form).value(), now);
    proposal.reference = reference_of('P', now, next_number(tx, "P", base::civil(now).year), proposal_digits);
    proposal.id = insert_proposal(tx, proposal);
    record(tx, world, now, "proposal.created", actor, proposal.reference);
    return proposal;
}

base::Result<Proposal> edit_proposal(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                     EditProposal const& command) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    auto tidied = checked(command.form);
    if (!tidied.ok()) return tidied.refusal();
    ProposalForm form = std::move(tidied).value();
    std::ranges::sort(form.themes);
    auto proposal = lock_proposal(tx, command.proposal);
    if (!proposal) return no_such_proposal();
    if (!proposal->is_changeable()) return results_are_public();
    if (command.seen && *command.seen != proposal->changed_at) return changed_meanwhile();
    if (auto const themes = check_themes(tx, form, proposal->campaign); !themes.ok()) return themes.refusal();
    if (says_the_same(*proposal, form)) return *proposal;
    std::string reason;
    if (proposal->state == ProposalState::open) {
        base::FormErrors errors;
        if (form.summary.empty()) errors.add("summary", "Une proposition publiée garde un résumé.");
        if (form.themes.empty()) errors.add("themes", "Une proposition publiée garde un thème.");
        reason = base::tidied(command.reason).value_or("");
        std::size_t const length = base::length_in_characters(reason);
        if (length < proposal_change_reason_min || length > proposal_change_reason_max)
            errors.add("reason",
                       fmt::format("Dites ce qui change et pourquoi, en {} à {} caractères\u00a0: les "
                                   "collectivités qui soutiennent cette proposition le liront.",
                                   proposal_change_reason_min, proposal_change_reason_max));
        if (!errors.none()) return std::move(errors).refusal();
        if (proposal->version >= proposal_versions_max)
            return base::refuse(
                RefusalCode::conflict,
                fmt::format("Cette proposition a déjà {} versions, le maximum.", proposal_versions_max));
        proposal->version += 1;
    }
    base::Instant const now = world.clock.now();
    fill(*proposal, std::move(form), now);
    save_proposal(tx, *proposal);
    if (!proposal->is_public()) {
        record(tx, world, now, "proposal.edited", actor, proposal->reference);
        return *proposal;
    }
    insert_version(tx, *proposal, now, reason);
    put_document(tx, *proposal);
    record(tx, world, now, "proposal.edited", actor, proposal->reference,
           {{"version", std::to_string(proposal->version)}});
    announce(
        tx, now, actor.person,
        {{.kind = EventKind::proposal_edited, .campaign = proposal->campaign, .proposal = proposal->id}});
    return *proposal;
}

base::Result<int> publish_proposals(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                    std::vector<base::Id<Proposal>> const& proposals) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    std::vector<base::Id<Proposal>> ids = proposals;
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    if (ids.empty() || ids.size() > proposals_at_once_max)
        return base::refuse_field("proposal",
                                  fmt::format("Choisissez de 1 à {} propositions.", proposals_at_once_max));
    std::vector<Proposal> drafts;
    base::FormErrors errors;
    for (base::Id<Proposal> const id : ids) {
        auto proposal = lock_proposal(tx, id);
        if (!proposal) return no_such_proposal();
        if (!proposal->is_changeable()) return results_are_public();
        if (proposal->state == ProposalState::open) continue;
        if (auto const campaign = campaign_by_id(tx, proposal->campaign); !campaign || !campaign->is_public())
            return base::refuse(
                RefusalCode::conflict,
                "La consultation est encore un brouillon\u00a0: publiez-la avant ses propositions.");
        if (proposal->summary.empty() || proposal->themes.empty())
            errors.add(
                "proposal",
                fmt::format("{} : il manque {} avant de pouvoir la publier.", proposal->reference,
                            proposal->summary.empty() && proposal->themes.empty() ? "un résumé et un thème"
                            : proposal->summary.empty()                           ? "un résumé"
                                                                                  : "un thème"));
        drafts.push_back(std::move(*proposal));
    }
    if (!errors.none()) return std::move(errors).refusal();
    base::Instant const now = world.clock.now();
    std::vector<Event> events;
    for (Proposal& draft : drafts) {
        draft.state = ProposalState::open;
        draft.published_at = now;
        draft.changed_at = now;
        draft.version = 1;
        save_proposal(tx, draft);
        insert_version(tx, draft, now, {});
        put_document(tx, draft);
        record(tx, world, now, "proposal.published", actor, draft.reference);
        events.push_back(
            {.kind = EventKind::proposal_published, .campaign = draft.campaign, .proposal = draft.id});
    }
    announce(tx, now, actor.person, events);
    return static_cast<int>(drafts.size());
}

base::Result<base::Done> record_selection(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                          RecordSelection const& command) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    auto const reason = base::tidied(command.reason);
    std::size_t const length = reason ? base::length_in_characters(*reason) : 0;
    if (length < selection_reason_min || length > selection_reason_max)
        return base::refuse_field("reason",
                                  fmt::format("Motivez le choix en {} à {} caractères : le motif est public.",
                                              selection_reason_min, selection_reason_max));
    auto const proposal = lock_proposal(tx, command.proposal);
    if (!proposal) return no_such_proposal();
    if (proposal->state == ProposalState::draft)
        return base::refuse(RefusalCode::conflict, "Cette proposition n’est pas publiée.");
    if (!proposal->is_changeable()) return results_are_public();
    base::Instant const now = world.clock.now();
    auto const before = selection_of(tx, proposal->id);
    if (before && before->choice == command.choice && before->reason == *reason) return base::Done{};
    put_selection(tx, proposal->id, {command.choice, *reason, now, std::nullopt}, actor.person.value);
    record(tx, world, now, "selection.recorded", actor, proposal->reference,
           {{"choice", std::string(name_of(command.choice))}});
    return base::Done{};
}

base::Result<base::Instant> publish_results(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                            base::Id<Campaign> id) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    if (!lock_campaign(tx, id))
        return base::refuse(RefusalCode::not_found, "Cette consultation n’existe pas.");
    Campaign const campaign = *campaign_by_id(tx, id);
    std::vector<Awaiting> const awaiting = lock_open_proposals(tx, id);
    base::Instant const now = world.clock.now();
    if (campaign.has_results())
        return base::refuse(RefusalCode::conflict, "Les résultats de cette consultation sont déjà publiés.");
    Phase const* const support = campaign.phase(PhaseKind::support);
    if (support && !support->has_closed(now))
        return base::refuse(RefusalCode::conflict,
                            "Les soutiens ne sont pas clos : le choix du comité se publie après.");
    if (awaiting.empty())
        return base::refuse(RefusalCode::conflict,
                            "Aucune proposition n’est publiée dans cette consultation.");
    std::vector<std::string> missing;
    for (Awaiting const& proposal : awaiting)
        if (!proposal.choice) missing.push_back(proposal.reference);
    if (!missing.empty()) {
        std::size_t const count = missing.size();
        missing.resize(std::min(count, references_listed_max));
        return base::refuse(RefusalCode::conflict,
                            fmt::format("Il manque le choix du comité pour {} sur {} propositions : {}{}.",
                                        count, awaiting.size(), base::joined(missing, ", "),
                                        count > references_listed_max ? "…" : ""),
                            "Enregistrez un choix et son motif pour chacune, puis publiez.");
    }
    publish_selections(tx, id, now);
    set_results_published(tx, id, now);
    record(tx, world, now, "results.published", actor, "campaign:" + campaign.slug,
           {{"proposals", std::to_string(awaiting.size())}});
    announce(tx, now, actor.person, {{.kind = EventKind::results_published, .campaign = id}});
    enqueue_round(tx, results_mails_job, {id, PhaseKind::support, 0, 0}, now);
    return now;
}

}  // namespace consultation
