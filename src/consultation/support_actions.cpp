#include "consultation/support_actions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/mails_restored.hpp"
#include "consultation/mails_set_aside.hpp"
#include "consultation/rights.hpp"
#include "consultation/support_rows.hpp"
#include "journal/journal.hpp"
#include "messaging/mail.hpp"
#include "territories/in_sentence.hpp"

namespace consultation {
namespace {

using base::RefusalCode;

base::Refusal no_such_proposal() {
    return base::refuse(RefusalCode::not_found, "Cette proposition n’existe pas ou n’est pas publiée.",
                        "Retrouvez les propositions dans la liste de la consultation.");
}

base::Refusal not_acting() {
    return base::refuse(
        RefusalCode::forbidden,
        "Un soutien est celui d’une collectivité : indiquez d’abord pour laquelle vous agissez.",
        "Choisissez votre collectivité dans « Mon compte ».");
}

base::Refusal partner_refused() {
    return base::refuse(
        RefusalCode::forbidden,
        "Un partenaire (association, entreprise) ne soutient pas de proposition : seules les "
        "collectivités le font.",
        "Vous pouvez contribuer, suivre les propositions et faire connaître la consultation aux "
        "collectivités avec lesquelles vous travaillez.");
}

struct Words {
    std::string why;
    std::string advice;
};

/// Why a body of this class does not support here, and what it can do instead.
Words of_refused_class(std::string const& name, std::string_view legal_class) {
    if (legal_class == "grouping")
        return {fmt::format("{} est un groupement : dans cette consultation, seules les collectivités "
                            "territoriales soutiennent, chacune une fois.",
                            name),
                "Vos communes membres peuvent soutenir en leur nom. Votre groupement peut contribuer et "
                "rejoindre les groupes de travail."};
    if (legal_class == "local_public_body")
        return {
            fmt::format("{} est une structure publique locale : dans cette consultation, seules les "
                        "collectivités territoriales soutiennent, chacune une fois.",
                        name),
            "La collectivité dont votre structure dépend peut soutenir. Votre structure peut contribuer."};
    return {fmt::format("{} n’est pas de celles qui soutiennent dans cette consultation.", name),
            "Votre structure peut contribuer. Les règles de la consultation disent qui soutient."};
}

/// Sorted, without doubles.
template<class T>
std::vector<T> in_order(std::vector<T> list) {
    std::ranges::sort(list);
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
}

base::Result<std::vector<ActingRight>> rights_of(db::Tx& tx, people::Actor const& actor,
                                                 std::vector<AuthorityId> authorities) {
    if (authorities.empty() && actor.authority.exists()) authorities.push_back(actor.authority);
    if (authorities.empty()) return actor.partner.exists() ? partner_refused() : not_acting();
    authorities = in_order(std::move(authorities));
    if (authorities.size() > authorities_at_once_max)
        return base::refuse(
            RefusalCode::invalid,
            fmt::format("Choisissez {} collectivités au plus à la fois.", authorities_at_once_max));
    std::vector<ActingRight> rights;
    for (AuthorityId const authority : authorities) {
        auto right = hold_right(tx, actor.person, authority);
        if (!right)
            return base::refuse(
                RefusalCode::forbidden, "Vous n’êtes pas rattaché à cette collectivité, ou ne l’êtes plus.",
                "Demandez votre rattachement dans « Mon compte » : vous pourrez agir aussitôt, en "
                "attendant la vérification.");
        rights.push_back(std::move(*right));
    }
    return rights;
}

base::Result<std::vector<SupportedProposal>> proposals_of(db::Reader const& reader,
                                                          std::vector<base::Id<Proposal>> ids) {
    ids = in_order(std::move(ids));
    if (ids.empty()) return base::refuse_field("proposal", "Choisissez au moins une proposition.");
    if (ids.size() > supports_at_once_max)
        return base::refuse_field(
            "proposal", fmt::format("Choisissez {} propositions au plus à la fois.", supports_at_once_max));
    std::vector<SupportedProposal> proposals;
    for (base::Id<Proposal> const id : ids) {
        auto proposal = supported_proposal(reader, id);
        if (!proposal || proposal->state == ProposalState::draft) return no_such_proposal();
        if (!proposals.empty() && proposals.front().campaign != proposal->campaign)
            return base::refuse_field("proposal", "Choisissez des propositions d’une même consultation.");
        proposals.push_back(std::move(*proposal));
    }
    return proposals;
}

base::Result<base::Done> require_undecided(std::vector<SupportedProposal> const& proposals) {
    for (SupportedProposal const& proposal : proposals)
        if (proposal.state != ProposalState::open)
            return base::refuse(
                RefusalCode::conflict,
                fmt::format("Le comité s’est prononcé sur la proposition « {} » : elle ne reçoit plus "
                            "de soutiens.",
                            proposal.title),
                "Vous pouvez lire la décision et son motif sur sa page.");
    return base::Done{};
}

Words words_of(Standing const& standing, Campaign const& campaign, ActingRight const& right) {
    Phase const* const phase = campaign.phase(PhaseKind::support);
    std::string const until = phase ? base::french_deadline(phase->closes_at) : std::string{};
    switch (standing.state) {
        case SupportState::counted:
            return {right.is_verified
                        ? fmt::format("Compté : {} soutient cette proposition.",
                                      territories::in_sentence(right.authority_name))
                        : fmt::format("Compté : une autre personne {}, déjà vérifiée, soutient aussi cette "
                                      "proposition.",
                                      territories::of_body(right.authority_name)),
                    fmt::format("Vous pourrez retirer votre soutien jusqu’au {}.", until)};
        case SupportState::pending: {
            if (!standing.reason.empty()) return {"En attente : " + standing.reason, {}};
            auto const limit = campaign.late_verification_until();
            return {fmt::format("En attente : votre rattachement {} n’est pas encore vérifié.",
                                territories::to_body(right.authority_name)),
                    fmt::format("Votre soutien est enregistré. Il comptera à sa date d’origine dès que votre "
                                "rattachement sera vérifié, avant le {}.",
                                limit ? base::french_deadline(*limit) : until)};
        }
        case SupportState::set_aside:
            return {fmt::format("Non compté : ce soutien a été écarté. Motif : {}", standing.reason),
                    "Vous pouvez le contester auprès de l’équipe de la consultation."};
        case SupportState::withdrawn:
            return {fmt::format("Non compté : {} ne soutient plus cette proposition.",
                                territories::in_sentence(right.authority_name)),
                    fmt::format("Vous pouvez la soutenir de nouveau jusqu’au {}.", until)};
    }
    base::fail("an unknown state of a support");
}

SupportAnswer answer_of(SupportedProposal const& proposal, ActingRight const& right, Standing const& standing,
                        Campaign const& campaign, bool is_new) {
    Words words = words_of(standing, campaign, right);
    Verdict const verdict = standing.state == SupportState::counted   ? Verdict::counted
                            : standing.state == SupportState::pending ? Verdict::pending
                                                                      : Verdict::not_counted;
    return {proposal.id, proposal.reference,   proposal.title,          right.authority, right.authority_name,
            verdict,     std::move(words.why), std::move(words.advice), is_new};
}

/// Writes what the casts amount to, when that has changed; the row is locked.
Standing recount(db::Tx& tx, Pair pair, Standing const& before, Campaign const& campaign) {
    Standing const now = standing_of(casts_of(tx, pair), campaign.late_verification_until(), before);
    if (now != before) save_support(tx, pair, now);
    return now;
}

void record_support(db::Tx& tx, base::World const& world, base::Instant now, std::string_view act,
                    people::Actor const& actor, SupportedProposal const& proposal, AuthorityId authority,
                    Standing const& standing, base::Id<LateRequest> by_request = {}) {
    std::vector<std::pair<std::string, std::string>> facts{{"state", std::string(name_of(standing.state))}};
    if (by_request.exists()) facts.emplace_back("late_request", std::to_string(by_request.value));
    journal::record_at(tx, now, world.random,
                       {act, actor.person.value, authority.value, proposal.reference, std::move(facts)});
}

/// In ascending order of proposal then authority; what each support is before the act.
std::vector<Standing> lock_supports(db::Tx& tx, Castable const& ready) {
    std::vector<Standing> before;
    for (SupportedProposal const& proposal : ready.proposals)
        for (ActingRight const& right : ready.rights)
            before.push_back(lock_support(tx, {proposal.id, right.authority}));
    return before;
}

/// Whole or nothing: every right that the campaign does not admit is answered not_counted; if none is
/// admitted, refused.
base::Result<std::vector<SupportAnswer>> refused_classes(std::vector<SupportedProposal> const& proposals,
                                                         std::vector<ActingRight>& rights,
                                                         Campaign const& campaign) {
    std::vector<SupportAnswer> answers;
    std::vector<ActingRight> admitted;
    for (ActingRight& right : rights) {
        if (campaign.may_support(right.legal_class)) {
            admitted.push_back(std::move(right));
            continue;
        }
        Words const words =
            of_refused_class(territories::as_subject(right.authority_name), right.legal_class);
        if (rights.size() == 1) return base::refuse(RefusalCode::forbidden, words.why, words.advice);
        for (SupportedProposal const& proposal : proposals)
            answers.push_back({proposal.id, proposal.reference, proposal.title, right.authority,
                               right.authority_name, Verdict::not_counted, "Non compté. " + words.why,
                               words.advice, false});
    }
    if (admitted.empty())
        return base::refuse(RefusalCode::forbidden, answers.front().why, answers.front().advice);
    rights = std::move(admitted);
    return answers;
}

}  // namespace

base::Result<Castable> castable(db::Tx& tx, people::Actor const& actor, CastSupport const& command) {
    auto rights = rights_of(tx, actor, command.authorities);
    if (!rights.ok()) return rights.refusal();
    auto proposals = proposals_of(tx, command.proposals);
    if (!proposals.ok()) return proposals.refusal();
    Campaign campaign = *campaign_by_id(tx, proposals->front().campaign);
    std::vector<ActingRight> supporting = std::move(rights).value();
    auto refused = refused_classes(*proposals, supporting, campaign);
    if (!refused.ok()) return refused.refusal();
    return Castable{std::move(campaign), std::move(proposals).value(), std::move(supporting),
                    std::move(refused).value()};
}

base::Result<std::vector<SupportAnswer>> cast_support(db::Tx& tx, base::World const& world,
                                                      people::Actor const& actor,
                                                      CastSupport const& command) {
    auto ready = castable(tx, actor, command);
    if (!ready.ok()) return ready.refusal();
    std::vector<Standing> const before = lock_supports(tx, *ready);
    // Now that nobody else can change these supports: the instant that decides, and the phase as it stands.
    Campaign const campaign = *campaign_by_id(tx, ready->campaign.id);
    base::Instant const now = world.clock.now();
    if (auto const open = require_open(campaign, PhaseKind::support, now); !open.ok()) return open.refusal();
    if (auto const undecided = require_undecided(ready->proposals); !undecided.ok())
        return undecided.refusal();

    std::vector<SupportAnswer> answers = std::move(ready->refused);
    auto standing_before = before.begin();
    for (SupportedProposal const& proposal : ready->proposals)
        for (ActingRight const& right : ready->rights) {
            Pair const pair{proposal.id, right.authority};
            Standing standing = *standing_before++;
            bool const is_new = insert_cast(tx, pair, actor.person, right.affiliation,
                                            {now, right.is_verified ? std::optional(now) : std::nullopt, {}});
            if (is_new) {
                standing = recount(tx, pair, standing, campaign);
                record_support(tx, world, now, "support.cast", actor, proposal, right.authority, standing);
            }
            answers.push_back(answer_of(proposal, right, standing, campaign, is_new));
        }
    std::ranges::sort(answers, {}, [](SupportAnswer const& answer) {
        return Pair{answer.proposal, answer.authority};
    });
    return answers;
}

base::Result<base::Done> cast_late(db::Tx& tx, base::World const& world, people::Actor const& supporter,
                                   CastSupport const& command, LateDecision const& late) {
    auto const ready = castable(tx, supporter, command);
    if (!ready.ok()) return ready.refusal();
    std::vector<Standing> const before = lock_supports(tx, *ready);
    Campaign const campaign = *campaign_by_id(tx, ready->campaign.id);
    base::Instant const now = world.clock.now();
    if (auto const closed = require_closed(campaign, PhaseKind::support, now); !closed.ok())
        return closed.refusal();
    if (auto const undecided = require_undecided(ready->proposals); !undecided.ok())
        return undecided.refusal();
    auto standing_before = before.begin();
    for (SupportedProposal const& proposal : ready->proposals)
        for (ActingRight const& right : ready->rights) {
            if (!right.is_verified) return affiliation_unverified();
            Pair const pair{proposal.id, right.authority};
            bool const is_new = insert_cast(tx, pair, supporter.person, right.affiliation,
                                            {late.filed_at, now, late.request});
            Standing const standing = recount(tx, pair, *standing_before++, campaign);
            if (!is_new || standing.state != SupportState::counted)
                return base::refuse(RefusalCode::conflict,
                                    fmt::format("Le soutien {} à « {} » ne peut pas être ajouté : {}.",
                                                territories::of_body(right.authority_name), proposal.title,
                                                is_new ? "il est écarté" : "cette personne l’a déjà exprimé"),
                                    "Refusez la demande en disant pourquoi.");
            record_support(tx, world, now, "support.cast", supporter, proposal, right.authority, standing,
                           late.request);
        }
    return base::Done{};
}

base::Result<SupportAnswer> withdraw_support(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                             base::Id<Proposal> id) {
    if (!actor.authority.exists()) return actor.partner.exists() ? partner_refused() : not_acting();
    auto const proposal = supported_proposal(tx, id);
    if (!proposal || proposal->state == ProposalState::draft) return no_such_proposal();
    Pair const pair{id, actor.authority};
    auto const before = lock_existing_support(tx, pair);
    Campaign const campaign = *campaign_by_id(tx, proposal->campaign);
    base::Instant const now = world.clock.now();
    if (auto const open = require_open(campaign, PhaseKind::support, now); !open.ok()) return open.refusal();
    if (auto const undecided = require_undecided({*proposal}); !undecided.ok()) return undecided.refusal();

    ActingRight own;
    own.authority = actor.authority;
    own.authority_name = authority_long_name(tx, actor.authority);
    own.is_verified = actor.verified;
    if (!before) return answer_of(*proposal, own, Standing{}, campaign, false);
    bool const is_new = withdraw_cast(tx, pair, actor.person, now);
    Standing standing = *before;
    if (is_new) {
        standing = recount(tx, pair, standing, campaign);
        record_support(tx, world, now, "support.withdrawn", actor, *proposal, actor.authority, standing);
    }
    SupportAnswer answer = answer_of(*proposal, own, standing, campaign, is_new);
    if (standing.state == SupportState::counted || standing.state == SupportState::pending) {
        answer.why = fmt::format(
            "Votre soutien est retiré. {} soutient encore cette proposition par une autre "
            "personne.",
            territories::as_subject(own.authority_name));
        answer.advice = "Chacun ne retire que le sien.";
    }
    return answer;
}

void recount_after_affiliation_change(db::Tx& tx, base::World const& world,
                                      people::AffiliationChange const& change) {
    using people::AffiliationState;
    people::Affiliation const& affiliation = change.affiliation;
    bool const is_verified = affiliation.state == AffiliationState::verified;
    bool const is_lost =
        affiliation.state == AffiliationState::refused ||
        (affiliation.state == AffiliationState::ended && change.before == AffiliationState::pending);
    if (!affiliation.authority.exists() || (!is_verified && !is_lost)) return;
    base::Instant const at = affiliation.decided_at.value_or(world.clock.now());
    std::optional<Campaign> campaign;
    for (Pair const pair : waiting_pairs_of(tx, affiliation.id)) {
        Standing const before = lock_support(tx, pair);
        if (is_verified)
            verify_cast(tx, pair, affiliation.id, at);
        else
            withdraw_waiting_cast(tx, pair, affiliation.id, at);
        auto const proposal = supported_proposal(tx, pair.proposal);
        if (!campaign || campaign->id != proposal->campaign)
            campaign = campaign_by_id(tx, proposal->campaign);
        recount(tx, pair, before, *campaign);
    }
}

void recount_pending(db::Tx& tx, base::Id<Campaign> id) {
    Campaign const campaign = *campaign_by_id(tx, id);
    for (Pair const pair : pending_verified_pairs(tx, id)) {
        Standing const before = lock_support(tx, pair);
        recount(tx, pair, before, campaign);
    }
}

namespace {

/// What setting aside and restoring share: the right, the reason, the proposal, the locked row.
struct Reviewed {
    SupportedProposal proposal;
    Campaign campaign;
    Standing before;
    std::string reason;
};

base::Result<Reviewed> reviewed(db::Tx& tx, people::Actor const& actor, SetAside const& command) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    auto const reason = base::tidied_line(command.reason);
    std::size_t const length = reason ? base::length_in_characters(*reason) : 0;
    if (length < set_aside_reason_min || length > set_aside_reason_max)
        return base::refuse_field("reason",
                                  fmt::format("Indiquez le motif, en {} à {} caractères : il est public et "
                                              "envoyé aux personnes concernées.",
                                              set_aside_reason_min, set_aside_reason_max));
    auto const proposal = supported_proposal(tx, command.proposal);
    if (!proposal) return no_such_proposal();
    auto const before = lock_existing_support(tx, {command.proposal, command.authority});
    if (!before)
        return base::refuse(RefusalCode::not_found, "Cette collectivité n’a pas soutenu cette proposition.");
    Campaign campaign = *campaign_by_id(tx, proposal->campaign);
    if (campaign.has_results())
        return base::refuse(RefusalCode::conflict,
                            "Les résultats sont publiés : les soutiens ne changent plus.");
    return Reviewed{*proposal, std::move(campaign), *before, *reason};
}

/// `told`: keys of the addresses that were written to of the same act.
template<class Template>
void tell_supporters(db::Tx& tx, base::World const& world, Settings const& settings, Reviewed const& review,
                     AuthorityId authority, std::string_view verb, std::string_view kind,
                     Template const& text, std::vector<std::string> const& told = {}) {
    std::string const name = territories::of_body(authority_long_name(tx, authority));
    messaging::Mail mail;
    mail.subject = fmt::format("{} : le soutien {} est {}", review.proposal.reference, name, verb);
    mail.text = text(name, review.proposal.title, review.reason,
                     settings.origin + address_of_proposal(review.proposal.reference));
    mail.kind = kind;
    mail.why = "Vous recevez ce message parce que vous avez soutenu cette proposition.";
    for (std::string& address : addresses_of_supporters(tx, {review.proposal.id, authority})) {
        if (std::ranges::find(told, base::email_key(address)) != told.end()) continue;
        mail.to = std::move(address);
        messaging::post(tx, world, mail);
    }
}

}  // namespace

