// Responses made ready for the wire.
#include "http/answer.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/check.hpp"
#include "http/unpacked.hpp"

namespace {

http::Request with_header(std::string name, std::string value) {
    http::Request request;
    request.headers.add(std::move(name), std::move(value));
    return request;
}

std::string page() {
    std::string text;
    while (text.size() < 5000) text += "<p>une page assez longue</p>";
    return text;
}

bool has(http::Answer const& answer, std::string_view line) {
    return answer.fields.find(std::string(line) + "\r\n") != std::string::npos;
}

std::string file_with(std::string_view content) {
    std::string path = "/tmp/answer_test_XXXXXX";
    int const descriptor = ::mkstemp(path.data());
    if (::write(descriptor, content.data(), content.size()) < 0) throw std::runtime_error("cannot write");
    ::close(descriptor);
    return path;
}

bool exists(std::string const& path) {
    return ::access(path.c_str(), F_OK) == 0;
}

http::Answer ranged(std::string const& range) {
    http::Response response;
    response.file_path = file_with("0123456789");
    response.delete_file = true;
    return http::prepared(std::move(response), with_header("range", range));
}

}  // namespace

TEST(Answers, a_long_page_is_compressed_for_who_accepts_it) {
    http::Response response;
    response.body = page();
    response.header("ETag", "\"v1\"");
    response.header("Vary", "Cookie");
    auto const answer = http::prepared(response, with_header("accept-encoding", "gzip, br"));
    EXPECT_TRUE(has(answer, "Content-Encoding: br"));
    EXPECT_TRUE(has(answer, "Vary: Cookie, Accept-Encoding"));
    EXPECT_TRUE(has(answer, "ETag: W/\"v1\""));
    EXPECT_TRUE(has(answer, "Content-Length: " + std::to_string(answer.content().size())));
    EXPECT_EQ(http_test::unpacked(answer.content(), "br"), page());

    auto const plain = http::prepared(response, {});
    EXPECT_EQ(plain.content(), page());
    EXPECT_TRUE(has(plain, "Vary: Cookie, Accept-Encoding"));
    EXPECT_TRUE(has(plain, "ETag: \"v1\""));
}

TEST(Answers, what_is_short_or_already_compressed_or_an_image_is_left_alone) {
    auto const request = with_header("accept-encoding", "gzip, br");
    http::Response small;
    small.body = "bonjour";
    EXPECT_EQ(http::prepared(small, request).content(), "bonjour");
    http::Response image;
    image.content_type = "image/png";
    image.body = page();
    auto const sent = http::prepared(image, request);
    EXPECT_EQ(sent.content(), page());
    EXPECT_EQ(sent.fields.find("Vary"), std::string::npos);

    http::Response cached;
    cached.shared_body = std::make_shared<std::string const>(http::gzip(page()));
    cached.content_encoding = "gzip";
    auto const answer = http::prepared(cached, request);
    EXPECT_TRUE(has(answer, "Content-Encoding: gzip"));
    EXPECT_TRUE(has(answer, "Vary: Accept-Encoding"));
    EXPECT_EQ(answer.content().data(), cached.shared_body->data()) << "not copied";
}

TEST(Answers, a_header_that_would_break_the_message_is_a_fault) {
    for (auto const& [name, value] :
         std::vector<std::pair<std::string, std::string>>{{"X", "a\r\nSet-Cookie: b=c"},
                                                          {"X\r\nY", "a"},
                                                          {"", "a"},
                                                          {"X:", "a"},
                                                          {"X", std::string("a\0b", 3)},
                                                          {"Content-Length", "3"},
                                                          {"transfer-encoding", "chunked"}}) {
        http::Response response;
        response.header(name, value);
        EXPECT_THROW(http::prepared(response, {}), base::Fault) << name;
    }
}

TEST(Answers, no_content_means_no_body_and_no_length) {
    for (int const status : {204, 304}) {
        http::Response response;
        response.status = status;
        response.body = "ignored";
        auto const answer = http::prepared(response, {});
        EXPECT_TRUE(answer.content().empty());
        EXPECT_EQ(answer.fields.find("Content-Length"), std::string::npos);
    }
    EXPECT_TRUE(has(http::prepared(http::see_other("/"), {}), "Content-Length: 0"));
}

TEST(Answers, a_range_of_a_file_is_sent_alone) {
    struct Case {
        std::string range;
        int status;
        std::uint64_t begin, end;
        std::string content_range;
    };
    for (Case const& expected : std::vector<Case>{{"bytes=2-4", 206, 2, 5, "bytes 2-4/10"},
                                                  {"bytes=7-", 206, 7, 10, "bytes 7-9/10"},
                                                  {"bytes=-3", 206, 7, 10, "bytes 7-9/10"},
                                                  {"bytes=-30", 206, 0, 10, "bytes 0-9/10"},
                                                  {"bytes=0-999", 206, 0, 10, "bytes 0-9/10"},
                                                  {"bytes=10-", 416, 0, 0, "bytes */10"},
                                                  {"bytes=-0", 416, 0, 0, "bytes */10"},
                                                  {"bytes=0-1,4-5", 200, 0, 10, ""},
                                                  {"bytes=5-2", 200, 0, 10, ""},
                                                  {"bytes=a-b", 200, 0, 10, ""},
                                                  {"bytes=-", 200, 0, 10, ""},
                                                  {"bytes=99999999999999999999-", 200, 0, 10, ""},
                                                  {"bytes=0-9223372036854775807", 206, 0, 10, "bytes 0-9/10"},
                                                  {"lignes=1-2", 200, 0, 10, ""}}) {
        auto const answer = ranged(expected.range);
        EXPECT_EQ(answer.status, expected.status) << expected.range;
        EXPECT_EQ(answer.file_begin, expected.begin) << expected.range;
        EXPECT_EQ(answer.file_end, expected.end) << expected.range;
        EXPECT_TRUE(expected.content_range.empty() || has(answer, "Content-Range: " + expected.content_range))
            << expected.range;
    }
}

TEST(Answers, a_range_of_an_older_version_gets_the_whole_file) {
    http::Response response;
    response.file_path = file_with("0123456789");
    response.header("ETag", "\"v2\"");
    auto request = with_header("range", "bytes=2-4");
    request.headers.add("if-range", "\"v1\"");
    EXPECT_EQ(http::prepared(response, request).status, 200);
    request = with_header("range", "bytes=2-4");
    request.headers.add("if-range", "\"v2\"");
    EXPECT_EQ(http::prepared(response, request).status, 206);
    ::unlink(response.file_path.c_str());
}

TEST(Answers, a_file_to_delete_has_no_name_left_once_opened) {
    http::Response response;
    response.file_path = file_with("0123456789");
    response.delete_file = true;
    std::string const path = response.file_path;
    auto const answer = http::prepared(response, {});
    EXPECT_FALSE(exists(path));
    std::string read(10, '\0');
    EXPECT_EQ(answer.file->read(0, read.data(), 10), 10u);
    EXPECT_EQ(read, "0123456789");
    EXPECT_THROW(http::prepared(response, {}), base::Fault);
}

TEST(Answers, the_date_is_written_as_http_wants) {
    EXPECT_EQ(http::http_date(784'111'777), "Sun, 06 Nov 1994 08:49:37 GMT");
}
