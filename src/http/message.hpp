// Request and Response: plain values. Handlers know no socket and are tested without one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/upload.hpp"

namespace http {

enum class Method { get, head, post, put, del, options, other };
std::string_view name_of(Method method);

/// Names and values in order of arrival, several values per name allowed (query string, form, headers).
class Pairs {
  public:
    void add(std::string name, std::string value) { items_.emplace_back(std::move(name), std::move(value)); }
    /// The first value of that name; empty when absent.
    std::string_view get(std::string_view name) const;
    std::optional<std::string_view> find(std::string_view name) const;
    bool has(std::string_view name) const { return find(name).has_value(); }
    std::vector<std::string_view> all(std::string_view name) const;
    std::vector<std::pair<std::string, std::string>> const& items() const { return items_; }
    bool empty() const { return items_.empty(); }

  private:
    std::vector<std::pair<std::string, std::string>> items_;
};

struct Request {
    Method method = Method::get;
    std::string path;    // percent-decoded, begins with /, no "..", valid UTF-8
    std::string target;  // as received
    Pairs query;         // decoded; names and values valid UTF-8
    Pairs headers;       // names in lower case
    Pairs cookies;
    std::string body;
    /// Of a multipart/form-data body, which was read into them while it came in; `body` is then empty.
    std::optional<Pairs> fields;  // names and values valid UTF-8
    std::vector<UploadedFile> files;
    std::string remote_address;  // of the client; X-Forwarded-For only from a declared proxy
    bool secure = false;         // https at the browser (declared origin)
    std::string request_id;      // for logs

    std::string_view header(std::string_view lower_case_name) const { return headers.get(lower_case_name); }
};

/// Where a path was matched: the values of its {names}, decoded.
using PathValues = std::vector<std::pair<std::string, std::string>>;

/// A cookie to set. HttpOnly, SameSite=Lax and Path=/ always; Secure and the __Host- prefix for an https
/// origin.
struct Cookie {
    std::string name;
    std::string value;
    std::optional<std::int64_t> max_age_s;  // none: until the browser closes; 0: delete now
};

struct Response {
    int status = 200;
    std::string content_type = "text/html; charset=utf-8";
    std::vector<std::pair<std::string, std::string>> headers;
    std::vector<Cookie> cookies;

    std::string body;
    /// Instead of `body`: bytes shared with a cache, sent without copying.
    std::shared_ptr<std::string const> shared_body;
    /// Already compressed with this coding ("br", "gzip"); empty: the server may compress.
    std::string content_encoding;
    /// Instead of both: a file, streamed in constant memory and deleted after when `delete_file`.
    std::string file_path;
    bool delete_file = false;
    // For the access log.
    std::string route;     // "GET /campagnes/{campaign}": the route that answered
    std::string role;      // what the person is here, never who
    std::string incident;  // the number shown on a fault's page

    void header(std::string name, std::string value) {
        headers.emplace_back(std::move(name), std::move(value));
    }
    std::string_view content() const { return shared_body ? std::string_view(*shared_body) : body; }
};

/// 303 See Other to a local path: after every POST.
Response see_other(std::string location);
Response text(int status, std::string body);

/// application/x-www-form-urlencoded; nothing when an escape is wrong, there are more than `fields_max`
/// fields or a value is not UTF-8.
inline constexpr std::size_t form_fields_max = 2000;
std::optional<Pairs> parse_form(std::string_view body);
/// "a=1&b=2" of a query string; the same rules.
std::optional<Pairs> parse_query(std::string_view query);
/// The cookies of a Cookie header. `secure`: only those whose name begins with __Host- are ours, and the
/// prefix is taken off; another could have been planted by a neighbouring subdomain.
Pairs parse_cookies(std::string_view header, bool secure = false);
/// The value of a Set-Cookie header; a name or value that would need quoting is a fault.
std::string set_cookie_text(Cookie const& cookie, bool secure);
/// "?a=1&b=2" or nothing when empty.
std::string query_text(Pairs const& pairs);

/// The coding to answer with, by Accept-Encoding: "br", "gzip" or "".
std::string_view chosen_encoding(std::string_view accept_encoding);
/// `quality` 0–11: 4 for pages made on the fly, 11 for files compressed once.
std::string brotli(std::string_view bytes, int quality);
std::string gzip(std::string_view bytes);

/// True when `If-None-Match` names this entity tag (weak comparison).
bool etag_matches(std::string_view if_none_match, std::string_view etag);

}  // namespace http
