// Both engines for a test: `DATABASE_TEST(Suite, name)` runs its body on SQLite and on PostgreSQL.
//
// PostgreSQL comes from TREMPLIN_TEST_POSTGRES (./test starts a server and sets it); without it that half is
// skipped and says so.
#pragma once

#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <chrono>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "db/database.hpp"
#include "db/migration.hpp"
#include "support/folder.hpp"

namespace support {

/// Migrated databases of PostgreSQL that this process copies for its tests: a copy costs a third of migrating
/// anew.
class PostgresTemplates {
  public:
    static PostgresTemplates& of_process() {
        static PostgresTemplates all;
        return all;
    }
    ~PostgresTemplates() {
        for (auto const& [key, name] : names_) run("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }

    static std::string address(std::string const& name) {
        std::string const server = std::getenv("TREMPLIN_TEST_POSTGRES");
        return server.substr(0, server.rfind('/') + 1) + name;
    }
    /// One statement on the server, by a connection that this process keeps: starting psql costs more than a
    /// test. A test that kills a backend ends every connection of the server: a lost one is made again.
    bool run(std::string const& sql) {
        if (!server_) server_.reset(PQconnectdb(std::getenv("TREMPLIN_TEST_POSTGRES")));
        for (int attempt = 0; attempt < reconnections_max; ++attempt) {
            std::unique_ptr<PGresult, decltype(&PQclear)> const result(PQexec(server_.get(), sql.c_str()),
                                                                       &PQclear);
            if (PQresultStatus(result.get()) == PGRES_COMMAND_OK) return true;
            if (PQstatus(server_.get()) == CONNECTION_OK) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            PQreset(server_.get());
        }
        return false;
    }

    /// The template of a set of migrations, made at its first use; empty without a set.
    std::string const& name(std::vector<db::Migration> const& migrations) {
        static std::string const none;
        if (migrations.empty()) return none;
        std::string key;
        for (db::Migration const& one : migrations) key += one.name + "\n";
        std::string& known = names_[key];
        if (known.empty()) {
            known = unique_name();
            if (!run("CREATE DATABASE " + known)) throw std::runtime_error("no template database");
            db::Settings settings;
            settings.address = address(known);
            db::migrate(*db::open(settings), migrations);
        }
        return known;
    }

  private:
    static constexpr int reconnections_max = 50;
    std::unique_ptr<PGconn, decltype(&PQfinish)> server_{nullptr, &PQfinish};
    std::map<std::string, std::string> names_;
};

/// A database on one engine, gone with the test: empty, or with these migrations done.
class TestDatabase {
  public:
    explicit TestDatabase(db::Engine engine, std::vector<db::Migration> const& migrations = {}) {
        if (engine == db::Engine::sqlite) {
            folder_ = std::make_unique<TemporaryFolder>();
            settings_.address = folder_->file("test.db");
        } else {
            std::string const& from = PostgresTemplates::of_process().name(migrations);
            name_ = unique_name();
            on_server("CREATE DATABASE " + name_ + (from.empty() ? "" : " TEMPLATE " + from));
            settings_.address = PostgresTemplates::address(name_);
        }
        database_ = db::open(settings_);
        if (!migrations.empty()) db::migrate(*database_, migrations);  // an empty one has no table at all
    }
    ~TestDatabase() {
        database_.reset();
        if (!name_.empty()) on_server("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
    }
    TestDatabase(TestDatabase const&) = delete;
    TestDatabase& operator=(TestDatabase const&) = delete;

    db::Database& operator*() { return *database_; }
    db::Database* operator->() { return database_.get(); }
    std::string const& address() const { return settings_.address; }
    /// Closes and opens again, as after a restart.
    void reopen() {
        database_.reset();
        database_ = db::open(settings_);
    }

  private:
    static void on_server(std::string const& sql) {
        if (!PostgresTemplates::of_process().run(sql)) throw std::runtime_error("the server refused: " + sql);
    }

    std::unique_ptr<TemporaryFolder> folder_;
    std::string name_;
    db::Settings settings_;
    std::unique_ptr<db::Database> database_;
};

class OnBothEngines : public testing::TestWithParam<db::Engine> {
  protected:
    void SetUp() override {
        if (GetParam() == db::Engine::postgresql && std::getenv("TREMPLIN_TEST_POSTGRES") == nullptr)
            GTEST_SKIP() << "no PostgreSQL: TREMPLIN_TEST_POSTGRES is not set (./test sets it)";
    }
};

inline std::string engine_name(testing::TestParamInfo<db::Engine> const& info) {
    return info.param == db::Engine::sqlite ? "sqlite" : "postgresql";
}

/// Declares `class Suite` whose TEST_P cases run on both engines.
#define ON_BOTH_ENGINES(Suite)                                                                            \
    class Suite : public support::OnBothEngines {};                                                       \
    INSTANTIATE_TEST_SUITE_P(Engines, Suite, testing::Values(db::Engine::sqlite, db::Engine::postgresql), \
                             support::engine_name)

}  // namespace support
