// Answer: a Response made ready for the wire: compressed, its file opened and its range chosen, its header
// written.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace http {

inline constexpr std::size_t compressed_bytes_min = 1024;  // below, the gain is not worth the time
inline constexpr int brotli_quality_on_the_fly = 4;

/// A file opened for reading; closed with the object.
class OpenFile {
  public:
    /// Nothing when it cannot be opened or is not a regular file. `remove`: its name disappears at once, its
    /// bytes when this object does, so that nothing stays behind however the connection ends.
    static std::unique_ptr<OpenFile> open(std::string const& path, bool remove);
    ~OpenFile();
    OpenFile(OpenFile const&) = delete;
    OpenFile& operator=(OpenFile const&) = delete;

    std::uint64_t size() const { return size_; }
    /// Reads into `into`; the number of bytes read, 0 at the end or on an error.
    std::size_t read(std::uint64_t offset, char* into, std::size_t bytes) const;

  private:
    OpenFile(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}
    int descriptor_;
    std::uint64_t size_;
};

struct Answer {
    int status = 200;
    std::string fields;  // header lines, without Date and Connection
    std::string body;
    std::shared_ptr<std::string const> shared_body;
    std::unique_ptr<OpenFile> file;  // its bytes [file_begin, file_end) follow
    std::uint64_t file_begin = 0;
    std::uint64_t file_end = 0;
    std::string route, role, incident;

    std::string_view content() const { return shared_body ? std::string_view(*shared_body) : body; }
};

/// Does what costs time (compression, opening the file) and chooses the range. `found_by_server` errors come
/// without a request of their own: pass an empty one. Throws base::Fault for a header that would break the
/// message, or a file that is not there.
Answer prepared(Response response, Request const& request);

/// "HTTP/1.1 200 OK" … and the empty line. `date` is the value of the Date header.
std::string head_text(Answer const& answer, std::string_view date, bool keep_alive);

/// "OK", "Not Found" …
std::string_view reason_of(int status);

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 §5.6.7).
std::string http_date(std::int64_t unix_seconds);

}  // namespace http
