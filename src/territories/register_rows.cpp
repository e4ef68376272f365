#include "territories/register_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "territories/batch_rows.hpp"
#include "territories/words.hpp"

namespace territories::rows {
namespace {

constexpr std::string_view authority_columns =
    "authorities (id, reference, kind, legal_class, form, insee_code, siren, name, long_name, name_key, "
    "population, department_code, region_code, epci_id, successor_id, in_force, since_edition, "
    "until_edition)";
constexpr std::size_t authority_column_count = 18;
constexpr std::string_view authority_rewritten =
    " ON CONFLICT (id) DO UPDATE SET reference = excluded.reference, kind = excluded.kind, "
    "legal_class = excluded.legal_class, form = excluded.form, insee_code = excluded.insee_code, "
    "siren = excluded.siren, name = excluded.name, long_name = excluded.long_name, "
    "name_key = excluded.name_key, population = excluded.population, "
    "department_code = excluded.department_code, region_code = excluded.region_code, "
    "epci_id = excluded.epci_id, successor_id = excluded.successor_id, in_force = excluded.in_force, "
    "since_edition = excluded.since_edition, until_edition = excluded.until_edition";

/// Groupings are also found by the words of their long name ("communauté de communes").
std::vector<std::string> words_of(std::string_view kind, std::string_view name, std::string_view long_name) {
    std::vector<std::string> words = words_of_name(name);
    if (kind == code(Kind::commune) || kind == code(Kind::former_commune)) return words;
    for (std::string& word : words_of_name(long_name))
        if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(std::move(word));
    return words;
}

}  // namespace

std::int64_t lock_register(db::Tx& tx) {
    base::check(tx.lock("SELECT id FROM register_counter WHERE id = $1", {1}), "the register has no counter");
    return tx.integer("SELECT next_authority FROM register_counter WHERE id = $1", {1});
}

void save_next_id(db::Tx& tx, std::int64_t next_id) {
    tx.execute("UPDATE register_counter SET next_authority = $1 WHERE id = $2", {next_id, 1});
}

std::vector<Kept> all_kept(db::Reader const& reader) {
    std::vector<Kept> rows;
    reader.stream(
        "SELECT id, reference, kind, legal_class, form, insee_code, siren, name, long_name, population, "
        "department_code, region_code, epci_id, successor_id, in_force, since_edition, until_edition "
        "FROM authorities",
        {}, [&](db::Row const& row) {
            Kept kept;
            kept.id = row.id<Authority>(0);
            kept.is.reference = row.string(1);
            kept.is.kind = kind_from(row.text(2)).value();
            kept.is.legal_class = legal_class_from(row.text(3)).value();
            kept.is.form = row.string(4);
            kept.is.insee_code = row.maybe_string(5).value_or("");
            kept.is.siren = row.maybe_string(6).value_or("");
            kept.is.name = row.string(7);
            kept.is.long_name = row.string(8);
            kept.is.population = row.maybe_integer(9);
            kept.is.department_code = row.maybe_string(10).value_or("");
            kept.is.region_code = row.maybe_string(11).value_or("");
            kept.epci = row.maybe_id<Authority>(12).value_or(base::Id<Authority>());
            kept.successor = row.maybe_id<Authority>(13).value_or(base::Id<Authority>());
            kept.is_in_force = row.boolean(14);
            kept.since = row.id<Edition>(15);
            kept.until = row.maybe_id<Edition>(16).value_or(base::Id<Edition>());
            rows.push_back(std::move(kept));
        });
    return rows;
}

void release_references(db::Tx& tx, std::vector<base::Id<Authority>> const& moved) {
    for (base::Id<Authority> const id : moved)
        tx.execute("UPDATE authorities SET reference = $1, siren = NULL WHERE id = $2",
                   {fmt::format("moving-{}", id.value), id});
}

void save(db::Tx& tx, std::vector<Kept> const& rows) {
    std::vector<std::string> keys;  // the batch holds views of them
    keys.reserve(rows.size());
    for (Kept const& row : rows) keys.push_back(base::name_key(row.is.name));
    for (bool const in_force : {false, true}) {
        BatchInsert batch(tx, std::string(authority_columns), authority_column_count,
                          std::string(authority_rewritten));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            Kept const& row = rows[i];
            if (row.is_in_force != in_force) continue;
            batch.add({row.id, row.is.reference, code(row.is.kind), code(row.is.legal_class), row.is.form,
                       text_or_null(row.is.insee_code), text_or_null(row.is.siren), row.is.name,
                       row.is.long_name, keys[i], row.is.population, text_or_null(row.is.department_code),
                       text_or_null(row.is.region_code), id_or_null(row.epci), id_or_null(row.successor),
                       row.is_in_force, row.since, id_or_null(row.until)});
        }
        batch.flush();
    }
}

