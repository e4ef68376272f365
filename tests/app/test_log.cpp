// The log: one line per event whatever it holds, nothing of a person in it (reliability.md O3).
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <sstream>
#include <thread>

#include "app/config.hpp"
#include "app/log.hpp"
#include "base/text.hpp"
#include "http/server.hpp"
#include "support/databases.hpp"

namespace {

/// What is written on standard error while `act` runs.
template<class Act>
std::string written_by(app::LogSettings settings, Act&& act) {
    support::TemporaryFolder const folder;
    std::string const path = folder.file("log");
    std::fflush(stderr);
    int const kept = ::dup(STDERR_FILENO);
    int const file = ::open(path.c_str(), O_CREAT | O_RDWR | O_APPEND | O_CLOEXEC, 0600);
    ::dup2(file, STDERR_FILENO);
    ::close(file);
    app::use_log(settings);
    act();
    app::use_log({});
    ::dup2(kept, STDERR_FILENO);
    ::close(kept);
    std::ifstream stream(path);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

std::vector<boost::json::object> lines_of(std::string const& log) {
    std::vector<boost::json::object> lines;
    for (std::string_view const line : base::split(log, '\n'))
        if (!line.empty()) lines.push_back(boost::json::parse(line).as_object());
    return lines;
}

http::AccessRecord answer(int status) {
    return {.request_id = "00000000000000aa",
            .method = "GET",
            .route = "GET /campagnes/{campaign}",
            .role = "visitor",
            .incident = status == 500 ? "1a2b3c4d" : "",
            .status = status,
            .bytes = 5311,
            .duration_us = 1234};
}

}  // namespace

TEST(Log, an_answer_is_one_line_with_its_route_and_never_its_address) {
    auto const lines = lines_of(written_by({}, [] {
        app::log_answer(answer(200));
        app::log_answer(answer(500));
    }));
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(lines[0].at("level").as_string(), "info");
    EXPECT_EQ(lines[0].at("event").as_string(), "answer");
    EXPECT_EQ(lines[0].at("request").as_string(), "00000000000000aa");
    EXPECT_EQ(lines[0].at("method").as_string(), "GET");
    EXPECT_EQ(lines[0].at("route").as_string(), "/campagnes/{campaign}");
    EXPECT_EQ(lines[0].at("status").as_int64(), 200);
    EXPECT_DOUBLE_EQ(lines[0].at("ms").as_double(), 1.234);
    EXPECT_EQ(lines[0].at("bytes").as_int64(), 5311);
    EXPECT_EQ(lines[0].at("role").as_string(), "visitor");
    EXPECT_FALSE(lines[0].contains("incident"));
    EXPECT_EQ(lines[1].at("level").as_string(), "error");
    EXPECT_EQ(lines[1].at("incident").as_string(), "1a2b3c4d");
}

TEST(Log, a_value_cannot_begin_a_line_of_its_own) {
    for (app::LogFormat const format : {app::LogFormat::json, app::LogFormat::text}) {
        std::string const log = written_by({format, app::Level::info}, [] {
            app::log(app::Level::warning, "job failed",
                     {{"what", "refused\r\n{\"level\":\"error\",\"event\":\"forged\"}"},
                      {"kind", std::string_view("a\0b\x1b[31m\"\\\xff", 11)}});
        });
        EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1) << log;
        EXPECT_EQ(log.find("forged"), std::string::npos) << log;
        EXPECT_EQ(log.find('\x1b'), std::string::npos) << log;
        EXPECT_TRUE(base::is_valid_utf8(log)) << log;
    }
}

TEST(Log, an_address_in_what_a_server_answered_is_masked) {
    auto const lines = lines_of(written_by({}, [] {
        app::log(app::Level::warning, "job failed", {{"what", "550 <marie.dupont@mairie.fr>: no such user"}});
    }));
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0].at("what").as_string(), "550 (address) no such user");
}

TEST(Log, what_is_below_the_level_is_not_written) {
    EXPECT_EQ(written_by({app::LogFormat::json, app::Level::warning}, [] { app::log_answer(answer(404)); }),
              "");
    EXPECT_NE(written_by({app::LogFormat::json, app::Level::error}, [] { app::log_answer(answer(503)); }),
              "");
}

TEST(Log, without_a_setting_a_terminal_shows_warnings_as_text_and_all_else_gets_json) {
    app::Config config;
    EXPECT_EQ(app::log_settings(config, false).format, app::LogFormat::json);
    EXPECT_EQ(app::log_settings(config, false).level, app::Level::info);
    EXPECT_EQ(app::log_settings(config, true).format, app::LogFormat::text);
    EXPECT_EQ(app::log_settings(config, true).level, app::Level::warning);
    config.log_format = "json";
    config.log_level = "info";
    EXPECT_EQ(app::log_settings(config, true).format, app::LogFormat::json);
    EXPECT_EQ(app::log_settings(config, true).level, app::Level::info);
}

TEST(Log, lines_of_several_threads_are_all_there_and_whole) {
    constexpr int per_thread = 500;
    std::string const log = written_by({}, [] {
        app::LogThread const writer;
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([] {
                for (int j = 0; j < per_thread; ++j) app::log_answer(answer(200));
            });
        for (std::thread& thread : threads) thread.join();
    });
    EXPECT_EQ(lines_of(log).size(), 4u * per_thread);
    EXPECT_EQ(app::log_lines_dropped(), 0u);
}

TEST(Log, a_log_that_nobody_reads_holds_nobody_up) {
    int pipe_ends[2];
    ASSERT_EQ(::pipe2(pipe_ends, O_CLOEXEC), 0);
    std::fflush(stderr);
    int const kept = ::dup(STDERR_FILENO);
    ::dup2(pipe_ends[1], STDERR_FILENO);
    ::close(pipe_ends[1]);
    app::use_log({});
    std::thread reader;
    {
        app::LogThread const writer;
        std::size_t const more_than_waits = app::log_bytes_waiting_max / 150 * 2;
        for (std::size_t i = 0; i < more_than_waits; ++i) app::log_answer(answer(200));
        EXPECT_GT(app::log_lines_dropped(), 0u);
        reader = std::thread([&] {
            std::string sink(1 << 16, '\0');
            while (::read(pipe_ends[0], sink.data(), sink.size()) > 0) {
            }
        });
    }
    ::dup2(kept, STDERR_FILENO);
    ::close(kept);
    reader.join();
    ::close(pipe_ends[0]);
}
