// Store: the folder where files are kept, each under the hash of its content.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"

namespace files {

/// DATA/files/ab/abcdef…: 64 hexadecimal digits, in 256 folders. Nodes share the folder.
class Store {
  public:
    explicit Store(std::string folder) : folder_(std::move(folder)) {}

    /// Copies the file at `from`, whose hash is `sha256`, and returns once it is on the disk (fsync of file
    /// and folder): call it before the transaction that names it. What is there already is touched, so that
    /// the sweep leaves it. Throws base::Fault when it cannot, or when the content has another hash.
    void keep(std::string const& from, std::string_view sha256) const;
    /// Of a hash only: anything else is a fault, so that no name from outside becomes a path.
    std::string path_of(std::string_view sha256) const;

    /// Deletes, of the `part`-th of 256 folders, what was not touched since `before` and what `is_known` does
    /// not know; how many. Left-over incoming files too.
    int sweep(int part, base::Instant before,
              std::function<bool(std::string const& sha256)> const& is_known) const;

    std::string const& folder() const { return folder_; }

  private:
    std::string folder_;
};

/// The hash of a file's bytes, in constant memory; empty when it cannot be read.
std::string sha256_of_file(std::string const& path);

bool is_sha256(std::string_view text);

}  // namespace files
