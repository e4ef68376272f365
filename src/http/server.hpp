// Server: sockets, limits and timers; bytes in, Response out. The only coroutine code is in server.cpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/message.hpp"

namespace http {

/// Every limit of the server in one place (cpp-stack.md §1 says where each comes from).
struct ServerSettings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;            // 0: any free one
    std::vector<std::string> hosts;    // accepted Host values ("tremplin.example", "localhost:8080"); empty:
                                       // any unknown → 421, absent → 400
    std::vector<std::string> proxies;  // addresses whose X-Forwarded-For/-Proto are believed
    bool https_origin = false;         // the declared origin is https: every request is `secure`
    int listening_socket = -1;  // one inherited from systemd (address and port are then not used), or -1
    int io_threads = 2;
    int read_workers = 8;
    int write_workers = 64;
    std::size_t queue_max = 512;  // requests waiting per pool; beyond: 503 + Retry-After
    std::size_t connections_max = 10'000;
    std::size_t connections_per_ip_max = 4'000;        // a whole département may share one address
    std::size_t header_bytes_max = 16 * 1024;          // 431
    std::size_t body_bytes_max = 1024 * 1024;          // 413
    std::size_t bodies_bytes_max = 256 * 1024 * 1024;  // of all bodies together; beyond: 503
    std::uint64_t uploads_bytes_max =
        std::uint64_t{4} * 1024 * 1024 * 1024;  // of all files being received, on disk; beyond: 503
    std::chrono::milliseconds header_timeout{10'000};
    std::size_t body_bytes_per_second_min = 1024;
    std::chrono::milliseconds body_grace{5'000};      // before that rate counts
    std::chrono::milliseconds write_timeout{30'000};  // without any progress
    std::chrono::milliseconds idle_timeout{15'000};
    std::chrono::milliseconds drain_timeout{20'000};
    std::size_t linger_bytes_max = 16 * 1024 * 1024;  // unread input drained after 413/431 so that the client
    std::chrono::milliseconds linger_timeout{5'000};  // reads the answer before the connection closes
    std::size_t upload_linger_bytes_max = 256 * 1024 * 1024;  // the same for a form with files, whose sender
    std::chrono::milliseconds upload_linger_timeout{60'000};  // is known: a browser reads only after sending
};

/// One line of the access log: no address, no query, no person (reliability.md O3). A path may hold a secret
/// (a link sent by mail), so only the pattern of its route is said.
struct AccessRecord {
    std::string request_id, method, route, role, incident;
    int status = 0;
    std::size_t bytes = 0;
    std::int64_t duration_us = 0;
};

/// Whether the body of a form with files may come in.
struct UploadAdmission {
    std::optional<Response> refused;  // the answer instead; the body is not read
    UploadLimits limits;
    std::string folder;  // of the temporary files
};

/// What answers. All functions are called from several threads at once.
struct Application {
    /// On the I/O thread, must not block: the page cache, /healthz, static files. Nothing: go to a worker.
    std::function<std::optional<Response>(Request const&)> at_once;
    /// On a read worker, when the head of a multipart/form-data request is there and before its body is read:
    /// who sends it, and may they? Absent: such requests are 415.
    std::function<UploadAdmission(Request const&)> admit_upload = {};
    /// On a worker. Should not throw (the caller of handlers turns faults into a 500 page with its incident
    /// number); what it throws all the same becomes error_page(500) and a line of `fault`.
    std::function<Response(Request const&)> handle;
    /// Which pool: true when the request may write (POST, PUT, DELETE …).
    std::function<bool(Request const&)> writes;
    /// The page of an error found by the server itself (400, 408, 413, 414, 421, 431, 503).
    std::function<Response(int status)> error_page;
    /// After every answer.
    std::function<void(AccessRecord const&)> log;
    /// What went wrong inside (an exception of a handler), for the operator. Absent: standard error.
    std::function<void(std::string const& what)> fault = {};
};

struct ServerCounters {
    std::uint64_t connections_open = 0, connections_refused = 0, requests = 0, overloaded = 0, timeouts = 0;
    std::size_t reads_waiting = 0, writes_waiting = 0;  // requests in the two queues
};

class Server {
  public:
    Server(ServerSettings settings, Application application);
    ~Server();
    Server(Server const&) = delete;
    Server& operator=(Server const&) = delete;

    /// Binds and starts the threads; throws with a plain sentence when the port is taken. Returns the port.
    std::uint16_t start();
    /// Stops accepting, answers what is in flight with Connection: close, closes idle connections, and
    /// returns when all is done or the drain timeout has passed.
    void stop();
    ServerCounters counters() const;

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace http
