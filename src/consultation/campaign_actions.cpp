#include "consultation/campaign_actions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/announcement.hpp"
#include "consultation/campaign_change.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/editor_actions.hpp"
#include "consultation/event.hpp"
#include "consultation/late_request_rows.hpp"
#include "consultation/policy_rows.hpp"
#include "consultation/rights.hpp"
#include "consultation/support_actions.hpp"
#include "journal/journal.hpp"

namespace consultation {
namespace {

using base::RefusalCode;

bool same_themes(std::vector<Theme> const& a, std::vector<Theme> const& b) {
    return std::ranges::equal(a, b, [](Theme const& x, Theme const& y) {
        return x.slug == y.slug && x.name == y.name && x.hint == y.hint;
    });
}
/// Grounds are stored without an order of their own.
bool same_grounds(std::vector<Ground> const& a, std::vector<Ground> const& b) {
    return a.size() == b.size() && std::ranges::all_of(a, [&](Ground const& x) {
               return std::ranges::any_of(
                   b, [&](Ground const& y) { return x.slug == y.slug && x.name == y.name; });
           });
}
bool has_desk(std::vector<Desk> const& stored, Desk const& desk) {
    return std::ranges::any_of(stored, [&](Desk const& other) {
        return other.slug == desk.slug && other.name == desk.name && other.description == desk.description &&
               other.url == desk.url;
    });
}
bool same_texts(Campaign const& a, Campaign const& b) {
    return a.title == b.title && a.pitch == b.pitch && a.description == b.description && a.rules == b.rules &&
           a.envelope == b.envelope && a.review_days == b.review_days &&
           a.late_request_days == b.late_request_days;
}
bool same_support_rules(Campaign const& a, Campaign const& b) {
    return a.supporting_classes == b.supporting_classes &&
           a.late_verification_days == b.late_verification_days && a.api_supports == b.api_supports &&
           a.edition == b.edition;
}

/// The communes of a policy of a file; refused when the register does not know one.
base::Result<CodeReport> communes_of(db::Reader const& reader, Policy const& policy) {
    std::vector<CodeLine> lines;
    for (std::string const& code : policy.members)
        lines.push_back({static_cast<int>(lines.size()) + 1, code, code});
    CodeReport report = checked_codes(reader, lines);
    for (CodeRemark const& remark : report.remarks)
        if (remark.kind == CodeRemark::Kind::unknown || remark.kind == CodeRemark::Kind::unreadable)
            return base::refuse_field("policies", fmt::format("Politique «\u00a0{}\u00a0»\u00a0: {}",
                                                              policy.slug, sentence_of(remark)));
    return report;
}

/// Compares a file with what is stored and writes the difference, or says what may not change any more.
class Update {
  public:
    Update(db::Tx& tx, Campaign stored, CampaignFile const& file, base::Instant now)
        : tx_(tx), stored_(std::move(stored)), file_(file), now_(now) {
        has_begun_ = is_frozen(stored_, Section::texts, now);
        supports_have_begun_ = is_frozen(stored_, Section::support, now);
    }

    /// Whether anything changed.
    base::Result<bool> run() {
        texts();
        phases();
        lists();
        if (auto const listed = policies_of_file(); !listed.ok()) return listed.refusal();
        if (!frozen_.empty())
            return base::refuse(
                RefusalCode::conflict,
                fmt::format("La consultation « {} » a commencé : {} ne peut plus changer.", stored_.slug,
                            base::joined(frozen_, ", ")),
                "Remettez le fichier tel qu’il était chargé pour ces points. Pour fermer une phase plus "
                "tard, passez par une prorogation.");
        return changed_;
    }

  private:
    void texts() {
        Campaign const& wanted = file_.campaign;
        if (!same_texts(stored_, wanted)) {
            if (has_begun_)
                frozen_.emplace_back("le texte, les règles ou l’enveloppe");
            else
                changed_ = true;
        }
        if (!same_support_rules(stored_, wanted)) {
            if (supports_have_begun_)
                frozen_.emplace_back("les règles de soutien");
            else
                changed_ = true;
        }
        if (stored_.state != wanted.state) {
            if (has_begun_ && wanted.state == CampaignState::draft)
                frozen_.emplace_back("l’état de la consultation, déjà publique,");
            else
                changed_ = true;
        }
        if (!changed_ || !frozen_.empty()) return;
        Campaign next = wanted;
        next.id = stored_.id;
        update_campaign(tx_, next);
    }

