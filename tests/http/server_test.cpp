// What a well-behaved client sees.
#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

#include "http/raw_client.hpp"
#include "http/running_server.hpp"
#include "http/unpacked.hpp"

using http_test::get;
using http_test::post;
using http_test::RawClient;
using http_test::RunningServer;
using namespace std::chrono_literals;

namespace {

/// Says what it understood of the request.
http::Response echo(http::Request const& request) {
    std::string text(http::name_of(request.method));
    text += ' ' + request.path;
    for (auto const& [name, value] : request.query.items()) text += ' ' + name + '=' + value;
    if (!request.body.empty()) text += " : " + request.body;
    return http::text(200, text);
}

std::string temporary_file(std::size_t bytes) {
    std::string path = "/tmp/server_test_XXXXXX";
    int const descriptor = ::mkstemp(path.data());
    std::string content(bytes, '\0');
    for (std::size_t i = 0; i < bytes; ++i) content[i] = static_cast<char>('a' + i % 23);
    std::string_view rest = content;
    while (!rest.empty())
        rest.remove_prefix(static_cast<std::size_t>(::write(descriptor, rest.data(), rest.size())));
    ::close(descriptor);
    return path;
}

std::size_t open_descriptors() {
    std::size_t count = 0;
    for (int i = 0; i < 4096; ++i)
        if (::access(("/proc/self/fd/" + std::to_string(i)).c_str(), F_OK) == 0) ++count;
    return count;
}

}  // namespace

TEST(Server, answers_and_keeps_the_connection) {
    RunningServer running(echo);
    RawClient client(running.port);
    for (int i = 0; i < 5; ++i) {
        auto const reply = client.ask(get("/bonjour?a=%C3%A9"));
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->status, 200);
        EXPECT_EQ(reply->body, "GET /bonjour a=é");
        EXPECT_EQ(reply->header("connection"), "keep-alive");
        EXPECT_EQ(reply->header("content-type"), "text/plain; charset=utf-8");
        EXPECT_EQ(reply->header("date").size(), 29u);
    }
    EXPECT_EQ(running.server.counters().requests, 5u);
    EXPECT_EQ(running.server.counters().connections_open, 1u);
}

TEST(Server, closes_when_the_client_asks_or_speaks_http_1_0) {
    RunningServer running(echo);
    RawClient asking(running.port);
    auto const reply = asking.ask(get("/", "Connection: close\r\n"));
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->header("connection"), "close");
    EXPECT_TRUE(asking.is_closed_within(200ms));
    RawClient old(running.port);
    ASSERT_TRUE(old.ask("GET / HTTP/1.0\r\nHost: a\r\n\r\n"));
    EXPECT_TRUE(old.is_closed_within(200ms));
}

TEST(Server, pipelined_requests_are_answered_in_order) {
    RunningServer running([](http::Request const& request) {
        if (request.path == "/1") std::this_thread::sleep_for(50ms);
        return echo(request);
    });
    RawClient client(running.port);
    client.send(get("/1") + post("/2", "corps") + "\r\n" + get("/3"));
    EXPECT_EQ(client.receive()->body, "GET /1");
    EXPECT_EQ(client.receive()->body, "POST /2 : corps");
    EXPECT_EQ(client.receive()->body, "GET /3");
}

TEST(Server, a_request_in_single_bytes_is_understood) {
    RunningServer running(echo);
    RawClient client(running.port);
    for (char const c : post("/a", "corps")) {
        client.send(std::string_view(&c, 1));
        std::this_thread::sleep_for(1ms);
    }
    EXPECT_EQ(client.receive()->body, "POST /a : corps");
}

TEST(Server, a_chunked_body_is_read) {
    RunningServer running(echo);
    RawClient client(running.port);
    auto const reply = client.ask(
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nbon\r\n4;x=y\r\njour\r\n0\r\nX-Trailer: 1\r\n\r\n");
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->body, "POST /a : bonjour");
    EXPECT_EQ(client.ask(get("/b"))->body, "GET /b");
}

TEST(Server, head_gets_the_header_of_get_without_its_body) {
    RunningServer running(echo);
    RawClient client(running.port);
    client.send("HEAD /bonjour HTTP/1.1\r\nHost: a\r\n\r\n");
    auto const reply = client.receive(true);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->header("content-length"), "13");
    EXPECT_EQ(client.ask(get("/a"))->body, "GET /a");
}

