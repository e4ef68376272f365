#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "bench/client.hpp"
#include "bench/sections.hpp"
#include "bench/table.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/proposal_lists.hpp"
#include "http/server.hpp"

namespace bench {
namespace {

constexpr int connections = 16;
constexpr double seconds = 2.0;

/// CPU of the server per answer, in µs, over one run.
double cpu_per_answer(std::uint16_t port, std::string const& target) {
    (void)load(port, target, connections, 0.3);  // warm
    double const before = cpu_seconds();
    Load const counts = load(port, target, connections, seconds);
    if (counts.others > 0)
        throw std::runtime_error(fmt::format("{}: {} answers that are not 200", target, counts.others));
    return (cpu_seconds() - before) * 1e6 / static_cast<double>(counts.answers);
}

/// The list of proposals and the most supported proposal of the demonstration's oldest campaign.
std::pair<std::string, std::string> addresses(app::Program& program) {
    std::string slug;
    std::string proposal;
    {
        auto const snapshot = program.database().snapshot();
        for (consultation::Campaign const& campaign : consultation::campaigns(*snapshot))
            slug = campaign.slug;
        consultation::ProposalFilter filter;
        filter.campaign = consultation::campaign_by_slug(*snapshot, slug)->id;
        proposal = consultation::proposals_page(*snapshot, filter, consultation::ProposalSort::supports, 1)
                       .items.at(0)
                       .reference;
    }
    return {"/campagnes/" + slug + "/propositions", "/propositions/" + proposal};
}

}  // namespace

void pages(app::Program& program) {
    web::Dispatcher dispatcher(program.services(), program.routes(), [](auto, auto route, auto what) {
        throw std::runtime_error(fmt::format("{}: {}", route, what));
    });
    auto const [list, page] = addresses(program);
    bool cached = true;
    std::string const bytes(9'000, 'x');  // about a compressed page

    http::ServerSettings settings;
    http::Application application;
    application.at_once = [&](http::Request const& request) -> std::optional<http::Response> {
        if (request.path == "/constant") {
            static auto const shared = std::make_shared<std::string const>(bytes);
            http::Response response;
            response.content_encoding = "br";
            response.shared_body = shared;
            return response;
        }
        return cached ? dispatcher.from_cache(request) : std::nullopt;
    };
    application.handle = [&](http::Request const& request) {
        if (request.path != "/constant-worker") return dispatcher.handle(request);
        http::Response response;
        response.content_encoding = "br";
        response.body = bytes;
        return response;
    };
    application.writes = [](http::Request const&) { return false; };
    application.error_page = [](int status) { return http::text(status, "error"); };
    http::Server server(settings, application);
    std::uint16_t const port = server.start();

    title(fmt::format(
        "Pages: CPU of the server per answer ({} connections, {:.0f} s each, client in its own process)",
        connections, seconds));
    double const constant = cpu_per_answer(port, "/constant");
    double const constant_worker = cpu_per_answer(port, "/constant-worker");
    row("constant bytes from the I/O thread (the limit)", constant, "us");
    row("constant bytes through a worker", constant_worker, "us");
    row("list of proposals, cached", cpu_per_answer(port, list), "us", constant, "constant bytes", "<= 2x");
    row("proposal, cached", cpu_per_answer(port, page), "us", constant, "constant bytes", "<= 2x");
    cached = false;
    // Each request has another query, so that nothing is remembered; compression is not part of the budget,
    // but is here.
    row("list of proposals, not cached, with brotli", cpu_per_answer(port, list), "us", constant_worker,
        "constant through worker", "300 us before compression");
    row("proposal, not cached, with brotli", cpu_per_answer(port, page), "us", constant_worker,
        "constant through worker");
    server.stop();
}

void handlers(app::Program& program) {
    web::Dispatcher dispatcher(program.services(), program.routes(), [](auto, auto route, auto what) {
        throw std::runtime_error(fmt::format("{}: {}", route, what));
    });
    auto const [list, page] = addresses(program);
    std::string const contributions = list.substr(0, list.rfind('/')) + "/contributions";

    title("Pages: CPU of the handler alone, before compression");
    for (std::string const& target : {list, page, contributions, std::string("/")}) {
        http::Request request;
        request.target = request.path = target;
        // A shared machine only ever adds to a round: the lowest says what the page costs, the median how it
        // went.
        constexpr int rounds = 40;
        constexpr int pages_a_round = 10;
        for (int i = 0; i < 20; ++i) (void)dispatcher.handle(request);
        std::vector<double> costs;
        for (int round = 0; round < rounds; ++round)
            costs.push_back(cost_of(pages_a_round, [&] {
                                for (int i = 0; i < pages_a_round; ++i) (void)dispatcher.handle(request);
                            }).cpu_us);
        std::ranges::sort(costs);
        row(target + ", lowest of 40 rounds", costs.front(), "us", 0, {}, target == list ? "300 us" : "");
        row(target + ", median", costs[costs.size() / 2], "us");
    }
    row("resident memory after these runs", resident_mib(), "MiB");
    row("of it held by this process alone", private_mib(), "MiB");
}

}  // namespace bench
