// Server: listening, accepting, draining. With connection.hpp and io_thread.hpp the only code that includes
// Asio and Beast.
#include "http/server.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <stdexcept>

#include "http/connection.hpp"

namespace http {

namespace {

constexpr int listen_backlog = 4096;
constexpr milliseconds accept_back_off{100};  // after EMFILE and the like
constexpr milliseconds sweep_every_max{250};
constexpr std::string_view refused_connection =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// The address as text, without the IPv6 wrapping of an IPv4 address.
std::string text_of(asio::ip::address address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

/// Under which a peer is counted: its address, or its /64, which one IPv6 subscriber owns whole.
std::string network_of(asio::ip::address const& address, std::string const& address_text) {
    if (!address.is_v6() || address.to_v6().is_v4_mapped()) return address_text;
    auto const bytes = address.to_v6().to_bytes();
    return {bytes.begin(), bytes.begin() + 8};
}

void admit_socket(Shared& shared, IoThread& thread, Socket socket) {
    Failure failure;
    auto const endpoint = socket.remote_endpoint(failure);
    if (failure) return;  // it left between the handshake and now
    std::string peer = text_of(endpoint.address());
    bool const is_proxy = std::find(shared.settings.proxies.begin(), shared.settings.proxies.end(), peer) !=
                          shared.settings.proxies.end();
    std::string network = is_proxy ? std::string() : network_of(endpoint.address(), peer);
    socket.non_blocking(true, failure);
    socket.set_option(Tcp::no_delay(true), failure);
    if (!shared.count_in(network)) {
        ++shared.refused;
        socket.write_some(asio::const_buffer(refused_connection.data(), refused_connection.size()), failure);
        return;
    }
    auto connection =
        std::make_unique<Connection>(shared, thread, std::move(socket), std::move(peer), std::move(network));
    asio::co_spawn(thread.context, Connection::serve(std::move(connection)),
                   [&shared](std::exception_ptr thrown) { shared.note_thrown("connection", thrown); });
}

Task<void> accept_all(Shared* shared, IoThread* thread) {
    while (thread->acceptor.is_open()) {
        Socket socket(thread->context);
        Failure failure;
        auto token = asio::redirect_error(awaited, failure);
        co_await thread->acceptor.async_accept(socket, token);
        if (!failure) {
            admit_socket(*shared, *thread, std::move(socket));
        } else if (failure != asio::error::connection_aborted && thread->acceptor.is_open()) {
            // No descriptor or memory left: a bare loop would spin; connections wait in the backlog
            // meanwhile.
            thread->back_off.expires_after(accept_back_off);
            auto later = asio::redirect_error(awaited, failure);
            co_await thread->back_off.async_wait(later);
        }
    }
}

/// On its own thread: takes what the kernel has already accepted for us, then closes the door and sends idle
/// peers away.
void drain_thread(Shared& shared, IoThread& thread) {
    thread.draining = true;
    Failure failure;
    thread.acceptor.non_blocking(true, failure);
    while (!failure) {
        Socket socket(thread.context);
        thread.acceptor.accept(socket, failure);
        if (!failure) admit_socket(shared, thread, std::move(socket));
    }
    thread.acceptor.close(failure);
    thread.back_off.cancel();
    for (Connection* const connection : thread.connections) connection->drain();
    std::lock_guard const lock(shared.mutex);
    ++shared.drained_threads;
    shared.changed.notify_all();
}

/// Opens, binds and listens; throws a plain sentence when it cannot.
void listen_on(Acceptor& acceptor, Tcp::endpoint const& endpoint, bool with_other_threads) {
    try {
        acceptor.open(endpoint.protocol());
        acceptor.set_option(Acceptor::reuse_address(true));
        if (with_other_threads) {
            int const yes = 1;
            if (::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes) != 0)
                throw std::runtime_error("SO_REUSEPORT");
        }
        acceptor.bind(endpoint);
        acceptor.listen(listen_backlog);
    } catch (boost::system::system_error const& error) {
        std::string const place = text_of(endpoint.address()) + ":" + std::to_string(endpoint.port());
        if (error.code() == asio::error::address_in_use)
            throw std::runtime_error("Le port de " + place + " est déjà pris par un autre programme.");
        throw std::runtime_error("Impossible d’écouter sur " + place + " (" + error.code().message() + ").");
    }
}

/// A second handle of the socket that systemd holds: connections queue in it while one process replaces
/// another.
void listen_on_inherited(Acceptor& acceptor, int listening_socket) {
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    int const own = ::fcntl(listening_socket, F_DUPFD_CLOEXEC, 3);
    if (own < 0 || ::getsockname(own, reinterpret_cast<sockaddr*>(&name), &size) != 0) {
        if (own >= 0) ::close(own);
        throw std::runtime_error("Le socket d’écoute hérité n’est pas utilisable.");
    }
    acceptor.assign(name.ss_family == AF_INET6 ? Tcp::v6() : Tcp::v4(), own);
}

}  // namespace

// ---- the server

struct Server::Inside {
    Inside(ServerSettings settings, Application application)
        : shared(std::move(settings), std::move(application)) {}
    /// The workers first: what they answer to must still be there.
    ~Inside() {
        shared.reads.finish();
        shared.writes.finish();
        threads.clear();
    }

