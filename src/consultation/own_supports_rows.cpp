// The SQL of "Mes soutiens": pages by key, so that a support cast meanwhile neither repeats nor hides a line.
#include <array>

#include "base/check.hpp"
#include "base/text.hpp"
#include "consultation/own_supports.hpp"

namespace consultation {
namespace {

// The person's id three times, in order: both engines number them alike. `told` is what this person may read
// of the support's state.
constexpr std::string_view mine =
    "WITH told AS (SELECT s.proposal_id, s.authority_id, s.since, "
    "  CASE WHEN w.is_verified = 1 OR w.is_own = 1 THEN s.state ELSE 'withdrawn' END AS state, "
    "  CASE WHEN w.is_verified = 1 OR w.is_own = 1 THEN s.reason ELSE '' END AS reason, "
    "  w.is_own, w.was_own FROM ("
    "    SELECT u.proposal_id, u.authority_id, max(u.is_verified) AS is_verified, max(u.is_own) AS is_own, "
    "      max(u.was_own) AS was_own FROM ("
    "        SELECT c.proposal_id, c.authority_id, 0 AS is_verified, "
    "          CASE WHEN c.withdrawn_at IS NULL THEN 1 ELSE 0 END AS is_own, 1 AS was_own "
    "        FROM support_casts c WHERE c.person_id = $1 "
    "        UNION ALL "
    "        SELECT o.proposal_id, o.authority_id, 1, 0, 0 FROM affiliations f "
    "        JOIN supports o ON o.authority_id = f.authority_id "
    "        WHERE f.person_id = $2 AND f.state = 'verified') u "
    "    GROUP BY u.proposal_id, u.authority_id) w "
    "  JOIN supports s ON s.proposal_id = w.proposal_id AND s.authority_id = w.authority_id) ";

constexpr std::string_view joined =
    "FROM told t JOIN proposals p ON p.id = t.proposal_id JOIN campaigns k ON k.id = p.campaign_id "
    "JOIN authorities a ON a.id = t.authority_id WHERE p.state <> 'draft' ";

// $3 to $9.
constexpr std::string_view filtered =
    "AND ($3 = '' OR t.state = $4) AND ($5 = '' OR k.slug = $6) AND ($7 = CAST(0 AS BIGINT) OR "
    "t.authority_id = $8) "
    "AND ($9 = CAST(0 AS BIGINT) OR t.was_own = 1) ";

constexpr std::string_view own_columns =
    "SELECT p.id, p.reference, p.title, p.state, k.slug, k.title, a.id, a.long_name, t.state, t.since, "
    "t.reason, t.is_own, t.was_own ";

struct Order {
    OwnSupportSort sort;
    std::string_view by;
    std::string_view after;  // $10 to $12; the key of a title or a name is read from the row it stands in
};
constexpr std::array<Order, 4> orders{{
    {OwnSupportSort::recent, "ORDER BY t.since DESC, p.id DESC, a.id DESC ",
     "AND (t.since, p.id, a.id) < ($10, $11, $12) "},
    {OwnSupportSort::oldest, "ORDER BY t.since, p.id, a.id ", "AND (t.since, p.id, a.id) > ($10, $11, $12) "},
    {OwnSupportSort::title, "ORDER BY p.title_key, p.id, a.id ",
     "AND (p.title_key, p.id, a.id) > ((SELECT x.title_key FROM proposals x WHERE x.id = $10), $11, $12) "},
    {OwnSupportSort::authority, "ORDER BY a.name_key, a.id, p.id ",
     "AND (a.name_key, a.id, p.id) > ((SELECT x.name_key FROM authorities x WHERE x.id = $10), $11, $12) "},
}};

Order const& order_of(OwnSupportSort sort) {
    for (Order const& order : orders)
        if (order.sort == sort) return order;
    base::fail("an unknown order of supports");
}

/// The values of the filters hold views of `filter` and `state`, which the caller keeps.
std::vector<db::Value> values_of(PersonId person, OwnSupportFilter const& filter, std::string_view state) {
    return {person,
            person,
            state,
            state,
            std::string_view(filter.campaign_slug),
            std::string_view(filter.campaign_slug),
            filter.authority.value,
            filter.authority.value,
            std::int64_t{filter.is_own_only ? 1 : 0}};
}

void add_place(std::vector<db::Value>& values, OwnSupportSort sort, OwnSupportPlace const& after) {
    switch (sort) {
        case OwnSupportSort::recent:
        case OwnSupportSort::oldest:
            values.insert(values.end(), {after.since, after.proposal, after.authority});
            return;
        case OwnSupportSort::title:
            values.insert(values.end(), {after.proposal, after.proposal, after.authority});
            return;
        case OwnSupportSort::authority:
            values.insert(values.end(), {after.authority, after.authority, after.proposal});
            return;
    }
    base::fail("an unknown order of supports");
}

OwnSupport support_from(db::Row const& row) {
    auto const proposal = proposal_state(row.text(3));
    auto const state = support_state(row.text(8));
    base::check(proposal && state, "stored states of a support and its proposal");
    OwnSupport one;
    one.proposal = row.id<Proposal>(0);
    one.reference = row.string(1);
    one.title = row.string(2);
    one.proposal_state = *proposal;
    one.campaign_slug = row.string(4);
    one.campaign_title = row.string(5);
    one.authority = AuthorityId(row.integer(6));
    one.authority_name = row.string(7);
    one.standing = {*state, row.instant(9), row.string(10)};
    one.is_own = row.integer(11) > 0;
    one.was_own = row.integer(12) > 0;
    return one;
}

std::string_view state_of(OwnSupportFilter const& filter) {
    return filter.state ? name_of(*filter.state) : std::string_view();
}

}  // namespace

OwnSupportPlace place_of(OwnSupport const& support) {
    return {support.standing.since, support.proposal, support.authority};
}

std::string text_of(OwnSupportPlace const& place) {
    return std::to_string(place.since.us) + "." + std::to_string(place.proposal.value) + "." +
           std::to_string(place.authority.value);
}

std::optional<OwnSupportPlace> place_from(std::string_view text) {
    std::vector<std::string_view> const parts = base::split(text, '.');
    if (parts.size() != 3) return std::nullopt;
    auto const since = base::parse_int(parts[0]);
    auto const proposal = base::parse_int(parts[1]);
    auto const authority = base::parse_int(parts[2]);
    if (!since || !proposal || !authority) return std::nullopt;
    OwnSupportPlace const place{base::Instant{*since}, base::Id<Proposal>(*proposal),
                                AuthorityId(*authority)};
    if (text_of(place) != text) return std::nullopt;
    return place;
}

OwnSupportPage own_supports(db::Reader const& reader, PersonId person, OwnSupportFilter const& filter,
                            std::optional<OwnSupportPlace> const& after) {
    std::vector<db::Value> values = values_of(person, filter, state_of(filter));
    std::string const from = std::string(joined) + std::string(filtered);
    OwnSupportPage page;
    reader.each(std::string(mine) + "SELECT count(*) " + from, std::span<db::Value const>(values),
                [&](db::Row const& row) { page.total = row.integer(0); });
    Order const& order = order_of(filter.sort);
    if (after) add_place(values, filter.sort, *after);
    values.emplace_back(std::int64_t{items_per_page + 1});
    std::string const sql = std::string(mine) + std::string(own_columns) + from +
                            (after ? std::string(order.after) : std::string()) + std::string(order.by) +
                            "LIMIT $" + std::to_string(values.size());
    reader.each(sql, std::span<db::Value const>(values),
                [&](db::Row const& row) { page.items.push_back(support_from(row)); });
    page.has_more = page.items.size() > static_cast<std::size_t>(items_per_page);
    if (page.has_more) page.items.pop_back();
    return page;
}

void each_own_support(db::Reader const& reader, PersonId person, OwnSupportFilter const& filter,
                      std::function<void(OwnSupport const&)> const& each) {
    std::vector<db::Value> values = values_of(person, filter, state_of(filter));
    values.emplace_back(own_supports_exported_max);
    reader.stream(std::string(mine) + std::string(own_columns) + std::string(joined) + std::string(filtered) +
                      std::string(order_of(filter.sort).by) + "LIMIT $10",
                  values, [&](db::Row const& row) { each(support_from(row)); });
}

OwnSupportChoices own_support_choices(db::Reader const& reader, PersonId person) {
    OwnSupportChoices choices;
    reader.each(std::string(mine) + "SELECT k.slug, k.title " + std::string(joined) +
                    "GROUP BY k.slug, k.title ORDER BY k.title, k.slug LIMIT $3",
                {person, person, own_support_choices_max},
                [&](db::Row const& row) { choices.campaigns.emplace_back(row.string(0), row.string(1)); });
    reader.each(std::string(mine) + "SELECT a.id, a.long_name, a.name_key " + std::string(joined) +
                    "GROUP BY a.id, a.long_name, a.name_key ORDER BY a.name_key, a.id LIMIT $3",
                {person, person, own_support_choices_max}, [&](db::Row const& row) {
                    choices.authorities.emplace_back(AuthorityId(row.integer(0)), row.string(1));
                });
    return choices;
}

}  // namespace consultation
