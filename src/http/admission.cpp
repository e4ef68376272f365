// The checks of a head, one after the other; the first that fails decides.
#include "http/admission.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>
#include <ranges>

#include "base/text.hpp"

namespace http {

namespace {

Method method_named(std::string_view name) {
    for (Method const method :
         {Method::get, Method::head, Method::post, Method::put, Method::del, Method::options})
        if (name == name_of(method)) return method;
    return Method::other;
}

bool is_address(std::string const& text) {
    std::array<unsigned char, sizeof(in6_addr)> parsed{};
    return inet_pton(AF_INET, text.c_str(), parsed.data()) == 1 ||
           inet_pton(AF_INET6, text.c_str(), parsed.data()) == 1;
}

/// RFC 9112 §6: one length, or one chunked coding, never both; two programs then agree where the body ends.
bool framing_is_clear(Head const& head) {
    auto const lengths = head.headers.all("content-length");
    auto const codings = head.headers.all("transfer-encoding");
    if (lengths.size() > 1 || codings.size() > 1) return false;
    if (!lengths.empty() && !codings.empty()) return false;
    if (!lengths.empty() && lengths[0].find_first_not_of("0123456789") != std::string_view::npos)
        return false;
    if (!codings.empty() && (!head.http_1_1 || base::ascii_lower(codings[0]) != "chunked")) return false;
    return true;
}

bool host_is_wellformed(std::string_view host) {
    constexpr std::string_view marks = ".-_:[]";
    return !host.empty() && host.size() <= 255 && std::ranges::all_of(host, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || marks.find(c) != std::string_view::npos;
    });
}

/// `host` is in lower case. The default ports are optional.
bool is_our_host(std::string_view host, std::vector<std::string> const& ours) {
    if (ours.empty()) return true;
    std::string_view bare = host;
    if (bare.ends_with(":80")) bare.remove_suffix(3);
    if (bare.ends_with(":443")) bare.remove_suffix(4);
    return std::ranges::any_of(ours, [&](std::string const& known) {
        std::string const name = base::ascii_lower(known);
        return name == host || name == bare;
    });
}

/// Splits an absolute target (RFC 9112 §3.2.2) into its host and its path; its host then replaces the Host
/// header.
bool take_host_from(std::string& target, std::string& host) {
    std::string_view rest = target;
    if (rest.starts_with('/')) return true;
    std::string const start = base::ascii_lower(rest.substr(0, 8));
    if (start.starts_with("http://"))
        rest.remove_prefix(7);
    else if (start.starts_with("https://"))
        rest.remove_prefix(8);
    else
        return false;
    auto const end = std::min(rest.find_first_of("/?"), rest.size());
    host = base::ascii_lower(rest.substr(0, end));
    std::string path(rest.substr(end));
    if (!path.starts_with('/')) path.insert(0, 1, '/');
    target = std::move(path);
    return true;
}

/// Nothing when the path must be refused. An escaped slash is refused: decoded it would be taken for a
/// separator.
std::optional<std::string> decoded_path(std::string_view raw) {
    if (base::ascii_lower(raw).find("%2f") != std::string::npos) return std::nullopt;
    auto path = base::percent_decoded(raw, false);
    if (!path || !base::is_valid_utf8(*path) || path->find('\0') != std::string::npos) return std::nullopt;
    for (std::string_view const segment : base::split(*path, '/'))
        if (segment == "." || segment == "..") return std::nullopt;
    return path;
}

bool holds_nul(Pairs const& pairs) {
    return std::ranges::any_of(pairs.items(), [](auto const& pair) {
        return pair.first.find('\0') != std::string::npos || pair.second.find('\0') != std::string::npos;
    });
}

/// Who asks: the peer, or when it is a declared proxy the last address of X-Forwarded-For that is not one too
/// (what stands before it was written by the client and proves nothing).
void note_origin(Request& request, std::string peer, ServerSettings const& settings) {
    auto const is_proxy = [&](std::string const& address) {
        return std::ranges::find(settings.proxies, address) != settings.proxies.end();
    };
    request.secure = settings.https_origin;
    request.remote_address = std::move(peer);
    if (!is_proxy(request.remote_address)) return;

    std::string chain;
    for (std::string_view const part : request.headers.all("x-forwarded-for")) {
        if (!chain.empty()) chain += ',';
        chain += part;
    }
    for (std::string_view const item : std::views::reverse(base::split(chain, ','))) {
        std::string const address(base::trimmed(item));
        if (!is_address(address)) break;
        request.remote_address = address;
        if (!is_proxy(address)) break;
    }
    auto const schemes = request.headers.all("x-forwarded-proto");
    if (!schemes.empty() && base::ascii_lower(base::trimmed(schemes.back())) == "https")
        request.secure = true;
}

}  // namespace

int flaw_of_head(std::string_view bytes) {
    std::size_t lines = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        char const c = bytes[i];
        if (c == '\0' || c == '\n') return 400;
        if (c != '\r') continue;
        if (i + 1 == bytes.size() || bytes[i + 1] != '\n') return 400;
        ++i;
        ++lines;
        if (i + 1 < bytes.size() && (bytes[i + 1] == ' ' || bytes[i + 1] == '\t')) return 400;
    }
    return lines > header_lines_max + 2 ? 431 : 0;  // the request line and the empty line are not headers
}

Admission admit(Head head, std::string peer, ServerSettings const& settings) {
    Admission admission;
    Request& request = admission.request;
    request.method = method_named(head.method);
    request.target = head.target;
    auto const refused = [&](int status) {
        admission.refused = status;
        return std::move(admission);
    };
    if (head.target.size() > target_bytes_max) return refused(414);
    if (!framing_is_clear(head)) return refused(400);

    auto const hosts = head.headers.all("host");
    if (hosts.size() != 1) return refused(400);
    std::string host = base::ascii_lower(hosts[0]);
    std::string target = head.target;
    if (target == "*" && request.method == Method::options) target.assign(1, '/');
    if (!take_host_from(target, host) || !host_is_wellformed(host)) return refused(400);
    if (!is_our_host(host, settings.hosts)) return refused(421);

    auto const question = std::min(target.find('?'), target.size());
    auto path = decoded_path(std::string_view(target).substr(0, question));
    if (!path || target.find('#') != std::string::npos) return refused(400);
    request.path = std::move(*path);
    auto query = parse_query(std::string_view(target).substr(std::min(question + 1, target.size())));
    if (!query || holds_nul(*query)) return refused(400);
    request.query = std::move(*query);

    request.headers = std::move(head.headers);
    note_origin(request, std::move(peer), settings);
    for (std::string_view const line : request.headers.all("cookie")) {
        Pairs const cookies = parse_cookies(line, request.secure);
        for (auto const& [name, value] : cookies.items()) request.cookies.add(name, value);
    }
    if (auto const expectation = request.headers.find("expect")) {
        if (base::ascii_lower(*expectation) != "100-continue") return refused(417);
        admission.expects_continue = head.http_1_1;
    }
    return admission;
}

}  // namespace http
