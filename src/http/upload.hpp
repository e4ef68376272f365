// Upload: files that came with a form, and the limits a route sets on them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace http {

/// What a route takes; nothing is taken without it.
struct UploadLimits {
    std::uint64_t file_bytes_max = 0;   // of each file
    std::uint64_t total_bytes_max = 0;  // of all files of one request together
    std::size_t files_max = 0;
};

/// A file without a name in the folder: its bytes go with the last owner, or with the process, however it
/// ends.
class TemporaryFile {
  public:
    /// Nothing when the folder takes no file.
    static std::shared_ptr<TemporaryFile> make(std::string const& folder);
    ~TemporaryFile();
    TemporaryFile(TemporaryFile const&) = delete;
    TemporaryFile& operator=(TemporaryFile const&) = delete;

    /// False when the disk takes no more.
    bool write(std::string_view bytes);
    /// A path that opens these bytes for reading as long as this object lives (/proc/self/fd/…).
    std::string path() const;

  private:
    explicit TemporaryFile(int descriptor) : descriptor_(descriptor) {}
    int const descriptor_;
};

struct UploadedFile {
    std::string field;  // the name of the form's field
    std::string name;   // as the browser says: one line of UTF-8 without / or \; proves nothing
    std::string path;   // where its bytes are, while the request lives
    std::uint64_t size = 0;
    std::string sha256;  // 64 hexadecimal digits
    std::shared_ptr<TemporaryFile> bytes;
};

}  // namespace http
