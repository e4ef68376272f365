// Which heads are refused, and what is believed of the others.
#include "http/admission.hpp"

#include <gtest/gtest.h>

namespace {

http::Head head(std::string target, std::vector<std::pair<std::string, std::string>> headers = {}) {
    http::Head made{"GET", std::move(target), true, {}};
    bool host = false;
    for (auto& [name, value] : headers) {
        host = host || name == "host";
        made.headers.add(name, value);
    }
    if (!host) made.headers.add("host", "tremplin.example");
    return made;
}

int refusal(http::Head received, http::ServerSettings const& settings = {}) {
    return http::admit(std::move(received), "192.0.2.1", settings).refused;
}

}  // namespace

TEST(Admission, the_path_and_query_are_decoded) {
    auto const admission = http::admit(head("/campagnes/%C3%A9t%C3%A9?q=l%27eau+vive&q=2"), "192.0.2.1", {});
    EXPECT_EQ(admission.refused, 0);
    EXPECT_EQ(admission.request.path, "/campagnes/été");
    EXPECT_EQ(admission.request.query.all("q"), (std::vector<std::string_view>{"l'eau vive", "2"}));
    EXPECT_EQ(admission.request.target, "/campagnes/%C3%A9t%C3%A9?q=l%27eau+vive&q=2");
    EXPECT_EQ(admission.request.remote_address, "192.0.2.1");
    EXPECT_FALSE(admission.request.secure);
}

TEST(Admission, a_path_that_can_be_read_in_two_ways_is_refused) {
    for (char const* target : {"/%",
                               "/%4",
                               "/%zz",
                               "/%00",
                               "/a%00b",
                               "/%FF",
                               "/\xE9",
                               "/../etc/passwd",
                               "/a/%2e%2e/b",
                               "/./a",
                               "/a%2Fb",
                               "/a%2fb",
                               "/a#b",
                               "sans-barre",
                               "tremplin.example:443",
                               "*",
                               "",
                               "ftp://tremplin.example/",
                               "/?q=%",
                               "/?q=%FF",
                               "/?q=%00",
                               "//%C0%AE%C0%AE/"})
        EXPECT_EQ(refusal(head(target)), 400) << target;
    EXPECT_EQ(refusal(head("/..a/b..")), 0);
}

TEST(Admission, a_target_over_8_kb_is_refused) {
    EXPECT_EQ(refusal(head("/" + std::string(8 * 1024, 'a'))), 414);
    EXPECT_EQ(refusal(head("/" + std::string(8 * 1024 - 1, 'a'))), 0);
}

TEST(Admission, one_host_and_one_of_ours) {
    http::ServerSettings settings;
    settings.hosts = {"Tremplin.example", "localhost:8080"};
    auto const with_host = [&](std::string host) { return refusal(head("/", {{"host", host}}), settings); };
    EXPECT_EQ(with_host("tremplin.example"), 0);
    EXPECT_EQ(with_host("TREMPLIN.example:443"), 0);
    EXPECT_EQ(with_host("localhost:8080"), 0);
    EXPECT_EQ(with_host("localhost"), 421);
    EXPECT_EQ(with_host("localhost:8081"), 421);
    EXPECT_EQ(with_host("tremplin.example.evil.example"), 421);
    EXPECT_EQ(with_host(""), 400);
    EXPECT_EQ(with_host("tremplin.example/"), 400);
    EXPECT_EQ(with_host("a b"), 400);
    EXPECT_EQ(refusal(head("/", {{"host", "tremplin.example"}, {"host", "tremplin.example"}}), settings),
              400);
    http::Head without{"GET", "/", true, {}};
    EXPECT_EQ(refusal(without), 400);
}

TEST(Admission, an_absolute_target_brings_its_own_host) {
    http::ServerSettings settings;
    settings.hosts = {"tremplin.example"};
    EXPECT_EQ(refusal(head("http://ailleurs.example/a"), settings), 421);
    auto const admission =
        http::admit(head("http://tremplin.example?q=1", {{"host", "ailleurs.example"}}), "", settings);
    EXPECT_EQ(admission.refused, 0);
    EXPECT_EQ(admission.request.path, "/");
    EXPECT_EQ(admission.request.query.get("q"), "1");
}

TEST(Admission, ambiguous_framing_is_refused) {
    using Headers = std::vector<std::pair<std::string, std::string>>;
    for (Headers const& headers :
         {Headers{{"content-length", "5"}, {"transfer-encoding", "chunked"}},
          Headers{{"content-length", "5"}, {"content-length", "5"}}, Headers{{"content-length", "5, 5"}},
          Headers{{"content-length", "+5"}}, Headers{{"transfer-encoding", "gzip, chunked"}},
          Headers{{"transfer-encoding", "identity"}}, Headers{{"transfer-encoding", "xchunked"}},
          Headers{{"transfer-encoding", "chunked"}, {"transfer-encoding", "chunked"}}})
        EXPECT_EQ(refusal(head("/", headers)), 400) << headers[0].second;
    http::Head old = head("/", {{"transfer-encoding", "chunked"}});
    old.http_1_1 = false;
    EXPECT_EQ(refusal(old), 400);
}

TEST(Admission, the_address_of_the_client_comes_only_from_a_declared_proxy) {
    http::ServerSettings settings;
    settings.proxies = {"10.0.0.1", "10.0.0.2"};
    auto const address = [&](std::string peer, std::string forwarded) {
        return http::admit(head("/", {{"x-forwarded-for", forwarded}, {"x-forwarded-proto", "https"}}),
                           std::move(peer), settings)
            .request;
    };
    EXPECT_EQ(address("192.0.2.9", "203.0.113.5").remote_address, "192.0.2.9");
    EXPECT_FALSE(address("192.0.2.9", "203.0.113.5").secure);
    EXPECT_EQ(address("10.0.0.1", "203.0.113.5").remote_address, "203.0.113.5");
    EXPECT_TRUE(address("10.0.0.1", "203.0.113.5").secure);
    // What the client wrote itself stands to the left and is not believed.
    EXPECT_EQ(address("10.0.0.1", "1.1.1.1, 203.0.113.5, 10.0.0.2").remote_address, "203.0.113.5");
    EXPECT_EQ(address("10.0.0.1", "2001:db8::1").remote_address, "2001:db8::1");
    EXPECT_EQ(address("10.0.0.1", "<script>").remote_address, "10.0.0.1");
    EXPECT_EQ(address("10.0.0.1", "").remote_address, "10.0.0.1");
}

TEST(Admission, only_100_continue_is_expected) {
    auto const admission = http::admit(head("/", {{"expect", "100-Continue"}}), "", {});
    EXPECT_TRUE(admission.expects_continue);
    EXPECT_EQ(refusal(head("/", {{"expect", "miracles"}})), 417);
}

TEST(Admission, lines_folded_or_ended_otherwise_are_refused) {
    EXPECT_EQ(http::flaw_of_head("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), 0);
    EXPECT_EQ(http::flaw_of_head("GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n"), 400);
    EXPECT_EQ(http::flaw_of_head("GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"), 400);
    EXPECT_EQ(http::flaw_of_head("GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n"), 400);
    EXPECT_EQ(http::flaw_of_head(std::string_view("GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n", 28)), 400);
    std::string many = "GET / HTTP/1.1\r\n";
    for (std::size_t i = 0; i < http::header_lines_max; ++i) many += "X: 1\r\n";
    EXPECT_EQ(http::flaw_of_head(many + "\r\n"), 0);
    EXPECT_EQ(http::flaw_of_head(many + "X: 1\r\n\r\n"), 431);
}
