#include "consultation/editor_actions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/crypto.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/editor_lists.hpp"
#include "consultation/policy_rows.hpp"
#include "consultation/rights.hpp"
#include "consultation/section_check.hpp"
#include "consultation/snapshot_actions.hpp"
#include "journal/journal.hpp"

namespace consultation {
namespace {

using base::Done;
using base::Refusal;
using base::RefusalCode;
using base::Result;

Refusal no_such_campaign() {
    return base::refuse(RefusalCode::not_found, "Cette consultation n’existe pas.");
}

std::string short_hash(std::vector<Fact> const& facts) {
    return base::hex(base::as_bytes(base::sha256(stored_facts(facts))));
}

void record(db::Tx& tx, base::World const& world, base::Instant now, people::Actor const& actor,
            std::string_view act, std::string const& slug,
            std::vector<std::pair<std::string, std::string>> facts = {}) {
    journal::record_at(tx, now, world.random,
                       {act, actor.person.value, 0, "campaign:" + slug, std::move(facts)});
}

/// Locks and reads; what the action compares with afterwards.
Result<CampaignContent> locked(db::Tx& tx, people::Actor const& actor, base::Id<Campaign> campaign,
                               bool with_members) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    if (!lock_campaign(tx, campaign)) return no_such_campaign();
    return *content_of(tx, campaign, with_members);
}

Result<Done> require_version(db::Reader const& reader, base::Id<Campaign> campaign, Section section,
                             int seen) {
    if (section_version(reader, campaign, section) == seen) return Done{};
    Refusal refusal = base::refuse(RefusalCode::conflict,
                                   "Cette partie a été modifiée pendant que vous l’écriviez. Rien n’est "
                                   "perdu\u00a0: votre texte est toujours là.",
                                   "Comparez avec la modification de votre collègue, puis enregistrez de "
                                   "nouveau si la vôtre doit la remplacer.");
    refusal.fields.push_back({"version", refusal.message});
    return refusal;
}

Refusal frozen_since(Campaign const& campaign, Section section) {
    return base::refuse(RefusalCode::late,
                        fmt::format("«\u00a0{}\u00a0» est figé depuis le {}.", title_of(section),
                                    base::french_deadline(*freezes_at(campaign, section))),
                        "Une phase peut être prolongée, avec un motif public. Le reste ne change plus.");
}

Result<std::string> checked_reason(std::string const& typed) {
    auto const reason = base::tidied_line(typed);
    std::size_t const length = reason ? base::length_in_characters(*reason) : 0;
    if (length < correction_reason_min || length > correction_reason_max)
        return base::refuse_field(
            "reason",
            fmt::format("La consultation a commencé\u00a0: donnez le motif de la correction, en {} à {} "
                        "caractères. Il est publié.",
                        correction_reason_min, correction_reason_max));
    return *reason;
}

std::string taken(std::string const& slug) {
    return fmt::format("L’adresse «\u00a0{}\u00a0» est déjà prise par une autre consultation.", slug);
}

/// Title and address of a campaign to be made; the address is free.
Result<std::string> checked_identity(db::Tx& tx, std::string const& title, std::string const& typed_slug) {
    base::FormErrors errors;
    if (title.empty())
        errors.add("title", "Donnez un titre à la consultation.");
    else if (base::length_in_characters(title) > campaign_title_max)
        errors.add("title", fmt::format("Le titre dépasse {} caractères.", campaign_title_max));
    std::string slug = typed_slug.empty() ? base::slug(title, campaign_slug_max) : typed_slug;
    bool const is_reserved = slug == "nouvelle" || slug == "importer";
    if (!is_campaign_slug(slug) || is_reserved) {
        if (!typed_slug.empty() || !title.empty())
            errors.add("slug", is_reserved
                                   ? "Cette adresse est réservée. Choisissez-en une autre."
                                   : "L’adresse ne contient que des minuscules sans accent, des chiffres et "
                                     "des tirets, 60 caractères au plus.");
    } else if (campaign_by_slug(tx, slug)) {
        errors.add("slug", taken(slug));
    }
    if (!errors.none()) return std::move(errors).refusal();
    return slug;
}

/// The part of a section in `stored` replaced by what is wanted.
Campaign merged(Campaign stored, Section section, Campaign const& wanted) {
    switch (section) {
        case Section::texts:
            stored.title = wanted.title;
            stored.pitch = wanted.pitch;
            stored.description = wanted.description;
            break;
        case Section::rules:
            stored.rules = wanted.rules;
            stored.review_days = wanted.review_days;
            stored.late_request_days = wanted.late_request_days;
            break;
        case Section::envelope:
            stored.envelope = wanted.envelope;
            break;
        case Section::support:
            stored.supporting_classes = wanted.supporting_classes;
            std::ranges::sort(stored.supporting_classes);
            stored.late_verification_days = wanted.late_verification_days;
            stored.api_supports = wanted.api_supports;
            stored.edition = wanted.edition;
            break;
        default:
            break;
    }
    return stored;
}

/// First versions that have not opened are rewritten; those that have stay as they are.
void write_phases(db::Tx& tx, Campaign const& stored, Campaign const& wanted, base::Instant now,
                  std::int64_t person) {
    auto const is_left = [&](Phase const& phase) {
        return stored.is_public() && (phase.has_opened(now) || phase.version > 1);
    };
    for (Phase const& old : stored.phases)
        if (!is_left(old) && !wanted.phase(old.kind)) delete_phase(tx, stored.id, old.kind);
    for (Phase phase : wanted.phases) {
        Phase const* const old = stored.phase(phase.kind);
        if (old && (is_left(*old) || (old->opens_at == phase.opens_at && old->closes_at == phase.closes_at)))
            continue;
        phase.version = 1;
        phase.decided_at = now;
        phase.reason.clear();
        if (old) delete_phase(tx, stored.id, phase.kind);
        insert_phase(tx, stored.id, phase, person);
    }
}

Result<Done> write_section(db::Tx& tx, CampaignContent const& stored, EditSection const& command,
                           base::Instant now, std::int64_t person) {
    switch (command.section) {
        case Section::texts:
        case Section::rules:
        case Section::envelope:
        case Section::support:
            update_campaign(tx, merged(stored.campaign, command.section, command.wanted.campaign));
            return Done{};
        case Section::phases:
            write_phases(tx, stored.campaign, command.wanted.campaign, now, person);
            return Done{};
        case Section::themes:
            return write_themes(tx, stored.campaign.id, stored.choices.themes, command.wanted.themes);
        case Section::desks:
            return write_desks(tx, stored.campaign.id, stored.choices.desks, command.wanted.desks);
        case Section::grounds:
            return write_grounds(tx, stored.campaign.id, stored.choices.grounds, command.wanted.grounds);
        case Section::policies:
        case Section::state:
            break;
    }
    base::fail("this section has an action of its own");
}

Result<Done> change_state(db::Tx& tx, base::World const& world, people::Actor const& actor,
                          CampaignContent const& before, CampaignState state, std::string_view act,
                          base::Instant now) {
    set_state(tx, before.campaign.id, state);
    CampaignContent after = before;
    after.campaign.state = state;
    keep_changes(tx, world, now, actor.person.value, before, after, {}, false);
    record(tx, world, now, actor, act, before.campaign.slug);
    return Done{};
}

/// The refusal of an address that another campaign has.
base::Refusal taken_address(std::string const& slug) {
    base::FormErrors errors;
    errors.add("slug", taken(slug));
    return std::move(errors).refusal();
}

/// Nothing when another campaign took the address meanwhile.
std::optional<base::Id<Campaign>> insert_draft(db::Tx& tx, Campaign campaign, base::Instant now) {
    campaign.state = CampaignState::draft;
    campaign.created_at = now;
    campaign.results_published_at.reset();
    return insert_campaign(tx, campaign);
}

/// The same wall clock, so many days later.
base::Instant shifted(base::Instant at, std::int64_t days) {
    base::Civil const wall = base::civil(at);
    base::Civil moved = base::civil(at + base::Duration::days(days));
    moved.hour = wall.hour;
    moved.minute = wall.minute;
    moved.second = wall.second;
    // Near midnight an hour of season may have moved the day.
    std::int64_t const drift = base::local_day(at) + days - base::local_day(at + base::Duration::days(days));
    base::Instant const found = base::instant_of(moved).value();
    return drift == 0 ? found : found + base::Duration::days(drift);
}

}  // namespace

