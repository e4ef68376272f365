// Dispatcher: from a Request to a Response: route, who it is, policy, form token, handler, faults, cache.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "http/path_table.hpp"
#include "http/server.hpp"
#include "web/page_cache.hpp"
#include "web/route.hpp"

namespace web {

/// What a fault's log line holds: incident number, route, what. No query, no body, no person.
using FaultLog =
    std::function<void(std::string_view incident, std::string_view route, std::string_view what)>;

class Dispatcher {
  public:
    /// Throws Fault when two routes are the same.
    Dispatcher(Services const& services, Routes routes, FaultLog log);

    /// Told after each answer how many SQL statements its page ran: tests hold pages to their budget
    /// (HOUSE.md).
    void observe_statements(std::function<void(std::string_view route, int statements)> observe) {
        observe_ = std::move(observe);
    }

    /// On a worker, before the body of a form with files is read: whether the route takes files, and whether
    /// this visitor may send them (policy, origin, rate). Never throws.
    http::UploadAdmission admit_upload(http::Request const& request);
    /// On a worker: the whole answer, headers included. Never throws.
    http::Response handle(http::Request const& request);
    /// On the I/O thread: a cached public page, or nothing.
    std::optional<http::Response> from_cache(http::Request const& request);
    /// Whether the request may write (which pool).
    static bool writes(http::Request const& request);

    Routes const& routes() const { return routes_; }
    PageCache const& cache() const { return cache_; }

  private:
    http::Response answer(Visit& visit);
    std::optional<http::Response> refused_upload(Visit& visit, http::UploadLimits& limits);
    http::Response checked(Visit& visit, Route const& route);
    std::optional<http::Response> refused_by_policy(Visit& visit, Route const& route);
    /// Why a form is not ours, or cannot be read.
    std::optional<http::Response> refused_form(Visit& visit, Route const& route, bool is_read);
    /// What was kept of this form (`kept_instead`) goes once it has been sent again and accepted.
    void forget_sent_again(Visit& visit, http::Response const& response);
    /// Where who has a second factor to give, or to put on, goes first.
    std::optional<http::Response> factor_first(Visit& visit, Route const& route);
    void identify(Visit& visit, Route const& route);
    void keep(http::Request const& request, Visit const& visit, std::optional<std::int64_t> version,
              http::Response& response);

    Services const& services_;
    Routes routes_;
    http::PathTable table_;
    PageCache cache_;
    FaultLog log_;
    std::function<void(std::string_view, int)> observe_;
};

/// Operator, auditor or relay: the roles that a second factor protects.
bool has_role(people::SignIn const& who);

/// The headers of reliability.md §7 on every answer.
void add_security_headers(http::Response& response, SiteSettings const& settings, bool is_private);

}  // namespace web
