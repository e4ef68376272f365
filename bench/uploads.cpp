#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include "bench/sections.hpp"
#include "bench/table.hpp"
#include "http/server.hpp"

namespace bench {
namespace {

constexpr int senders = 64;
constexpr std::size_t file_bytes = 8'000'000;

/// Sends one form with one file; true when the answer is 200.
bool send_one(std::uint16_t port) {
    int const peer = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(peer, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return false;
    std::string const begin = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.bin\"\r\n\r\n";
    std::string const end = "\r\n--b--\r\n";
    std::string const head = fmt::format(
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; "
        "boundary=b\r\nContent-Length: "
        "{}\r\n\r\n{}",
        begin.size() + file_bytes + end.size(), begin);
    auto const send_all = [&](std::string const& bytes) {
        return ::send(peer, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
    };
    std::string const piece(100'000, 'x');
    bool good = send_all(head);
    for (std::size_t sent = 0; good && sent < file_bytes; sent += piece.size()) good = send_all(piece);
    good = good && send_all(end);
    std::string answer(64, '\0');
    good = good && ::recv(peer, answer.data(), answer.size(), 0) > 12 && answer.starts_with("HTTP/1.1 200");
    ::close(peer);
    return good;
}

}  // namespace

void uploads(app::Program& program) {
    title(
        fmt::format("Uploads: {} forms with a file of {} MB each, at once", senders, file_bytes / 1'000'000));
    http::Application application;
    application.handle = [](http::Request const& request) {
        return http::text(request.files.size() == 1 ? 200 : 500, "");
    };
    std::string const folder = program.services().temporary_folder;
    application.admit_upload = [&](http::Request const&) {
        http::UploadAdmission admission;
        admission.limits = {10'000'000, 10'000'000, 1};
        admission.folder = folder;
        return admission;
    };
    http::Server server({}, application);
    std::uint16_t const port = server.start();
    double const before = resident_mib();
    double const cpu = cpu_seconds();
    double const wall = wall_seconds();
    pid_t const child = ::fork();
    if (child == 0) {
        std::vector<std::thread> threads;
        std::atomic<int> failed{0};
        for (int i = 0; i < senders; ++i)
            threads.emplace_back([&] {
                if (!send_one(port)) ++failed;
            });
        for (std::thread& one : threads) one.join();
        ::_exit(failed == 0 ? 0 : 1);
    }
    int status = 0;
    if (::waitpid(child, &status, 0) != child || status != 0)
        throw std::runtime_error("an upload of the bench was not answered 200");
    double const megabytes = senders * static_cast<double>(file_bytes) / 1e6;
    row("resident memory grew by", resident_mib() - before, "MiB", 0, {}, "flat: 64 buffers");
    row("CPU of the server per MB (parsing, SHA-256, page cache)", (cpu_seconds() - cpu) * 1e3 / megabytes,
        "ms");
    row("received", megabytes / (wall_seconds() - wall), "MB/s");
    server.stop();
}

}  // namespace bench
