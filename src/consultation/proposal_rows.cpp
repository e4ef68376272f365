#include "consultation/proposal_rows.hpp"

#include "base/text.hpp"

namespace consultation {
namespace {

constexpr std::string_view row_query =
    "SELECT id, reference, campaign_id, state, title, summary, problem, maturity, build_cost_cents, "
    "deploy_cost_cents, created_at, published_at, changed_at, version FROM proposals WHERE id = $1";

Proposal proposal_from(db::Row const& row) {
    Proposal one;
    one.id = row.id<Proposal>(0);
    one.reference = row.string(1);
    one.campaign = row.id<Campaign>(2);
    one.state = *proposal_state(row.text(3));
    one.title = row.string(4);
    one.summary = row.string(5);
    one.problem = row.string(6);
    one.maturity = row.string(7);
    if (auto const cents = row.maybe_integer(8)) one.build_cost = base::Euros::cents(*cents);
    if (auto const cents = row.maybe_integer(9)) one.deploy_cost = base::Euros::cents(*cents);
    one.created_at = row.instant(10);
    one.published_at = row.maybe_instant(11);
    one.changed_at = row.instant(12);
    one.version = static_cast<int>(row.integer(13));
    return one;
}

std::vector<base::Id<Theme>> themes_of(db::Reader const& reader, base::Id<Proposal> id) {
    return reader.list<base::Id<Theme>>(
        "SELECT theme_id FROM proposal_themes WHERE proposal_id = $1 ORDER BY theme_id", {id},
        [](db::Row const& row) { return row.id<Theme>(0); });
}

void save_themes(db::Tx& tx, base::Id<Proposal> id, std::vector<base::Id<Theme>> const& themes) {
    tx.execute("DELETE FROM proposal_themes WHERE proposal_id = $1", {id});
    for (base::Id<Theme> const theme : themes)
        tx.execute("INSERT INTO proposal_themes (proposal_id, theme_id) VALUES ($1, $2)", {id, theme});
}

}  // namespace

std::optional<Proposal> proposal_by_id(db::Reader const& reader, base::Id<Proposal> id) {
    auto one = reader.first<Proposal>(row_query, {id}, proposal_from);
    if (one) one->themes = themes_of(reader, id);
    return one;
}

std::optional<Proposal> lock_proposal(db::Tx& tx, base::Id<Proposal> id) {
    if (!tx.lock("SELECT id FROM proposals WHERE id = $1", {id})) return std::nullopt;
    return proposal_by_id(tx, id);
}

base::Id<Proposal> insert_proposal(db::Tx& tx, Proposal const& one) {
    base::Id<Proposal> const id(tx.insert(
        "INSERT INTO proposals (reference, campaign_id, state, title, title_key, summary, problem, maturity, "
        "build_cost_cents, deploy_cost_cents, created_at, published_at, changed_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id",
        {one.reference, one.campaign, name_of(one.state), one.title, base::name_key(one.title), one.summary,
         one.problem, one.maturity, one.build_cost, one.deploy_cost, one.created_at, one.published_at,
         one.changed_at}));
    save_themes(tx, id, one.themes);
    return id;
}

void save_proposal(db::Tx& tx, Proposal const& one) {
    tx.execute(
        "UPDATE proposals SET state = $1, title = $2, title_key = $3, summary = $4, problem = $5, "
        "maturity = $6, build_cost_cents = $7, deploy_cost_cents = $8, published_at = $9, changed_at = $10, "
        "version = $11 WHERE id = $12",
        {name_of(one.state), one.title, base::name_key(one.title), one.summary, one.problem, one.maturity,
         one.build_cost, one.deploy_cost, one.published_at, one.changed_at, one.version, one.id});
    save_themes(tx, one.id, one.themes);
}

std::optional<Selection> selection_of(db::Reader const& reader, base::Id<Proposal> id) {
    return reader.first<Selection>(
        "SELECT choice, reason, recorded_at, published_at FROM selections WHERE proposal_id = $1", {id},
        [](db::Row const& row) {
            return Selection{*choice(row.text(0)), row.string(1), row.instant(2), row.maybe_instant(3)};
        });
}

void put_selection(db::Tx& tx, base::Id<Proposal> id, Selection const& selection, std::int64_t recorded_by) {
    tx.execute(
        "INSERT INTO selections (proposal_id, choice, reason, recorded_at, recorded_by) "
        "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (proposal_id) DO UPDATE SET choice = excluded.choice, "
        "reason = excluded.reason, recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by",
        {id, name_of(selection.choice), selection.reason, selection.recorded_at, recorded_by});
}

std::vector<Awaiting> lock_open_proposals(db::Tx& tx, base::Id<Campaign> campaign) {
    tx.lock("SELECT id FROM proposals WHERE campaign_id = $1 AND state = 'open' ORDER BY id", {campaign});
    return tx.list<Awaiting>(
        "SELECT p.id, p.reference, s.choice FROM proposals p LEFT JOIN selections s ON s.proposal_id = p.id "
        "WHERE p.campaign_id = $1 AND p.state = 'open' ORDER BY p.id",
        {campaign}, [](db::Row const& row) {
            return Awaiting{row.id<Proposal>(0), row.string(1),
                            row.is_null(2) ? std::nullopt : choice(row.text(2))};
        });
}

void publish_selections(db::Tx& tx, base::Id<Campaign> campaign, base::Instant at) {
    tx.execute(
        "UPDATE selections SET published_at = $1 WHERE published_at IS NULL AND proposal_id IN "
        "(SELECT id FROM proposals WHERE campaign_id = $2 AND state = 'open')",
        {at, campaign});
    tx.execute(
        "UPDATE proposals SET changed_at = $1, "
        "state = (SELECT s.choice FROM selections s WHERE s.proposal_id = proposals.id) "
        "WHERE campaign_id = $2 AND state = 'open'",
        {at, campaign});
}

}  // namespace consultation
