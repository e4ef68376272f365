// The SQL of the versions of a proposal.
#include <algorithm>

#include "consultation/proposal_versions.hpp"

namespace consultation {

void insert_version(db::Tx& tx, Proposal const& one, base::Instant at, std::string const& reason) {
    tx.execute(
        "INSERT INTO proposal_versions (proposal_id, version, at, reason, title, summary, problem, maturity, "
        "build_cost_cents, deploy_cost_cents) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        {one.id, one.version, at, reason, one.title, one.summary, one.problem, one.maturity, one.build_cost,
         one.deploy_cost});
    for (base::Id<Theme> const theme : one.themes)
        tx.execute("INSERT INTO proposal_version_themes (proposal_id, version, theme_id) VALUES ($1, $2, $3)",
                   {one.id, one.version, theme});
}

std::vector<ProposalVersion> versions_of(db::Reader const& reader, base::Id<Proposal> proposal) {
    auto versions = reader.list<ProposalVersion>(
        "SELECT version, at, reason, title, summary, problem, maturity, build_cost_cents, deploy_cost_cents "
        "FROM proposal_versions WHERE proposal_id = $1 ORDER BY version LIMIT $2",
        {proposal, proposal_versions_max}, [](db::Row const& row) {
            ProposalVersion one;
            one.version = static_cast<int>(row.integer(0));
            one.at = row.instant(1);
            one.reason = row.string(2);
            one.text.title = row.string(3);
            one.text.summary = row.string(4);
            one.text.problem = row.string(5);
            one.text.maturity = row.string(6);
            if (auto const cents = row.maybe_integer(7)) one.text.build_cost = base::Euros::cents(*cents);
            if (auto const cents = row.maybe_integer(8)) one.text.deploy_cost = base::Euros::cents(*cents);
            return one;
        });
    reader.each(
        "SELECT v.version, v.theme_id, t.name FROM proposal_version_themes v JOIN themes t ON t.id = "
        "v.theme_id WHERE v.proposal_id = $1 ORDER BY v.version, v.theme_id",
        {proposal}, [&](db::Row const& row) {
            auto const version =
                std::ranges::find(versions, static_cast<int>(row.integer(0)), &ProposalVersion::version);
            if (version == versions.end()) return;
            version->text.themes.push_back(row.id<Theme>(1));
            version->theme_names.push_back(row.string(2));
        });
    return versions;
}

std::vector<ProposalChange> last_changes(db::Reader const& reader, base::Id<Proposal> proposal, int limit) {
    auto changes = reader.list<ProposalChange>(
        "SELECT version, at, reason FROM proposal_versions WHERE proposal_id = $1 AND version > 1 "
        "ORDER BY version DESC LIMIT $2",
        {proposal, limit}, [](db::Row const& row) {
            return ProposalChange{static_cast<int>(row.integer(0)), row.instant(1), row.string(2)};
        });
    std::ranges::reverse(changes);
    return changes;
}

}  // namespace consultation
