// Pairs, forms, cookies and the small answers: everything of a message that needs no socket.
#include "http/message.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/text.hpp"

namespace http {

namespace {

// RFC 6265bis: a cookie of this name is accepted by browsers only when Secure, Path=/ and without Domain, so
// no neighbouring subdomain can plant one.
constexpr std::string_view host_prefix = "__Host-";

constexpr std::size_t cookies_max = 100;  // browsers keep about as many per site

std::optional<Pairs> parse_urlencoded(std::string_view text) {
    Pairs pairs;
    std::size_t fields = 0;
    while (!text.empty()) {
        auto const end = std::min(text.find('&'), text.size());
        std::string_view const field = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (field.empty()) continue;
        if (++fields > form_fields_max) return std::nullopt;
        auto const equals = std::min(field.find('='), field.size());
        auto name = base::percent_decoded(field.substr(0, equals), true);
        auto value = base::percent_decoded(field.substr(std::min(equals + 1, field.size())), true);
        if (!name || !value || !base::is_valid_utf8(*name) || !base::is_valid_utf8(*value))
            return std::nullopt;
        pairs.add(std::move(*name), std::move(*value));
    }
    return pairs;
}

/// RFC 6265 §4.1.1 cookie-octet: what a cookie value may be made of.
bool is_cookie_octet(char c) {
    auto const byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
}

bool is_token_char(char c) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
}

}  // namespace

std::string_view name_of(Method method) {
    switch (method) {
        case Method::get:
            return "GET";
        case Method::head:
            return "HEAD";
        case Method::post:
            return "POST";
        case Method::put:
            return "PUT";
        case Method::del:
            return "DELETE";
        case Method::options:
            return "OPTIONS";
        case Method::other:
            break;
    }
    return "OTHER";
}

std::optional<std::string_view> Pairs::find(std::string_view name) const {
    for (auto const& [key, value] : items_)
        if (key == name) return value;
    return std::nullopt;
}

std::string_view Pairs::get(std::string_view name) const {
    return find(name).value_or(std::string_view());
}

std::vector<std::string_view> Pairs::all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (auto const& [key, value] : items_)
        if (key == name) values.push_back(value);
    return values;
}

Response see_other(std::string location) {
    // Only ever a path of ours: "//elsewhere" and "/\elsewhere" leave the site in browsers.
    base::check(!location.empty() && location[0] == '/', "a redirection leads to a local path");
    base::check(location.size() < 2 || (location[1] != '/' && location[1] != '\\'),
                "a redirection leads to a local path");
    std::string safe;
    for (char const c : location) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte > 0x20 && byte < 0x7f) {
            safe += c;
        } else {
            constexpr std::string_view digits = "0123456789ABCDEF";
            safe += '%';
            safe += digits[byte >> 4];
            safe += digits[byte & 15];
        }
    }
    Response response;
    response.status = 303;
    response.header("Location", std::move(safe));
    return response;
}

Response text(int status, std::string body) {
    Response response;
    response.status = status;
    response.content_type = "text/plain; charset=utf-8";
    response.body = std::move(body);
    return response;
}

std::optional<Pairs> parse_form(std::string_view body) {
    return parse_urlencoded(body);
}

std::optional<Pairs> parse_query(std::string_view query) {
    return parse_urlencoded(query);
}

Pairs parse_cookies(std::string_view header, bool secure) {
    Pairs cookies;
    std::size_t seen = 0;
    while (!header.empty() && seen++ < cookies_max) {
        auto const end = std::min(header.find(';'), header.size());
        std::string_view const pair = base::trimmed(header.substr(0, end));
        header.remove_prefix(std::min(end + 1, header.size()));
        auto const equals = pair.find('=');
        if (equals == std::string_view::npos || equals == 0) continue;
        std::string_view name = pair.substr(0, equals);
        std::string_view value = pair.substr(equals + 1);
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        if (secure) {
            if (!name.starts_with(host_prefix)) continue;
            name.remove_prefix(host_prefix.size());
        }
        cookies.add(std::string(name), std::string(value));
    }
    return cookies;
}

std::string set_cookie_text(Cookie const& cookie, bool secure) {
    base::check(!cookie.name.empty() && std::ranges::all_of(cookie.name, is_token_char),
                "a cookie name is an HTTP token");
    base::check(std::ranges::all_of(cookie.value, is_cookie_octet), "a cookie value is printable ASCII");
    std::string text;
    if (secure) text += host_prefix;
    text += cookie.name;
    text += '=';
    text += cookie.value;
    text += "; Path=/; HttpOnly; SameSite=Lax";
    if (secure) text += "; Secure";
    if (cookie.max_age_s) text += "; Max-Age=" + std::to_string(*cookie.max_age_s);
    return text;
}

std::string query_text(Pairs const& pairs) {
    std::string text;
    for (auto const& [name, value] : pairs.items()) {
        text += text.empty() ? '?' : '&';
        text += base::percent_encoded(name);
        text += '=';
        text += base::percent_encoded(value);
    }
    return text;
}

bool etag_matches(std::string_view if_none_match, std::string_view etag) {
    auto const opaque = [](std::string_view tag) {
        if (tag.starts_with("W/")) tag.remove_prefix(2);
        return tag;
    };
    if (etag.empty()) return false;
    if (base::trimmed(if_none_match) == "*") return true;
    // Our tags are made by us and hold no comma, so a list may be cut at commas.
    for (std::string_view const tag : base::split(if_none_match, ','))
        if (opaque(base::trimmed(tag)) == opaque(etag)) return true;
    return false;
}

}  // namespace http