    std::uint16_t listen();
    void run(IoThread& thread);

    enum class State { fresh, running, stopped };

    Shared shared;
    std::vector<std::unique_ptr<IoThread>> threads;
    std::mutex life;  // guards `state`
    State state = State::fresh;
};

std::uint16_t Server::Inside::listen() {
    ServerSettings const& settings = shared.settings;
    if (settings.listening_socket >= 0) {
        for (auto const& thread : threads) listen_on_inherited(thread->acceptor, settings.listening_socket);
        return threads.front()->acceptor.local_endpoint().port();
    }
    Failure failure;
    auto const address = asio::ip::make_address(settings.address, failure);
    if (failure) throw std::runtime_error("« " + settings.address + " » n’est pas une adresse IP.");
    Tcp::endpoint endpoint(address, settings.port);
    {
        // SO_REUSEPORT would let two servers of one user share a port unawares; this socket without it finds
        // out.
        Acceptor probe(threads.front()->context);
        listen_on(probe, endpoint, false);
        endpoint = probe.local_endpoint();
    }
    for (auto const& thread : threads) listen_on(thread->acceptor, endpoint, true);
    return endpoint.port();
}

void Server::Inside::run(IoThread& thread) {
    for (;;) {
        try {
            thread.context.run();
            return;
        } catch (std::exception const& fault) {
            shared.note_fault(std::string("I/O thread: ") + fault.what());  // and go on with the others
        }
    }
}

Server::Server(ServerSettings settings, Application application)
    : inside_(std::make_unique<Inside>(std::move(settings), std::move(application))) {}

Server::~Server() {
    stop();
}

std::uint16_t Server::start() {
    Inside& inside = *inside_;
    std::lock_guard const lock(inside.life);
    if (inside.state != Inside::State::fresh) throw std::logic_error("a server starts once");
    ServerSettings const& settings = inside.shared.settings;
    auto const shortest = std::min({settings.header_timeout, settings.body_grace, settings.write_timeout,
                                    settings.idle_timeout, settings.linger_timeout});
    auto const sweep_every = std::clamp(shortest / 4, milliseconds(5), sweep_every_max);
    for (int i = 0; i < std::max(1, settings.io_threads); ++i)
        inside.threads.push_back(std::make_unique<IoThread>(sweep_every));
    std::uint16_t port = 0;
    try {
        port = inside.listen();
    } catch (...) {
        inside.threads.clear();
        throw;
    }
    inside.shared.reads.start();
    inside.shared.writes.start();
    for (auto const& owned : inside.threads) {
        IoThread* const thread = owned.get();
        asio::co_spawn(thread->context, accept_all(&inside.shared, thread),
                       [&inside](std::exception_ptr thrown) { inside.shared.note_thrown("accept", thrown); });
        thread->thread = std::thread([&inside, thread] { inside.run(*thread); });
    }
    inside.state = Inside::State::running;
    return port;
}

void Server::stop() {
    Inside& inside = *inside_;
    std::lock_guard const life(inside.life);
    if (inside.state != Inside::State::running) return;
    inside.state = Inside::State::stopped;
    Shared& shared = inside.shared;
    for (auto const& owned : inside.threads) {
        IoThread* const thread = owned.get();
        asio::post(thread->context, [&shared, thread] { drain_thread(shared, *thread); });
    }
    {
        std::unique_lock lock(shared.mutex);
        shared.changed.wait_for(lock, shared.settings.drain_timeout, [&] {
            return shared.drained_threads == inside.threads.size() && shared.open == 0;
        });
    }
    shared.reads.close();
    shared.writes.close();
    for (auto const& thread : inside.threads) {
        thread->context.stop();
        thread->thread.join();
    }
}

ServerCounters Server::counters() const {
    Shared& shared = inside_->shared;
    ServerCounters counters;
    counters.connections_refused = shared.refused;
    counters.requests = shared.requests;
    counters.overloaded = shared.overloaded;
    counters.timeouts = shared.timeouts;
    counters.reads_waiting = shared.reads.waiting();
    counters.writes_waiting = shared.writes.waiting();
    std::lock_guard const lock(shared.mutex);
    counters.connections_open = shared.open;
    return counters;
}

}  // namespace http