void keep_changes(db::Tx& tx, base::World const& world, base::Instant now, std::int64_t person,
                  CampaignContent const& before, CampaignContent const& after, std::string const& reason,
                  bool is_journalled) {
    auto const keep = [&](Section section) {
        CampaignChange change;
        change.section = section;
        change.before = facts_of(before, section);
        change.after = facts_of(after, section);
        if (change.before == change.after) return;
        change.version = section_version(tx, after.campaign.id, section) + 1;
        change.at = now;
        change.person = person;
        change.reason = reason;
        insert_change(tx, after.campaign.id, change);
        if (!is_journalled) return;
        journal::record_at(tx, now, world.random,
                           {reason.empty() ? "campaign.changed" : "campaign.corrected",
                            person,
                            0,
                            "campaign:" + after.campaign.slug,
                            {{"section", std::string(name_of(section))},
                             {"version", std::to_string(change.version)},
                             {"before", short_hash(change.before)},
                             {"after", short_hash(change.after)}}});
    };
    for (Section const section : edited_sections) keep(section);
    keep(Section::state);
    await_closing(tx, after.campaign, now);
}

Result<std::string> create_campaign(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                    NewCampaign const& command) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    std::string const title = base::tidied_line(command.title).value_or("");
    auto const slug = checked_identity(tx, title, base::tidied_line(command.slug).value_or(" "));
    if (!slug.ok()) return slug.refusal();
    base::Instant const now = world.clock.now();
    Campaign campaign;
    campaign.slug = *slug;
    campaign.title = title;
    campaign.supporting_classes = {"authority"};
    auto const made = insert_draft(tx, campaign, now);
    if (!made) return taken_address(*slug);
    base::Id<Campaign> const id = *made;
    CampaignContent const after = *content_of(tx, id, true);
    keep_changes(tx, world, now, actor.person.value, {}, after, {}, false);
    record(tx, world, now, actor, "campaign.created", *slug);
    return *slug;
}

