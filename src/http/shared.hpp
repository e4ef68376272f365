// Shared: what the connections of one server share: settings, application, pools, counts. No sockets here.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "http/answer.hpp"
#include "http/server.hpp"
#include "http/worker_pool.hpp"

namespace http {

/// What connections share; all of it may be used by several threads.
struct Shared {
    Shared(ServerSettings settings_, Application application_);

    /// False when the caps on connections are reached.
    bool count_in(std::string const& network);
    void count_out(std::string const& network);
    void note_fault(std::string const& what) const;
    Response error_page(int status) const;
    /// What the application answers; a fault becomes a 500.
    Answer answer(Request const& request, std::function<Response(Request const&)> const& handler) const;
    std::string next_request_id();
    /// A coroutine's exception, for the operator; nothing when there was none.
    void note_thrown(std::string const& where, std::exception_ptr const& thrown) const;

    ServerSettings const settings;
    Application const application;
    WorkerPool reads;
    WorkerPool writes;
    std::atomic<std::uint64_t> requests{0}, overloaded{0}, timeouts{0}, refused{0}, body_bytes{0},
        upload_bytes{0};
    std::uint64_t const first_request_id;

    std::mutex mutex;  // guards what follows
    std::condition_variable changed;
    std::map<std::string, std::size_t, std::less<>> per_network;
    std::size_t open = 0;
    std::size_t drained_threads = 0;
};

}  // namespace http
