// The SQL of loading the register. Only the room's loads call it.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "db/database.hpp"
#include "territories/reconciliation.hpp"
#include "territories/register.hpp"

namespace territories::rows {

/// Takes the register for the rest of the transaction: one load at a time. Returns the next free id.
std::int64_t lock_register(db::Tx& tx);
void save_next_id(db::Tx& tx, std::int64_t next_id);

/// Every row, with what a reconciliation needs.
std::vector<Kept> all_kept(db::Reader const& reader);

/// Frees the references and SIREN of bodies that take others, before `save`.
void release_references(db::Tx& tx, std::vector<base::Id<Authority>> const& moved);
/// Inserts or rewrites; former ones first, so that a reference is free before another takes it.
void save(db::Tx& tx, std::vector<Kept> const& rows);
void save_territories(db::Tx& tx, Register const& edition);
void save_postcodes(db::Tx& tx, std::vector<Kept> const& rows);
void save_aliases(db::Tx& tx, std::vector<std::pair<std::string, base::Id<Authority>>> const& aliases);
/// Rebuilds the index of names from all rows.
void index_names(db::Tx& tx);
/// The index entries of one new body.
void index_name(db::Tx& tx, base::Id<Authority> id, std::string_view name, std::string_view long_name);
void add_edition(db::Tx& tx, Edition const& edition);
/// Freezes what is now in force under the edition; returns how many. Bodies already frozen are left as they
/// are.
std::int64_t freeze(db::Tx& tx, base::Id<Edition> edition);
/// The same for one body that came after the edition was loaded.
void freeze_one(db::Tx& tx, base::Id<Edition> edition, base::Id<Authority> id);
/// PostgreSQL plans from statistics, which a bulk load makes stale; SQLite needs none.
void refresh_statistics(db::Tx& tx);
std::vector<std::pair<Kind, std::int64_t>> counts(db::Reader const& reader);

std::vector<Edition> all_editions(db::Reader const& reader);

}  // namespace territories::rows