TEST(Server, other_methods_reach_the_application) {
    RunningServer running(echo);
    RawClient client(running.port);
    EXPECT_EQ(client.ask("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")->body, "OPTIONS /");
    EXPECT_EQ(client.ask("PATCH /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")->body, "OTHER /a");
    EXPECT_EQ(client.ask("DELETE /a HTTP/1.1\r\nHost: a\r\n\r\n")->body, "DELETE /a");
}

TEST(Server, who_expects_100_continue_is_told_to_go_on) {
    RunningServer running(echo);
    RawClient client(running.port);
    client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.receive()->status, 100);
    client.send("corps");
    EXPECT_EQ(client.receive()->body, "POST /a : corps");
}

TEST(Server, cookies_come_and_go) {
    RunningServer running([](http::Request const& request) {
        http::Response response = http::text(200, std::string(request.cookies.get("visite")));
        response.cookies.push_back({"visite", "neuve", 60});
        return response;
    });
    RawClient client(running.port);
    auto const reply = client.ask(get("/", "Cookie: visite=ancienne\r\n"));
    EXPECT_EQ(reply->body, "ancienne");
    EXPECT_EQ(reply->header("set-cookie"), "visite=neuve; Path=/; HttpOnly; SameSite=Lax; Max-Age=60");
}

TEST(Server, over_https_cookies_bear_the_host_prefix) {
    auto settings = http_test::quick_settings();
    settings.https_origin = true;
    RunningServer running(
        [](http::Request const& request) {
            http::Response response = http::text(200, std::string(request.cookies.get("visite")));
            response.cookies.push_back({"visite", "neuve", {}});
            return response;
        },
        settings);
    RawClient client(running.port);
    auto const reply = client.ask(get("/", "Cookie: visite=planted; __Host-visite=ours\r\n"));
    EXPECT_EQ(reply->body, "ours");
    EXPECT_EQ(reply->header("set-cookie"), "__Host-visite=neuve; Path=/; HttpOnly; SameSite=Lax; Secure");
}

TEST(Server, a_forwarded_address_is_believed_from_a_declared_proxy_only) {
    auto const tell = [](http::Request const& request) {
        return http::text(200, request.remote_address + (request.secure ? " https" : " http"));
    };
    std::string const asked = get("/", "X-Forwarded-For: 203.0.113.5\r\nX-Forwarded-Proto: https\r\n");
    RunningServer direct(tell);
    EXPECT_EQ(RawClient(direct.port).ask(asked)->body, "127.0.0.1 http");
    auto settings = http_test::quick_settings();
    settings.proxies = {"127.0.0.1"};
    RunningServer behind(tell, settings);
    EXPECT_EQ(RawClient(behind.port).ask(asked)->body, "203.0.113.5 https");
    EXPECT_EQ(RawClient(behind.port, 0, "127.0.0.2").ask(asked)->body, "127.0.0.2 http");
}

TEST(Server, a_page_is_compressed_as_the_browser_wants) {
    std::string const page(20'000, 'x');
    RunningServer running([&](http::Request const&) {
        http::Response response;
        response.body = page;
        return response;
    });
    RawClient client(running.port);
    for (std::string const coding : {"br", "gzip", ""}) {
        auto const reply = client.ask(get("/", "Accept-Encoding: " + coding + "\r\n"));
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->header("content-encoding"), coding);
        EXPECT_EQ(reply->header("vary"), "Accept-Encoding");
        EXPECT_EQ(http_test::unpacked(reply->body, coding), page);
    }
}

TEST(Server, a_file_is_streamed_whole_or_in_part_and_then_gone) {
    std::size_t const bytes = 30'000'000;
    std::string path;
    RunningServer running([&](http::Request const&) {
        http::Response response;
        response.content_type = "text/csv; charset=utf-8";
        response.file_path = path = temporary_file(bytes);
        response.delete_file = true;
        return response;
    });
    RawClient client(running.port);
    auto const whole = client.ask(get("/"));
    ASSERT_TRUE(whole);
    ASSERT_EQ(whole->body.size(), bytes);
    EXPECT_EQ(whole->body[29'999'999], static_cast<char>('a' + 29'999'999 % 23));
    EXPECT_EQ(whole->header("accept-ranges"), "bytes");
    EXPECT_NE(::access(path.c_str(), F_OK), 0);
    auto const part = client.ask(get("/", "Range: bytes=1000000-1000009\r\n"));
    EXPECT_EQ(part->status, 206);
    EXPECT_EQ(part->body, whole->body.substr(1'000'000, 10));
    EXPECT_EQ(client.ask(get("/", "Range: bytes=99000000-\r\n"))->status, 416);
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(client.receive(true)->header("content-length"), "30000000");
    EXPECT_EQ(client.ask(get("/", "Range: bytes=0-0\r\n"))->body, "a");
}

