// Counting connections, turning faults into pages, numbering requests.
#include "http/shared.hpp"

#include <array>
#include <cstdio>
#include <random>
#include <utility>

namespace http {

Shared::Shared(ServerSettings settings_, Application application_)
    : settings(std::move(settings_)),
      application(std::move(application_)),
      reads(settings.read_workers, settings.queue_max),
      writes(settings.write_workers, settings.queue_max),
      first_request_id(std::random_device{}() | std::uint64_t{std::random_device{}()} << 32) {}

bool Shared::count_in(std::string const& network) {
    std::lock_guard const lock(mutex);
    if (open >= settings.connections_max) return false;
    if (!network.empty()) {
        std::size_t& count = per_network[network];
        if (count >= settings.connections_per_ip_max) return false;
        ++count;
    }
    ++open;
    return true;
}

void Shared::count_out(std::string const& network) {
    std::lock_guard const lock(mutex);
    --open;
    auto const entry = per_network.find(network);
    if (entry != per_network.end() && --entry->second == 0) per_network.erase(entry);
    if (open == 0) changed.notify_all();
}

void Shared::note_fault(std::string const& what) const {
    if (application.fault)
        application.fault(what);
    else
        std::fprintf(stderr, "http: %s\n", what.c_str());
}

Response Shared::error_page(int status) const {
    Response page;
    try {
        page = application.error_page ? application.error_page(status)
                                      : text(status, std::string(reason_of(status)) + "\n");
    } catch (std::exception const& fault) {
        note_fault(std::string("error page: ") + fault.what());
        page = text(status, std::string(reason_of(status)) + "\n");
    }
    page.status = status;
    if (status == 503) page.header("Retry-After", "2");
    return page;
}

Answer Shared::answer(Request const& request, std::function<Response(Request const&)> const& handler) const {
    try {
        return prepared(handler(request), request);
    } catch (std::exception const& fault) {
        note_fault(request.request_id + " " + fault.what());
    } catch (...) {
        note_fault(request.request_id + " unknown exception");
    }
    return prepared(error_page(500), request);
}

std::string Shared::next_request_id() {
    std::array<char, 17> id{};
    std::snprintf(id.data(), id.size(), "%016llx",
                  static_cast<unsigned long long>(first_request_id + ++requests));
    return std::string(id.data(), 16);
}

void Shared::note_thrown(std::string const& where, std::exception_ptr const& thrown) const {
    if (!thrown) return;
    try {
        std::rethrow_exception(thrown);
    } catch (std::exception const& fault) {
        note_fault(where + ": " + fault.what());
    } catch (...) {
        note_fault(where + ": unknown exception");
    }
}

}  // namespace http
