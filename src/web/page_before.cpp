#include "web/page_before.hpp"

#include "web/visit.hpp"

namespace web {
namespace {

/// What follows "https://host" in an address, when the host is this one.
std::string_view local_part(std::string_view address, std::string_view host) {
    std::size_t const scheme_end = address.find("://");
    if (scheme_end == std::string_view::npos || host.empty()) return {};
    std::string_view const rest = address.substr(scheme_end + 3);
    return rest.starts_with(host) && rest.substr(host.size()).starts_with('/') ? rest.substr(host.size())
                                                                               : std::string_view();
}

}  // namespace

std::string page_before(http::Request const& request, std::string_view origin) {
    std::string_view const address = request.header("referer");
    std::string_view path = local_part(address, request.header("host"));
    if (path.empty() && !origin.empty() && address.starts_with(origin)) {
        path = address.substr(origin.size());
        if (!path.starts_with('/')) path = {};
    }
    if (path.empty() || safe_return_path(path) != path) return {};
    if (request.method == http::Method::get && path == request.target) return {};
    return std::string(path);
}

}  // namespace web