TEST(Server, a_file_is_let_go_when_the_reader_leaves_or_stalls) {
    std::string path;
    RunningServer running([&](http::Request const&) {
        http::Response response;
        response.file_path = path = temporary_file(50'000'000);
        response.delete_file = true;
        return response;
    });
    std::size_t const before = open_descriptors();
    {
        RawClient leaving(running.port, 4096);
        leaving.send(get("/"));
        EXPECT_FALSE(leaving.take(1000).empty());
    }
    RawClient stalled(running.port, 4096);
    stalled.send(get("/"));
    EXPECT_FALSE(stalled.take(1000).empty());
    EXPECT_NE(::access(path.c_str(), F_OK), 0);
    for (int i = 0; i < 100 && running.server.counters().connections_open > 0; ++i)
        std::this_thread::sleep_for(20ms);
    EXPECT_EQ(running.server.counters().connections_open, 0u);
    EXPECT_EQ(running.server.counters().timeouts, 1u);
    EXPECT_EQ(open_descriptors(), before + 1) << "the stalled client's own socket";
}

TEST(Server, bytes_of_the_cache_are_answered_at_once_on_the_io_thread) {
    auto const bytes = std::make_shared<std::string const>("en cache");
    RunningServer running(echo, http_test::quick_settings(),
                          [&](http::Request const& request) -> std::optional<http::Response> {
                              if (request.path != "/cache") return std::nullopt;
                              http::Response response;
                              response.shared_body = bytes;
                              response.route = "/cache";
                              return response;
                          });
    RawClient client(running.port);
    EXPECT_EQ(client.ask(get("/cache?q=secret"))->body, "en cache");
    EXPECT_EQ(client.ask(get("/autre"))->body, "GET /autre");
    auto const log = running.log();
    ASSERT_GE(log.size(), 1u);
    EXPECT_EQ(log[0].route, "/cache");
    EXPECT_EQ(log[0].status, 200);
    EXPECT_EQ(log[0].bytes, 8u);
    EXPECT_EQ(log[0].request_id.size(), 16u);
}

TEST(Server, an_exception_of_a_handler_becomes_a_500_and_a_line_for_the_operator) {
    RunningServer running(
        [](http::Request const&) -> http::Response { throw std::runtime_error("disk on fire"); },
        http_test::quick_settings(),
        [](http::Request const& request) -> std::optional<http::Response> {
            if (request.path == "/at-once") throw std::runtime_error("cache on fire");
            return std::nullopt;
        });
    RawClient client(running.port);
    EXPECT_EQ(client.ask(get("/"))->status, 500);
    auto const reply = client.ask(get("/at-once"));
    EXPECT_EQ(reply->status, 500);
    EXPECT_EQ(reply->body, "erreur 500");
    auto const faults = running.faults();
    ASSERT_EQ(faults.size(), 2u);
    EXPECT_NE(faults[0].find("disk on fire"), std::string::npos);
    EXPECT_NE(faults[1].find("cache on fire"), std::string::npos);
}

TEST(Server, two_servers_live_in_one_process_and_a_taken_port_is_said_plainly) {
    RunningServer first([](http::Request const&) { return http::text(200, "un"); });
    RunningServer second([](http::Request const&) { return http::text(200, "deux"); });
    EXPECT_NE(first.port, second.port);
    EXPECT_EQ(RawClient(first.port).ask(get("/"))->body, "un");
    EXPECT_EQ(RawClient(second.port).ask(get("/"))->body, "deux");
    http::ServerSettings settings;
    settings.port = first.port;
    http::Server third(settings, {});
    try {
        third.start();
        FAIL() << "the port was shared";
    } catch (std::runtime_error const& error) {
        EXPECT_NE(std::string(error.what()).find("déjà pris"), std::string::npos) << error.what();
    }
}
