// Forms with files over sockets: who sends is asked before the body is read; memory stays flat; slow, broken
// and hostile senders leave nothing behind.
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "http/raw_client.hpp"
#include "http/running_server.hpp"
#include "support/folder.hpp"

using http_test::RawClient;
using http_test::RunningServer;
using namespace std::chrono_literals;

namespace {

http::Response told(http::Request const& request) {
    std::string said =
        request.fields ? "fields=" + std::to_string(request.fields->items().size()) : "no fields";
    for (http::UploadedFile const& file : request.files)
        said += " " + file.name + ":" + std::to_string(file.size) + ":" + file.sha256.substr(0, 8);
    return http::text(200, said);
}

struct Uploads {
    explicit Uploads(http::UploadLimits limits = {2'000'000, 3'000'000, 3},
                     http::ServerSettings settings = http_test::quick_settings())
        : running(told, std::move(settings), {}, [this, limits](http::Request const& request) {
              ++asked;
              http::UploadAdmission admission;
              admission.limits = limits;
              admission.folder = folder.file("");
              if (request.path == "/closed") admission.refused = http::text(403, "who are you?");
              if (request.path == "/fault") throw std::runtime_error("no database");
              return admission;
          }) {}
    bool leaves_nothing() const { return std::filesystem::is_empty(folder.file("")); }

    support::TemporaryFolder folder;
    std::atomic<int> asked{0};
    RunningServer running;
};

std::string head(std::string const& path, std::size_t length, std::string const& more = {}) {
    return "POST " + path +
           " HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: " +
           std::to_string(length) + "\r\n" + more + "\r\n";
}
std::string body_of(std::size_t bytes) {
    return "--b\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\n1\r\n--b\r\nContent-Disposition: "
           "form-data; "
           "name=\"f\"; filename=\"a.bin\"\r\n\r\n" +
           std::string(bytes, 'x') + "\r\n--b--\r\n";
}
std::string form(std::string const& path, std::string const& body) {
    return head(path, body.size()) + body;
}

std::size_t resident_kib() {
    std::ifstream stream("/proc/self/status");
    for (std::string line; std::getline(stream, line);)
        if (line.starts_with("VmRSS:")) return std::stoul(line.substr(6));
    return 0;
}

}  // namespace

TEST(Uploads, a_form_with_files_reaches_the_handler_and_the_connection_goes_on) {
    Uploads uploads;
    RawClient client(uploads.running.port);
    for (int i = 0; i < 2; ++i) {
        auto const reply = client.ask(form("/", body_of(1'500'000)));
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->status, 200);
        EXPECT_TRUE(reply->body.starts_with("fields=1 a.bin:1500000:")) << reply->body;
    }
    EXPECT_EQ(client.ask(http_test::post("/", "a=1"))->body, "no fields");
    EXPECT_TRUE(uploads.leaves_nothing());
}

TEST(Uploads, a_chunked_form_is_read_alike) {
    Uploads uploads;
    RawClient client(uploads.running.port);
    std::string const body = body_of(1000);
    client.send(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: "
        "chunked\r\n\r\n");
    for (char const c : body) client.send(std::string("1\r\n") + c + "\r\n");
    client.send("0\r\n\r\n");
    EXPECT_TRUE(client.receive()->body.starts_with("fields=1 a.bin:1000:"));
}

TEST(Uploads, a_server_without_uploads_says_415) {
    RunningServer running(told);
    auto const reply = RawClient(running.port).ask(form("/", body_of(10)));
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 415);
}

TEST(Uploads, who_may_not_send_is_told_before_the_body_is_read) {
    Uploads uploads;
    RawClient client(uploads.running.port);
    client.send(head("/closed", 1'000'000, "Expect: 100-continue\r\n"));
    auto const reply = client.receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 403) << "not 100";
    EXPECT_EQ(reply->body, "who are you?");
    EXPECT_EQ(reply->header("connection"), "close");
    EXPECT_EQ(RawClient(uploads.running.port).ask(form("/fault", body_of(10)))->status, 500);
    EXPECT_TRUE(uploads.leaves_nothing());
}

