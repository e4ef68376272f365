#include "consultation/attachment_actions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/crypto.hpp"
#include "consultation/attachment_rows.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_rows.hpp"
#include "files/stored_file_rows.hpp"
#include "journal/journal.hpp"

namespace consultation {
namespace {

using base::RefusalCode;

constexpr std::size_t key_bytes = 16;  // an address that is not guessable

/// The author's contribution whose files may change now.
base::Result<Contribution> open_to_change(db::Tx& tx, people::Actor const& actor, base::Id<Contribution> id,
                                          base::Instant now) {
    auto contribution = lock_contribution(tx, id);
    bool const is_own = contribution && actor.person.exists() && contribution->author == actor.person;
    if (!contribution || (!is_own && contribution->state != ContributionState::published))
        return base::refuse(RefusalCode::not_found, "Cette contribution n’existe pas.");
    if (!is_own)
        return base::refuse(RefusalCode::forbidden,
                            "Seul l’auteur d’une contribution peut changer ses pièces jointes.");
    if (contribution->state == ContributionState::withdrawn)
        return base::refuse(RefusalCode::conflict, "Cette contribution a été retirée.");
    Campaign const campaign = *campaign_by_id(tx, contribution->campaign);
    Phase const* const collect = campaign.phase(PhaseKind::collect);
    bool const is_early_draft =
        contribution->state == ContributionState::draft && collect && !collect->has_opened(now);
    if (!is_early_draft)
        if (auto const open = require_open(campaign, PhaseKind::collect, now); !open.ok())
            return open.refusal();
    contribution->text.bodies = contribution_by_id(tx, id)->text.bodies;
    return *contribution;
}

/// Another version of a published contribution, with the same text and other files.
base::Result<base::Done> next_version(db::Tx& tx, Contribution& contribution, base::Instant now) {
    if (contribution.version >= versions_max)
        return base::refuse(RefusalCode::too_many, "Cette contribution a été modifiée trop souvent.",
                            "Écrivez à l’équipe de la consultation.");
    contribution.version += 1;
    contribution.changed_at = now;
    save_contribution(tx, contribution);
    insert_version(tx, contribution, contribution.author, now);
    return base::Done{};
}

void record(db::Tx& tx, base::World const& world, base::Instant now, std::string_view act,
            Contribution const& contribution, Attachment const& attachment) {
    std::int64_t const body =
        contribution.authority.exists() ? contribution.authority.value : -contribution.partner.value;
    journal::record_at(
        tx, now, world.random,
        {act,
         contribution.author.value,
         body,
         contribution.reference,
         {{"version", std::to_string(contribution.version)}, {"sha256", attachment.file.sha256}}});
}

bool holds(std::vector<Attachment> const& standing, files::StoredFile const& file) {
    return std::ranges::any_of(standing, [&](Attachment const& one) {
        return one.file.sha256 == file.sha256 && one.file.type == file.type;
    });
}

}  // namespace

base::Result<base::Done> attach(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                base::Id<Contribution> id, std::vector<files::TakenFile> const& taken) {
    base::Instant const now = world.clock.now();
    auto found = open_to_change(tx, actor, id, now);
    if (!found.ok()) return found.refusal();
    Contribution contribution = std::move(found).value();
    std::vector<Attachment> const all = attachments_of(tx, id);
    std::vector<Attachment> standing;
    std::ranges::copy_if(all, std::back_inserter(standing), &Attachment::stands);
    std::vector<files::TakenFile> fresh;
    for (files::TakenFile const& one : taken) {
        bool const is_twice = std::ranges::any_of(fresh, [&](files::TakenFile const& other) {
            return other.file.sha256 == one.file.sha256 && other.file.type == one.file.type;
        });
        if (!holds(standing, one.file) && !is_twice) fresh.push_back(one);
    }
    if (fresh.empty()) return base::Done{};
    if (standing.size() + fresh.size() > attachments_max || all.size() + fresh.size() > attachments_ever_max)
        return base::refuse_field(
            "files",
            fmt::format("Une contribution a {} pièces jointes au plus. Retirez-en avant d’en ajouter.",
                        attachments_max));
    bool const is_published = contribution.state == ContributionState::published;
    if (is_published)
        if (auto const next = next_version(tx, contribution, now); !next.ok()) return next.refusal();
    for (files::TakenFile const& one : fresh) {
        Attachment attachment;
        attachment.key = base::base64url(world.random.bytes(key_bytes));
        attachment.contribution = id;
        attachment.name = one.name;
        attachment.added_at = now;
        attachment.from_version = is_published ? contribution.version : 1;
        attachment.file = files::use(tx, now, one.file, holder_of(attachment));
        attachment.id = insert_attachment(tx, attachment);
        if (is_published) record(tx, world, now, "contribution.file_added", contribution, attachment);
    }
    return base::Done{};
}

base::Result<base::Done> detach(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                base::Id<Contribution> id, std::string_view key) {
    base::Instant const now = world.clock.now();
    auto found = open_to_change(tx, actor, id, now);
    if (!found.ok()) return found.refusal();
    Contribution contribution = std::move(found).value();
    std::vector<Attachment> const all = attachments_of(tx, id);
    auto const one = std::ranges::find(all, key, &Attachment::key);
    if (one == all.end() || !one->stands()) return base::Done{};
    if (contribution.state == ContributionState::published) {
        int const last = contribution.version;
        if (auto const next = next_version(tx, contribution, now); !next.ok()) return next.refusal();
        close_attachment(tx, one->id, last);
        record(tx, world, now, "contribution.file_removed", contribution, *one);
    } else {
        delete_attachment(tx, one->id);
    }
    files::release(tx, one->file.id, holder_of(*one));
    return base::Done{};
}

void forget_attachments(db::Tx& tx, base::Id<Contribution> draft) {
    for (Attachment const& one : attachments_of(tx, draft)) {
        files::release(tx, one.file.id, holder_of(one));
        delete_attachment(tx, one.id);
    }
}

}  // namespace consultation
