// Blocking sockets with poll: enough for a test, and nothing in common with the server's code.
#include "http/raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <stdexcept>

namespace http_test {

std::string Reply::header(std::string_view lower_case_name) const {
    for (auto const& [name, value] : headers)
        if (name == lower_case_name) return value;
    return {};
}

RawClient::RawClient(std::uint16_t port, int receive_buffer, std::string const& from)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (socket_ < 0) throw std::runtime_error("no socket left");
    if (receive_buffer > 0)
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    if (!from.empty()) {
        ::inet_pton(AF_INET, from.c_str(), &address.sin_addr);
        if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("cannot come from " + from);
    }
    address.sin_port = htons(port);
    ::inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        ::close(socket_);
        throw std::runtime_error("cannot connect");
    }
}

RawClient::~RawClient() {
    ::close(socket_);
}

bool RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        auto const sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool RawClient::read_more(std::chrono::milliseconds patience) {
    pollfd ready{socket_, POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(std::max<long>(0, patience.count()))) <= 0) return false;
    std::array<char, 65536> piece{};
    auto const got = ::recv(socket_, piece.data(), piece.size(), 0);
    if (got <= 0) return false;
    input_.append(piece.data(), static_cast<std::size_t>(got));
    return true;
}

std::optional<Reply> RawClient::receive(bool head_only, std::chrono::milliseconds patience) {
    auto const end = std::chrono::steady_clock::now() + patience;
    auto const more = [&] {
        return read_more(
            std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()));
    };
    std::size_t head = 0;
    while ((head = input_.find("\r\n\r\n")) == std::string::npos)
        if (!more()) return std::nullopt;
    Reply reply;
    reply.status = std::atoi(input_.substr(9, 3).c_str());
    std::size_t at = input_.find("\r\n") + 2;
    while (at < head + 2) {
        std::size_t const line_end = input_.find("\r\n", at);
        std::size_t const colon = input_.find(':', at);
        std::string name = input_.substr(at, colon - at);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        reply.headers.emplace_back(name, input_.substr(colon + 2, line_end - colon - 2));
        at = line_end + 2;
    }
    input_.erase(0, head + 4);
    if (reply.status == 100) {
        reply.body.clear();
        return reply;
    }
    std::size_t const length =
        head_only ? 0 : std::strtoul(reply.header("content-length").c_str(), nullptr, 10);
    while (input_.size() < length)
        if (!more()) return std::nullopt;
    reply.body = input_.substr(0, length);
    input_.erase(0, length);
    return reply;
}

bool RawClient::is_closed_within(std::chrono::milliseconds patience) {
    pollfd ready{socket_, POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(patience.count())) <= 0) return false;
    char byte = 0;
    return input_.empty() && ::recv(socket_, &byte, 1, 0) <= 0;
}

void RawClient::finish_sending() {
    ::shutdown(socket_, SHUT_WR);
}

std::string RawClient::take(std::size_t bytes) {
    std::string piece(bytes, '\0');
    auto const got = ::recv(socket_, piece.data(), piece.size(), 0);
    piece.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return piece;
}

std::string get(std::string_view path, std::string_view more) {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: tremplin.example\r\n" + std::string(more) +
           "\r\n";
}

std::string post(std::string_view path, std::string_view body, std::string_view more) {
    return "POST " + std::string(path) +
           " HTTP/1.1\r\nHost: tremplin.example\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           std::string(more) + "\r\n" + std::string(body);
}

}  // namespace http_test
