// StaticFiles: a folder of built assets, held in memory with its compressed forms; few and small by design.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace http {

class StaticFiles {
  public:
    /// Reads every file of `folder` (not its sub-folders); NAME.br and NAME.gz beside NAME are its compressed
    /// forms. Throws with a plain sentence when the folder cannot be read or holds more than `bytes_max`.
    static StaticFiles from_folder(std::string const& folder, std::string url_prefix);
    StaticFiles() = default;

    /// Adds a file made by the program; `name` should carry its hash.
    void add(std::string name, std::string bytes);

    /// GET and HEAD of a known file; nothing for any other path. Cached for a year: names carry their hash.
    std::optional<Response> find(Request const& request) const;

    static constexpr std::size_t bytes_max = 16 * 1024 * 1024;

  private:
    struct File {
        std::string content_type;
        std::shared_ptr<std::string const> plain, br, gz;
    };
    std::string prefix_;
    std::map<std::string, File, std::less<>> files_;
};

}  // namespace http
