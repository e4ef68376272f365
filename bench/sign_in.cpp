// Asking for a code, for addresses that have an account and addresses that have none: nobody may tell them
// apart.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "bench/sections.hpp"
#include "bench/table.hpp"
#include "people/person_rows.hpp"
#include "web/dispatcher.hpp"

namespace bench {
namespace {

constexpr int tries = 2'000;  // of each
constexpr int persons_per_write = 500;

std::string address_of(bool is_known, int i) {
    return fmt::format("{}{:05}@banc.example", is_known ? "connu" : "autre", i);
}

std::string value_of(std::string_view page, std::string_view name) {
    std::string const mark = fmt::format("name=\"{}\" value=\"", name);
    std::size_t const from = page.find(mark) + mark.size();
    return std::string(page.substr(from, page.find('"', from) - from));
}

/// What of an answer somebody outside can see, without the cookie's value.
std::string seen(http::Response const& response) {
    std::string text = fmt::format("{}\n{}\n", response.status, response.content());
    for (auto const& [name, value] : response.headers) text += name + ": " + value + "\n";
    for (http::Cookie const& cookie : response.cookies)
        text += fmt::format("{} {} {}\n", cookie.name, cookie.value.size(), cookie.max_age_s.value_or(-1));
    return text;
}

}  // namespace

void sign_ins(app::Program& program) {
    title(fmt::format("Sign-in: {} known and {} unknown addresses, in turn", tries, tries));
    for (int from = 0; from < tries; from += persons_per_write) {
        auto const made = program.database().write([&](db::Tx& tx) -> base::Result<base::Done> {
            for (int i = from; i < from + persons_per_write; ++i)
                (void)people::find_or_create_person(tx, program.services().world.clock.now(),
                                                    address_of(true, i));
            return base::Done{};
        });
        if (!made.ok()) throw std::runtime_error(made.refusal().message);
    }
    web::Dispatcher dispatcher(program.services(), program.routes(),
                               [](std::string_view, std::string_view, std::string_view what) {
                                   throw std::runtime_error(std::string(what));
                               });
    http::Request first;
    first.path = first.target = "/connexion";
    http::Response const page = dispatcher.handle(first);
    std::string const fields = "_token=" + base::percent_encoded(value_of(page.content(), "_token")) +
                               "&_key=" + base::percent_encoded(value_of(page.content(), "_key")) + "&email=";
    std::vector<double> times[2];
    std::string answers[2];
    for (int i = 0; i < 2 * tries; ++i) {
        bool const is_known = i % 2 == 0;
        http::Request request;
        request.method = http::Method::post;
        request.path = request.target = "/connexion";
        request.headers.add("content-type", "application/x-www-form-urlencoded");
        for (http::Cookie const& cookie : page.cookies) request.cookies.add(cookie.name, cookie.value);
        request.remote_address = fmt::format("192.0.{}.{}", i / 250, i % 250);
        request.body = fields + base::percent_encoded(address_of(is_known, i / 2));
        double const start = wall_seconds();
        http::Response const response = dispatcher.handle(request);
        times[is_known].push_back((wall_seconds() - start) * 1e6);
        if (response.status != 303) throw std::runtime_error("a code was refused: " + response.body);
        if (answers[is_known].empty()) answers[is_known] = seen(response);
        if (seen(response) != answers[is_known]) throw std::runtime_error("answers differ among themselves");
    }
    if (answers[0] != answers[1])
        throw std::runtime_error("a known address is answered otherwise:\n" + answers[1]);
    double medians[2];
    for (int known = 0; known < 2; ++known) {
        std::sort(times[known].begin(), times[known].end());
        medians[known] = times[known][times[known].size() / 2];
        row(fmt::format("asking for a code, {} address, median", known ? "known" : "unknown"), medians[known],
            "us");
    }
    row("difference of the medians; status, headers and body are the same",
        std::fabs(medians[1] - medians[0]), "us");
}

}  // namespace bench
