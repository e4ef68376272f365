// The SQL of partners.
#include "people/partner_rows.hpp"

#include "base/check.hpp"
#include "base/text.hpp"

namespace people {
namespace {

Partner partner_from(db::Row const& row) {
    Partner partner;
    partner.id = row.id<Partner>(0);
    partner.name = row.string(1);
    partner.kind = partner_kind_from(row.text(2)).value();
    if (!row.is_null(3)) partner.siren = base::Siren::parse(row.text(3));
    partner.created_at = row.instant(4);
    return partner;
}

std::string siren_text(std::optional<base::Siren> const& siren) {
    return siren ? siren->digits() : "";
}

}  // namespace

std::optional<Partner> partner_by_id(db::Reader const& reader, base::Id<Partner> id) {
    return reader.first<Partner>("SELECT id, name, kind, siren, created_at FROM partners WHERE id = $1", {id},
                                 partner_from);
}

std::vector<Partner> partners(db::Reader const& reader, std::span<base::Id<Partner> const> ids) {
    base::check(ids.size() <= partners_asked_max, "too many partners asked for at once");
    std::vector<Partner> found;
    if (ids.empty()) return found;
    std::string places;
    std::vector<db::Value> values;
    for (base::Id<Partner> const id : ids) {
        values.emplace_back(id);
        places += (places.empty() ? "$" : ", $") + std::to_string(values.size());
    }
    reader.each(
        "SELECT id, name, kind, siren, created_at FROM partners WHERE id IN (" + places + ") ORDER BY id",
        values, [&](db::Row const& row) { found.push_back(partner_from(row)); });
    return found;
}

std::optional<Partner> partner_by_name(db::Reader const& reader, std::string_view name,
                                       std::optional<base::Siren> const& siren) {
    return reader.first<Partner>(
        "SELECT id, name, kind, siren, created_at FROM partners "
        "WHERE name_key = $1 AND coalesce(siren, '') = $2",
        {base::name_key(name), siren_text(siren)}, partner_from);
}

std::vector<Partner> partners_starting(db::Reader const& reader, std::string_view name, int most) {
    // The last code point sorts after every continuation of the key, on both engines (collation "C").
    std::string const first = base::name_key(name);
    return reader.list<Partner>(
        "SELECT id, name, kind, siren, created_at FROM partners "
        "WHERE name_key >= $1 AND name_key < $2 ORDER BY name_key, id LIMIT $3",
        {first, first + "\U0010FFFF", most}, partner_from);
}

std::optional<base::Id<Partner>> insert_partner(db::Tx& tx, Partner const& partner) {
    std::optional<std::string> const siren =
        partner.siren ? std::optional(partner.siren->digits()) : std::nullopt;
    return tx.first<base::Id<Partner>>(
        "INSERT INTO partners (name, name_key, kind, siren, created_at) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT DO NOTHING RETURNING id",
        {partner.name, base::name_key(partner.name), code(partner.kind), siren, partner.created_at},
        [](db::Row const& row) { return row.id<Partner>(0); });
}

}  // namespace people
