#include "files/download.hpp"

#include "base/check.hpp"
#include "files/file_name.hpp"

namespace files {

http::Response download(http::Request const& request, Store const& store, StoredFile const& file,
                        std::string_view name, Audience audience) {
    base::check(file.may_be_served(), "a file that waits for its check is not served");
    http::Response response;
    std::string const tag = "\"" + file.sha256.substr(0, 32) + "\"";
    response.header("ETag", tag);
    response.header("Cache-Control", audience == Audience::everybody ? "no-cache" : "private, no-store");
    response.header("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'");
    if (http::etag_matches(request.header("if-none-match"), tag)) {
        response.status = 304;
        return response;
    }
    response.content_type = media_type(file.type);
    response.header("Content-Disposition", attachment_disposition(name));
    response.file_path = store.path_of(file.sha256);
    return response;
}

}  // namespace files
