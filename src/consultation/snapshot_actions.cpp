#include "consultation/snapshot_actions.hpp"

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/rights.hpp"
#include "consultation/snapshot_rows.hpp"
#include "journal/jobs.hpp"
#include "journal/journal.hpp"

namespace consultation {
namespace {

using base::RefusalCode;

void record(db::Tx& tx, base::World const& world, std::string const& slug, base::Id<Snapshot> id,
            Snapshot const& one) {
    journal::record(tx, world,
                    {"snapshot.made",
                     one.by.value,
                     0,
                     "campaign:" + slug,
                     {{"snapshot", std::to_string(id.value)},
                      {"at", base::iso8601(one.at)},
                      {"due_at", one.due_at ? base::iso8601(*one.due_at) : std::string()},
                      {"journal_size", std::to_string(one.journal_size)},
                      {"sha256", one.sha256},
                      {"sheet", one.sheet_sha256},
                      {"pdf", one.pdf_sha256}}});
}

}  // namespace

PreparedSnapshot prepare_snapshot(db::Reader const& reader, base::World const& world,
                                  Campaign const& campaign, std::string name, base::Instant at,
                                  std::optional<base::Instant> due_at, SnapshotSource const& source) {
    SnapshotFigures const figures = snapshot_figures(reader, campaign.id);
    PreparedSnapshot prepared;
    Snapshot& one = prepared.snapshot;
    one.campaign = campaign.id;
    one.name = std::move(name);
    one.at = at;
    one.due_at = due_at;
    if (figures.head) {
        one.journal_size = figures.head->size;
        one.journal_root = base::hex(base::as_bytes(figures.head->root));
    }
    prepared.figures = canonical_text(campaign, one, figures, source.is_demo);
    one.sha256 = base::sha256_hex(prepared.figures);
    prepared.sheet = sheet_of(campaign, one, figures, source, world.random);
    one.sheet_sha256 = base::sha256_hex(prepared.sheet);
    prepared.pdf = pdf_of(campaign, one, figures, source);
    one.pdf_sha256 = base::sha256_hex(prepared.pdf);
    return prepared;
}

base::Result<std::string> checked_snapshot_name(std::string const& typed) {
    auto name = base::tidied_line(typed);
    if (!name || name->empty() || base::length_in_characters(*name) > snapshot_name_max)
        return base::refuse_field(
            "nom", fmt::format("Donnez un nom de {} caractères au plus, pour retrouver ces chiffres.",
                               snapshot_name_max));
    return std::move(*name);
}

base::Result<base::Id<Snapshot>> keep_snapshot(db::Tx& tx, base::World const& world,
                                               people::Actor const& actor, PreparedSnapshot prepared) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    if (!lock_campaign(tx, prepared.snapshot.campaign))
        return base::refuse(RefusalCode::not_found, "Cette consultation n’existe pas.");
    Campaign const campaign = *campaign_by_id(tx, prepared.snapshot.campaign);
    if (!campaign.is_public())
        return base::refuse(RefusalCode::conflict,
                            "Cette consultation n’est pas publiée\u00a0: elle n’a pas encore de chiffres.");
    if (count_snapshots(tx, campaign.id) >= snapshots_per_campaign_max)
        return base::refuse(
            RefusalCode::too_many,
            fmt::format("Cette consultation a déjà {} instantanés.", snapshots_per_campaign_max),
            "Ils sont gardés pour toujours. Servez-vous des derniers, ou téléchargez les "
            "chiffres du jour dans les données ouvertes.");
    prepared.snapshot.by = actor.person;
    auto const id = insert_snapshot(tx, prepared);
    base::check(id.has_value(), "a snapshot that somebody asks for is always new");
    record(tx, world, campaign.slug, *id, prepared.snapshot);
    return *id;
}

void await_closing(db::Tx& tx, Campaign const& campaign, base::Instant now) {
    auto const due = campaign.late_verification_until();
    if (!campaign.is_public() || !due || *due <= now) return;
    std::string const key = fmt::format("{} {}", campaign.id.value, due->us);
    journal::enqueue(tx, {closing_figures_job, key, key, *due});
}

void close_figures(db::Database& database, base::World const& world, SnapshotSource const& source,
                   std::string const& payload) {
    auto const parts = base::split(payload, ' ');
    auto const number = parts.size() == 2 ? base::parse_int(parts[0]) : std::nullopt;
    auto const instant = parts.size() == 2 ? base::parse_int(parts[1]) : std::nullopt;
    base::check(number && instant, "the job that closes figures names a campaign and an instant");
    base::Id<Campaign> const id(*number);
    base::Instant const due{*instant};
    PreparedSnapshot prepared;
    std::string slug;
    {
        base::Instant const at = world.clock.now();
        auto const view = database.snapshot();
        auto const campaign = campaign_by_id(*view, id);
        if (!campaign || !campaign->is_public() || campaign->late_verification_until() != due || at < due)
            return;
        if (has_closing_snapshot(*view, id, due)) return;
        slug = campaign->slug;
        prepared = prepare_snapshot(*view, world, *campaign,
                                    fmt::format("Clôture des soutiens, {}", base::french_date_time(due)), at,
                                    due, source);
    }
    auto const kept = database.write([&](db::Tx& tx) -> base::Result<base::Done> {
        // Of two nodes that come at once, one keeps its own.
        if (auto const made = insert_snapshot(tx, prepared))
            record(tx, world, slug, *made, prepared.snapshot);
        return base::Done{};
    });
    if (!kept.ok()) throw std::runtime_error("snapshot of " + slug + ": the database takes no writes");
}

}  // namespace consultation