base::Result<base::Done> set_aside(db::Tx& tx, base::World const& world, Settings const& settings,
                                   people::Actor const& actor, SetAside const& command) {
    auto const review = reviewed(tx, actor, command);
    if (!review.ok()) return review.refusal();
    if (review->before.state == SupportState::withdrawn)
        return base::refuse(RefusalCode::conflict, "Ce soutien a été retiré : il n’y a rien à écarter.");
    if (review->before.state == SupportState::set_aside && review->before.reason == review->reason)
        return base::Done{};
    Standing const aside{SupportState::set_aside, review->before.since, review->reason};
    save_support(tx, {command.proposal, command.authority}, aside);
    record_support(tx, world, world.clock.now(), "support.set_aside", actor, review->proposal,
                   command.authority, aside);
    tell_supporters(tx, world, settings, *review, command.authority, "écarté", "support.set_aside",
                    mails::set_aside);
    return base::Done{};
}

base::Result<base::Done> restore(db::Tx& tx, base::World const& world, Settings const& settings,
                                 people::Actor const& actor, SetAside const& command,
                                 OnRestored const& on_restored) {
    auto const review = reviewed(tx, actor, command);
    if (!review.ok()) return review.refusal();
    if (review->before.state != SupportState::set_aside)
        return base::refuse(RefusalCode::conflict, "Ce soutien n’est pas écarté.");
    Standing const lifted{SupportState::withdrawn, review->before.since, {}};
    Standing const standing = standing_of(casts_of(tx, {command.proposal, command.authority}),
                                          review->campaign.late_verification_until(), lifted);
    save_support(tx, {command.proposal, command.authority}, standing);
    record_support(tx, world, world.clock.now(), "support.restored", actor, review->proposal,
                   command.authority, standing);
    std::vector<std::string> told;
    if (on_restored)
        for (std::string const& address : on_restored(
                 tx, world, actor, {review->proposal, command.authority, standing.state, review->reason}))
            told.push_back(base::email_key(address));
    tell_supporters(tx, world, settings, *review, command.authority, "rétabli", "support.restored",
                    mails::restored, told);
    return base::Done{};
}

}  // namespace consultation
