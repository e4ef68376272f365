#include "consultation/late_request_actions.hpp"

#include <fmt/format.h>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_actions.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/late_request_rows.hpp"
#include "consultation/mails_late_decided.hpp"
#include "consultation/mails_late_received.hpp"
#include "consultation/review_rows.hpp"
#include "consultation/rights.hpp"
#include "consultation/support_actions.hpp"
#include "journal/journal.hpp"
#include "messaging/mail.hpp"

namespace consultation {
namespace {

using base::RefusalCode;

base::Refusal no_such_request() {
    return base::refuse(RefusalCode::not_found, "Cette demande n’existe pas.");
}

base::Refusal asked_already() {
    return base::refuse(RefusalCode::conflict,
                        "Vous avez déjà demandé cette prise en compte tardive\u00a0: elle n’est demandée "
                        "qu’une fois.",
                        "Sa décision vous est envoyée par e-mail. Suivez-la dans « Mes demandes tardives ».");
}

base::Result<std::string> checked_reason(std::string const& typed) {
    auto reason = base::tidied(typed);
    std::size_t const length = reason ? base::length_in_characters(*reason) : 0;
    if (length < late_reason_min || length > late_reason_max)
        return base::refuse_field(
            "reason",
            fmt::format("Dites en {} à {} caractères ce qui vous a empêché d’agir à temps.", late_reason_min,
                        base::french_number(static_cast<std::int64_t>(late_reason_max))));
    return std::move(*reason);
}

void record(db::Tx& tx, base::World const& world, base::Instant now, std::string_view act, PersonId by,
            Campaign const& campaign, LateRequest const& request) {
    std::int64_t const body = request.authority.exists() ? request.authority.value : -request.partner.value;
    journal::record_at(tx, now, world.random,
                       {act,
                        by.value,
                        body,
                        "campaign:" + campaign.slug,
                        {{"late_request", std::to_string(request.id.value)},
                         {"phase", std::string(name_of(request.phase))}}});
}

std::string words_of(LateRequest const& request, std::vector<std::string> const& titles) {
    if (request.phase == PhaseKind::collect)
        return fmt::format("publier la contribution « {} »", titles.front());
    return titles.size() == 1 ? fmt::format("soutenir la proposition « {} »", titles.front())
                              : fmt::format("soutenir {} propositions", titles.size());
}

void tell(db::Tx& tx, base::World const& world, LateRequest const& request, std::string subject,
          std::string text, char const* kind) {
    std::string const address = email_of(tx, request.person);
    if (!base::is_email(address)) return;  // erased since
    messaging::Mail mail;
    mail.to = address;
    mail.subject = std::move(subject);
    mail.text = std::move(text);
    mail.kind = kind;
    mail.why = "Vous recevez ce message parce que vous avez fait cette demande.";
    messaging::post(tx, world, mail);
}

/// What both requests share once everything else is checked: one at a time per campaign, so that an extension
/// at the same instant sees it or is seen by it.
base::Result<LateRequest> filed(db::Tx& tx, base::World const& world, Settings const& settings,
                                LateRequest request, std::vector<base::Id<Proposal>> const& proposals,
                                std::vector<std::string> const& titles) {
    lock_campaign(tx, request.campaign);
    Campaign const campaign = *campaign_by_id(tx, request.campaign);
    request.filed_at = world.clock.now();
    if (auto const may = require_late_requests(campaign, request.phase, request.filed_at); !may.ok())
        return may.refusal();
    if (waiting_late_requests_of(tx, request.person, campaign.id) >= late_requests_of_person_max)
        return base::refuse(RefusalCode::too_many, "Trop de vos demandes attendent déjà une décision.",
                            "Attendez les premières décisions, ou retirez une demande.");
    request.closed_at = campaign.phase(request.phase)->closes_at;
    auto const id = insert_late_request(tx, request, proposals);
    if (!id) return asked_already();
    request.id = *id;
    record(tx, world, request.filed_at, "late_request.made", request.person, campaign, request);
    tell(tx, world, request,
         fmt::format("Demande tardive n°\u00a0{} : reçue, en attente de décision", id->value),
         mails::late_received(words_of(request, titles), base::french_date_time(request.filed_at),
                              base::french_date_time(request.closed_at), request.reason,
                              settings.origin + address_of_late_request(*id)),
         "late_request.made");
    return request;
}

/// The act itself, through its own action, as the person who asked.
base::Result<std::string> act_of(db::Tx& tx, base::World const& world, people::Actor const& decider,
                                 LateRequest const& request) {
    if (request.phase == PhaseKind::collect) {
        auto const draft = contribution_by_id(tx, request.contribution);
        if (!draft || hash_of(draft->text) != request.wanted_hash)
            return base::refuse(RefusalCode::conflict,
                                "Le brouillon n’est plus celui pour lequel la demande a été faite.",
                                "Refusez la demande en le disant.");
        auto const published = publish_late(tx, world, decider, request.contribution, request.id);
        if (!published.ok()) return published.refusal();
        return address_of_contribution(published->reference);
    }
    people::Actor supporter;
    supporter.person = request.person;
    supporter.affiliation = request.affiliation;
    supporter.authority = request.authority;
    CastSupport command;
    for (ProposalName const& proposal : proposals_asked_for(tx, request.id))
        command.proposals.push_back(proposal.id);
    command.authorities = {request.authority};
    auto const cast = cast_late(tx, world, supporter, command, {request.id, request.filed_at});
    if (!cast.ok()) return cast.refusal();
    return address_of_late_request(request.id);
}

}  // namespace

std::string address_of_late_request(base::Id<LateRequest> id) {
    return fmt::format("/demandes-tardives/{}", id.value);
}

base::Result<LateRequest> ask_late_support(db::Tx& tx, base::World const& world, Settings const& settings,
                                           people::Actor const& actor, AskLateSupport const& command) {
    auto reason = checked_reason(command.reason);
    CastSupport wanted;
    wanted.proposals = command.proposals;
    wanted.authorities = {command.authority};
    auto const ready = castable(tx, actor, wanted);
    if (!ready.ok()) return ready.refusal();
    if (!reason.ok()) return reason.refusal();
    std::vector<base::Id<Proposal>> proposals;
    std::vector<std::string> titles;
    for (SupportedProposal const& proposal : ready->proposals) {
        if (has_standing_cast(tx, {proposal.id, command.authority}, actor.person))
            return base::refuse(
                RefusalCode::conflict,
                fmt::format("Vous soutenez déjà la proposition « {} »\u00a0: il n’y a rien à demander.",
                            proposal.title),
                "Refaites votre demande sans elle.");
        if (proposal.state != ProposalState::open)
            return base::refuse(RefusalCode::conflict,
                                fmt::format("Le comité s’est prononcé sur la proposition « {} »\u00a0: elle "
                                            "ne reçoit plus de soutiens.",
                                            proposal.title));
        proposals.push_back(proposal.id);
        titles.push_back(proposal.title);
    }
    LateRequest request;
    request.campaign = ready->campaign.id;
    request.phase = PhaseKind::support;
    request.person = actor.person;
    request.affiliation = ready->rights.front().affiliation;
    request.authority = command.authority;
    request.reason = std::move(reason).value();
    return filed(tx, world, settings, std::move(request), proposals, titles);
}

base::Result<LateRequest> ask_late_contribution(db::Tx& tx, base::World const& world,
                                                Settings const& settings, people::Actor const& actor,
                                                AskLateContribution const& command) {
    auto const draft = publishable_draft(tx, actor, command.draft);
    if (!draft.ok()) return draft.refusal();
    auto reason = checked_reason(command.reason);
    if (!reason.ok()) return reason.refusal();
    LateRequest request;
    request.campaign = draft->campaign;
    request.phase = PhaseKind::collect;
    request.person = actor.person;
    request.affiliation = draft->affiliation;
    request.authority = draft->authority;
    request.partner = draft->partner;
    request.contribution = draft->id;
    request.wanted_hash = hash_of(contribution_by_id(tx, draft->id)->text);
    request.reason = std::move(reason).value();
    return filed(tx, world, settings, std::move(request), {}, {draft->text.title});
}

base::Result<base::Done> withdraw_late_request(db::Tx& tx, base::World const& world,
                                               people::Actor const& actor, base::Id<LateRequest> id) {
    auto const request = lock_late_request(tx, id);
    if (!request || !actor.person.exists() || request->person != actor.person) return no_such_request();
    if (request->state == LateState::withdrawn) return base::Done{};
    if (request->state != LateState::waiting)
        return base::refuse(RefusalCode::conflict, "Cette demande n’attend plus de décision.");
    base::Instant const now = world.clock.now();
    close_late_request(tx, id, LateState::withdrawn, {}, now, actor.person);
    record(tx, world, now, "late_request.withdrawn", actor.person, *campaign_by_id(tx, request->campaign),
           *request);
    return base::Done{};
}

base::Result<base::Done> decide_late_request(db::Tx& tx, base::World const& world, Settings const& settings,
                                             people::Actor const& actor, DecideLateRequest const& command) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    auto const request = lock_late_request(tx, command.request);
    if (!request) return no_such_request();
    if (request->state != LateState::waiting)
        return base::refuse(
            RefusalCode::conflict,
            fmt::format("Cette demande n’attend plus de décision ({}).", title_of(request->state)));
    if (request->person == actor.person)
        return base::refuse(RefusalCode::forbidden,
                            "Cette demande est la vôtre\u00a0: sa décision revient à un autre membre de "
                            "l’équipe.");
    auto const answer = base::tidied_line(command.answer);
    std::size_t const length = answer ? base::length_in_characters(*answer) : 0;
    if (length < late_answer_min || length > late_answer_max)
        return base::refuse_field("answer", fmt::format("Motivez la décision, en {} à {} caractères.",
                                                        late_answer_min, late_answer_max));
    base::Instant const now = world.clock.now();
    LateState const state = command.accepts ? LateState::accepted : LateState::refused;
    std::vector<std::string> titles;
    for (ProposalName const& one : proposals_asked_for(tx, request->id)) titles.push_back(one.title);
    if (auto const draft = contribution_by_id(tx, request->contribution)) titles = {draft->text.title};
    if (titles.empty()) titles.emplace_back("sans titre");
    close_late_request(tx, request->id, state, *answer, now, actor.person);
    std::string link = address_of_late_request(request->id);
    if (command.accepts) {
        auto const done = act_of(tx, world, actor, *request);
        if (!done.ok()) return done.refusal();
        link = *done;
    }
    record(tx, world, now, command.accepts ? "late_request.accepted" : "late_request.refused", actor.person,
           *campaign_by_id(tx, request->campaign), *request);
    tell(tx, world, *request,
         fmt::format("Demande tardive n°\u00a0{} : {}", request->id.value,
                     command.accepts ? "acceptée" : "refusée"),
         mails::late_decided(
             command.accepts ? "acceptée" : "refusée", words_of(*request, titles),
             command.accepts ? "Votre acte est pris en compte, avec la mention publique de cette décision."
                             : "Votre acte n’est pas pris en compte.",
             *answer, settings.origin + link),
         "late_request.decided");
    return base::Done{};
}

}  // namespace consultation