Result<int> edit_section(db::Tx& tx, base::World const& world, people::Actor const& actor,
                         EditSection const& command) {
    base::check(command.section != Section::policies && command.section != Section::state,
                "this section has an action of its own");
    auto const before = locked(tx, actor, command.campaign, false);
    if (!before.ok()) return before.refusal();
    base::Instant const now = world.clock.now();
    Campaign const& stored = before->campaign;
    if (auto const same = require_version(tx, stored.id, command.section, command.seen_version); !same.ok())
        return same.refusal();
    base::FormErrors errors;
    check_section(command.section, command.wanted, stored, now, errors);
    std::string reason;
    if (is_frozen(stored, command.section, now)) {
        if (command.section != Section::texts) return frozen_since(stored, command.section);
        auto const given = checked_reason(command.reason);
        if (!given.ok())
            errors.add("reason", given.refusal().message);
        else
            reason = *given;
    }
    if (!errors.none()) return std::move(errors).refusal();
    if (auto const written = write_section(tx, *before, command, now, actor.person.value); !written.ok())
        return written.refusal();
    keep_changes(tx, world, now, actor.person.value, *before, *content_of(tx, stored.id, false), reason);
    return section_version(tx, stored.id, command.section);
}

Result<std::string> put_policy(db::Tx& tx, base::World const& world, people::Actor const& actor,
                               PutPolicy const& command) {
    auto const before = locked(tx, actor, command.campaign, true);
    if (!before.ok()) return before.refusal();
    base::Instant const now = world.clock.now();
    Campaign const& stored = before->campaign;
    if (auto const same = require_version(tx, stored.id, Section::policies, command.seen_version); !same.ok())
        return same.refusal();
    if (is_frozen(stored, Section::policies, now)) return frozen_since(stored, Section::policies);

    Policy policy;
    policy.name = base::tidied_line(command.name).value_or("");
    policy.source = base::tidied_line(command.source).value_or("");
    base::FormErrors errors;
    if (policy.name.empty() || base::length_in_characters(policy.name) > entry_name_max)
        errors.add("name",
                   fmt::format("Donnez un nom à la politique, en {} caractères au plus.", entry_name_max));
    if (policy.source.empty() || base::length_in_characters(policy.source) > entry_hint_max)
        errors.add(
            "source",
            fmt::format("Dites d’où vient la liste et de quel jour elle est, en {} caractères au plus.",
                        entry_hint_max));
    bool const is_new = command.slug.empty();
    policy.slug = is_new ? base::slug(policy.name, campaign_slug_max) : command.slug;
    auto const old = std::ranges::find(before->policies, policy.slug, &Policy::slug);
    bool const is_known = old != before->policies.end();
    if (!is_new && !is_known) return base::refuse(RefusalCode::not_found, "Cette politique n’existe pas.");
    if (is_new && is_known) errors.add("name", "Une politique de cette consultation porte déjà ce nom.");
    if (is_new && before->policies.size() >= policies_max)
        errors.add("name", fmt::format("Une consultation a {} politiques au plus.", policies_max));
    if (is_new && !policy.name.empty() && policy.slug.empty())
        errors.add("name", "Le nom doit contenir des lettres ou des chiffres.");
    std::optional<CodeReport> report;
    if (command.codes) {
        auto const lines = read_codes(*command.codes);
        if (!lines.ok())
            errors.add("codes", lines.refusal().message);
        else if (report = checked_codes(tx, *lines); report->communes.empty())
            errors.add("codes", "Aucune commune du référentiel n’est dans cette liste.");
    } else if (is_new) {
        errors.add("codes", "Donnez la liste des communes.");
    }
    if (!errors.none()) return std::move(errors).refusal();
    base::Id<Policy> const id = put_policy(tx, stored.id, policy);
    if (report) replace_members(tx, id, report->communes);
    keep_changes(tx, world, now, actor.person.value, *before, *content_of(tx, stored.id, true), {});
    return policy.slug;
}

