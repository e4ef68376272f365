// What a multipart body may be, whatever the pieces it comes in; everything else is refused.
#include "http/multipart.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/folder.hpp"

using http::MultipartReader;
using http::UploadLimits;

namespace {

constexpr UploadLimits limits{1000, 1500, 3};

std::string part(std::string const& head, std::string const& content) {
    return "--b\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + content + "\r\n";
}
std::string file(std::string const& name, std::string const& content) {
    return part("name=\"f\"; filename=\"" + name + "\"\r\nContent-Type: text/html", content);
}

std::string content_of(http::UploadedFile const& uploaded) {
    std::ifstream stream(uploaded.path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

/// Reads `body` in pieces of `step` bytes; the status of the refusal or 0.
struct Read {
    explicit Read(std::string const& body, std::size_t step = 1'000'000, UploadLimits allowed = limits)
        : reader("b", allowed, folder.file("")) {
        for (std::size_t at = 0; at < body.size() && status == 0; at += step)
            status = reader.feed(std::string_view(body).substr(at, step));
        if (status == 0) status = reader.finish();
    }
    support::TemporaryFolder folder;
    MultipartReader reader;
    int status = 0;
};

int status_of(std::string const& body) {
    int const whole = Read(body).status;
    EXPECT_EQ(Read(body, 1).status, whole) << "the pieces in which bytes come change nothing";
    return whole;
}

}  // namespace

TEST(Multipart, fields_and_files_are_read_alike_in_pieces_of_any_size) {
    std::string const tricky = "a\r\n--\r\n--c\r\r\n\r\n-b--b\r\n";
    std::string const body = part("name=\"_token\"", "t é 1") + file("note.txt", tricky) +
                             part("name=\"empty\"", "") + file("", "") + file("à «\u00a0b\u00a0».pdf", "") +
                             "--b--\r\n";
    for (std::size_t const step : {1u, 2u, 3u, 5u, 7u, 64u, 100'000u}) {
        Read read(body, step);
        ASSERT_EQ(read.status, 0) << step;
        auto const fields = read.reader.take_fields();
        EXPECT_EQ(fields.get("_token"), "t é 1");
        EXPECT_TRUE(fields.has("empty"));
        EXPECT_EQ(fields.items().size(), 2u);
        auto const files = read.reader.take_files();
        ASSERT_EQ(files.size(), 2u) << "a file field without a file is no file";
        EXPECT_EQ(files[0].field, "f");
        EXPECT_EQ(files[0].name, "note.txt");
        EXPECT_EQ(files[0].size, tricky.size());
        EXPECT_EQ(content_of(files[0]), tricky);
        EXPECT_EQ(files[0].sha256, base::hex(base::as_bytes(base::sha256(tricky))));
        EXPECT_EQ(files[1].name, "à «\u00a0b\u00a0».pdf");
        EXPECT_EQ(files[1].size, 0u);
    }
}

TEST(Multipart, temporary_files_have_no_name_and_go_with_the_request) {
    support::TemporaryFolder folder;
    std::string path;
    {
        MultipartReader reader("b", limits, folder.file(""));
        ASSERT_EQ(reader.feed(file("a.txt", "hello") + "--b--"), 0);
        ASSERT_EQ(reader.finish(), 0);
        auto const files = reader.take_files();
        path = files.at(0).path;
        EXPECT_TRUE(std::filesystem::is_empty(folder.file("")));
        EXPECT_EQ(content_of(files[0]), "hello");
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder.file("")));
}

TEST(Multipart, limits_hold_while_bytes_come) {
    EXPECT_EQ(status_of(file("a", std::string(1000, 'x')) + "--b--"), 0);
    EXPECT_EQ(status_of(file("a", std::string(1001, 'x')) + "--b--"), 413);
    EXPECT_EQ(status_of(file("a", std::string(800, 'x')) + file("b", std::string(800, 'x')) + "--b--"), 413);
    EXPECT_EQ(status_of(file("a", "1") + file("b", "2") + file("c", "3") + "--b--"), 0);
    EXPECT_EQ(status_of(file("a", "1") + file("b", "2") + file("c", "3") + file("d", "4") + "--b--"), 413);
    // Refused at once, not at the end of the body.
    MultipartReader reader("b", limits, std::filesystem::temp_directory_path().string());
    EXPECT_EQ(reader.feed(file("a", "").substr(0, file("a", "").size() - 2) + std::string(1001 + 10, 'x')),
              413);
    EXPECT_EQ(reader.file_bytes() <= 1011, true);
    EXPECT_EQ(reader.feed("--b--"), 413) << "a refusal stays";
    EXPECT_EQ(Read(part("name=\"t\"", std::string(1'100'000, 'x')) + "--b--", 4096).status, 413);
}

TEST(Multipart, ten_thousand_parts_are_refused) {
    std::string body;
    for (int i = 0; i < 10'000; ++i) body += part("name=\"a\"", "1");
    EXPECT_EQ(Read(body + "--b--", 16'384).status, 400);
}

TEST(Multipart, a_body_cut_short_or_continued_is_refused) {
    std::string const whole = file("a.txt", "hello") + "--b--\r\n";
    ASSERT_EQ(status_of(whole), 0);
    for (std::size_t cut = 0; cut + 2 < whole.size(); ++cut)
        EXPECT_EQ(Read(whole.substr(0, cut)).status, 400) << cut;
    EXPECT_EQ(status_of(whole + "x"), 400);
    EXPECT_EQ(status_of(whole + whole), 400);
    EXPECT_EQ(status_of("preamble\r\n" + whole), 400);
    EXPECT_EQ(status_of("\r\n" + whole), 400);
    EXPECT_EQ(status_of(""), 400);
    EXPECT_EQ(status_of("--b--"), 0);
    EXPECT_EQ(status_of("--b-x"), 400);
    EXPECT_EQ(status_of("--b \r\n" + whole), 400);
    EXPECT_EQ(status_of("--bb\r\n" + whole.substr(5)), 400);
    EXPECT_EQ(status_of("--b\n" + whole.substr(5)), 400);
}

TEST(Multipart, heads_that_two_programs_could_read_differently_are_refused) {
    std::string const end = "\r\n\r\nx\r\n--b--";
    auto const head = [&](std::string const& text) { return status_of("--b\r\n" + text + end); };
    EXPECT_EQ(head("Content-Disposition: form-data; name=a"), 0);
    EXPECT_EQ(head("content-disposition:form-data;name=\"a\";filename=\"b\""), 0);
    EXPECT_EQ(head("Content-Disposition: attachment; name=\"a\""), 400);
    EXPECT_EQ(head("Content-Disposition: form-data"), 400);
    EXPECT_EQ(head("Content-Disposition: form-data; name=\"\""), 400);
    EXPECT_EQ(head("Content-Disposition: form-data; name=\"a\"; name=\"b\""), 400);
    EXPECT_EQ(head("Content-Disposition: form-data; name=\"a\"; filename=\"x.png\"; filename=\"y.php\""),
              400);
    EXPECT_EQ(head("Content-Disposition: form-data; name=\"a\"; filename*=UTF-8''x"), 400);
    EXPECT_EQ(head("Content-Disposition: form-data; name=\"a"), 400);
    EXPECT_EQ(head("Content-Disposition: form-data; name=\"a\"b"), 400);
    EXPECT_EQ(
        head("Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\""),
        400);
    EXPECT_EQ(head("Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64"), 400);
    EXPECT_EQ(head("Content-Disposition: form-data;\r\n name=\"a\""), 400);
    EXPECT_EQ(head("Content-Disposition : form-data; name=\"a\""), 400);
    EXPECT_EQ(head("no colon"), 400);
    EXPECT_EQ(head(std::string(10, 'x') + ": " + std::string(5000, 'y')), 400) << "a huge head";
    EXPECT_EQ(head(std::string(1'000'000, 'y')), 400);
    std::string lines;
    for (int i = 0; i < 9; ++i) lines += "X: y\r\n";
    EXPECT_EQ(head(lines + "Content-Disposition: form-data; name=a"), 400);
}

TEST(Multipart, names_with_line_ends_paths_or_nul_are_refused) {
    using namespace std::string_literals;
    for (std::string const& name :
         {"a\rb"s, "a\nb"s, "a\0b"s, "a%0D%0ASet-Cookie: x"s, "a%0ab"s, "../a"s, "a/b"s, "C:\\a.txt"s,
          "..\\a"s, "a\tb"s, "\xff"s, "\x7f"s, std::string(1021, 'a')})
        EXPECT_EQ(status_of(file(name, "x") + "--b--"), 400) << name;
    // Marks that only mislead the reader are the business of what keeps the file (room files).
    Read read(file("<svg onload=x>%22.txt", "x") + "--b--");
    ASSERT_EQ(read.status, 0);
    EXPECT_EQ(read.reader.take_files().at(0).name, "<svg onload=x>\".txt");
    EXPECT_EQ(status_of(part("name=\"a\nb\"", "x") + "--b--"), 400);
    EXPECT_EQ(status_of(part("name=\"a\"", "\xff\xfe") + "--b--"), 400) << "a field is UTF-8";
}

TEST(Multipart, a_boundary_is_read_as_rfc_2046_says_and_else_refused) {
    EXPECT_EQ(http::boundary_of("multipart/form-data; boundary=----WebKitFormBoundaryA1"),
              "----WebKitFormBoundaryA1");
    EXPECT_EQ(http::boundary_of("Multipart/Form-Data; charset=utf-8; Boundary=\"a:b\""), "a:b");
    for (char const* type :
         {"multipart/form-data", "multipart/form-data; boundary=",
          "multipart/form-data; boundary=a; boundary=b", "multipart/form-data; boundary=\"a",
          "multipart/form-data; boundary=a b", "multipart/form-data; boundary=\"a\\\"b\"",
          "multipart/form-data; "
          "boundary=12345678901234567890123456789012345678901234567890123456789012345678901"})
        EXPECT_FALSE(http::boundary_of(type)) << type;
    EXPECT_TRUE(http::is_multipart("MULTIPART/form-data;boundary=x"));
    EXPECT_FALSE(http::is_multipart("multipart/form-data2"));
    EXPECT_FALSE(http::is_multipart("application/x-www-form-urlencoded"));
}

TEST(Multipart, a_folder_that_takes_no_file_is_said) {
    MultipartReader reader("b", limits, "/nowhere/at/all");
    EXPECT_EQ(reader.feed(file("a", "x") + "--b--"), 507);
}
