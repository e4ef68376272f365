#include "app/readiness.hpp"

#include <unistd.h>

#include "app/log.hpp"
#include "db/tables.hpp"

namespace app {
namespace {

constexpr std::chrono::milliseconds pause_between_questions{300};
constexpr std::chrono::milliseconds answer_believed_for{1500};

}  // namespace

Readiness::Readiness(db::Database& database, std::string file)
    : database_(database), file_(std::move(file)), answered_at_(Steady::now().time_since_epoch().count()) {
    thread_ = std::thread([this] { watch(); });
}

Readiness::~Readiness() {
    {
        std::lock_guard const lock(mutex_);
        is_over_ = true;
    }
    over_.notify_one();
    thread_.join();
}

std::optional<std::string_view> Readiness::why_not() const {
    if (is_draining_) return "stopping";
    Steady::duration const since = Steady::now().time_since_epoch() - Steady::duration(answered_at_.load());
    if (since > answer_believed_for) return "database";
    return std::nullopt;
}

bool Readiness::database_answers() const {
    if (!file_.empty() && ::access(file_.c_str(), R_OK | W_OK) != 0) return false;
    try {
        return db::holds_tables(*database_.snapshot());
    } catch (std::exception const&) {
        return false;  // said by watch(), once
    }
}

void Readiness::watch() {
    bool answered = true;
    std::unique_lock lock(mutex_);
    while (!is_over_) {
        lock.unlock();
        bool const answers = is_draining_ || database_answers();
        if (answers) answered_at_ = Steady::now().time_since_epoch().count();
        if (answers != answered)
            log(answers ? Level::info : Level::error,
                answers ? "database answers again" : "database does not answer");
        answered = answers;
        lock.lock();
        over_.wait_for(lock, pause_between_questions, [this] { return is_over_; });
    }
}

}  // namespace app
