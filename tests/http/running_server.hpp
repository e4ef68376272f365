// RunningServer: a server on a free port with a small application, for the tests that need sockets.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "http/server.hpp"

namespace http_test {

/// A door at which handlers wait until the test opens it.
class Gate {
  public:
    void wait();
    void open();
    /// Waits until so many handlers stand at the gate; false after 5 s.
    bool has(int waiting);

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
    int waiting_ = 0;
};

/// Opens the gate when the test ends, however it ends: a server waits for its handlers.
class GateKeeper {
  public:
    explicit GateKeeper(Gate& gate) : gate_(gate) {}
    ~GateKeeper() { gate_.open(); }
    GateKeeper(GateKeeper const&) = delete;
    GateKeeper& operator=(GateKeeper const&) = delete;

  private:
    Gate& gate_;
};

/// Short timers, two declared limits left as in production.
http::ServerSettings quick_settings();

class RunningServer {
  public:
    using Handler = std::function<http::Response(http::Request const&)>;
    explicit RunningServer(Handler handler, http::ServerSettings settings = quick_settings(),
                           std::function<std::optional<http::Response>(http::Request const&)> at_once = {},
                           std::function<http::UploadAdmission(http::Request const&)> admit_upload = {});
    ~RunningServer() { server.stop(); }

    std::vector<http::AccessRecord> log() const;
    std::vector<std::string> faults() const;

  private:
    mutable std::mutex mutex_;
    std::vector<http::AccessRecord> log_;
    std::vector<std::string> faults_;

  public:
    http::Server server;
    std::uint16_t port = 0;
};

}  // namespace http_test
