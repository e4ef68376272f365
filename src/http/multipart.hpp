// MultipartReader: a multipart/form-data body (RFC 7578) read piece by piece, in constant memory: text fields
// into pairs, files into temporary files. Strict: what no browser sends is refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "http/message.hpp"

namespace http {

inline constexpr std::size_t boundary_length_max = 70;  // RFC 2046 §5.1.1
inline constexpr std::size_t part_head_bytes_max = 4 * 1024;
inline constexpr std::size_t part_head_lines_max = 8;
inline constexpr std::size_t part_name_bytes_max = 200;
inline constexpr std::size_t file_name_bytes_max = 1020;           // 255 characters of four bytes
inline constexpr std::size_t text_fields_bytes_max = 1024 * 1024;  // as of a form without files
/// What delimiters and heads may add to the files and fields of one body.
inline constexpr std::size_t multipart_overhead_bytes_max = 256 * 1024;

/// Whether a Content-Type says multipart/form-data.
bool is_multipart(std::string_view content_type);
/// Its boundary; nothing when absent, said twice or of wrong characters.
std::optional<std::string> boundary_of(std::string_view content_type);

class MultipartReader {
  public:
    /// Files go into `folder`.
    MultipartReader(std::string_view boundary, UploadLimits limits, std::string folder);

    /// 0, or the status of a refusal, which stays: 400 for what is malformed, 413 over a limit, 507 when the
    /// disk takes no more.
    int feed(std::string_view bytes);
    /// After the last byte: 0 when the closing delimiter has come.
    int finish();

    /// What is held in memory by text fields.
    std::size_t text_bytes() const { return text_bytes_; }
    /// What is held on disk by files.
    std::uint64_t file_bytes() const { return file_bytes_; }
    Pairs take_fields() { return std::move(fields_); }
    std::vector<UploadedFile> take_files() { return std::move(files_); }

  private:
    enum class State { delimiter, after_delimiter, head, content, end };
    bool step();
    bool read_head();
    bool begin_part(std::string_view head);
    bool take(std::string_view content);
    bool end_part();
    bool refuse(int status);

    std::string const delimiter_;  // "\r\n--boundary"
    UploadLimits const limits_;
    std::string const folder_;
    State state_ = State::delimiter;
    int refused_ = 0;
    std::string pending_ = "\r\n";  // so that the first delimiter reads as the others
    Pairs fields_;
    std::vector<UploadedFile> files_;
    std::size_t parts_ = 0;
    std::size_t text_bytes_ = 0;
    std::uint64_t file_bytes_ = 0;
    // of the part being read
    std::string name_;
    std::string value_;
    std::optional<UploadedFile> file_;
    bool is_empty_choice_ = false;  // a file field without a file
    std::optional<base::Sha256Stream> hash_;
};

}  // namespace http
