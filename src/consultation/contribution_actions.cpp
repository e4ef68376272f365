#include "consultation/contribution_actions.hpp"

#include "base/crypto.hpp"
#include "consultation/attachment_actions.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/event.hpp"
#include "consultation/late_request_rows.hpp"
#include "consultation/question_rows.hpp"
#include "consultation/search_documents.hpp"
#include "consultation/validation_actions.hpp"
#include "consultation/validation_rows.hpp"
#include "journal/journal.hpp"
#include "people/administrator_rows.hpp"

namespace consultation {
namespace {

using base::RefusalCode;

constexpr std::size_t draft_reference_bytes = 12;  // nothing secret is guessable
constexpr int contribution_digits = 4;

base::Refusal no_such_contribution() {
    return base::refuse(RefusalCode::not_found, "Cette contribution n’existe pas.");
}

/// Author only. To others a draft does not even exist; a published one they may read but not change.
base::Result<Contribution> own(db::Tx& tx, people::Actor const& actor, base::Id<Contribution> id) {
    auto contribution = lock_contribution(tx, id);
    if (!contribution) return no_such_contribution();
    if (actor.person.exists() && contribution->author == actor.person) {
        contribution->text.bodies = contribution_by_id(tx, id)->text.bodies;
        return *contribution;
    }
    if (contribution->state == ContributionState::draft) return no_such_contribution();
    // Its author does not act for the authority any more: what was published stays the authority's.
    if (actor.person.exists() && may_take_over(tx, *contribution, actor.person)) {
        contribution->text.bodies = contribution_by_id(tx, id)->text.bodies;
        return *contribution;
    }
    return base::refuse(RefusalCode::forbidden, "Seul l’auteur d’une contribution peut la modifier.",
                        "Si c’est la vôtre, connectez-vous avec l’adresse qui l’a publiée.");
}

/// What the text refers to must exist: the theme in this campaign, the bodies in the register.
base::Result<base::Done> check_links(db::Reader const& reader, ContributionText const& text,
                                     base::Id<Campaign> campaign) {
    base::FormErrors errors;
    if (text.theme.exists() && !choices(reader, campaign).theme(text.theme))
        errors.add("theme", "Choisissez un thème de la liste.");
    if (known_authorities(reader, text.bodies) != text.bodies.size())
        errors.add("bodies", "Une des collectivités nommées n’est pas dans le référentiel.");
    if (!errors.none()) return std::move(errors).refusal();
    return base::Done{};
}

base::Result<base::Done> require_not_over(Campaign const& campaign, base::Instant now) {
    Phase const* const collect = campaign.phase(PhaseKind::collect);
    if (collect && !collect->has_opened(now)) return base::Done{};
    // What came too late is still written, so that it can be asked for exactly (late_request_actions).
    if (campaign.takes_late_requests(PhaseKind::collect, now)) return base::Done{};
    return require_open(campaign, PhaseKind::collect, now);
}

/// What the operator is asked to take stays as it is.
base::Result<base::Done> require_not_asked_for(db::Reader const& reader, base::Id<Contribution> draft) {
    auto const request = late_request_of(reader, draft);
    if (!request || request->state == LateState::refused) return base::Done{};
    return base::refuse(
        RefusalCode::conflict,
        "Une prise en compte tardive est demandée pour ce brouillon : il ne change plus jusqu’à la décision.",
        "Pour le changer, retirez d’abord votre demande dans « Mes demandes tardives ».");
}

base::Refusal not_acting() {
    return base::refuse(
        RefusalCode::forbidden,
        "Une contribution est faite pour une collectivité ou un partenaire : indiquez d’abord "
        "pour qui vous agissez.",
        "Choisissez votre structure dans « Mon compte ».");
}

void record(db::Tx& tx, base::World const& world, base::Instant now, std::string_view act, PersonId person,
            Contribution const& contribution, base::Id<LateRequest> by_request = {}) {
    std::int64_t const body =
        contribution.authority.exists() ? contribution.authority.value : -contribution.partner.value;
    std::vector<std::pair<std::string, std::string>> facts{{"version", std::to_string(contribution.version)}};
    if (by_request.exists()) facts.emplace_back("late_request", std::to_string(by_request.value));
    journal::record_at(tx, now, world.random,
                       {act, person.value, body, contribution.reference, std::move(facts)});
}

/// The draft as it will be published, with the names under which: everything but the phase checked.
struct Publishable {
    Contribution contribution;
    ActingAs acting;
};
base::Result<Publishable> publishable(db::Reader const& reader, Contribution contribution) {
    auto text = checked(contribution.text, Completeness::whole);
    if (!text.ok()) return text.refusal();
    if (auto const links = check_links(reader, *text, contribution.campaign); !links.ok())
        return links.refusal();
    people::Actor author;
    author.person = contribution.author;
    author.affiliation = contribution.affiliation;
    auto acting = acting_as(reader, author);
    if (!acting)
        return base::refuse(
            RefusalCode::forbidden,
            "L’auteur de ce brouillon n’est plus rattaché à la structure pour laquelle il l’a écrit.",
            "Si c’est vous, demandez de nouveau votre rattachement dans « Mon compte ».");
    contribution.text = std::move(text).value();
    return Publishable{std::move(contribution), *std::move(acting)};
}

/// `by`: who pressed the button, its author or who validated it.
Contribution made_public(db::Tx& tx, base::World const& world, PersonId by, Publishable ready,
                         base::Instant now, base::Id<LateRequest> by_request = {}) {
    Contribution& contribution = ready.contribution;
    contribution.reference =
        reference_of('C', now, next_number(tx, "C", base::civil(now).year), contribution_digits);
    contribution.state = ContributionState::published;
    contribution.quality = ready.acting.quality;
    contribution.function = ready.acting.function;
    contribution.version = 1;
    contribution.published_at = now;
    contribution.changed_at = now;
    save_contribution(tx, contribution);
    insert_version(tx, contribution, contribution.author, now);
    put_document(tx, contribution, ready.acting.body_name);
    record(tx, world, now, "contribution.published", contribution.author, contribution, by_request);
    announce(tx, now, by,
             {{.kind = EventKind::contribution_published,
               .campaign = contribution.campaign,
               .contribution = contribution.id,
               .author = contribution.author}});
    return contribution;
}

base::Result<Contribution> new_draft(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                     base::Id<Campaign> campaign, ContributionText text, base::Instant now) {
    auto const acting = acting_as(tx, actor);
    if (!acting) return not_acting();
    if (drafts_of(tx, actor.person) >= drafts_per_person_max)
        return base::refuse(RefusalCode::too_many, "Vous avez trop de brouillons.",
                            "Publiez ou supprimez ceux dont vous n’avez plus besoin.");
    Contribution draft;
    draft.reference = "brouillon-" + base::hex(world.random.bytes(draft_reference_bytes));
    draft.campaign = campaign;
    draft.text = std::move(text);
    draft.author = actor.person;
    draft.affiliation = actor.affiliation;
    draft.authority = actor.authority;
    draft.partner = actor.partner;
    draft.quality = acting->quality;
    draft.function = acting->function;
    draft.created_at = now;
    draft.changed_at = now;
    draft.id = insert_contribution(tx, draft);
    save_bodies(tx, draft.id, draft.text.bodies);
    return draft;
}

}  // namespace

base::Result<Contribution> save_draft(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                      SaveDraft const& command) {
    std::optional<Contribution> draft;
    if (command.contribution.exists()) {
        auto found = own(tx, actor, command.contribution);
        if (!found.ok()) return found.refusal();
        draft = std::move(found).value();
    }
    auto text = checked(command.text, Completeness::draft);
    if (!text.ok()) return text.refusal();
    auto const campaign = campaign_by_id(tx, draft ? draft->campaign : command.campaign);
    if (!campaign || !campaign->is_public())
        return base::refuse(RefusalCode::not_found, "Cette consultation n’existe pas.");
    base::Instant const now = world.clock.now();
    if (auto const open = require_not_over(*campaign, now); !open.ok()) return open.refusal();
    if (auto const links = check_links(tx, *text, campaign->id); !links.ok()) return links.refusal();
    if (!draft) return new_draft(tx, world, actor, campaign->id, std::move(text).value(), now);
    if (draft->state != ContributionState::draft)
        return base::refuse(RefusalCode::conflict, "Cette contribution est déjà publiée : modifiez-la.");
    if (auto const free = require_not_asked_for(tx, draft->id); !free.ok()) return free.refusal();
    draft->text = std::move(text).value();
    draft->changed_at = now;
    save_contribution(tx, *draft);
    save_bodies(tx, draft->id, draft->text.bodies);
    return *draft;
}

base::Result<base::Done> discard_draft(db::Tx& tx, base::World const&, people::Actor const& actor,
                                       base::Id<Contribution> id) {
    auto const draft = own(tx, actor, id);
    if (!draft.ok()) return draft.refusal();
    if (draft->state != ContributionState::draft)
        return base::refuse(RefusalCode::conflict,
                            "Cette contribution est publiée : vous pouvez la retirer.");
    if (auto const free = require_not_asked_for(tx, id); !free.ok()) return free.refusal();
    forget_attachments(tx, id);
    delete_draft(tx, id);
    return base::Done{};
}

base::Result<Contribution> publish(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                   base::Id<Contribution> id) {
    auto found = own(tx, actor, id);
    if (!found.ok()) return found.refusal();
    Contribution contribution = std::move(found).value();
    if (contribution.state == ContributionState::published) return contribution;
    if (contribution.state == ContributionState::withdrawn)
        return base::refuse(RefusalCode::conflict, "Vous avez retiré cette contribution.",
                            "Vous pouvez en écrire une nouvelle.");
    auto ready = publishable(tx, std::move(contribution));
    if (!ready.ok()) return ready.refusal();
    Campaign const campaign = *campaign_by_id(tx, ready->contribution.campaign);
    base::Instant const now = world.clock.now();
    if (auto const open = require_open(campaign, PhaseKind::collect, now); !open.ok()) return open.refusal();
    AuthorityId const authority = ready->contribution.authority;
    if (requires_validation(tx, authority) && !people::is_administrator(tx, actor.person, authority)) {
        submit_for_validation(tx, world, actor, ready->contribution, now);
        return std::move(ready->contribution);
    }
    return made_public(tx, world, actor.person, std::move(ready).value(), now);
}

base::Result<Contribution> publish_validated(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                             base::Id<Contribution> id, base::Instant now) {
    auto draft = contribution_by_id(tx, id);
    if (!draft) return no_such_contribution();
    if (draft->state != ContributionState::draft)
        return base::refuse(RefusalCode::conflict, "Cette contribution n’est plus un brouillon.");
    auto ready = publishable(tx, *std::move(draft));
    if (!ready.ok()) return ready.refusal();
    Campaign const campaign = *campaign_by_id(tx, ready->contribution.campaign);
    if (auto const open = require_open(campaign, PhaseKind::collect, now); !open.ok()) return open.refusal();
    return made_public(tx, world, actor.person, std::move(ready).value(), now);
}

base::Result<Contribution> publishable_draft(db::Tx& tx, people::Actor const& actor,
                                             base::Id<Contribution> id) {
    auto found = own(tx, actor, id);
    if (!found.ok()) return found.refusal();
    if (found->state != ContributionState::draft)
        return base::refuse(RefusalCode::conflict, "Cette contribution n’est plus un brouillon.");
    auto ready = publishable(tx, std::move(found).value());
    if (!ready.ok()) return ready.refusal();
    AuthorityId const authority = ready->contribution.authority;
    if (requires_validation(tx, authority) && !people::is_administrator(tx, actor.person, authority))
        return base::refuse(RefusalCode::forbidden,
                            "Votre collectivité valide ses contributions avant publication : un de ses "
                            "administrateurs doit faire cette demande.",
                            "Transmettez-lui ce brouillon, dans « Mes contributions ».");
    return std::move(ready->contribution);
}

base::Result<Contribution> publish_late(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                        base::Id<Contribution> id, base::Id<LateRequest> request) {
    if (!lock_contribution(tx, id)) return no_such_contribution();
    auto draft = contribution_by_id(tx, id);
    if (draft->state != ContributionState::draft)
        return base::refuse(RefusalCode::conflict, "Cette contribution n’est plus un brouillon.");
    auto ready = publishable(tx, *std::move(draft));
    if (!ready.ok()) return ready.refusal();
    Campaign const campaign = *campaign_by_id(tx, ready->contribution.campaign);
    base::Instant const now = world.clock.now();
    if (auto const closed = require_closed(campaign, PhaseKind::collect, now); !closed.ok())
        return closed.refusal();
    return made_public(tx, world, actor.person, std::move(ready).value(), now, request);
}

base::Result<Contribution> edit(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                base::Id<Contribution> id, ContributionText const& wanted) {
    auto found = own(tx, actor, id);
    if (!found.ok()) return found.refusal();
    Contribution contribution = std::move(found).value();
    if (contribution.state != ContributionState::published)
        return base::refuse(RefusalCode::conflict, contribution.state == ContributionState::draft
                                                       ? "Cette contribution n’est pas encore publiée."
                                                       : "Cette contribution a été retirée.");
    auto text = checked(wanted, Completeness::whole);
    if (!text.ok()) return text.refusal();
    Campaign const campaign = *campaign_by_id(tx, contribution.campaign);
    base::Instant const now = world.clock.now();
    // Who is asked a question may make the text clearer, even after the collect has closed.
    if (auto const open = require_open(campaign, PhaseKind::collect, now);
        !open.ok() && !standing_question(tx, contribution.id))
        return open.refusal();
    if (auto const links = check_links(tx, *text, campaign.id); !links.ok()) return links.refusal();
    if (*text == contribution.text) return contribution;
    if (contribution.version >= versions_max)
        return base::refuse(RefusalCode::too_many, "Cette contribution a été modifiée trop souvent.",
                            "Écrivez à l’équipe de la consultation.");
    contribution.text = std::move(text).value();
    contribution.version += 1;
    contribution.changed_at = now;
    save_contribution(tx, contribution);
    save_bodies(tx, contribution.id, contribution.text.bodies);
    insert_version(tx, contribution, actor.person, now);
    put_document(tx, contribution, author_of(tx, contribution.id)->body_name);
    record(tx, world, now, "contribution.edited", actor.person, contribution);
    announce(tx, now, actor.person,
             {{.kind = EventKind::contribution_edited,
               .campaign = campaign.id,
               .contribution = contribution.id,
               .author = contribution.author}});
    return contribution;
}

base::Result<base::Done> withdraw(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                  base::Id<Contribution> id) {
    auto found = own(tx, actor, id);
    if (!found.ok()) return found.refusal();
    Contribution contribution = std::move(found).value();
    if (contribution.state == ContributionState::withdrawn) return base::Done{};
    if (contribution.state == ContributionState::draft)
        return base::refuse(RefusalCode::conflict, "Ce brouillon n’est pas publié : supprimez-le.");
    Campaign const campaign = *campaign_by_id(tx, contribution.campaign);
    base::Instant const now = world.clock.now();
    if (auto const open = require_open(campaign, PhaseKind::collect, now); !open.ok()) return open.refusal();
    contribution.state = ContributionState::withdrawn;
    contribution.changed_at = now;
    save_contribution(tx, contribution);
    remove_document(tx, contribution.id);
    record(tx, world, now, "contribution.withdrawn", actor.person, contribution);
    return base::Done{};
}

}  // namespace consultation
