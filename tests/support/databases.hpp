// Both engines for a test: `DATABASE_TEST(Suite, name)` runs its body on SQLite and on PostgreSQL.
//
// PostgreSQL comes from TREMPLIN_TEST_POSTGRES (./test starts a server and sets it); without it that half is
// skipped and says so.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "db/database.hpp"
#include "db/migration.hpp"

namespace support {

inline std::string unique_name() {
    static std::atomic<int> count{0};
    return "t" + std::to_string(::getpid()) + "_" + std::to_string(++count);
}

/// A folder that goes away with the test.
class TemporaryFolder {
  public:
    TemporaryFolder() : path_(std::filesystem::temp_directory_path() / ("tremplin-" + unique_name())) {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(TemporaryFolder const&) = delete;
    TemporaryFolder& operator=(TemporaryFolder const&) = delete;
    std::string file(std::string const& name) const { return (path_ / name).string(); }

  private:
    std::filesystem::path path_;
};

/// An empty database on one engine, gone with the test.
class TestDatabase {
  public:
    explicit TestDatabase(db::Engine engine) {
        if (engine == db::Engine::sqlite) {
            folder_ = std::make_unique<TemporaryFolder>();
            settings_.address = folder_->file("test.db");
        } else {
            server_ = std::getenv("TREMPLIN_TEST_POSTGRES");
            name_ = unique_name();
            on_server("CREATE DATABASE " + name_);
            settings_.address = server_.substr(0, server_.rfind('/') + 1) + name_;
        }
        database_ = db::open(settings_);
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
    void on_server(std::string const& sql) const {
        std::string const command = "psql -q -X \"" + server_ + "\" -c \"" + sql + "\" >/dev/null 2>&1";
        if (std::system(command.c_str()) != 0) throw std::runtime_error("psql failed: " + sql);
    }

    std::unique_ptr<TemporaryFolder> folder_;
    std::string server_;
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
