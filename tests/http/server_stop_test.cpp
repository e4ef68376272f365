// Stopping: what is in flight is answered, nobody waits for the idle.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "http/raw_client.hpp"
#include "http/running_server.hpp"

using http_test::Gate;
using http_test::get;
using http_test::RawClient;
using http_test::RunningServer;
using namespace std::chrono_literals;

namespace {

/// Each thread closes its own listening socket, so it takes a moment until none is left.
bool refuses_connections_within(std::uint16_t port, std::chrono::milliseconds patience) {
    auto const end = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < end) {
        try {
            RawClient const client(port);
        } catch (std::runtime_error const&) {
            return true;
        }
        std::this_thread::sleep_for(5ms);
    }
    return false;
}

}  // namespace

TEST(Stop, a_request_in_flight_is_answered_and_idle_connections_are_closed) {
    Gate gate;
    RunningServer running([&](http::Request const& request) {
        if (request.path == "/long") gate.wait();
        return http::text(200, "fait");
    });
    http_test::GateKeeper const keeper(gate);
    RawClient idle(running.port);
    ASSERT_TRUE(idle.ask(get("/")));
    RawClient busy(running.port);
    busy.send(get("/long"));
    ASSERT_TRUE(gate.has(1));
    std::atomic<bool> stopped = false;
    std::thread stopper([&] {
        running.server.stop();
        stopped = true;
    });
    EXPECT_TRUE(idle.is_closed_within(300ms));
    EXPECT_FALSE(stopped);
    EXPECT_TRUE(refuses_connections_within(running.port, 1'000ms));
    EXPECT_FALSE(stopped);
    gate.open();
    auto const reply = busy.receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(reply->header("connection"), "close");
    stopper.join();
    EXPECT_EQ(running.server.counters().connections_open, 0u);
}

TEST(Stop, a_connection_that_still_waits_at_the_door_is_let_in_and_answered) {
    Gate gate;
    auto settings = http_test::quick_settings();
    settings.io_threads = 1;
    RunningServer running([](http::Request const&) { return http::text(200, "fait"); }, settings,
                          [&](http::Request const& request) -> std::optional<http::Response> {
                              if (request.path == "/retient") gate.wait();
                              return std::nullopt;
                          });
    http_test::GateKeeper const keeper(gate);
    RawClient holding(running.port);  // keeps the only I/O thread busy
    holding.send(get("/retient"));
    ASSERT_TRUE(gate.has(1));
    RawClient waiting(running.port);  // the kernel has accepted it, the server not yet
    waiting.send(get("/"));
    std::thread stopper([&] { running.server.stop(); });
    std::this_thread::sleep_for(100ms);
    gate.open();
    auto const reply = waiting.receive();
    stopper.join();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(reply->header("connection"), "close");
    EXPECT_TRUE(holding.receive());
}

TEST(Stop, a_handler_that_never_ends_is_left_after_the_drain_timeout) {
    Gate gate;
    auto settings = http_test::quick_settings();
    settings.drain_timeout = 300ms;
    RunningServer running(
        [&](http::Request const&) {
            gate.wait();
            return http::text(200, "trop tard");
        },
        settings);
    http_test::GateKeeper const keeper(gate);
    RawClient client(running.port);
    client.send(get("/"));
    ASSERT_TRUE(gate.has(1));
    auto const began = std::chrono::steady_clock::now();
    running.server.stop();
    EXPECT_LT(std::chrono::steady_clock::now() - began, 2s);
    gate.open();
}

TEST(Stop, twice_or_before_the_start_is_harmless) {
    http::Server never_started({}, {});
    never_started.stop();
    RunningServer running([](http::Request const&) { return http::text(200, ""); });
    running.server.stop();
    running.server.stop();
}

TEST(Stop, under_load_no_accepted_request_is_lost) {
    // A deployment as systemd does it: one listening socket, two processes one after the other (R11).
    int const listening = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::bind(listening, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(listening, 4096), 0);
    auto settings = http_test::quick_settings();
    settings.listening_socket = listening;
    auto const handler = [](http::Request const&) { return http::text(200, "fait"); };
    auto first = std::make_unique<RunningServer>(handler, settings);
    std::uint16_t const port = first->port;
    std::atomic<bool> done = false;
    std::atomic<int> answered = 0;
    std::atomic<int> failed = 0;
    std::vector<std::thread> clients;
    for (int i = 0; i < 4; ++i)
        clients.emplace_back([&] {
            while (!done) {
                RawClient client(port);
                auto const reply = client.ask(get("/", "Connection: close\r\n"));
                ++(reply && reply->status == 200 ? answered : failed);
            }
        });
    for (int i = 0; i < 5; ++i) {
        std::this_thread::sleep_for(200ms);
        auto second = std::make_unique<RunningServer>(handler, settings);
        first = std::move(second);  // the old one drains and ends
    }
    done = true;
    for (std::thread& client : clients) client.join();
    first.reset();
    ::close(listening);
    EXPECT_GT(answered, 500);
    EXPECT_EQ(failed, 0);
}
