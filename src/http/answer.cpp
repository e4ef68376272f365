// How a Response becomes header lines and bytes.
#include "http/answer.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <optional>

#include "base/check.hpp"
#include "base/text.hpp"

namespace http {

namespace {

bool is_compressible(std::string_view content_type) {
    constexpr std::array<std::string_view, 12> types = {"text/html",
                                                        "text/css",
                                                        "text/javascript",
                                                        "text/csv",
                                                        "text/plain",
                                                        "text/calendar",
                                                        "text/xml",
                                                        "application/javascript",
                                                        "application/json",
                                                        "application/xml",
                                                        "application/problem+json",
                                                        "image/svg+xml"};
    std::string_view const type = base::trimmed(content_type.substr(0, content_type.find(';')));
    return std::ranges::find(types, type) != types.end() || type == "application/atom+xml" ||
           type == "application/ld+json";
}

void add_field(std::string& fields, std::string_view name, std::string_view value) {
    auto const breaks = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
    base::check(!name.empty() && std::ranges::none_of(name, [](char c) { return c <= ' ' || c == ':'; }),
                "a header has a name");
    base::check(std::ranges::none_of(value, breaks), "a header value is one line");
    fields += name;
    fields += ": ";
    fields += value;
    fields += "\r\n";
}

/// A range of bytes asked for: `bytes=0-499`, `bytes=500-`, `bytes=-500` (RFC 9110 §14).
struct ByteRange {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    bool satisfiable = true;
};

/// Nothing: send the whole file (no range, several, or one that cannot be read).
std::optional<ByteRange> asked_range(std::string_view range, std::uint64_t size) {
    constexpr std::string_view unit = "bytes=";
    if (!range.starts_with(unit)) return std::nullopt;
    range.remove_prefix(unit.size());
    auto const dash = range.find('-');
    if (dash == std::string_view::npos || range.find(',') != std::string_view::npos) return std::nullopt;
    std::string_view const first = base::trimmed(range.substr(0, dash));
    std::string_view const last = base::trimmed(range.substr(dash + 1));
    auto const from = base::parse_int(first);
    auto const to = base::parse_int(last);
    if ((!first.empty() && (!from || *from < 0)) || (!last.empty() && (!to || *to < 0))) return std::nullopt;
    if (from) {
        auto const begin = static_cast<std::uint64_t>(*from);
        if (to && *to < *from) return std::nullopt;
        auto const end = to ? std::min(size, static_cast<std::uint64_t>(*to) + 1) : size;
        return ByteRange{begin, end, begin < size};
    }
    if (!to) return std::nullopt;
    auto const count = std::min(size, static_cast<std::uint64_t>(*to));
    return ByteRange{size - count, size, count > 0};
}

std::string_view header_in(Response const& response, std::string_view name) {
    for (auto const& [key, value] : response.headers)
        if (base::same_ignoring_case(key, name)) return value;
    return {};
}

/// If-Range: the range counts only when the file is still the one whose tag the client holds.
bool range_is_current(Request const& request, Response const& response) {
    std::string_view const tag = request.header("if-range");
    return tag.empty() || (!tag.starts_with("W/") && tag == header_in(response, "ETag"));
}

void open_file(Answer& answer, Response const& response, Request const& request) {
    answer.file = OpenFile::open(response.file_path, response.delete_file);
    base::check(answer.file != nullptr, "the file of an answer exists");
    answer.file_end = answer.file->size();
    add_field(answer.fields, "Accept-Ranges", "bytes");
    if (answer.status != 200 || request.method != Method::get || !range_is_current(request, response)) return;
    auto const range = asked_range(request.header("range"), answer.file->size());
    if (!range) return;
    std::string const whole = std::to_string(answer.file->size());
    if (!range->satisfiable) {
        answer.status = 416;
        answer.file_end = 0;
        add_field(answer.fields, "Content-Range", "bytes */" + whole);
        return;
    }
    answer.status = 206;
    answer.file_begin = range->begin;
    answer.file_end = range->end;
    add_field(answer.fields, "Content-Range",
              "bytes " + std::to_string(range->begin) + "-" + std::to_string(range->end - 1) + "/" + whole);
}

/// Compresses the content in place when it is worth it; the coding used, or "".
std::string_view compress(Answer& answer, Request const& request) {
    if (answer.content().size() < compressed_bytes_min) return "";
    std::string_view const coding = chosen_encoding(request.header("accept-encoding"));
    if (coding.empty()) return "";
    answer.body =
        coding == "br" ? brotli(answer.content(), brotli_quality_on_the_fly) : gzip(answer.content());
    answer.shared_body.reset();
    return coding;
}

bool may_have_content(int status) {
    return status >= 200 && status != 204 && status != 304;
}

}  // namespace

std::unique_ptr<OpenFile> OpenFile::open(std::string const& path, bool remove) {
    int const descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return nullptr;
    struct stat about {};
    if (fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode)) {
        ::close(descriptor);
        return nullptr;
    }
    std::unique_ptr<OpenFile> file(new OpenFile(descriptor, static_cast<std::uint64_t>(about.st_size)));
    if (remove) base::check(::unlink(path.c_str()) == 0, "a file of ours can be deleted");
    return file;
}

