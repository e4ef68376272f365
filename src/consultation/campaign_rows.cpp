#include "consultation/campaign_rows.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace consultation {
namespace {

// A campaign with its phases in force, one line per phase.
constexpr std::string_view campaign_columns =
    "SELECT c.id, c.slug, c.title, c.pitch, c.description, c.rules, c.envelope_cents, c.state, "
    "c.supporting_classes, c.late_verification_days, c.api_supports, c.edition, c.results_published_at, "
    "c.created_at, p.kind, p.version, p.opens_at, p.closes_at, p.reason, p.decided_at, c.review_days, "
    "c.late_request_days "
    "FROM campaigns c LEFT JOIN phases p ON p.campaign_id = c.id AND p.version = "
    "(SELECT max(v.version) FROM phases v WHERE v.campaign_id = p.campaign_id AND v.kind = p.kind) ";

Phase phase_of(db::Row const& row, int at) {
    Phase phase;
    phase.kind = *phase_kind(row.text(at));
    phase.version = static_cast<int>(row.integer(at + 1));
    phase.opens_at = row.instant(at + 2);
    phase.closes_at = row.instant(at + 3);
    phase.reason = row.string(at + 4);
    phase.decided_at = row.instant(at + 5);
    return phase;
}

Campaign campaign_of(db::Row const& row) {
    Campaign campaign;
    campaign.id = row.id<Campaign>(0);
    campaign.slug = row.string(1);
    campaign.title = row.string(2);
    campaign.pitch = row.string(3);
    campaign.description = row.string(4);
    campaign.rules = row.string(5);
    if (auto const cents = row.maybe_integer(6)) campaign.envelope = base::Euros::cents(*cents);
    campaign.state = *campaign_state(row.text(7));
    for (std::string_view const name : base::split(row.text(8), ' '))
        if (!name.empty()) campaign.supporting_classes.emplace_back(name);
    campaign.late_verification_days = static_cast<int>(row.integer(9));
    campaign.api_supports = row.boolean(10);
    campaign.review_days = static_cast<int>(row.integer(20));
    campaign.late_request_days = static_cast<int>(row.integer(21));
    if (auto const year = row.maybe_integer(11)) campaign.edition = static_cast<int>(*year);
    campaign.results_published_at = row.maybe_instant(12);
    campaign.created_at = row.instant(13);
    return campaign;
}

std::vector<Campaign> campaigns_where(db::Reader const& reader, std::string const& condition,
                                      db::Values values) {
    std::vector<Campaign> found;
    reader.each(std::string(campaign_columns) + condition, values, [&](db::Row const& row) {
        if (found.empty() || found.back().id != row.id<Campaign>(0)) found.push_back(campaign_of(row));
        if (!row.is_null(14)) found.back().phases.push_back(phase_of(row, 14));
    });
    return found;
}

std::optional<Campaign> first_of(std::vector<Campaign> found) {
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

template<class T, class Key>
T const* found_in(std::vector<T> const& list, Key T::*member, auto const& wanted) {
    auto const found = std::ranges::find(list, wanted, member);
    return found == list.end() ? nullptr : &*found;
}

}  // namespace

Theme const* Choices::theme(std::string_view slug) const {
    return found_in(themes, &Theme::slug, slug);
}
Theme const* Choices::theme(base::Id<Theme> id) const {
    return found_in(themes, &Theme::id, id);
}
Desk const* Choices::desk(base::Id<Desk> id) const {
    return found_in(desks, &Desk::id, id);
}
Ground const* Choices::ground(base::Id<Ground> id) const {
    return found_in(grounds, &Ground::id, id);
}

std::optional<Campaign> campaign_by_id(db::Reader const& reader, base::Id<Campaign> id) {
    return first_of(campaigns_where(reader, "WHERE c.id = $1 ORDER BY p.opens_at, p.closes_at", {id}));
}

std::optional<Campaign> campaign_by_slug(db::Reader const& reader, std::string_view slug) {
    return first_of(campaigns_where(reader, "WHERE c.slug = $1 ORDER BY p.opens_at, p.closes_at", {slug}));
}

std::vector<Campaign> campaigns(db::Reader const& reader) {
    return campaigns_where(
        reader,
        "WHERE c.id IN (SELECT id FROM campaigns WHERE state <> 'draft' ORDER BY created_at DESC, id DESC "
        "LIMIT $1) ORDER BY c.created_at DESC, c.id DESC, p.opens_at, p.closes_at",
        {campaigns_max});
}

std::vector<Campaign> all_campaigns(db::Reader const& reader) {
    return campaigns_where(
        reader,
        "WHERE c.id IN (SELECT id FROM campaigns ORDER BY created_at DESC, id DESC LIMIT $1) "
        "ORDER BY c.created_at DESC, c.id DESC, p.opens_at, p.closes_at",
        {campaigns_max});
}

Choices choices(db::Reader const& reader, base::Id<Campaign> campaign) {
    Choices all;
    reader.each(
        "SELECT 1, rank, id, slug, name, hint, '' FROM themes WHERE campaign_id = $1 "
        "UNION ALL SELECT 2, id, id, slug, name, description, url FROM desks WHERE campaign_id = $2 "
        "UNION ALL SELECT 3, id, id, slug, name, '', '' FROM grounds WHERE campaign_id = $3 "
        "ORDER BY 1, 2, 3",
        {campaign, campaign, campaign}, [&](db::Row const& row) {
            if (row.integer(0) == 1)
                all.themes.push_back({row.id<Theme>(2), row.string(3), row.string(4), row.string(5)});
            else if (row.integer(0) == 2)
                all.desks.push_back(
                    {row.id<Desk>(2), row.string(3), row.string(4), row.string(5), row.string(6)});
            else
                all.grounds.push_back({row.id<Ground>(2), row.string(3), row.string(4)});
        });
    return all;
}

std::vector<Phase> phase_versions(db::Reader const& reader, base::Id<Campaign> campaign) {
    return reader.list<Phase>(
        "SELECT kind, version, opens_at, closes_at, reason, decided_at FROM phases "
        "WHERE campaign_id = $1 ORDER BY decided_at, id",
        {campaign}, [](db::Row const& row) { return phase_of(row, 0); });
}

std::optional<base::Id<Campaign>> insert_campaign(db::Tx& tx, Campaign const& campaign) {
    return tx.first<base::Id<Campaign>>(
        "INSERT INTO campaigns (slug, title, pitch, description, rules, envelope_cents, state, "
        "supporting_classes, late_verification_days, api_supports, edition, created_at, review_days, "
        "late_request_days) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
        "ON CONFLICT (slug) DO NOTHING RETURNING id",
        {campaign.slug, campaign.title, campaign.pitch, campaign.description, campaign.rules,
         campaign.envelope, name_of(campaign.state), base::joined(campaign.supporting_classes, " "),
         campaign.late_verification_days, campaign.api_supports, campaign.edition, campaign.created_at,
         campaign.review_days, campaign.late_request_days},
        [](db::Row const& row) { return row.id<Campaign>(0); });
}

void update_campaign(db::Tx& tx, Campaign const& campaign) {
    tx.execute(
        "UPDATE campaigns SET title = $1, pitch = $2, description = $3, rules = $4, envelope_cents = $5, "
        "state = $6, supporting_classes = $7, late_verification_days = $8, api_supports = $9, edition = $10, "
        "review_days = $11, late_request_days = $12 WHERE id = $13",
        {campaign.title, campaign.pitch, campaign.description, campaign.rules, campaign.envelope,
         name_of(campaign.state), base::joined(campaign.supporting_classes, " "),
         campaign.late_verification_days, campaign.api_supports, campaign.edition, campaign.review_days,
         campaign.late_request_days, campaign.id});
}

bool lock_campaign(db::Tx& tx, base::Id<Campaign> campaign) {
    return tx.lock("SELECT id FROM campaigns WHERE id = $1", {campaign});
}

void insert_phase(db::Tx& tx, base::Id<Campaign> campaign, Phase const& phase, std::int64_t decided_by) {
    tx.execute(
        "INSERT INTO phases (campaign_id, kind, version, opens_at, closes_at, reason, decided_at, "
        "decided_by) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        {campaign, name_of(phase.kind), phase.version, phase.opens_at, phase.closes_at, phase.reason,
         phase.decided_at, decided_by});
}