Result<Done> remove_policy(db::Tx& tx, base::World const& world, people::Actor const& actor,
                           base::Id<Campaign> campaign, int seen_version, std::string_view slug) {
    auto const before = locked(tx, actor, campaign, true);
    if (!before.ok()) return before.refusal();
    base::Instant const now = world.clock.now();
    if (auto const same = require_version(tx, campaign, Section::policies, seen_version); !same.ok())
        return same.refusal();
    if (is_frozen(before->campaign, Section::policies, now))
        return frozen_since(before->campaign, Section::policies);
    auto const policy = std::ranges::find(before->policies, slug, &Policy::slug);
    if (policy == before->policies.end())
        return base::refuse(RefusalCode::not_found, "Cette politique n’existe pas.");
    delete_policy(tx, policy->id);
    keep_changes(tx, world, now, actor.person.value, *before, *content_of(tx, campaign, true), {});
    return Done{};
}

Result<Done> publish_campaign(db::Tx& tx, base::World const& world, people::Actor const& actor,
                              base::Id<Campaign> campaign) {
    auto const content = locked(tx, actor, campaign, false);
    if (!content.ok()) return content.refusal();
    base::Instant const now = world.clock.now();
    if (content->campaign.state == CampaignState::published) return Done{};
    if (content->campaign.state == CampaignState::archived)
        return base::refuse(RefusalCode::conflict,
                            "Cette consultation est archivée\u00a0: elle est déjà publique.");
    base::FormErrors errors;
    for (Section const section : edited_sections)
        for (std::string const& lack : missing(*content, section))
            errors.add({}, fmt::format("{}\u00a0: il manque {}.", title_of(section), lack));
    Phase const* const support = content->campaign.phase(PhaseKind::support);
    if (support && support->has_closed(now))
        errors.add({},
                   "Calendrier\u00a0: la phase de soutien est déjà close, personne ne pourrait plus y "
                   "prendre part.");
    if (!errors.none()) return std::move(errors).refusal();
    return change_state(tx, world, actor, *content, CampaignState::published, "campaign.published", now);
}