OpenFile::~OpenFile() {
    ::close(descriptor_);
}

std::size_t OpenFile::read(std::uint64_t offset, char* into, std::size_t bytes) const {
    for (;;) {
        auto const got = ::pread(descriptor_, into, bytes, static_cast<off_t>(offset));
        if (got >= 0) return static_cast<std::size_t>(got);
        if (errno != EINTR) return 0;
    }
}

Answer prepared(Response response, Request const& request) {
    Answer answer;
    answer.status = response.status;
    answer.body = std::move(response.body);
    answer.shared_body = std::move(response.shared_body);
    answer.route = std::move(response.route);
    answer.role = std::move(response.role);
    answer.incident = std::move(response.incident);
    if (!response.file_path.empty()) open_file(answer, response, request);

    std::string_view coding = response.content_encoding;
    bool const compressible = answer.file == nullptr && is_compressible(response.content_type);
    bool const on_the_fly = coding.empty() && compressible && may_have_content(answer.status);
    if (on_the_fly) coding = compress(answer, request);

    std::string vary;
    for (auto const& [name, value] : response.headers) {
        bool const reserved = base::same_ignoring_case(name, "Content-Length") ||
                              base::same_ignoring_case(name, "Transfer-Encoding") ||
                              base::same_ignoring_case(name, "Connection") ||
                              base::same_ignoring_case(name, "Date") ||
                              base::same_ignoring_case(name, "Content-Encoding") ||
                              base::same_ignoring_case(name, "Set-Cookie");
        base::check(!reserved, "this header is the server's to write");
        if (base::same_ignoring_case(name, "Vary")) {
            if (!vary.empty()) vary += ", ";
            vary += value;
        } else if (base::same_ignoring_case(name, "ETag") && on_the_fly && !coding.empty() &&
                   !value.starts_with("W/")) {
            add_field(answer.fields, name, "W/" + value);  // other bytes under the same tag: weak
        } else {
            add_field(answer.fields, name, value);
        }
    }
    if ((compressible || !coding.empty()) && vary.find("Accept-Encoding") == std::string::npos)
        vary += vary.empty() ? "Accept-Encoding" : ", Accept-Encoding";
    if (!vary.empty()) add_field(answer.fields, "Vary", vary);
    for (Cookie const& cookie : response.cookies)
        add_field(answer.fields, "Set-Cookie", set_cookie_text(cookie, request.secure));

    if (!may_have_content(answer.status)) {
        answer.body.clear();
        answer.shared_body.reset();
        answer.file.reset();
        return answer;
    }
    auto const bytes = answer.file ? answer.file_end - answer.file_begin : answer.content().size();
    if (!coding.empty()) add_field(answer.fields, "Content-Encoding", coding);
    if (!response.content_type.empty() && bytes > 0)
        add_field(answer.fields, "Content-Type", response.content_type);
    add_field(answer.fields, "Content-Length", std::to_string(bytes));
    return answer;
}

std::string head_text(Answer const& answer, std::string_view date, bool keep_alive) {
    std::string text;
    text.reserve(answer.fields.size() + 128);
    text += "HTTP/1.1 ";
    text += std::to_string(answer.status);
    text += ' ';
    text += reason_of(answer.status);
    text += "\r\n";
    text += answer.fields;
    text += "Date: ";
    text += date;
    text += keep_alive ? "\r\nConnection: keep-alive\r\n\r\n" : "\r\nConnection: close\r\n\r\n";
    return text;
}

std::string_view reason_of(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 206:
            return "Partial Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 307:
            return "Temporary Redirect";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 406:
            return "Not Acceptable";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 416:
            return "Range Not Satisfiable";
        case 417:
            return "Expectation Failed";
        case 421:
            return "Misdirected Request";
        case 422:
            return "Unprocessable Content";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 503:
            return "Service Unavailable";
        case 507:
            return "Insufficient Storage";
        default:
            return "Status";
    }
}

std::string http_date(std::int64_t unix_seconds) {
    constexpr std::array<char const*, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<char const*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::time_t const at = unix_seconds;
    std::tm wall{};
    gmtime_r(&at, &wall);
    std::array<char, 64> text{};
    int const length = std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                     days[static_cast<std::size_t>(wall.tm_wday)], wall.tm_mday,
                                     months[static_cast<std::size_t>(wall.tm_mon)], wall.tm_year + 1900,
                                     wall.tm_hour, wall.tm_min, wall.tm_sec);
    return std::string(text.data(), static_cast<std::size_t>(length));
}

}  // namespace http
