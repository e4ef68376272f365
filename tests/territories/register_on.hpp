// A database with the tables of this room, on one engine, and what a load needs.
#pragma once

#include "journal/journal.hpp"
#include "packages.hpp"
#include "support/databases.hpp"

namespace support {

struct RegisterOn {
    explicit RegisterOn(db::Engine engine) : database(engine, migrations()) {}
    static std::vector<db::Migration> migrations() {
        std::vector<db::Migration> all = journal::migrations();
        for (db::Migration const& one : territories::migrations()) all.push_back(one);
        return all;
    }
    base::World world() { return {clock, random}; }
    base::Result<territories::LoadReport> load(territories::Package const& package) {
        return territories::load_register(*database, world(), package);
    }
    std::int64_t integer(std::string_view sql) { return database->snapshot()->integer(sql); }
    std::string text(std::string_view sql) {
        return database->snapshot()
            ->first<std::string>(sql, {},
                                 [](db::Row const& row) { return row.is_null(0) ? "NULL" : row.string(0); })
            .value_or("nothing");
    }
    base::Id<territories::Authority> id(std::string_view reference) {
        return base::Id<territories::Authority>(
            database->snapshot()->integer("SELECT id FROM authorities WHERE reference = $1", {reference}));
    }

    TestDatabase database;
    base::FixedClock clock{base::Instant{1'770'000'000'000'000}};
    base::SeededRandom random{7};
};

}  // namespace support
