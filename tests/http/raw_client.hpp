// RawClient: a socket and the bytes one chooses, to send what no well-behaved client would.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http_test {

struct Reply {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
    std::string body;

    /// The first value of that header; empty when absent.
    std::string header(std::string_view lower_case_name) const;
};

class RawClient {
  public:
    /// `receive_buffer`: a small one makes a slow reader of us at once. `from`: another loopback address to
    /// come from.
    explicit RawClient(std::uint16_t port, int receive_buffer = 0, std::string const& from = {});
    ~RawClient();
    RawClient(RawClient const&) = delete;
    RawClient& operator=(RawClient const&) = delete;

    /// False when the server has closed.
    bool send(std::string_view bytes);
    /// One whole answer; nothing when the server closes before, or after `patience`. `head_only`: no body
    /// follows.
    std::optional<Reply> receive(bool head_only = false,
                                 std::chrono::milliseconds patience = std::chrono::milliseconds(10'000));
    std::optional<Reply> ask(std::string_view bytes) {
        send(bytes);
        return receive();
    }
    /// True when the server closes (or resets) within `patience` without another byte.
    bool is_closed_within(std::chrono::milliseconds patience);
    void finish_sending();
    /// Up to `bytes` bytes as they come; empty at the end.
    std::string take(std::size_t bytes);

  private:
    bool read_more(std::chrono::milliseconds patience);
    int socket_ = -1;
    std::string input_;
};

/// "GET /path HTTP/1.1", Host and `more` lines (each ended by \r\n).
std::string get(std::string_view path, std::string_view more = {});
std::string post(std::string_view path, std::string_view body, std::string_view more = {});

}  // namespace http_test