void save_territories(db::Tx& tx, Register const& edition) {
    for (DescribedTerritory const& region : edition.regions)
        tx.execute(
            "INSERT INTO regions (code, name, name_key, is_full) VALUES ($1, $2, $3, $4) "
            "ON CONFLICT (code) DO UPDATE SET name = excluded.name, name_key = excluded.name_key",
            {region.code, typographic(region.name), base::name_key(region.name), region.is_full});
    for (DescribedTerritory const& department : edition.departments)
        tx.execute(
            "INSERT INTO departments (code, name, name_key, region_code, is_full) VALUES ($1, $2, $3, $4, "
            "$5) "
            "ON CONFLICT (code) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, "
            "region_code = excluded.region_code",
            {department.code, typographic(department.name), base::name_key(department.name),
             department.region_code, department.is_full});
}

void save_postcodes(db::Tx& tx, std::vector<Kept> const& rows) {
    std::vector<std::pair<std::string_view, std::int64_t>> entries;
    for (Kept const& row : rows)
        for (std::string const& postcode : row.is.postcodes) entries.emplace_back(postcode, row.id.value);
    std::sort(entries.begin(), entries.end());  // in the order of the key, as the names below
    tx.execute("DELETE FROM authority_postcodes");
    BatchInsert batch(tx, "authority_postcodes (postcode, authority_id)", 2, " ON CONFLICT DO NOTHING");
    for (auto const& [postcode, id] : entries) batch.add({postcode, id});
    batch.flush();
}

void save_aliases(db::Tx& tx, std::vector<std::pair<std::string, base::Id<Authority>>> const& aliases) {
    BatchInsert batch(tx, "authority_codes (code, authority_id)", 2, " ON CONFLICT DO NOTHING");
    for (auto const& [alias, id] : aliases) batch.add({alias, id});
    batch.flush();
    // A code that a row carries needs no alias: the row knows its successor.
    tx.execute(
        "DELETE FROM authority_codes WHERE code IN (SELECT insee_code FROM authorities "
        "WHERE insee_code IS NOT NULL)");
}

void index_names(db::Tx& tx) {
    std::vector<std::pair<std::string, std::int64_t>> entries;
    tx.each("SELECT id, kind, name, long_name FROM authorities", {}, [&](db::Row const& row) {
        for (std::string& word : words_of(row.text(1), row.text(2), row.text(3)))
            entries.emplace_back(std::move(word), row.integer(0));
    });
    std::sort(entries.begin(), entries.end());  // in the order of the key, several times faster to insert
    tx.execute("DELETE FROM authority_words");
    BatchInsert batch(tx, "authority_words (word, authority_id)", 2);
    for (auto const& [word, id] : entries) batch.add({word, id});
    batch.flush();
}

void index_name(db::Tx& tx, base::Id<Authority> id, std::string_view name, std::string_view long_name) {
    tx.execute("DELETE FROM authority_words WHERE authority_id = $1", {id});
    for (std::string const& word : words_of({}, name, long_name))
        tx.execute("INSERT INTO authority_words (word, authority_id) VALUES ($1, $2)", {word, id});
}

void add_edition(db::Tx& tx, Edition const& edition) {
    tx.execute("INSERT INTO editions (id, year, version, loaded_at, authorities) VALUES ($1, $2, $3, $4, $5)",
               {edition.id, edition.year, edition.version, edition.loaded_at, edition.authorities});
}

constexpr std::string_view frozen_from_authorities =
    "INSERT INTO authority_editions (edition_id, authority_id, kind, name, population, department_code, "
    "region_code, epci_id) "
    "SELECT CAST($1 AS BIGINT), id, kind, name, population, department_code, region_code, epci_id "
    "FROM authorities WHERE in_force = 1";

std::int64_t freeze(db::Tx& tx, base::Id<Edition> edition) {
    return tx.execute(std::string(frozen_from_authorities) + " ON CONFLICT DO NOTHING", {edition});
}

void freeze_one(db::Tx& tx, base::Id<Edition> edition, base::Id<Authority> id) {
    tx.execute(std::string(frozen_from_authorities) + " AND id = $2 ON CONFLICT DO NOTHING", {edition, id});
}

void refresh_statistics(db::Tx& tx) {
    if (tx.engine() == db::Engine::postgresql)
        tx.script(
            "ANALYZE authorities; ANALYZE authority_words; ANALYZE authority_postcodes; ANALYZE "
            "authority_codes; "
            "ANALYZE authority_editions");
}

std::vector<std::pair<Kind, std::int64_t>> counts(db::Reader const& reader) {
    return reader.list<std::pair<Kind, std::int64_t>>(
        "SELECT kind, count(*) FROM authorities WHERE in_force = 1 OR kind = 'former_commune' "
        "GROUP BY kind ORDER BY count(*) DESC, kind",
        {}, [](db::Row const& row) { return std::pair(kind_from(row.text(0)).value(), row.integer(1)); });
}

std::vector<Edition> all_editions(db::Reader const& reader) {
    return reader.list<Edition>("SELECT id, year, version, loaded_at, authorities FROM editions ORDER BY id",
                                {}, [](db::Row const& row) {
                                    return Edition{row.id<Edition>(0), static_cast<int>(row.integer(1)),
                                                   row.string(2), row.instant(3), row.integer(4)};
                                });
}

}  // namespace territories::rows
