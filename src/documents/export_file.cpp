#include "documents/export_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/check.hpp"

namespace documents {
namespace {

constexpr std::size_t block_bytes = 64 * 1024;
constexpr mode_t owner_only = 0600;

[[noreturn]] void fail_with(std::string_view what, std::string const& path, int error) {
    base::fail(fmt::format("{} {}: {}", what, path, std::strerror(error)));
}

}  // namespace

ExportFile::ExportFile(std::string path)
    : path_(std::move(path)),
      descriptor_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, owner_only)) {
    if (descriptor_ < 0) fail_with("cannot make the export file", path_, errno);
    waiting_.reserve(block_bytes);
}

ExportFile::~ExportFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(path_.c_str());
}

void ExportFile::write(std::string_view bytes) {
    waiting_ += bytes;
    if (waiting_.size() >= block_bytes) flush();
}

void ExportFile::flush() {
    std::string_view rest = waiting_;
    while (!rest.empty()) {
        ssize_t const written = ::write(descriptor_, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail_with("cannot write the export file", path_, errno);
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    waiting_.clear();
}

std::string ExportFile::finish() {
    base::check(descriptor_ >= 0, "an export file is finished once");
    flush();
    // Some file systems say only now that there was no room.
    int const closed = ::close(descriptor_);
    int const error = errno;
    descriptor_ = -1;
    if (closed != 0) {
        ::unlink(path_.c_str());
        fail_with("cannot close the export file", path_, error);
    }
    return path_;
}

void ExportFile::finish_as(std::string const& path) {
    finish();
    if (std::rename(path_.c_str(), path.c_str()) == 0) return;
    int const error = errno;
    ::unlink(path_.c_str());
    fail_with("cannot name the export file", path, error);
}

}  // namespace documents
