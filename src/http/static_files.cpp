#include "http/static_files.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/check.hpp"

namespace http {
namespace {

std::string_view type_of(std::string_view extension) {
    if (extension == ".css") return "text/css; charset=utf-8";
    if (extension == ".js" || extension == ".mjs") return "text/javascript; charset=utf-8";
    if (extension == ".svg") return "image/svg+xml";
    if (extension == ".png") return "image/png";
    if (extension == ".json") return "application/json";
    return "application/octet-stream";
}

}  // namespace

StaticFiles StaticFiles::from_folder(std::string const& folder, std::string url_prefix) {
    StaticFiles all;
    all.prefix_ = std::move(url_prefix);
    std::error_code error;
    std::filesystem::directory_iterator const files(folder, error);
    if (error) throw base::Fault("the folder of assets " + folder + " cannot be read: " + error.message());
    std::size_t total = 0;
    for (auto const& entry : files) {
        if (!entry.is_regular_file()) continue;
        std::ifstream stream(entry.path(), std::ios::binary);
        std::ostringstream content;
        content << stream.rdbuf();
        if (!stream) throw base::Fault("the asset " + entry.path().string() + " cannot be read");
        auto bytes = std::make_shared<std::string const>(std::move(content).str());
        total += bytes->size();
        if (total > bytes_max) throw base::Fault("the folder of assets " + folder + " is too large");
        std::filesystem::path name = entry.path().filename();
        std::string const extension = name.extension().string();
        if (extension == ".br" || extension == ".gz") {
            File& file = all.files_[name.stem().string()];
            (extension == ".br" ? file.br : file.gz) = bytes;
        } else {
            File& file = all.files_[name.string()];
            file.plain = bytes;
            file.content_type = type_of(extension);
        }
    }
    std::erase_if(all.files_, [](auto const& file) { return !file.second.plain; });
    return all;
}

void StaticFiles::add(std::string name, std::string bytes) {
    std::string const extension = std::filesystem::path(name).extension().string();
    files_[std::move(name)] = {
        std::string(type_of(extension)), std::make_shared<std::string const>(std::move(bytes)), {}, {}};
}

std::optional<Response> StaticFiles::find(Request const& request) const {
    if (request.method != Method::get && request.method != Method::head) return std::nullopt;
    if (prefix_.empty() || !request.path.starts_with(prefix_)) return std::nullopt;
    auto const found = files_.find(std::string_view(request.path).substr(prefix_.size()));
    if (found == files_.end()) return std::nullopt;
    File const& file = found->second;
    Response response;
    response.content_type = file.content_type;
    response.header("Cache-Control", "public, max-age=31536000, immutable");
    std::string_view const coding = chosen_encoding(request.header("accept-encoding"));
    response.shared_body = file.plain;
    if (file.br || file.gz) response.header("Vary", "Accept-Encoding");
    if (coding == "br" && file.br) {
        response.shared_body = file.br;
        response.content_encoding = "br";
    } else if (!coding.empty() && file.gz) {
        response.shared_body = file.gz;
        response.content_encoding = "gzip";
    }
    return response;
}

}  // namespace http
