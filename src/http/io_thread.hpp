// IoThread: one thread, its loop, its listening socket and the connections that it alone touches. Included by
// server.cpp only: Asio is read by one compilation (cpp-stack.md §7).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <ctime>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_set>

#include "http/answer.hpp"
#include "http/request_body.hpp"

namespace http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;
using Moment = SteadyClock::time_point;
using Tcp = asio::ip::tcp;
using Executor = asio::io_context::executor_type;  // typed: half the CPU of any_io_executor (cpp-stack.md §1)
using Socket = asio::basic_stream_socket<Tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;
using Parser = beast::http::request_parser<RequestBody>;
using Failure = boost::system::error_code;
template<class T>
using Task = asio::awaitable<T, Executor>;
inline constexpr asio::use_awaitable_t<Executor> awaited{};
inline constexpr Moment never = Moment::max();

class Connection;

struct IoThread {
    explicit IoThread(milliseconds sweep_every_) : sweep_every(sweep_every_) {}

    /// Looks at every connection's deadline; cheaper than a timer set and cancelled for each read and write.
    void sweep_later();
    std::string_view date();

    milliseconds const sweep_every;
    std::unordered_set<Connection*> connections;  // before the context, whose end destroys what is left
    asio::io_context context{1};
    asio::executor_work_guard<Executor> work{context.get_executor()};
    Acceptor acceptor{context};
    Timer back_off{context};
    Timer sweeper{context};
    bool sweeping = false;
    bool draining = false;
    std::time_t date_at = 0;
    std::string date_text;
    std::thread thread;
};

inline std::string_view IoThread::date() {
    std::time_t const now = std::time(nullptr);
    if (now != date_at) {
        date_at = now;
        date_text = http_date(now);
    }
    return date_text;
}

}  // namespace http
