#include "bench/client.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <stdexcept>
#include <vector>

#include "bench/table.hpp"

namespace bench {
namespace {

constexpr std::size_t buffer_bytes = 256 * 1024;

/// One connection with one request under way.
class Connection {
  public:
    Connection(std::uint16_t port, std::string const& request) : request_(request) {
        socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("the bench's client cannot connect");
        int const yes = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        ask();
    }
    int socket() const { return socket_; }
    void ask() {
        received_.clear();
        if (::send(socket_, request_.data(), request_.size(), MSG_NOSIGNAL) !=
            static_cast<ssize_t>(request_.size()))
            throw std::runtime_error("the bench's client cannot send");
    }
    /// True when the whole answer is there.
    bool read_some(std::array<char, buffer_bytes>& buffer) {
        ssize_t const got = ::recv(socket_, buffer.data(), buffer.size(), 0);
        if (got <= 0) throw std::runtime_error("the server closed a connection of the bench");
        received_.append(buffer.data(), static_cast<std::size_t>(got));
        std::size_t const head = received_.find("\r\n\r\n");
        if (head == std::string::npos) return false;
        std::size_t const at = received_.find("Content-Length: ");
        std::size_t length = 0;
        if (at != std::string::npos && at < head)
            std::from_chars(received_.data() + at + 16, received_.data() + head, length);
        return received_.size() >= head + 4 + length;
    }
    bool is_ok() const { return received_.starts_with("HTTP/1.1 200"); }

  private:
    int socket_;
    std::string const& request_;
    std::string received_;
};

Load run(std::uint16_t port, std::string const& target, int connections, double seconds) {
    std::string const request =
        fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br\r\n\r\n", target);
    std::vector<Connection> open;
    open.reserve(static_cast<std::size_t>(connections));
    for (int i = 0; i < connections; ++i) open.emplace_back(port, request);
    std::vector<pollfd> waiting;
    for (Connection const& one : open) waiting.push_back({one.socket(), POLLIN, 0});
    static std::array<char, buffer_bytes> buffer;
    Load counts;
    double const until = wall_seconds() + seconds;
    while (wall_seconds() < until) {
        ::poll(waiting.data(), waiting.size(), 100);
        for (std::size_t i = 0; i < waiting.size(); ++i) {
            if ((waiting[i].revents & POLLIN) == 0 || !open[i].read_some(buffer)) continue;
            (open[i].is_ok() ? counts.answers : counts.others) += 1;
            open[i].ask();
        }
    }
    return counts;
}

}  // namespace

Load load(std::uint16_t port, std::string const& target, int connections, double seconds) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
    pid_t const child = ::fork();
    if (child == 0) {
        Load counts{-1, -1};
        try {
            counts = run(port, target, connections, seconds);
        } catch (std::exception const& fault) {
            fmt::print(stderr, "{}\n", fault.what());
        }
        [[maybe_unused]] ssize_t const written = ::write(ends[1], &counts, sizeof counts);
        ::_exit(0);
    }
    ::close(ends[1]);
    Load counts;
    ssize_t const got = ::read(ends[0], &counts, sizeof counts);
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    if (got != sizeof counts || counts.answers < 0) throw std::runtime_error("the bench's client failed");
    return counts;
}

}  // namespace bench
