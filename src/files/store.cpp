#include "files/store.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>

#include "base/check.hpp"
#include "base/crypto.hpp"

namespace files {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t piece_bytes = 64 * 1024;
constexpr std::string_view incoming = "incoming-";

/// A descriptor that closes itself; a fault when it could not be opened.
class Descriptor {
  public:
    Descriptor(int descriptor, std::string const& what) : descriptor_(descriptor) {
        if (descriptor_ < 0) throw base::Fault("cannot open " + what);
    }
    ~Descriptor() { ::close(descriptor_); }
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    int get() const { return descriptor_; }

  private:
    int descriptor_;
};

/// Keeping (shared) and sweeping (alone) never overlap: what is touched is not deleted in the same instant.
class FolderLock {
  public:
    FolderLock(std::string const& folder, int kind)
        : file_(::open((folder + "/.lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600), folder + "/.lock") {
        while (::flock(file_.get(), kind) != 0)
            if (errno != EINTR) throw base::Fault("cannot lock " + folder);
    }

  private:
    Descriptor file_;
};

void sync(std::string const& path) {
    Descriptor const opened(::open(path.c_str(), O_RDONLY | O_CLOEXEC), path);
    if (::fsync(opened.get()) != 0) throw base::Fault("cannot sync " + path);
}

void write_all(int descriptor, std::string_view bytes, std::string const& path) {
    while (!bytes.empty()) {
        auto const written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) throw base::Fault("cannot write " + path);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

/// Copies and returns the hash of what was copied; the copy is on the disk.
std::string copy_synced(std::string const& from, Descriptor const& to, std::string const& path) {
    std::ifstream source(from, std::ios::binary);
    if (!source) throw base::Fault("an uploaded file cannot be read");
    base::Sha256Stream hash;
    std::string piece(piece_bytes, '\0');
    while (source.read(piece.data(), static_cast<std::streamsize>(piece.size())) || source.gcount() > 0) {
        std::string_view const read =
            std::string_view(piece).substr(0, static_cast<std::size_t>(source.gcount()));
        hash.add(read);
        write_all(to.get(), read, path);
    }
    if (::fsync(to.get()) != 0) throw base::Fault("cannot sync " + path);
    return base::hex(base::as_bytes(hash.finish()));
}

bool is_older(fs::path const& path, base::Instant before) {
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0) return false;
    return about.st_mtime < before.us / 1'000'000;
}

}  // namespace

bool is_sha256(std::string_view text) {
    return text.size() == 64 &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::string Store::path_of(std::string_view sha256) const {
    base::check(is_sha256(sha256), "a kept file is named by its hash");
    return folder_ + "/" + std::string(sha256.substr(0, 2)) + "/" + std::string(sha256);
}

void Store::keep(std::string const& from, std::string_view sha256) const {
    std::string const path = path_of(sha256);
    std::string const part = folder_ + "/" + std::string(sha256.substr(0, 2));
    if (fs::create_directories(part)) sync(folder_);
    FolderLock const lock(folder_, LOCK_SH);
    if (::utimensat(AT_FDCWD, path.c_str(), nullptr, 0) == 0) return;
    std::string name = part + "/" + std::string(incoming) + "XXXXXX";
    Descriptor const copy(::mkostemp(name.data(), O_CLOEXEC), name);
    try {
        if (copy_synced(from, copy, name) != sha256) throw base::Fault("a file has another hash than it had");
        if (::rename(name.c_str(), path.c_str()) != 0) throw base::Fault("cannot name " + path);
    } catch (...) {
        ::unlink(name.c_str());
        throw;
    }
    sync(part);
}

int Store::sweep(int part, base::Instant before,
                 std::function<bool(std::string const&)> const& is_known) const {
    constexpr std::string_view digits = "0123456789abcdef";
    base::check(part >= 0 && part < 256, "one of 256 folders");
    std::string const name{digits[static_cast<std::size_t>(part) / 16],
                           digits[static_cast<std::size_t>(part) % 16]};
    std::error_code error;
    std::vector<fs::path> old;
    for (auto const& entry : fs::directory_iterator(folder_ + "/" + name, error))
        if (is_older(entry.path(), before)) old.push_back(entry.path());
    int deleted = 0;
    for (fs::path const& path : old) {
        std::string const file = path.filename().string();
        bool const is_unknown = is_sha256(file) ? !is_known(file) : file.starts_with(incoming);
        if (!is_unknown) continue;
        FolderLock const lock(folder_, LOCK_EX);
        if (is_older(path, before) && fs::remove(path, error)) ++deleted;
    }
    return deleted;
}

std::string sha256_of_file(std::string const& path) {
    std::ifstream source(path, std::ios::binary);
    if (!source) return {};
    base::Sha256Stream hash;
    std::string piece(piece_bytes, '\0');
    while (source.read(piece.data(), static_cast<std::streamsize>(piece.size())) || source.gcount() > 0)
        hash.add(std::string_view(piece).substr(0, static_cast<std::size_t>(source.gcount())));
    return source.bad() ? std::string() : base::hex(base::as_bytes(hash.finish()));
}

}  // namespace files