void update_first_phase(db::Tx& tx, base::Id<Campaign> campaign, Phase const& phase) {
    tx.execute(
        "UPDATE phases SET opens_at = $1, closes_at = $2, decided_at = $3 "
        "WHERE campaign_id = $4 AND kind = $5 AND version = 1",
        {phase.opens_at, phase.closes_at, phase.decided_at, campaign, name_of(phase.kind)});
}

void delete_phase(db::Tx& tx, base::Id<Campaign> campaign, PhaseKind kind) {
    tx.execute("DELETE FROM phases WHERE campaign_id = $1 AND kind = $2", {campaign, name_of(kind)});
}

void put_theme(db::Tx& tx, base::Id<Campaign> campaign, Theme const& theme, int rank) {
    tx.execute(
        "INSERT INTO themes (campaign_id, slug, name, hint, rank) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (campaign_id, slug) DO UPDATE SET name = excluded.name, hint = excluded.hint, "
        "rank = excluded.rank",
        {campaign, theme.slug, theme.name, theme.hint, rank});
}

void put_desk(db::Tx& tx, base::Id<Campaign> campaign, Desk const& desk) {
    tx.execute(
        "INSERT INTO desks (campaign_id, slug, name, description, url) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (campaign_id, slug) DO UPDATE SET name = excluded.name, "
        "description = excluded.description, url = excluded.url",
        {campaign, desk.slug, desk.name, desk.description, desk.url});
}

