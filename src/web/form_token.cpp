#include "web/form_token.hpp"

namespace web {
namespace {

std::string token_over(std::string_view secret, std::string const& subject) {
    return base::base64url(base::as_bytes(base::hmac_sha256(secret, "form" + subject)));
}

}  // namespace

std::string form_token_of(std::string_view secret, base::Sha256 const& sign_in) {
    return token_over(secret, "s" + std::string(base::as_bytes(sign_in)));
}

std::string form_token_of(std::string_view secret, std::string_view browser_key) {
    return token_over(secret, "b" + std::string(browser_key));
}

bool comes_from_here(http::Request const& request, std::string_view origin) {
    std::string_view const site = request.header("sec-fetch-site");
    if (!site.empty() && site != "same-origin" && site != "none") return false;
    std::string_view const said = request.header("origin");
    if (said.empty()) return true;
    std::string_view host = said;
    if (std::size_t const at = host.find("://"); at != std::string_view::npos) host.remove_prefix(at + 3);
    return said == origin || host == request.header("host");
}

}  // namespace web
