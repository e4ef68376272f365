// The application of the tests: a handler of the test, plain error pages, logs kept.
#include "http/running_server.hpp"

namespace http_test {

void Gate::wait() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    --waiting_;
}

void Gate::open() {
    std::lock_guard const lock(mutex_);
    open_ = true;
    changed_.notify_all();
}

bool Gate::has(int waiting) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(5), [&] { return waiting_ >= waiting; });
}

http::ServerSettings quick_settings() {
    http::ServerSettings settings;
    settings.header_timeout = std::chrono::milliseconds(400);
    settings.body_grace = std::chrono::milliseconds(400);
    settings.write_timeout = std::chrono::milliseconds(400);
    settings.idle_timeout = std::chrono::milliseconds(400);
    settings.linger_timeout = std::chrono::milliseconds(1'000);
    settings.read_workers = 2;
    settings.write_workers = 2;
    return settings;
}

RunningServer::RunningServer(Handler handler, http::ServerSettings settings,
                             std::function<std::optional<http::Response>(http::Request const&)> at_once,
                             std::function<http::UploadAdmission(http::Request const&)> admit_upload)
    : server(std::move(settings), [&] {
          http::Application application;
          application.at_once = std::move(at_once);
          application.handle = std::move(handler);
          application.admit_upload = std::move(admit_upload);
          application.error_page = [](int status) {
              return http::text(status, "erreur " + std::to_string(status));
          };
          application.log = [this](http::AccessRecord const& record) {
              std::lock_guard const lock(mutex_);
              log_.push_back(record);
          };
          application.fault = [this](std::string const& what) {
              std::lock_guard const lock(mutex_);
              faults_.push_back(what);
          };
          return application;
      }()) {
    port = server.start();
}

std::vector<http::AccessRecord> RunningServer::log() const {
    std::lock_guard const lock(mutex_);
    return log_;
}

std::vector<std::string> RunningServer::faults() const {
    std::lock_guard const lock(mutex_);
    return faults_;
}

}  // namespace http_test
