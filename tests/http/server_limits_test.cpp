// What a hostile, broken or slow client gets, while the others are served.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <ctime>
#include <thread>

#include "http/raw_client.hpp"
#include "http/running_server.hpp"

using http_test::Gate;
using http_test::get;
using http_test::post;
using http_test::RawClient;
using http_test::RunningServer;
using namespace std::chrono_literals;

namespace {

http::Response length(http::Request const& request) {
    return http::text(200, std::to_string(request.body.size()));
}

}  // namespace

TEST(Limits, a_header_of_20_kb_is_refused_readably) {
    RunningServer running(length);
    RawClient client(running.port);
    auto const reply = client.ask(get("/", "X-Long: " + std::string(20'000, 'a') + "\r\n"));
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 431);
    EXPECT_EQ(reply->body, "erreur 431");
    EXPECT_EQ(reply->header("connection"), "close");
}

TEST(Limits, a_header_just_under_the_limit_is_accepted) {
    RunningServer running(length);
    EXPECT_EQ(RawClient(running.port).ask(get("/", "X-Long: " + std::string(16'000, 'a') + "\r\n"))->status,
              200);
    std::string many;
    for (int i = 0; i < 150; ++i) many += "X: 1\r\n";
    EXPECT_EQ(RawClient(running.port).ask(get("/", many))->status, 431);
}

TEST(Limits, a_long_target_is_refused) {
    RunningServer running(length);
    EXPECT_EQ(RawClient(running.port).ask(get("/" + std::string(9'000, 'a')))->status, 414);
    EXPECT_EQ(RawClient(running.port).ask(get("/" + std::string(40'000, 'a')))->status, 414);
}

TEST(Limits, a_body_of_5_or_10_mb_is_refused_readably) {
    RunningServer running(length);
    for (std::size_t const bytes : {5'000'000u, 10'000'000u}) {
        RawClient client(running.port);
        EXPECT_TRUE(client.send(post("/", std::string(bytes, 'a')))) << "reset while sending, before reading";
        auto const reply = client.receive();
        ASSERT_TRUE(reply) << bytes;
        EXPECT_EQ(reply->status, 413);
        EXPECT_EQ(reply->body, "erreur 413");
    }
    EXPECT_EQ(RawClient(running.port).ask(post("/", std::string(1'048'576, 'a')))->body, "1048576");
}

TEST(Limits, a_chunked_body_over_the_limit_is_refused) {
    RunningServer running(length);
    RawClient client(running.port);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    std::string const chunk = "10000\r\n" + std::string(0x10000, 'a') + "\r\n";
    for (int i = 0; i < 40; ++i)
        if (!client.send(chunk)) break;
    auto const reply = client.receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 413);
    RawClient endless(running.port);
    endless.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
                 std::string(30'000, 'a'));
    EXPECT_EQ(endless.receive()->status, 400);
}

TEST(Limits, smuggling_is_refused_and_the_connection_closed) {
    RunningServer running(length);
    std::string const host = "Host: a\r\n";
    std::string const hidden = "0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";
    for (std::string const& framing :
         {std::string("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"),
          std::string("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"),
          std::string("Content-Length: 5\r\nContent-Length: 6\r\n\r\n"),
          std::string("Content-Length: 5\r\nContent-Length: 5\r\n\r\n"),
          std::string("Content-Length: 5, 5\r\n\r\n"), std::string("Content-Length: -1\r\n\r\n"),
          std::string("Content-Length: 0x5\r\n\r\n"),
          std::string("Content-Length: 99999999999999999999999\r\n\r\n"),
          std::string("Transfer-Encoding: xchunked\r\n\r\n"),
          std::string("Transfer-Encoding: gzip, chunked\r\n\r\n"),
          std::string("Transfer-Encoding:\r\n chunked\r\n\r\n"),
          std::string("Transfer-Encoding : chunked\r\n\r\n"), std::string("Content-Length\r\n\r\n"),
          std::string("X: a\nContent-Length: 5\r\n\r\n"), std::string("X: a\rContent-Length: 5\r\n\r\n"),
          std::string("Transfer-Encoding: chunked\r\n\r\nG\r\nabc\r\n"),
          std::string("Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n"),
          std::string("Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n"),
          std::string("Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\nabc\r\n")}) {
        RawClient client(running.port);
        client.send("POST / HTTP/1.1\r\n" + host + framing + hidden);
        auto const reply = client.receive();
        ASSERT_TRUE(reply) << framing;
        EXPECT_EQ(reply->status, 400) << framing;
        client.finish_sending();
        EXPECT_TRUE(client.is_closed_within(500ms)) << framing;
    }
    for (auto const& record : running.log()) EXPECT_EQ(record.status, 400);
}

TEST(Limits, garbage_is_refused) {
    RunningServer running(length);
    for (std::string const& garbage :
         {std::string("\x16\x03\x01\x02 TLS here\r\n\r\n"), std::string("GET\r\n\r\n"),
          std::string("GET / HTTP/9.9\r\nHost: a\r\n\r\n"), std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
          std::string("GET / HTTP/1.1\r\n: vide\r\n\r\n"),
          std::string("GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n"), std::string("GET / HTTP/1.1\r\n\r\n"),
          std::string("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")}) {
        RawClient client(running.port);
        auto const reply = client.ask(garbage);
        ASSERT_TRUE(reply) << garbage;
        EXPECT_EQ(reply->status, 400) << garbage;
    }
}

TEST(Limits, another_host_is_misdirected) {
    auto settings = http_test::quick_settings();
    settings.hosts = {"tremplin.example", "www.tremplin.example"};
    RunningServer running(length, settings);
    EXPECT_EQ(RawClient(running.port).ask(get("/"))->status, 200);
    EXPECT_EQ(RawClient(running.port).ask("GET / HTTP/1.1\r\nHost: www.tremplin.example\r\n\r\n")->status,
              200);
    EXPECT_EQ(RawClient(running.port).ask("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")->status, 421);
}

TEST(Limits, a_slow_header_ends_with_408) {
    RunningServer running(length);
    RawClient client(running.port);
    auto const began = std::chrono::steady_clock::now();
    for (char const c : std::string("GET / HTTP/1.1\r\nHost: tremplin")) {
        client.send(std::string_view(&c, 1));
        std::this_thread::sleep_for(20ms);
    }
    auto const reply = client.receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 408);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 2s);
    EXPECT_EQ(running.server.counters().timeouts, 1u);
}

TEST(Limits, a_slow_body_ends_with_408) {
    RunningServer running(length);
    RawClient client(running.port);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc");
    auto const reply = client.receive(false, 2'000ms);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 408);
}

TEST(Limits, a_body_above_the_minimal_rate_is_waited_for) {
    RunningServer running(length);
    RawClient client(running.port);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000\r\n\r\n");
    for (int i = 0; i < 8; ++i) {
        client.send(std::string(500, 'a'));
        std::this_thread::sleep_for(150ms);  // 3 300 bytes a second, for longer than the grace
    }
    EXPECT_EQ(client.receive()->body, "4000");
}

TEST(Limits, a_silent_or_idle_connection_is_closed_without_a_word) {
    RunningServer running(length);
    RawClient silent(running.port);
    RawClient idle(running.port);
    ASSERT_TRUE(idle.ask(get("/")));
    EXPECT_TRUE(silent.is_closed_within(1'500ms));
    EXPECT_TRUE(idle.is_closed_within(1'500ms));
    EXPECT_EQ(running.server.counters().timeouts, 2u);
}

TEST(Limits, a_reader_that_takes_nothing_is_dropped) {
    auto const page = std::make_shared<std::string const>(20'000'000, 'x');
    RunningServer running([&](http::Request const&) {
        http::Response response;
        response.content_type = "image/png";
        response.shared_body = page;
        return response;
    });
    RawClient client(running.port, 4096);
    client.send(get("/"));
    for (int i = 0; i < 150 && running.server.counters().timeouts == 0; ++i)
        std::this_thread::sleep_for(20ms);
    EXPECT_EQ(running.server.counters().timeouts, 1u);
}

TEST(Limits, a_full_queue_answers_503_with_retry_after) {
    Gate gate;
    auto settings = http_test::quick_settings();
    settings.read_workers = 1;
    settings.queue_max = 1;
    RunningServer running(
        [&](http::Request const& request) {
            if (request.method == http::Method::get) gate.wait();
            return http::text(200, "fait");
        },
        settings);
    http_test::GateKeeper const keeper(gate);
    RawClient first(running.port);
    first.send(get("/"));
    ASSERT_TRUE(gate.has(1));
    // One waits in the queue; the other, whichever comes later, is refused at once.
    RawClient second(running.port);
    RawClient third(running.port);
    second.send(get("/"));
    third.send(get("/"));
    std::optional<http_test::Reply> refused;
    RawClient* waiting = nullptr;
    for (int i = 0; i < 50 && !refused; ++i) {
        waiting = &third;
        refused = second.receive(false, 50ms);
        if (refused) break;
        waiting = &second;
        refused = third.receive(false, 50ms);
    }
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 503);
    EXPECT_EQ(refused->header("retry-after"), "2");
    EXPECT_EQ(refused->header("connection"), "keep-alive");
    EXPECT_EQ(running.server.counters().overloaded, 1u);
    EXPECT_EQ(RawClient(running.port).ask(post("/", "a"))->status, 200) << "writes have their own workers";
    gate.open();
    EXPECT_EQ(first.receive()->status, 200);
    EXPECT_EQ(waiting->receive()->status, 200);
}

TEST(Limits, bodies_together_do_not_fill_the_memory) {
    auto settings = http_test::quick_settings();
    settings.bodies_bytes_max = 300'000;
    settings.body_grace = 3'000ms;
    RunningServer running(length, settings);
    RawClient holding(running.port);
    holding.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 250000\r\n\r\n" + std::string(249'999, 'a'));
    std::this_thread::sleep_for(200ms);
    EXPECT_EQ(RawClient(running.port).ask(post("/", std::string(200'000, 'a')))->status, 503);
    holding.send("a");
    EXPECT_EQ(holding.receive()->body, "250000");
    EXPECT_EQ(RawClient(running.port).ask(post("/", std::string(200'000, 'a')))->body, "200000");
}

TEST(Limits, connections_are_capped_in_all_and_per_address) {
    auto settings = http_test::quick_settings();
    settings.connections_per_ip_max = 2;
    settings.connections_max = 3;
    settings.idle_timeout = 5'000ms;
    RunningServer running(length, settings);
    RawClient first(running.port);
    RawClient second(running.port);
    ASSERT_TRUE(first.ask(get("/")));
    ASSERT_TRUE(second.ask(get("/")));
    EXPECT_EQ(RawClient(running.port).receive()->status, 503);
    RawClient neighbour(running.port, 0, "127.0.0.2");
    ASSERT_TRUE(neighbour.ask(get("/")));
    RawClient third_address(running.port, 0, "127.0.0.3");
    EXPECT_EQ(third_address.receive()->status, 503);
    EXPECT_EQ(running.server.counters().connections_refused, 2u);
    ASSERT_TRUE(first.ask(get("/")));
}

TEST(Limits, two_thousand_slow_connections_leave_others_unharmed) {
    rlimit descriptors{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &descriptors), 0);
    descriptors.rlim_cur = descriptors.rlim_max;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &descriptors), 0);
    ASSERT_GE(descriptors.rlim_cur, 4'500u) << "the test needs two descriptors a connection";
    auto settings = http_test::quick_settings();
    settings.header_timeout = 20'000ms;
    RunningServer running(length, settings);
    std::vector<std::unique_ptr<RawClient>> slow;
    for (int i = 0; i < 2'000; ++i) {
        slow.push_back(std::make_unique<RawClient>(running.port));
        slow.back()->send("GET / HTTP/1.1\r\nHost: a\r\nX-");
    }
    // They are connected once the kernel queued them; the server lets them in a little later.
    for (int i = 0; i < 500 && running.server.counters().connections_open < 2'000; ++i)
        std::this_thread::sleep_for(20ms);
    for (int round = 0; round < 5; ++round) {
        for (auto const& client : slow) client->send("a");
        auto const began = std::chrono::steady_clock::now();
        auto const reply = RawClient(running.port).ask(get("/"));
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->status, 200);
        EXPECT_LT(std::chrono::steady_clock::now() - began, 500ms);
    }
    EXPECT_GE(running.server.counters().connections_open, 2'000u);
    slow.front()->send(": 1\r\n\r\n");
    EXPECT_EQ(slow.front()->receive()->status, 200);
    slow.clear();
    for (int i = 0; i < 250 && running.server.counters().connections_open > 0; ++i)
        std::this_thread::sleep_for(20ms);
    EXPECT_EQ(running.server.counters().connections_open, 0u);
}

TEST(Limits, without_descriptors_left_the_server_waits_without_spinning_and_then_goes_on) {
    RunningServer running(length);
    RawClient inside(running.port);
    ASSERT_TRUE(inside.ask(get("/")));
    int const late = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int const lowest_free = ::dup(late);
    ASSERT_GE(lowest_free, 0);
    ::close(lowest_free);
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit none = before;
    none.rlim_cur = static_cast<rlim_t>(lowest_free);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);

    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(running.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(late, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    std::string const request = get("/");
    EXPECT_GT(::send(late, request.data(), request.size(), MSG_NOSIGNAL), 0);
    pollfd ready{late, POLLIN, 0};
    std::clock_t const cpu = std::clock();
    EXPECT_EQ(::poll(&ready, 1, 300), 0) << "accepted without a descriptor?";
    EXPECT_LT(std::clock() - cpu, CLOCKS_PER_SEC / 10);
    EXPECT_EQ(inside.ask(get("/"))->status, 200) << "those inside are served";

    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_EQ(::poll(&ready, 1, 1'000), 1) << "accepted once there is room again";
    ::close(late);
}