void put_ground(db::Tx& tx, base::Id<Campaign> campaign, Ground const& ground) {
    tx.execute(
        "INSERT INTO grounds (campaign_id, slug, name) VALUES ($1, $2, $3) "
        "ON CONFLICT (campaign_id, slug) DO UPDATE SET name = excluded.name",
        {campaign, ground.slug, ground.name});
}

bool delete_unused_theme(db::Tx& tx, base::Id<Theme> theme) {
    if (tx.exists("SELECT 1 FROM contributions WHERE theme_id = $1 AND state <> 'draft' "
                  "UNION ALL SELECT 1 FROM proposal_themes WHERE theme_id = $2 "
                  "UNION ALL SELECT 1 FROM proposal_version_themes WHERE theme_id = $3 LIMIT 1",
                  {theme, theme, theme}))
        return false;
    tx.execute("UPDATE contributions SET theme_id = NULL WHERE theme_id = $1", {theme});
    return tx.execute("DELETE FROM themes WHERE id = $1", {theme}) == 1;
}

bool delete_unused_ground(db::Tx& tx, base::Id<Ground> ground) {
    if (tx.exists("SELECT 1 FROM decisions WHERE ground_id = $1 LIMIT 1", {ground})) return false;
    return tx.execute("DELETE FROM grounds WHERE id = $1", {ground}) == 1;
}

void set_results_published(db::Tx& tx, base::Id<Campaign> campaign, base::Instant at) {
    tx.execute("UPDATE campaigns SET results_published_at = $1 WHERE id = $2", {at, campaign});
}

std::int64_t next_number(db::Tx& tx, std::string_view kind, int year) {
    std::int64_t number = 0;
    tx.each(
        "INSERT INTO reference_numbers (kind, year, next) VALUES ($1, $2, 2) "
        "ON CONFLICT (kind, year) DO UPDATE SET next = reference_numbers.next + 1 RETURNING next - 1",
        {kind, year}, [&](db::Row const& row) { number = row.integer(0); });
    base::check(number > 0, "a reference got no number");
    return number;
}

}  // namespace consultation
