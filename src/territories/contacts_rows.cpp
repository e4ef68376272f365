#include "territories/contacts_rows.hpp"

#include "base/text.hpp"
#include "territories/webmail.hpp"

namespace territories {
namespace rows {
namespace {

Known known_of(db::Row const& row) {
    return {row.id<Authority>(0),
            row.string(1),
            kind_from(row.text(2)).value(),
            row.maybe_string(3).value_or(""),
            row.maybe_string(4).value_or(""),
            row.boolean(5)};
}

Entry entry_of(db::Row const& row) {
    return {row.id<Authority>(0), row.string(1)};
}

}  // namespace

std::vector<Known> all_known(db::Reader const& reader) {
    return reader.list<Known>("SELECT id, reference, kind, insee_code, siren, in_force FROM authorities", {},
                              known_of);
}

std::optional<Known> known_by_siren(db::Reader const& reader, std::string_view siren) {
    return reader.first<Known>(
        "SELECT id, reference, kind, insee_code, siren, in_force FROM authorities WHERE siren = $1 "
        "ORDER BY in_force DESC, id LIMIT 1",
        {siren}, known_of);
}

std::vector<Entry> all_email_keys(db::Reader const& reader) {
    return reader.list<Entry>("SELECT authority_id, email_key FROM official_emails", {}, entry_of);
}

std::vector<Entry> all_domains(db::Reader const& reader) {
    return reader.list<Entry>("SELECT authority_id, domain FROM authority_domains", {}, entry_of);
}

void remove_email(db::Tx& tx, Entry const& entry) {
    tx.execute("DELETE FROM official_emails WHERE authority_id = $1 AND email_key = $2",
               {entry.first, entry.second});
}

void remove_domain(db::Tx& tx, Entry const& entry) {
    tx.execute("DELETE FROM authority_domains WHERE domain = $1 AND authority_id = $2",
               {entry.second, entry.first});
}

void add_emails(db::Tx& tx, base::Instant at, std::vector<Entry> const& addresses) {
    std::vector<std::string> keys;  // the batch holds views of them
    keys.reserve(addresses.size());
    for (Entry const& address : addresses) keys.push_back(base::email_key(address.second));
    BatchInsert batch(tx, "official_emails (authority_id, email_key, email, loaded_at)", 4,
                      " ON CONFLICT DO NOTHING");
    for (std::size_t i = 0; i < addresses.size(); ++i)
        batch.add({addresses[i].first, keys[i], addresses[i].second, at});
    batch.flush();
}

void add_domains(db::Tx& tx, std::vector<Entry> const& domains) {
    BatchInsert batch(tx, "authority_domains (domain, authority_id)", 2, " ON CONFLICT DO NOTHING");
    for (Entry const& domain : domains) batch.add({domain.second, domain.first});
    batch.flush();
}

bool complete_siren(db::Tx& tx, base::Id<Authority> id, std::string_view siren) {
    return tx.execute("UPDATE authorities SET siren = $1 WHERE id = $2 AND siren IS NULL", {siren, id}) > 0;
}

std::string region_of(db::Reader const& reader, std::string_view department) {
    return reader
        .first<std::string>("SELECT region_code FROM departments WHERE code = $1", {department},
                            [](db::Row const& row) { return row.string(0); })
        .value_or("");
}

void save_body(db::Tx& tx, base::Id<Authority> id, NewBody const& body, std::string_view region,
               base::Id<Edition> since) {
    tx.execute(
        "INSERT INTO authorities (id, reference, kind, legal_class, form, siren, name, long_name, name_key, "
        "population, department_code, region_code, in_force, since_edition) "
        "VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8, $9, $10, $11, 1, $12) "
        "ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, legal_class = excluded.legal_class, "
        "name = excluded.name, long_name = excluded.long_name, name_key = excluded.name_key, "
        "population = excluded.population, department_code = excluded.department_code, "
        "region_code = excluded.region_code",
        {id, body.siren, code(body.kind), code(body.legal_class), body.siren, body.name,
         typographic(body.name), base::name_key(body.name), body.population,
         text_or_null(body.department_code), region.empty() ? db::Value(nullptr) : db::Value(region), since});
}

}  // namespace rows

std::vector<OfficialEmail> official_emails(db::Reader const& reader, base::Id<Authority> id) {
    return reader.list<OfficialEmail>(
        "SELECT email, wrong_since FROM official_emails WHERE authority_id = $1 "
        "ORDER BY CASE WHEN wrong_since IS NULL THEN 0 ELSE 1 END, email_key LIMIT 100",
        {id}, [](db::Row const& row) {
            return OfficialEmail{row.string(0), row.maybe_instant(1)};
        });
}

std::vector<base::Id<Authority>> authorities_of_official_email(db::Reader const& reader,
                                                               std::string_view email) {
    return reader.list<base::Id<Authority>>(
        "SELECT o.authority_id FROM official_emails o JOIN authorities a ON a.id = o.authority_id "
        "WHERE o.email_key = $1 AND o.wrong_since IS NULL AND a.in_force = 1 ORDER BY o.authority_id LIMIT "
        "100",
        {base::email_key(email)}, [](db::Row const& row) { return row.id<Authority>(0); });
}

std::vector<base::Id<Authority>> authorities_of_domain(db::Reader const& reader, std::string_view email) {
    constexpr int labels_max = 6;
    if (!base::is_email(email)) return {};
    std::string const key = base::email_key(email);
    std::string_view domain = base::email_domain(key);
    if (is_webmail(domain)) return {};
    for (int label = 0; label < labels_max && !is_shared_suffix(domain); ++label) {
        std::vector<base::Id<Authority>> const found = reader.list<base::Id<Authority>>(
            "SELECT d.authority_id FROM authority_domains d JOIN authorities a ON a.id = d.authority_id "
            "WHERE d.domain = $1 AND a.in_force = 1 ORDER BY d.authority_id LIMIT 100",
            {domain}, [](db::Row const& row) { return row.id<Authority>(0); });
        if (!found.empty()) return found;
        domain.remove_prefix(domain.find('.') + 1);
    }
    return {};
}

std::vector<std::string> domains(db::Reader const& reader, base::Id<Authority> id) {
    return reader.list<std::string>(
        "SELECT domain FROM authority_domains WHERE authority_id = $1 ORDER BY domain LIMIT 100", {id},
        [](db::Row const& row) { return row.string(0); });
}

Contacts contacts(db::Reader const& reader, base::Id<Authority> id) {
    Contacts known;
    reader.each(
        "SELECT 0 AS sort, email, wrong_since FROM official_emails WHERE authority_id = $1 "
        "UNION ALL SELECT 1, domain, NULL FROM authority_domains WHERE authority_id = $2 ORDER BY 1, 2",
        {id, id}, [&](db::Row const& row) {
            if (row.integer(0) == 0)
                known.emails.push_back({row.string(1), row.maybe_instant(2)});
            else
                known.domains.push_back(row.string(1));
        });
    return known;
}

base::Result<base::Done> mark_email_wrong(db::Tx& tx, base::Instant at, base::Id<Authority> id,
                                          std::string_view email) {
    std::int64_t const changed = tx.execute(
        "UPDATE official_emails SET wrong_since = COALESCE(wrong_since, $1) WHERE authority_id = $2 AND "
        "email_key = $3",
        {at, id, base::email_key(email)});
    if (changed == 0)
        return base::refuse(base::RefusalCode::not_found,
                            "Cette adresse n’est pas dans l’annuaire de la collectivité.");
    return base::Done{};
}

base::Result<base::Done> add_official_email(db::Tx& tx, base::Instant at, base::Id<Authority> id,
                                            std::string_view email) {
    if (tx.integer("SELECT count(*) FROM official_emails WHERE authority_id = $1", {id}) >= added_emails_max)
        return base::refuse_field("address", "Cette collectivité a déjà 20 adresses, le maximum.");
    tx.execute(
        "INSERT INTO official_emails (authority_id, email_key, email, loaded_at) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (authority_id, email_key) DO UPDATE SET wrong_since = NULL",
        {id, base::email_key(email), email, at});
    return base::Done{};
}

base::Result<base::Done> mark_email_right(db::Tx& tx, base::Id<Authority> id, std::string_view email) {
    std::int64_t const changed =
        tx.execute("UPDATE official_emails SET wrong_since = NULL WHERE authority_id = $1 AND email_key = $2",
                   {id, base::email_key(email)});
    if (changed == 0)
        return base::refuse(base::RefusalCode::not_found,
                            "Cette adresse n’est pas dans l’annuaire de la collectivité.");
    return base::Done{};
}

}  // namespace territories
