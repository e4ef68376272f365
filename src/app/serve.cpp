// serve: the server around the program: what is answered at once, who may stop it, what is told of it.
#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "account/room.hpp"
#include "app/log.hpp"
#include "app/metrics.hpp"
#include "app/program.hpp"
#include "app/readiness.hpp"
#include "app/traffic.hpp"
#include "base/crypto.hpp"
#include "base/text.hpp"
#include "http/server.hpp"
#include "http/static_files.hpp"
#include "people/person_rows.hpp"
#include "web/frame.hpp"
#include "web/look.hpp"

namespace app {
namespace {

constexpr std::string_view assets_prefix = "/assets/";
constexpr std::size_t look_hash_digits = 12;
constexpr std::size_t scrapes_waiting_max = 8;
constexpr std::size_t scraper_connections_max = 16;

using Addresses = std::map<std::string, std::string, std::less<>>;

Addresses addresses_of(std::string const& folder) {
    Addresses addresses;
    // Names are NAME.HASH.EXTENSION; the manifest is not needed to find them.
    std::error_code error;
    for (auto const& entry : std::filesystem::directory_iterator(folder, error)) {
        std::string const name = entry.path().filename().string();
        auto const parts = base::split(name, '.');
        if (parts.size() == 3 && parts[2] != "br" && parts[2] != "gz")
            addresses.emplace(fmt::format("{}.{}", parts[0], parts[2]), std::string(assets_prefix) + name);
    }
    return addresses;
}

/// The deploying service's colours and logo, served beside ours (checked by app::complete).
void add_look(http::StaticFiles& files, Addresses& addresses, web::Look look) {
    auto const add = [&](std::string const& stem, std::string const& extension, std::string bytes) {
        if (bytes.empty()) return;
        std::string const hash = base::sha256_hex(bytes).substr(0, look_hash_digits);
        std::string const name = fmt::format("{}.{}.{}", stem, hash, extension);
        addresses[stem + "." + extension] = std::string(assets_prefix) + name;
        files.add(name, std::move(bytes));
    };
    auto sheet = web::brand_sheet(look);
    if (!sheet.ok()) throw base::Fault(sheet.refusal().message);
    add("brand", "css", std::move(sheet).value());
    auto logo = web::logo_of(look);
    if (!logo.ok()) throw base::Fault(logo.refusal().message);
    add("logo", "png", std::move(logo).value());
}

/// Exports that a killed process left half made. Nodes may share the folder: only what no export can still be
/// writing.
void forget_left_files(std::string const& folder) {
    auto const before = std::filesystem::file_time_type::clock::now() - std::chrono::hours(24);
    std::error_code error;
    for (auto const& entry : std::filesystem::directory_iterator(folder, error))
        if (entry.is_regular_file(error) && entry.last_write_time(error) < before)
            std::filesystem::remove(entry.path(), error);
    if (error) log(Level::warning, "temporary files remain", {{"what", error.message()}});
}

void allow_many_connections() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

http::Response plain(int status, std::string body, std::string route) {
    http::Response response = http::text(status, std::move(body));
    response.header("Cache-Control", "no-store");
    response.route = std::move(route);
    return response;
}

/// For whoever balances the load: never cached, nothing secret, no database on this thread.
std::optional<http::Response> health(http::Request const& request, Readiness const& readiness) {
    if (request.path == "/healthz") return plain(200, "ok\n", "GET /healthz");
    if (request.path != "/readyz") return std::nullopt;
    auto const why_not = readiness.why_not();
    if (!why_not) return plain(200, "ready\n", "GET /readyz");
    return plain(503, fmt::format("not ready: {}\n", *why_not), "GET /readyz");
}

/// The socket that systemd holds for this process (sd_listen_fds(3)), or -1. Its connections wait while one
/// version replaces another.
int inherited_socket() {
    constexpr int first_inherited = 3;
    char const* const pid = std::getenv("LISTEN_PID");
    char const* const count = std::getenv("LISTEN_FDS");
    if (pid == nullptr || count == nullptr || base::parse_int(pid) != ::getpid()) return -1;
    ::unsetenv("LISTEN_PID");
    ::unsetenv("LISTEN_FDS");
    if (base::parse_int(count) != 1) throw std::runtime_error("systemd hands over one socket, no more");
    return first_inherited;
}

/// Waits until one of the signals comes; at most `seconds` when that is not negative.
int wait_for(sigset_t const& signals, int seconds) {
    if (seconds < 0) {
        int received = 0;
        sigwait(&signals, &received);
        return received;
    }
    timespec const limit{seconds, 0};
    return sigtimedwait(&signals, nullptr, &limit);
}

}  // namespace

std::unique_ptr<http::Server> Program::metrics_server(std::function<Served()> served,
                                                      Readiness const& readiness) {
    http::ServerSettings settings;
    settings.address = config_.metrics_address;
    settings.port = config_.metrics_port;
    settings.io_threads = 1;
    settings.read_workers = 1;
    settings.write_workers = 1;
    settings.queue_max = scrapes_waiting_max;
    settings.connections_max = scraper_connections_max;
    http::Application application;
    application.at_once = [&readiness](http::Request const& request) { return health(request, readiness); };
    application.handle = [this, served = std::move(served)](http::Request const& request) {
        if (request.path != "/metrics") return plain(404, "only /metrics, /healthz and /readyz\n", {});
        std::string const wanted = "Bearer " + config_.metrics_token;
        if (!config_.metrics_token.empty() && !base::same_secret(request.header("authorization"), wanted)) {
            http::Response refused = plain(401, "the metrics_token of the configuration is wanted\n", {});
            refused.header("WWW-Authenticate", "Bearer");
            return refused;
        }
        http::Response response =
            plain(200, metrics_text(config_, *database_, rooms_, world_.clock.now(), served()), {});
        response.content_type = "text/plain; version=0.0.4; charset=utf-8";
        return response;
    };
    application.fault = [](std::string const& what) {
        log(Level::error, "metrics failed", {{"what", what}});
    };
    return std::make_unique<http::Server>(std::move(settings), std::move(application));
}

int Program::serve() {
    allow_many_connections();
    forget_left_files(services_->temporary_folder);
    // Blocked here before any thread starts, so that only this one receives them.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
    LogThread const log_thread;

    http::StaticFiles files = http::StaticFiles::from_folder(config_.assets, std::string(assets_prefix));
    Addresses addresses = addresses_of(config_.assets);
    add_look(files, addresses, config_.site.look);
    assets_ = web::Assets(std::move(addresses));
    web::Dispatcher dispatcher(
        *services_, routes(), [](std::string_view incident, std::string_view route, std::string_view what) {
            log(Level::error, "fault", {{"incident", incident}, {"route", route}, {"what", what}});
        });
    Readiness readiness(*database_, config_.on_postgresql() ? std::string() : config_.database);
    Traffic traffic;

    http::ServerSettings settings;
    settings.address = config_.address;
    settings.port = config_.port;
    settings.hosts = config_.port == 0 ? std::vector<std::string>{} : config_.hosts;
    settings.proxies = config_.proxies;
    settings.https_origin = config_.site.is_secure();
    settings.listening_socket = inherited_socket();
    http::Application application;
    application.at_once = [&](http::Request const& request) -> std::optional<http::Response> {
        if (auto answer = health(request, readiness)) return answer;
        if (auto file = files.find(request)) {
            file->route = "GET /assets/{file}";
            web::add_security_headers(*file, config_.site, false);
            return file;
        }
        return dispatcher.from_cache(request);
    };
    application.handle = [&](http::Request const& request) { return dispatcher.handle(request); };
    application.admit_upload = [&](http::Request const& request) { return dispatcher.admit_upload(request); };
    application.writes = [](http::Request const& request) { return web::Dispatcher::writes(request); };
    application.error_page = [&](int status) {
        http::Response response = web::bare_error_page(config_.site, assets_, status);
        web::add_security_headers(response, config_.site, false);
        return response;
    };
    application.log = [&](http::AccessRecord const& record) {
        traffic.count(record);
        log_answer(record);
    };
    application.fault = [](std::string const& what) { log(Level::error, "server fault", {{"what", what}}); };
    http::Server server(std::move(settings), std::move(application));
    std::unique_ptr<http::Server> metrics;
    if (config_.metrics_port != 0) {
        metrics = metrics_server(
            [&] {
                return Served{traffic, dispatcher.cache(), server.counters(), !readiness.why_not()};
            },
            readiness);
        metrics->start();
    }
    std::uint16_t const port = server.start();
    std::thread worker([this] { background(); });
    fmt::print("Tremplin répond sur http://{}:{}\n",
               config_.address == "127.0.0.1" ? "localhost" : config_.address, port);
    std::fflush(stdout);
    log(Level::info, "started", {{"version", TREMPLIN_VERSION}});
    if (!config_.demo && people::person_by_email(*database_->snapshot(),
                                                 "operateur@" + std::string(account::demo_email_domain)))
        log(Level::warning, "invented acts are served as real ones",
            {{"what",
              "this database was filled by tremplin demo: serve it with --demo, or make another one"}});

    int const received = wait_for(signals, -1);
    log(Level::info, "stopping", {{"signal", received == SIGTERM ? "SIGTERM" : "SIGINT"}});
    readiness.drain();
    // Proxies learn it from /readyz while everything is still answered; a second signal ends the wait.
    if (config_.drain_seconds > 0) wait_for(signals, config_.drain_seconds);
    server.stop();
    stopping_ = true;
    worker.join();
    if (metrics) metrics->stop();
    sequence();
    database_->close();
    log(Level::info, "stopped");
    return 0;
}

}  // namespace app