Result<Done> unpublish_campaign(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                base::Id<Campaign> campaign) {
    auto const content = locked(tx, actor, campaign, false);
    if (!content.ok()) return content.refusal();
    if (content->campaign.state == CampaignState::draft) return Done{};
    if (content->campaign.state == CampaignState::archived || has_been_used(tx, campaign))
        return base::refuse(
            RefusalCode::conflict,
            "Cette consultation ne peut plus redevenir un brouillon\u00a0: des personnes y ont pris part.",
            "Ce qui a été dit publiquement reste public. Une fois close, elle peut être archivée.");
    return change_state(tx, world, actor, *content, CampaignState::draft, "campaign.unpublished",
                        world.clock.now());
}

Result<Done> archive_campaign(db::Tx& tx, base::World const& world, people::Actor const& actor,
                              base::Id<Campaign> campaign) {
    auto const content = locked(tx, actor, campaign, false);
    if (!content.ok()) return content.refusal();
    base::Instant const now = world.clock.now();
    if (content->campaign.state == CampaignState::archived) return Done{};
    bool const is_over = std::ranges::all_of(content->campaign.phases,
                                             [&](Phase const& phase) { return phase.has_closed(now); });
    if (content->campaign.state == CampaignState::draft || !is_over)
        return base::refuse(RefusalCode::conflict,
                            "Seule une consultation dont toutes les phases sont closes peut être archivée.");
    return change_state(tx, world, actor, *content, CampaignState::archived, "campaign.archived", now);
}

Result<std::string> copy_campaign(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                  CopyCampaign const& command) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    auto const source = content_of(tx, command.from, false);
    if (!source) return no_such_campaign();
    std::string const title = base::tidied_line(command.title).value_or("");
    auto const slug = checked_identity(tx, title, base::tidied_line(command.slug).value_or(" "));
    if (!slug.ok()) return slug.refusal();
    base::Instant const now = world.clock.now();
    Campaign copy = source->campaign;
    copy.slug = *slug;
    copy.title = title;
    auto const made = insert_draft(tx, copy, now);
    if (!made) return taken_address(*slug);
    base::Id<Campaign> const id = *made;
    if (command.opens_at && !copy.phases.empty()) {
        std::int64_t const days =
            base::local_day(*command.opens_at) - base::local_day(copy.phases.front().opens_at);
        for (Phase phase : copy.phases) {
            phase.version = 1;
            phase.reason.clear();
            phase.decided_at = now;
            phase.opens_at = shifted(phase.opens_at, days);
            phase.closes_at = shifted(phase.closes_at, days);
            insert_phase(tx, id, phase, actor.person.value);
        }
    }
    int rank = 0;
    for (Theme const& theme : source->choices.themes) put_theme(tx, id, theme, ++rank);
    for (Desk const& desk : source->choices.desks) put_desk(tx, id, desk);
    for (Ground const& ground : source->choices.grounds) put_ground(tx, id, ground);
    for (Policy const& policy : source->policies) copy_members(tx, policy.id, put_policy(tx, id, policy));
    keep_changes(tx, world, now, actor.person.value, {}, *content_of(tx, id, true), {}, false);
    record(tx, world, now, actor, "campaign.created", *slug, {{"copy_of", source->campaign.slug}});
    return *slug;
}

Result<LoadedCampaign> import_campaign(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                       CampaignFile file) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    auto const stored = campaign_by_slug(tx, file.campaign.slug);
    file.campaign.state = stored ? stored->state : CampaignState::draft;
    return load_campaign(tx, world, file, actor.person.value);
}

}  // namespace consultation
