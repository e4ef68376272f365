// The transports that need no network.
#include "messaging/transport.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>

#include "base/text.hpp"

namespace messaging {
namespace {

constexpr std::size_t slug_bytes_max = 60;

/// The number at the beginning of "000012-sign-in-code.eml"; 0 for other names.
std::int64_t number_of(std::string const& name) {
    return base::parse_int(name.substr(0, name.find('-'))).value_or(0);
}

}  // namespace

FileTransport::FileTransport(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_);
    for (auto const& entry : std::filesystem::directory_iterator(folder_))
        last_number_ = std::max(last_number_, number_of(entry.path().filename().string()));
}

Answer FileTransport::send(Envelope const& envelope) {
    std::lock_guard const lock(mutex_);
    std::string const name =
        fmt::format("{:06}-{}.eml", last_number_ + 1, base::slug(envelope.kind, slug_bytes_max));
    std::filesystem::path const aside = folder_ / (".writing-" + name);
    std::ofstream file(aside, std::ios::binary | std::ios::trunc);
    file << envelope.message;
    file.close();
    std::error_code failed;
    if (file) {
        std::filesystem::rename(aside, folder_ / name, failed);
        if (!failed) {
            ++last_number_;
            return {};
        }
    }
    std::error_code ignored;  // what could not be written may not be there to remove
    std::filesystem::remove(aside, ignored);
    return {Delivery::later, "cannot write " + name + (failed ? ": " + failed.message() : "")};
}

void Transport::forget(std::string_view) {}

void FileTransport::forget(std::string_view address) {
    std::string const wanted = base::email_key(address);
    std::lock_guard const lock(mutex_);
    for (auto const& entry : std::filesystem::directory_iterator(folder_)) {
        std::ifstream file(entry.path(), std::ios::binary);
        std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        // Quoted-printable may cut an address with "=" at the end of a line, and folds headers.
        for (std::string_view const cut : {"=\r\n", "\r\n "})
            for (std::size_t at = text.find(cut); at != std::string::npos; at = text.find(cut, at))
                text.erase(at, cut.size());
        if (base::ascii_lower(text).find(wanted) != std::string::npos) std::filesystem::remove(entry.path());
    }
}

Answer MemoryTransport::send(Envelope const& envelope) {
    std::lock_guard const lock(mutex_);
    ++asked_;
    Answer answer;
    if (!answers_.empty()) {
        answer = std::move(answers_.front());
        answers_.pop_front();
    }
    if (answer.delivery == Delivery::sent) sent_.push_back(envelope);
    return answer;
}

void MemoryTransport::answer_next(Answer answer) {
    std::lock_guard const lock(mutex_);
    answers_.push_back(std::move(answer));
}

std::vector<Envelope> MemoryTransport::sent() const {
    std::lock_guard const lock(mutex_);
    return sent_;
}

int MemoryTransport::asked() const {
    std::lock_guard const lock(mutex_);
    return asked_;
}

}  // namespace messaging
