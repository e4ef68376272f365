#include "files/virus_check.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <memory>
#include <string_view>

namespace files {
namespace {

constexpr std::size_t sent_piece_bytes = 64 * 1024;
constexpr std::size_t reply_bytes_max = 1024;

class Peer {
  public:
    explicit Peer(std::string const& address) {
        if (address.starts_with('/'))
            connect_to_path(address);
        else
            connect_to_host(address);
    }
    ~Peer() {
        if (socket_ >= 0) ::close(socket_);
    }
    Peer(Peer const&) = delete;
    Peer& operator=(Peer const&) = delete;

    bool is_connected() const { return socket_ >= 0; }
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            auto const sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno == EINTR) continue;
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    /// Up to the end or a NUL.
    std::string reply() {
        std::string text;
        std::array<char, 256> piece{};
        while (text.size() < reply_bytes_max && text.find('\0') == std::string::npos) {
            auto const got = ::recv(socket_, piece.data(), piece.size(), 0);
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) break;
            text.append(piece.data(), static_cast<std::size_t>(got));
        }
        return text.substr(0, text.find('\0'));
    }

  private:
    bool try_connect(int family, sockaddr const* name, socklen_t size) {
        socket_ = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (socket_ < 0) return false;
        timeval const limit{clamd_timeout_ms / 1000, (clamd_timeout_ms % 1000) * 1000};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        if (::connect(socket_, name, size) == 0) return true;
        ::close(socket_);
        socket_ = -1;
        return false;
    }
    void connect_to_path(std::string const& path) {
        sockaddr_un name{};
        name.sun_family = AF_UNIX;
        if (path.size() >= sizeof name.sun_path) return;
        std::memcpy(name.sun_path, path.c_str(), path.size() + 1);
        try_connect(AF_UNIX, reinterpret_cast<sockaddr const*>(&name), sizeof name);
    }
    void connect_to_host(std::string const& address) {
        auto const colon = address.rfind(':');
        if (colon == std::string::npos) return;
        addrinfo wanted{};
        wanted.ai_socktype = SOCK_STREAM;
        addrinfo* found = nullptr;
        if (::getaddrinfo(address.substr(0, colon).c_str(), address.substr(colon + 1).c_str(), &wanted,
                          &found) != 0)
            return;
        std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> const all(found, ::freeaddrinfo);
        for (addrinfo const* one = found; one && socket_ < 0; one = one->ai_next)
            try_connect(one->ai_family, one->ai_addr, one->ai_addrlen);
    }
    int socket_ = -1;
};

bool send_piece(Peer& peer, std::string_view bytes) {
    std::uint32_t const length = htonl(static_cast<std::uint32_t>(bytes.size()));
    return peer.send({reinterpret_cast<char const*>(&length), sizeof length}) && peer.send(bytes);
}

}  // namespace

Verdict virus_check(std::string const& address, std::string const& path) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream) return Verdict::unavailable;
    Peer peer(address);
    if (!peer.is_connected()) return Verdict::unavailable;
    bool sent = peer.send(std::string_view("zINSTREAM\0", 10));
    std::string piece(sent_piece_bytes, '\0');
    while (sent &&
           (stream.read(piece.data(), static_cast<std::streamsize>(piece.size())) || stream.gcount() > 0))
        sent = send_piece(peer, std::string_view(piece).substr(0, static_cast<std::size_t>(stream.gcount())));
    // clamd may answer and close before the end (its own size limit): its words decide.
    if (sent) (void)send_piece(peer, {});
    std::string const reply = peer.reply();
    if (reply.ends_with(" FOUND")) return Verdict::infected;
    return reply == "stream: OK" ? Verdict::clean : Verdict::unavailable;
}

}  // namespace files
