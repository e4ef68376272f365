#include "app/log.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "app/config.hpp"
#include "base/check.hpp"
#include "base/text.hpp"
#include "base/world.hpp"
#include "http/server.hpp"
#include "web/json.hpp"

namespace app {
namespace {

constexpr std::size_t value_bytes_max = 500;
constexpr int first_status_of_faults = 500;

LogSettings chosen_settings;  // set once, before threads

/// What waits for the thread that writes.
struct Waiting {
    std::mutex mutex;
    std::condition_variable some;
    std::string lines;
    bool is_taken = false;  // a LogThread exists
    bool is_over = false;
    std::thread thread;
    std::atomic<std::uint64_t> dropped{0};
};
Waiting waiting;

/// A log that cannot be written has nowhere to be reported.
void write_out(std::string_view bytes) {
    while (!bytes.empty()) {
        ssize_t const written = ::write(STDERR_FILENO, bytes.data(), bytes.size());
        if (written <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

void put(std::string const& line) {
    {
        std::lock_guard const lock(waiting.mutex);
        if (waiting.is_taken) {
            if (waiting.lines.size() + line.size() > log_bytes_waiting_max) {
                ++waiting.dropped;
                return;
            }
            bool const was_empty = waiting.lines.empty();
            waiting.lines += line;
            if (was_empty) waiting.some.notify_one();
            return;
        }
    }
    write_out(line);  // one write per line: lines of several threads do not mix
}

void write_what_waits() {
    std::string lines;
    std::unique_lock lock(waiting.mutex);
    for (;;) {
        waiting.some.wait(lock, [] { return waiting.is_over || !waiting.lines.empty(); });
        if (waiting.lines.empty()) return;
        lines.clear();
        lines.swap(waiting.lines);
        lock.unlock();
        write_out(lines);
        lock.lock();
    }
}

std::string_view name_of(Level level) {
    return level == Level::info ? "info" : level == Level::warning ? "warning" : "error";
}

/// The first line, valid UTF-8, no longer than a line may be, its addresses masked.
std::string safe(std::string_view value) {
    std::string_view first = value.substr(0, value.find_first_of("\r\n"));
    std::string cut(first.substr(0, value_bytes_max));
    if (!base::is_valid_utf8(cut))
        for (char& c : cut)
            if (static_cast<unsigned char>(c) >= 0x80) c = '?';
    for (char& c : cut)
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = ' ';
    if (cut.find('@') == std::string::npos) return cut;
    std::string masked;
    for (std::string_view const word : base::split(cut, ' ')) {
        if (!masked.empty()) masked.push_back(' ');
        masked += word.find('@') == std::string_view::npos ? word : std::string_view("(address)");
    }
    return masked;
}

/// "GET /campagnes/{campaign}" without its method, which has its own field.
std::string_view pattern_of(std::string_view route) {
    std::size_t const blank = route.find(' ');
    return blank == std::string_view::npos ? std::string_view("none") : route.substr(blank + 1);
}

}  // namespace

LogSettings log_settings(Config const& config, bool is_terminal) {
    LogSettings chosen;
    chosen.format = config.log_format.empty()     ? is_terminal ? LogFormat::text : LogFormat::json
                    : config.log_format == "json" ? LogFormat::json
                                                  : LogFormat::text;
    chosen.level = config.log_level == "error"     ? Level::error
                   : config.log_level == "warning" ? Level::warning
                   : config.log_level == "info"    ? Level::info
                   : is_terminal                   ? Level::warning
                                                   : Level::info;
    return chosen;
}

void use_log(LogSettings chosen) {
    chosen_settings = chosen;
}

void log(Level level, std::string_view event,
         std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
    if (level < chosen_settings.level) return;
    base::Instant const now = base::SystemClock().now();
    if (chosen_settings.format == LogFormat::text) {
        std::string line = fmt::format("{} {:<7} {}", base::iso8601(now), name_of(level), event);
        for (auto const& [name, value] : fields) line += fmt::format(" {}={}", name, safe(value));
        put(line + "\n");
        return;
    }
    web::Json json;
    json.object().key("at").instant(now);
    json.key("level").text(name_of(level));
    json.key("event").text(event);
    for (auto const& [name, value] : fields) json.key(name).text(safe(value));
    json.end();
    put(json.take() + "\n");
}

void log_answer(http::AccessRecord const& record) {
    Level const level = record.status >= first_status_of_faults ? Level::error : Level::info;
    if (level < chosen_settings.level) return;
    base::Instant const now = base::SystemClock().now();
    double const ms = static_cast<double>(record.duration_us) / 1000.0;
    std::string_view const role = record.role.empty() ? std::string_view("none") : record.role;
    // Every text here comes from code (pattern, role, method) or is hexadecimal: nothing to escape.
    if (chosen_settings.format == LogFormat::text) {
        put(fmt::format("{} {:<7} {} {} {} {:.1f} ms {} B {} {}{}{}\n", base::iso8601(now), name_of(level),
                        record.method, pattern_of(record.route), record.status, ms, record.bytes, role,
                        record.request_id, record.incident.empty() ? "" : " incident ", record.incident));
        return;
    }
    put(fmt::format(
        R"({{"at":"{}","level":"{}","event":"answer","request":"{}","method":"{}","route":"{}","status":{},"ms":{:.3f},"bytes":{},"role":"{}"{}{}{}}})"
        "\n",
        base::iso8601(now), name_of(level), record.request_id, record.method, pattern_of(record.route),
        record.status, ms, record.bytes, role, record.incident.empty() ? "" : R"(,"incident":")",
        record.incident, record.incident.empty() ? "" : "\""));
}

LogThread::LogThread() {
    std::lock_guard const lock(waiting.mutex);
    base::check(!waiting.is_taken, "one thread writes the log");
    waiting.is_taken = true;
    waiting.is_over = false;
    waiting.thread = std::thread(write_what_waits);
}

LogThread::~LogThread() {
    {
        std::lock_guard const lock(waiting.mutex);
        waiting.is_over = true;
        waiting.is_taken = false;  // from here on lines are written by who says them
    }
    waiting.some.notify_one();
    waiting.thread.join();
}

std::uint64_t log_lines_dropped() {
    return waiting.dropped;
}

}  // namespace app