TEST(Uploads, over_a_limit_is_refused_readably_even_to_who_goes_on_sending) {
    Uploads uploads;
    for (std::size_t const bytes : {2'000'001u, 20'000'000u}) {
        RawClient client(uploads.running.port);
        EXPECT_TRUE(client.send(form("/", body_of(bytes)))) << "reset while sending";
        auto const reply = client.receive();
        ASSERT_TRUE(reply) << bytes;
        EXPECT_EQ(reply->status, 413);
        EXPECT_EQ(reply->body, "erreur 413");
    }
    RawClient chunked(uploads.running.port);
    chunked.send(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: "
        "chunked\r\n\r\n");
    std::string const all = body_of(2'500'000);
    chunked.send("300000\r\n" + all.substr(0, 0x100000));
    chunked.send(all.substr(0x100000));
    EXPECT_EQ(chunked.receive()->status, 413);
    EXPECT_TRUE(uploads.leaves_nothing());
}

TEST(Uploads, malformed_bodies_and_boundaries_are_400) {
    Uploads uploads;
    EXPECT_EQ(RawClient(uploads.running.port).ask(form("/", "--c\r\n\r\n"))->status, 400);
    EXPECT_EQ(RawClient(uploads.running.port).ask(form("/", "--b\r\n"))->status, 400) << "no end";
    EXPECT_EQ(RawClient(uploads.running.port)
                  .ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data\r\nContent-Length: "
                       "3\r\n\r\nabc")
                  ->status,
              400);
    EXPECT_TRUE(uploads.running.faults().empty());
}

TEST(Uploads, who_sends_too_slowly_or_leaves_in_the_middle_leaves_nothing) {
    Uploads uploads;
    {
        RawClient leaves(uploads.running.port);
        leaves.send(head("/", 2'000'000) + body_of(1'000'000).substr(0, 900'000));
        std::this_thread::sleep_for(50ms);
    }
    RawClient slow(uploads.running.port);
    slow.send(head("/", 1'000'000) + body_of(10).substr(0, 100));
    auto const reply = slow.receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 408);
    EXPECT_TRUE(uploads.leaves_nothing());
    EXPECT_EQ(RawClient(uploads.running.port).ask(form("/", body_of(10)))->status, 200);
}

TEST(Uploads, all_files_being_received_together_have_a_bound) {
    http::ServerSettings settings = http_test::quick_settings();
    settings.uploads_bytes_max = 1'500'000;
    settings.body_grace = 5s;
    Uploads uploads({2'000'000, 3'000'000, 3}, settings);
    RawClient first(uploads.running.port);
    std::string const whole = form("/", body_of(1'000'000));
    first.send(whole.substr(0, whole.size() - 10));
    std::this_thread::sleep_for(100ms);
    EXPECT_EQ(RawClient(uploads.running.port).ask(form("/", body_of(1'000'000)))->status, 503);
    EXPECT_EQ(first.ask(whole.substr(whole.size() - 10))->status, 200);
    EXPECT_EQ(RawClient(uploads.running.port).ask(form("/", body_of(1'000'000)))->status, 200);
}

TEST(Uploads, sixty_four_at_once_stay_in_constant_memory) {
    Uploads uploads({20'000'000, 20'000'000, 3});
    constexpr std::size_t bytes = 8'000'000;
    std::string const body = body_of(bytes);
    ASSERT_EQ(RawClient(uploads.running.port).ask(form("/", body))->status, 200);
    std::size_t const before = resident_kib();
    std::atomic<int> good{0};
    std::vector<std::thread> senders;
    for (int i = 0; i < 64; ++i)
        senders.emplace_back([&] {
            RawClient client(uploads.running.port);
            client.send(head("/", body.size()));
            for (std::size_t at = 0; at < body.size(); at += 65'536)
                if (!client.send(std::string_view(body).substr(at, 65'536))) break;
            auto const reply = client.receive(false, 60s);
            if (reply && reply->status == 200) ++good;
        });
    for (std::thread& sender : senders) sender.join();
    EXPECT_EQ(good, 64);
    EXPECT_LT(resident_kib(), before + 48 * 1024) << "512 MB passed through";
}