    void phases() {
        std::vector<Phase> const versions = phase_versions(tx_, stored_.id);
        auto const first_version = [&](PhaseKind kind) -> Phase const* {
            for (Phase const& phase : versions)
                if (phase.kind == kind && phase.version == 1) return &phase;
            return nullptr;
        };
        for (Phase wanted : file_.campaign.phases) {
            wanted.decided_at = now_;
            Phase const* const first = first_version(wanted.kind);
            Phase const* const in_force = stored_.phase(wanted.kind);
            if (!first) {
                if (has_begun_ && wanted.opens_at <= now_) {
                    frozen_.push_back(fmt::format("l’ouverture passée de « {} »", title_of(wanted.kind)));
                    continue;
                }
                insert_phase(tx_, stored_.id, wanted, 0);
                changed_ = true;
            } else if (first->opens_at != wanted.opens_at || first->closes_at != wanted.closes_at) {
                if (in_force->version > 1 || (stored_.is_public() && first->has_opened(now_))) {
                    frozen_.push_back(fmt::format("le calendrier de « {} »", title_of(wanted.kind)));
                    continue;
                }
                update_first_phase(tx_, stored_.id, wanted);
                changed_ = true;
            }
        }
        for (Phase const& phase : stored_.phases) {
            if (file_.campaign.phase(phase.kind)) continue;
            if (phase.version > 1 || (stored_.is_public() && phase.has_opened(now_))) {
                frozen_.push_back(fmt::format("la phase « {} »", title_of(phase.kind)));
                continue;
            }
            delete_phase(tx_, stored_.id, phase.kind);
            changed_ = true;
        }
    }

    void lists() {
        Choices const stored = choices(tx_, stored_.id);
        for (Desk const& desk : file_.desks) {
            if (has_desk(stored.desks, desk)) continue;
            put_desk(tx_, stored_.id, desk);
            changed_ = true;
        }
        if (!same_themes(stored.themes, file_.themes)) themes(stored);
        if (!same_grounds(stored.grounds, file_.grounds)) grounds(stored);
    }

    void themes(Choices const& stored) {
        if (has_begun_) return frozen_.emplace_back("la liste des thèmes"), void();
        for (Theme const& old : stored.themes) {
            bool const is_kept =
                std::ranges::any_of(file_.themes, [&](Theme const& theme) { return theme.slug == old.slug; });
            if (!is_kept && !delete_unused_theme(tx_, old.id))
                frozen_.push_back(fmt::format("le thème « {} », déjà employé,", old.name));
        }
        int rank = 0;
        for (Theme const& theme : file_.themes) put_theme(tx_, stored_.id, theme, ++rank);
        changed_ = true;
    }

    void grounds(Choices const& stored) {
        if (has_begun_) return frozen_.emplace_back("la liste des motifs de rejet"), void();
        for (Ground const& old : stored.grounds) {
            bool const is_kept = std::ranges::any_of(
                file_.grounds, [&](Ground const& ground) { return ground.slug == old.slug; });
            if (!is_kept && !delete_unused_ground(tx_, old.id))
                frozen_.push_back(fmt::format("le motif « {} », déjà employé,", old.name));
        }
        for (Ground const& ground : file_.grounds) put_ground(tx_, stored_.id, ground);
        changed_ = true;
    }

    /// In place of those that are stored, where the file speaks of them.
    base::Result<base::Done> policies_of_file() {
        if (!file_.policies) return base::Done{};
        std::vector<Policy> const stored = policies_with_members(tx_, stored_.id);
        for (Policy const& old : stored) {
            if (std::ranges::find(*file_.policies, old.slug, &Policy::slug) != file_.policies->end())
                continue;
            if (supports_have_begun_)
                return frozen_.emplace_back("la liste des politiques prioritaires"), base::Done{};
            delete_policy(tx_, old.id);
            changed_ = true;
        }
        for (Policy const& wanted : *file_.policies) {
            auto const found = communes_of(tx_, wanted);
            if (!found.ok()) return found.refusal();
            std::vector<std::string> codes = found->codes;
            std::ranges::sort(codes);
            auto const old = std::ranges::find(stored, wanted.slug, &Policy::slug);
            bool const is_same = old != stored.end() && old->name == wanted.name &&
                                 old->source == wanted.source && old->members == codes;
            if (is_same) continue;
            if (supports_have_begun_)
                return frozen_.emplace_back("la liste des politiques prioritaires"), base::Done{};
            replace_members(tx_, put_policy(tx_, stored_.id, wanted), found->communes);
            changed_ = true;
        }
        return base::Done{};
    }

