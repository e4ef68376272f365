// Connection: one peer; reads requests, has them answered, writes the answers in order. Included by
// server.cpp only. The only coroutines of the program (GCC 12: no capturing lambda is a coroutine, parameters
// come by value, every awaited result gets a name; a connection never leaves its thread, workers come back by
// post).
#pragma once

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
// GCC 12 with sanitizers believes that an empty boost::optional of Beast's parser is read.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <boost/beast/http/parser.hpp>
#pragma GCC diagnostic pop
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "http/admission.hpp"
#include "http/io_thread.hpp"
#include "http/shared.hpp"

namespace http {

inline constexpr int closed = -1;  // the peer left, or was silent: nothing to answer
inline constexpr std::size_t head_read_bytes = 4 * 1024;
inline constexpr std::size_t body_read_bytes = 16 * 1024;
inline constexpr std::size_t file_read_bytes = 64 * 1024;
inline constexpr std::size_t chunk_line_bytes_max =
    8 * 1024;                                               // a chunk's size and extensions, or the trailers
inline constexpr std::size_t wire_bytes_per_body_byte = 8;  // a chunked body in tiny chunks costs 6 to 7
inline constexpr milliseconds drain_grace{
    1'000};  // a connection just opened may still send its request while draining

class Connection {
  public:
    Connection(Shared& shared, IoThread& thread, Socket socket, std::string peer, std::string network);
    ~Connection();
    Connection(Connection const&) = delete;
    Connection& operator=(Connection const&) = delete;

    static Task<void> serve(std::unique_ptr<Connection> self);
    /// Ends the current read or write when its time is over.
    void check_deadline(Moment now);
    void drain();

  private:
    Task<int> read_head();
    int parse_head(std::size_t bytes);
    Task<int> admit_upload();
    Task<int> read_body();
    int take_body_bytes(std::size_t received);
    Task<std::size_t> receive(std::size_t bytes_max);
    Task<bool> send_all(std::string_view first, std::string_view second);
    Task<void> answer();
    Task<void> answer_by_worker();
    Task<bool> on_worker(WorkerPool& pool, std::function<void()> job);
    Task<bool> send_answer(bool keep_alive);
    Task<void> linger();
    std::string_view unread() const;
    void set_deadline(milliseconds from_now) { set_deadline(SteadyClock::now() + from_now); }
    void set_deadline(Moment at) {
        deadline_ = at;
        timed_out_ = false;
    }
    void set_error_answer(int status);
    void release_body();
    void forget_request();

    Shared& shared_;
    IoThread& thread_;
    Socket socket_;
    Timer answered_{thread_.context};  // never expires; cancelled when the worker is done
    std::string const peer_;
    std::string const network_;  // under which it is counted; empty: a proxy, not counted by address
    beast::flat_buffer input_;
    std::optional<Parser> parser_;
    Request request_;
    Answer answer_;
    Moment deadline_ = never;
    Moment request_began_{};
    UploadAdmission admission_;
    std::uint64_t body_bytes_held_ = 0;
    std::uint64_t upload_bytes_held_ = 0;
    std::size_t requests_ = 0;
    bool timed_out_ = false;
    bool is_answered_ = false;
    bool waits_for_request_ = false;
    bool keep_alive_ = false;
    bool expects_continue_ = false;
    bool is_upload_ = false;
    bool lingers_long_ = false;
};

inline Connection::Connection(Shared& shared, IoThread& thread, Socket socket, std::string peer,
                              std::string network)
    : shared_(shared),
      thread_(thread),
      socket_(std::move(socket)),
      peer_(std::move(peer)),
      network_(std::move(network)) {
    thread_.connections.insert(this);
    thread_.sweep_later();
}

inline Connection::~Connection() {
    forget_request();
    thread_.connections.erase(this);
    shared_.count_out(network_);
}

inline void Connection::release_body() {
    parser_.reset();
    request_.body = {};
    request_.fields.reset();
    request_.files.clear();
    admission_ = {};
    shared_.body_bytes -= std::exchange(body_bytes_held_, 0);
    shared_.upload_bytes -= std::exchange(upload_bytes_held_, 0);
}

inline void Connection::forget_request() {
    release_body();
    request_ = {};
    answer_ = {};
}

inline void Connection::check_deadline(Moment now) {
    if (now < deadline_) return;
    deadline_ = never;
    timed_out_ = true;
    Failure ignored;  // then the pending operation has failed by itself
    socket_.cancel(ignored);
}

inline void Connection::drain() {
    if (!waits_for_request_) return;
    if (requests_ == 0) {
        deadline_ = std::min(deadline_, SteadyClock::now() + drain_grace);
    } else {
        Failure ignored;
        socket_.cancel(ignored);
    }
}

inline std::string_view Connection::unread() const {
    auto const bytes = input_.data();
    return {static_cast<char const*>(bytes.data()), bytes.size()};
}

/// The bytes received into input_; 0 when the peer left or the deadline passed (timed_out_).
inline Task<std::size_t> Connection::receive(std::size_t bytes_max) {
    auto const room = input_.prepare(bytes_max);
    Failure failure;
    auto token = asio::redirect_error(awaited, failure);
    std::size_t const got = co_await socket_.async_read_some(room, token);
    if (failure) co_return 0;
    input_.commit(got);
    co_return got;
}

/// False when the peer left or took nothing during the write timeout.
inline Task<bool> Connection::send_all(std::string_view first, std::string_view second) {
    while (!first.empty() || !second.empty()) {
        std::array<asio::const_buffer, 2> const pieces = {asio::const_buffer(first.data(), first.size()),
                                                          asio::const_buffer(second.data(), second.size())};
        set_deadline(shared_.settings.write_timeout);
        Failure failure;
        auto token = asio::redirect_error(awaited, failure);
        std::size_t const sent = co_await socket_.async_write_some(pieces, token);
        if (failure) {
            if (timed_out_) ++shared_.timeouts;
            co_return false;
        }
        std::size_t const of_first = std::min(sent, first.size());
        first.remove_prefix(of_first);
        second.remove_prefix(sent - of_first);
    }
    co_return true;
}

/// Reads up to the empty line and parses: 0, `closed`, or the status of a refusal.
inline Task<int> Connection::read_head() {
    ServerSettings const& settings = shared_.settings;
    bool begun = false;
    std::size_t searched = 0;
    milliseconds const silence_max = requests_ > 0 ? settings.idle_timeout : settings.header_timeout;
    set_deadline(thread_.draining ? std::min(silence_max, drain_grace) : silence_max);
    for (;;) {
        while (unread().starts_with("\r\n"))
            input_.consume(2);  // RFC 9112 §2.2: empty lines before a request
        std::string_view const bytes = unread();
        if (!bytes.empty() && !std::exchange(begun, true)) {
            request_began_ = SteadyClock::now();
            set_deadline(settings.header_timeout);
        }
        auto const end = bytes.find("\r\n\r\n", searched > 3 ? searched - 3 : 0);
        if (end != std::string_view::npos && end + 4 <= settings.header_bytes_max)
            co_return parse_head(end + 4);
        if (bytes.size() > settings.header_bytes_max)
            co_return bytes.substr(0, target_bytes_max).find('\r') == std::string_view::npos ? 414 : 431;
        searched = bytes.size();

        Failure failure;
        bool const leaving = thread_.draining && requests_ > 0 && bytes.empty();
        if (leaving && socket_.available(failure) == 0) co_return closed;
        waits_for_request_ = bytes.empty();
        std::size_t const got = co_await receive(head_read_bytes);
        waits_for_request_ = false;
        if (got > 0) continue;
        if (timed_out_) {
            ++shared_.timeouts;
            co_return begun ? 408 : closed;
        }
        // Drained while idle: the next turn looks whether a request has just arrived.
        bool const woken_to_leave = thread_.draining && requests_ > 0 && !begun;
        if (!woken_to_leave || socket_.available(failure) == 0) co_return closed;
    }
}

inline int Connection::parse_head(std::size_t bytes) {
    int const flaw = flaw_of_head(unread().substr(0, bytes));
    if (flaw != 0) return flaw;
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(bytes + 4));
    parser_->body_limit(boost::none);  // set below, once the head says what the body is
    Failure failure;
    std::size_t const used = parser_->put(asio::const_buffer(input_.data().data(), bytes), failure);
    if (failure || used != bytes || !parser_->is_header_done()) return 400;
    input_.consume(used);

    auto const& message = parser_->get();
    Head head;
    head.method = message.method_string();
    head.target = message.target();
    head.http_1_1 = message.version() >= 11;
    for (auto const& field : message) {
        head.headers.add(base::ascii_lower(field.name_string()), std::string(field.value()));
    }
    keep_alive_ = parser_->keep_alive();
    Admission admission = admit(std::move(head), peer_, shared_.settings);
    request_ = std::move(admission.request);
    expects_continue_ = admission.expects_continue;
    is_upload_ = is_multipart(request_.header("content-type"));
    if (admission.refused != 0 || is_upload_) return admission.refused;
    auto const length = parser_->content_length();
    if (length && *length > shared_.settings.body_bytes_max) return 413;
    parser_->body_limit(shared_.settings.body_bytes_max);
    return 0;
}

/// Asks the application about the sender of a form with files, before a byte of its body is read (decision
/// 0003): 0, or the status of a refusal; the answer then already stands in answer_ when `admission_.refused`.
inline Task<int> Connection::admit_upload() {
    Application const& application = shared_.application;
    if (!application.admit_upload) co_return 415;
    bool failed = false;
    std::function<void()> const job = [this, &failed] {
        try {
            admission_ = shared_.application.admit_upload(request_);
        } catch (std::exception const& fault) {
            shared_.note_fault(request_.request_id + " " + fault.what());
            failed = true;
        }
    };
    bool const asked = co_await on_worker(shared_.reads, job);
    if (!asked) co_return 503;
    if (failed) co_return 500;
    if (admission_.refused) {
        answer_ = prepared(std::move(*admission_.refused), request_);
        co_return answer_.status;
    }
    auto const boundary = boundary_of(request_.header("content-type"));
    if (!boundary) co_return 400;
    std::uint64_t const bytes_max =
        admission_.limits.total_bytes_max + text_fields_bytes_max + multipart_overhead_bytes_max;
    auto const length = parser_->content_length();
    if (length && *length > bytes_max) co_return 413;
    parser_->body_limit(bytes_max);
    parser_->get().body().multipart =
        std::make_unique<MultipartReader>(*boundary, admission_.limits, admission_.folder);
    co_return 0;
}

/// Counts what the body holds after so many bytes more: 503 when all bodies together hold too much.
inline int Connection::take_body_bytes(std::size_t received) {
    ServerSettings const& settings = shared_.settings;
    std::size_t more = received;
    if (auto const& multipart = parser_->get().body().multipart) {
        std::uint64_t const on_disk = multipart->file_bytes() - upload_bytes_held_;
        upload_bytes_held_ += on_disk;
        if (shared_.upload_bytes.fetch_add(on_disk) + on_disk > settings.uploads_bytes_max) return 503;
        more = multipart->text_bytes() - static_cast<std::size_t>(body_bytes_held_);
    }
    body_bytes_held_ += more;
    return shared_.body_bytes.fetch_add(more) + more > settings.bodies_bytes_max ? 503 : 0;
}

/// Reads the body at no less than the minimal rate: 0, `closed`, or the status of a refusal.
inline Task<int> Connection::read_body() {
    ServerSettings const& settings = shared_.settings;
    if (expects_continue_ && unread().empty() && !parser_->is_done()) {
        constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        bool const sent = co_await send_all(go_on, {});
        if (!sent) co_return closed;
    }
    parser_->eager(true);
    Moment const began = SteadyClock::now();
    std::size_t received = input_.size();
    std::size_t const bytes_max =
        is_upload_ ? static_cast<std::size_t>(admission_.limits.total_bytes_max) + text_fields_bytes_max
                   : settings.body_bytes_max;
    while (!parser_->is_done()) {
        if (input_.size() > 0) {
            Failure failure;
            std::size_t const used = parser_->put(input_.data(), failure);
            input_.consume(used);
            if (parser_->get().body().refused != 0) co_return parser_->get().body().refused;
            if (failure == beast::http::error::body_limit) co_return 413;
            if (is_upload_ && take_body_bytes(0) != 0) {
                ++shared_.overloaded;
                co_return 503;
            }
            if (failure && failure != beast::http::error::need_more) co_return 400;
            if (parser_->is_done()) break;
            if (input_.size() > chunk_line_bytes_max) co_return 400;
        }
        if (received > bytes_max * wire_bytes_per_body_byte) co_return 413;
        set_deadline(
            began + settings.body_grace +
            milliseconds(received * 1000 / std::max<std::size_t>(1, settings.body_bytes_per_second_min)));
        std::size_t const got = co_await receive(body_read_bytes);
        if (got == 0 && timed_out_) {
            ++shared_.timeouts;
            co_return 408;
        }
        if (got == 0) co_return closed;
        received += got;
        if (!is_upload_ && take_body_bytes(got) != 0) {
            ++shared_.overloaded;
            co_return 503;
        }
    }
    auto& body = parser_->get().body();
    request_.body = std::move(body.text);
    if (body.multipart) {
        request_.fields = body.multipart->take_fields();
        request_.files = body.multipart->take_files();
    }
    parser_.reset();
    co_return 0;
}

inline void Connection::set_error_answer(int status) {
    answer_ = prepared(shared_.error_page(status), request_);
}

inline Task<void> Connection::answer() {
    Application const& application = shared_.application;
    if (application.at_once) {
        std::optional<Response> ready;
        bool failed = false;
        try {
            ready = application.at_once(request_);
            if (ready) answer_ = prepared(std::move(*ready), request_);
        } catch (std::exception const& fault) {
            shared_.note_fault(request_.request_id + " " + fault.what());
            failed = true;
        } catch (...) {
            shared_.note_fault(request_.request_id + " unknown exception");
            failed = true;
        }
        if (failed) set_error_answer(500);
        if (ready || failed) co_return;
    }
    co_await answer_by_worker();
}

inline Task<void> Connection::answer_by_worker() {
    Application const& application = shared_.application;
    bool const by_method = request_.method != Method::get && request_.method != Method::head &&
                           request_.method != Method::options;
    bool const writes = application.writes ? application.writes(request_) : by_method;
    std::function<void()> const job = [this] {
        answer_ = shared_.answer(request_, shared_.application.handle);
    };
    bool const done = co_await on_worker(writes ? shared_.writes : shared_.reads, job);
    if (!done) set_error_answer(503);
}

/// Runs the job on a worker and waits for its end; false when the pool's queue is full.
inline Task<bool> Connection::on_worker(WorkerPool& pool, std::function<void()> job) {
    is_answered_ = false;
    // `this` stays: the coroutine waits below until the job has posted, and when the server is stopped
    // meanwhile its frame is destroyed only after the workers have ended.
    bool const accepted = pool.submit([this, &job] {
        job();
        asio::post(thread_.context, [this] {
            is_answered_ = true;
            answered_.cancel();
        });
    });
    if (!accepted) {
        ++shared_.overloaded;
        co_return false;
    }
    set_deadline(never);
    answered_.expires_at(never);
    while (!is_answered_) {
        Failure cancelled;  // the only way it ends
        auto token = asio::redirect_error(awaited, cancelled);
        co_await answered_.async_wait(token);
    }
    co_return true;
}

/// Sends answer_ and logs it; true when the connection may serve another request.
inline Task<bool> Connection::send_answer(bool keep_alive) {
    bool const with_content = request_.method != Method::head;
    std::string const head = head_text(answer_, thread_.date(), keep_alive);
    std::string_view const content = with_content ? answer_.content() : std::string_view();
    std::size_t bytes = content.size();
    bool sent = co_await send_all(head, content);
    if (answer_.file && with_content) {
        std::string piece(file_read_bytes, '\0');
        std::uint64_t at = answer_.file_begin;
        while (sent && at < answer_.file_end) {
            auto const wanted = std::min<std::uint64_t>(piece.size(), answer_.file_end - at);
            std::size_t const got = answer_.file->read(at, piece.data(), static_cast<std::size_t>(wanted));
            if (got == 0) {
                shared_.note_fault(request_.request_id + " file shorter than announced");
                sent = false;
                break;
            }
            std::string_view const read = std::string_view(piece).substr(0, got);
            sent = co_await send_all(read, {});
            at += got;
        }
        bytes = static_cast<std::size_t>(at - answer_.file_begin);
    }
    if (shared_.application.log) {
        auto const spent = SteadyClock::now() - request_began_;
        AccessRecord record{request_.request_id,
                            std::string(name_of(request_.method)),
                            answer_.route,
                            answer_.role,
                            answer_.incident,
                            answer_.status,
                            bytes,
                            std::chrono::duration_cast<std::chrono::microseconds>(spent).count()};
        shared_.application.log(record);
    }
    co_return sent&& keep_alive;
}

/// Lets the peer read the answer before the connection closes: closing with unread input would reset it.
inline Task<void> Connection::linger() {
    Failure ignored;  // a peer already gone makes the first read fail
    socket_.shutdown(Tcp::socket::shutdown_send, ignored);
    ServerSettings const& settings = shared_.settings;
    // Only who may send files is listened to for so long.
    set_deadline(lingers_long_ ? settings.upload_linger_timeout : settings.linger_timeout);
    std::size_t const bytes_max =
        lingers_long_ ? settings.upload_linger_bytes_max : settings.linger_bytes_max;
    std::size_t drained = 0;
    while (drained < bytes_max) {
        input_.clear();
        std::size_t const got = co_await receive(body_read_bytes);
        if (got == 0) co_return;
        drained += got;
    }
}

inline Task<void> Connection::serve(std::unique_ptr<Connection> self) {
    for (;;) {
        bool is_answered = false;  // by admit_upload
        self->lingers_long_ = false;
        int refused = co_await self->read_head();
        if (refused == closed) co_return;
        self->request_.request_id = self->shared_.next_request_id();
        if (refused == 0 && self->parser_->is_done()) {
            self->parser_.reset();
        } else if (refused == 0) {
            if (self->is_upload_) refused = co_await self->admit_upload();
            is_answered = refused != 0 && self->admission_.refused.has_value();
            self->lingers_long_ = self->is_upload_ && !is_answered && refused != 415;
            if (refused == 0) refused = co_await self->read_body();
            if (refused == closed) co_return;
        }
        ++self->requests_;
        if (refused != 0) {
            self->release_body();
            if (!is_answered) self->set_error_answer(refused);
            bool const last = co_await self->send_answer(false);
            static_cast<void>(last);
            self->forget_request();
            co_await self->linger();
            co_return;
        }
        co_await self->answer();
        self->release_body();
        bool const keep_alive = self->keep_alive_ && !self->thread_.draining;
        bool const kept = co_await self->send_answer(keep_alive);
        self->forget_request();
        if (!kept) {
            if (!keep_alive && self->input_.size() > 0) co_await self->linger();
            co_return;
        }
    }
}

inline void IoThread::sweep_later() {
    if (sweeping) return;
    sweeping = true;
    sweeper.expires_after(sweep_every);
    sweeper.async_wait([this](Failure failure) {
        sweeping = false;
        if (failure) return;
        Moment const now = SteadyClock::now();
        for (Connection* const connection : connections) connection->check_deadline(now);
        if (!connections.empty()) sweep_later();
    });
}

}  // namespace http
