// A tiny SMTP server for tests: one thread on 127.0.0.1 that answers as it is told and keeps what it hears.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "messaging/own_certificate.hpp"

namespace support {

/// What it says to each command; "drop" closes the connection, "silence" says nothing any more.
struct SmtpScript {
    std::string greeting = "220 test ready";
    std::string ehlo = "250-test\r\n250 8BITMIME";
    std::string auth = "235 welcome";
    std::string mail = "250 sender ok";
    std::string rcpt = "250 recipient ok";
    std::string data = "354 go on";
    std::string end = "250 accepted";
};

class SmtpServer {
  public:
    /// With a certificate it takes STARTTLS (which `ehlo` has to offer).
    explicit SmtpServer(SmtpScript script, OwnCertificate const* certificate = nullptr)
        : script_(std::move(script)) {
        if (certificate != nullptr) tls_ = certificate->context();
        listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
            ::listen(listener_, 8) != 0 ||
            ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) != 0)
            throw std::runtime_error("no test server");
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~SmtpServer() { stop(); }
    SmtpServer(SmtpServer const&) = delete;
    SmtpServer& operator=(SmtpServer const&) = delete;

    std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_) + "/client.test"; }
    /// Ends the thread; only then is what follows read.
    void stop() {
        stopping_ = true;
        if (thread_.joinable()) thread_.join();
        if (listener_ >= 0) ::close(listener_);
        listener_ = -1;
    }
    std::vector<std::string> commands;  // those heard under TLS begin with "TLS "
    std::vector<std::string> messages;  // as received, dots undoubled, without the final dot

    std::string credentials;  // what followed AUTH, in base64

  private:
    bool wait_for(int socket) const {
        while (!stopping_) {
            pollfd watched{socket, POLLIN, 0};
            if (::poll(&watched, 1, 20) > 0) return true;
        }
        return false;
    }
    void serve() {
        while (wait_for(listener_)) {
            int const socket = ::accept(listener_, nullptr, nullptr);
            if (socket < 0) return;
            rest_.clear();
            talk(socket);
            connection_.reset();
            ::close(socket);
        }
    }
    bool say(int socket, std::string const& words) {
        if (words == "drop") return false;
        if (words == "silence") {
            while (!stopping_) std::this_thread::sleep_for(std::chrono::milliseconds(5));
            return false;
        }
        std::string const line = words + "\r\n";
        if (connection_) return SSL_write(connection_.get(), line.data(), static_cast<int>(line.size())) > 0;
        return ::send(socket, line.data(), line.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(line.size());
    }
    bool line(int socket, std::string& out) {
        std::size_t end = 0;
        while ((end = rest_.find("\r\n")) == std::string::npos) {
            char buffer[4096];
            bool const is_kept = connection_ && SSL_pending(connection_.get()) > 0;
            if (!is_kept && !wait_for(socket)) return false;
            ssize_t const got = connection_ ? SSL_read(connection_.get(), buffer, sizeof buffer)
                                            : ::recv(socket, buffer, sizeof buffer, 0);
            if (got <= 0) return false;
            rest_.append(buffer, static_cast<std::size_t>(got));
        }
        out = rest_.substr(0, end);
        rest_.erase(0, end + 2);
        return true;
    }
    void talk(int socket) {
        if (!say(socket, script_.greeting)) return;
        std::string heard;
        while (line(socket, heard)) {
            commands.push_back((connection_ ? "TLS " : "") + heard);
            std::string const verb = heard.substr(0, 4);
            std::string answer = "502 unknown";
            if (verb == "EHLO" || verb == "HELO") answer = script_.ehlo;
            if (verb == "AUTH") {
                if (!say(socket, "334 ") || !line(socket, credentials)) return;
                answer = script_.auth;
            }
            if (verb == "MAIL") answer = script_.mail;
            if (verb == "RCPT") answer = script_.rcpt;
            if (verb == "DATA") answer = script_.data;
            if (verb == "STAR" && tls_) answer = "220 go on";
            if (verb == "QUIT") answer = "221 bye";
            if (!say(socket, answer)) return;
            if (verb == "STAR" && tls_) {
                connection_.reset(SSL_new(tls_.get()));
                SSL_set_fd(connection_.get(), socket);
                if (SSL_accept(connection_.get()) != 1) return;
            }
            if (verb == "DATA" && answer.starts_with("354")) {
                std::string message;
                while (line(socket, heard) && heard != ".")
                    message += (heard.starts_with(".") ? heard.substr(1) : heard) + "\r\n";
                messages.push_back(message);
                if (!say(socket, script_.end)) return;
            }
        }
    }

    SmtpScript script_;
    int listener_ = -1;
    int port_ = 0;
    std::string rest_;
    Openssl<SSL_CTX> tls_;
    Openssl<SSL> connection_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace support