    db::Tx& tx_;
    Campaign stored_;
    CampaignFile const& file_;
    base::Instant now_;
    bool has_begun_ = false;
    bool supports_have_begun_ = false;
    bool changed_ = false;
    std::vector<std::string> frozen_;
};

base::Result<base::Id<Campaign>> create(db::Tx& tx, CampaignFile const& file, base::Instant now) {
    Campaign campaign = file.campaign;
    campaign.created_at = now;
    auto const made = insert_campaign(tx, campaign);
    if (!made)
        return base::refuse(
            base::RefusalCode::conflict,
            fmt::format("La consultation «\u00a0{}\u00a0» vient d’être créée par ailleurs.", campaign.slug));
    campaign.id = *made;
    for (Phase phase : campaign.phases) {
        phase.decided_at = now;
        insert_phase(tx, campaign.id, phase, 0);
    }
    int rank = 0;
    for (Theme const& theme : file.themes) put_theme(tx, campaign.id, theme, ++rank);
    for (Desk const& desk : file.desks) put_desk(tx, campaign.id, desk);
    for (Ground const& ground : file.grounds) put_ground(tx, campaign.id, ground);
    for (Policy const& policy : file.policies.value_or(std::vector<Policy>{})) {
        auto const found = communes_of(tx, policy);
        if (!found.ok()) return found.refusal();
        replace_members(tx, put_policy(tx, campaign.id, policy), found->communes);
    }
    return campaign.id;
}

base::Result<base::Done> check_extension(Campaign const& campaign, Phase const* phase,
                                         ExtendPhase const& command, std::string const& reason,
                                         base::Instant now) {
    if (!phase)
        return base::refuse(RefusalCode::not_found, "Cette phase n’est pas prévue dans la consultation.");
    if (campaign.has_results())
        return base::refuse(RefusalCode::conflict,
                            "Les résultats sont publiés : les phases ne peuvent plus être prolongées.");
    base::FormErrors errors;
    if (command.closes_at <= phase->closes_at)
        errors.add("closes_at",
                   fmt::format("La nouvelle clôture doit venir après la clôture actuelle, le {}.",
                               base::french_deadline(phase->closes_at)));
    else if (command.closes_at <= now)
        errors.add("closes_at", "La nouvelle clôture est déjà passée.");
    else if (command.closes_at > now + base::Duration::days(extension_days_max))
        errors.add("closes_at", "La nouvelle clôture est à plus de deux ans : vérifiez l’année.");
    std::size_t const length = base::length_in_characters(reason);
    if (length < extension_reason_min || length > extension_reason_max)
        errors.add("reason", fmt::format("Indiquez le motif, en {} à {} caractères : il est publié.",
                                         extension_reason_min, extension_reason_max));
    if (!errors.none()) return std::move(errors).refusal();
    return base::Done{};
}

}  // namespace

base::Result<LoadedCampaign> load_campaign(db::Tx& tx, base::World const& world, CampaignFile const& file,
                                           std::int64_t person) {
    auto stored = campaign_by_slug(tx, file.campaign.slug);
    if (stored) {
        lock_campaign(tx, stored->id);
        stored = campaign_by_id(tx, stored->id);
    }
    base::Instant const now = world.clock.now();
    LoadedCampaign loaded;
    CampaignContent before;
    if (!stored) {
        auto const id = create(tx, file, now);
        if (!id.ok()) return id.refusal();
        loaded = {*id, Loaded::created};
        journal::record_at(tx, now, world.random,
                           {"campaign.created", person, 0, "campaign:" + file.campaign.slug, {}});
    } else {
        before = *content_of(tx, stored->id, true);
        auto const changed = Update(tx, *stored, file, now).run();
        if (!changed.ok()) return changed.refusal();
        loaded = {stored->id, *changed ? Loaded::changed : Loaded::unchanged};
    }
    if (loaded.what != Loaded::unchanged)
        keep_changes(tx, world, now, person, before, *content_of(tx, loaded.id, true), {},
                     loaded.what == Loaded::changed);
    return loaded;
}

base::Result<Phase> extend_phase(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                 ExtendPhase const& command) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    auto const reason = base::tidied_line(command.reason);
    if (!reason) return base::refuse_field("reason", "Le motif contient des caractères illisibles.");
    if (!lock_campaign(tx, command.campaign))
        return base::refuse(RefusalCode::not_found, "Cette consultation n’existe pas.");
    base::Instant const now = world.clock.now();
    Campaign const campaign = *campaign_by_id(tx, command.campaign);
    if (!campaign.is_public())
        return base::refuse(
            RefusalCode::conflict,
            "Cette consultation est un brouillon\u00a0: changez son calendrier, il n’est pas encore public.");
    Phase const* const phase = campaign.phase(command.kind);
    if (auto const valid = check_extension(campaign, phase, command, *reason, now); !valid.ok())
        return valid.refusal();

    Phase extended = *phase;
    extended.version += 1;
    extended.closes_at = command.closes_at;
    extended.reason = *reason;
    extended.decided_at = now;
    CampaignContent const before{campaign, {}, {}};
    insert_phase(tx, campaign.id, extended, actor.person.value);
    keep_changes(tx, world, now, actor.person.value, before, {*campaign_by_id(tx, campaign.id), {}, {}},
                 extended.reason, false);
    if (extended.kind == PhaseKind::support) recount_pending(tx, campaign.id);
    // Who came too late is in time again: the mail of the extension reaches them too.
    std::int64_t const lapsed = lapse_late_requests(tx, campaign.id, extended.kind, now, actor.person);
    journal::record_at(tx, now, world.random,
                       {"campaign.extended",
                        actor.person.value,
                        0,
                        "campaign:" + campaign.slug,
                        {{"phase", std::string(name_of(extended.kind))},
                         {"version", std::to_string(extended.version)},
                         {"closes_at", base::iso8601(extended.closes_at)},
                         {"late_requests_lapsed", std::to_string(lapsed)}}});
    announce(tx, now, actor.person,
             {{.kind = EventKind::phase_extended,
               .campaign = campaign.id,
               .detail = std::string(name_of(extended.kind))}});
    enqueue_round(tx, extension_mails_job, {campaign.id, extended.kind, extended.version, 0}, now);
    return extended;
}

}  // namespace consultation
