#include <algorithm>

#include "base/check.hpp"
#include "consultation/authority_acts.hpp"

namespace consultation {
namespace {

// The authority's id three times, in order: both engines number them alike.
constexpr std::string_view acts =
    " FROM (SELECT c.published_at AS at, 'contribution' AS sort, c.reference AS reference, c.title AS title, "
    "c.outcome AS detail FROM contributions c WHERE c.authority_id = $1 AND c.state = 'published' "
    "UNION ALL SELECT s.since, 'support', p.reference, p.title, s.state FROM supports s "
    "JOIN proposals p ON p.id = s.proposal_id WHERE s.authority_id = $2 AND s.state <> 'withdrawn' "
    "UNION ALL SELECT d.decided_at, 'decision', c.reference, c.title, d.outcome FROM decisions d "
    "JOIN contributions c ON c.id = d.contribution_id AND c.state = 'published' "
    "WHERE c.authority_id = $3 AND d.outcome <> 'pending') acts "
    "WHERE $4 = '' OR acts.sort = $5 ";

constexpr std::string_view act_columns = "SELECT acts.at, acts.sort, acts.reference, acts.title, acts.detail";
constexpr std::string_view order = "ORDER BY acts.at DESC, acts.sort, acts.reference ";

std::string_view name_of(ActSort sort) {
    switch (sort) {
        case ActSort::any:
            return "";
        case ActSort::contribution:
            return "contribution";
        case ActSort::support:
            return "support";
        case ActSort::decision:
            return "decision";
    }
    base::fail("an unknown sort of act");
}

AuthorityAct act_from(db::Row const& row) {
    AuthorityAct one;
    one.at = row.instant(0);
    for (ActSort const sort : {ActSort::contribution, ActSort::support, ActSort::decision})
        if (name_of(sort) == row.text(1)) one.sort = sort;
    one.reference = row.string(2);
    one.title = row.string(3);
    one.detail = row.string(4);
    return one;
}

}  // namespace

Listed<AuthorityAct> authority_acts(db::Reader const& reader, AuthorityId authority, ActSort sort, int page) {
    static std::string const sql = std::string(act_columns) + ", count(*) OVER ()" + std::string(acts) +
                                   std::string(order) + "LIMIT $6 OFFSET $7";
    std::string_view const name = name_of(sort);
    Listed<AuthorityAct> found;
    found.page = std::max(page, 1);
    // The total comes with the lines; only a page beyond the last has none to bring it.
    auto const read = [&] {
        std::int64_t const skipped = static_cast<std::int64_t>(found.page - 1) * items_per_page;
        reader.each(sql, {authority, authority, authority, name, name, items_per_page, skipped},
                    [&](db::Row const& row) {
                        found.items.push_back(act_from(row));
                        found.total = row.integer(5);
                    });
    };
    read();
    if (found.items.empty() && found.page > 1) {
        found.total = reader.integer("SELECT count(*)" + std::string(acts),
                                     {authority, authority, authority, name, name});
        found.page = found.pages();
        read();
    }
    return found;
}

void each_authority_act(db::Reader const& reader, AuthorityId authority, ActSort sort,
                        std::function<void(AuthorityAct const&)> const& each) {
    std::string_view const name = name_of(sort);
    std::vector<db::Value> const values{authority, authority, authority,
                                        name,      name,      authority_acts_exported_max};
    reader.stream(std::string(act_columns) + std::string(acts) + std::string(order) + "LIMIT $6", values,
                  [&](db::Row const& row) { each(act_from(row)); });
}

std::vector<WaitingSupport> waiting_supports(db::Reader const& reader, AuthorityId authority) {
    return reader.list<WaitingSupport>(
        "SELECT p.reference, p.title, s.since FROM supports s JOIN proposals p ON p.id = s.proposal_id "
        "WHERE s.authority_id = $1 AND s.state = 'pending' ORDER BY s.since, p.reference LIMIT $2",
        {authority, waiting_supports_max}, [](db::Row const& row) {
            return WaitingSupport{row.string(0), row.string(1), row.instant(2)};
        });
}

}  // namespace consultation
