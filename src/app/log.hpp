// The program's log: one line per event and per answer on standard error, without personal data (HOUSE.md,
// reliability.md O3; its fields: docs/operations/log-line.schema.json).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace http {
struct AccessRecord;
}

namespace app {

struct Config;

enum class Level { info, warning, error };
enum class LogFormat { json, text };

struct LogSettings {
    LogFormat format = LogFormat::json;
    Level level = Level::info;  // what is below is not written
};
/// By the configuration; where it is silent, text from warnings on at a terminal, all as JSON elsewhere.
LogSettings log_settings(Config const& config, bool is_terminal);
/// Holds from now on, for the whole process. Called before other threads start.
void use_log(LogSettings settings);

/// Names and values are escaped: a line is one line whatever it holds. Values are cut after their first line
/// or at 500 bytes, and words that hold an @ are masked: what a mail server or a database answers may name a
/// person.
void log(Level level, std::string_view event,
         std::initializer_list<std::pair<std::string_view, std::string_view>> fields = {});

/// The line of one answer: information below 500, an error from there on.
void log_answer(http::AccessRecord const& record);

/// While one exists, lines are written by a thread of their own: nobody who answers waits for a log that is
/// read slowly. Past `log_bytes_waiting_max` lines are dropped and counted. One at a time.
class LogThread {
  public:
    LogThread();
    ~LogThread();
    LogThread(LogThread const&) = delete;
    LogThread& operator=(LogThread const&) = delete;
};
inline constexpr std::size_t log_bytes_waiting_max = 4 * 1024 * 1024;
std::uint64_t log_lines_dropped();

}  // namespace app
