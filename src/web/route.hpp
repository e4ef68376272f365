// Route: method, pattern, policy, handler. What has no policy cannot be declared; what has no route is 404.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "web/visit.hpp"

namespace web {

/// Who may come in. Checked before the handler, on every request.
enum class Policy {
    public_page,  // everybody; the same bytes for all without an account, so it may be cached; no POST form
                  // on it
    public_form,  // everybody; may set the browser key
    mail_link,  // whoever holds the address from a mail: signed, it stands for the form token; writes by POST
                // only
    signed_in,  // a person, whatever they act for
    member,     // a person who acts for an authority or a partner, verified or not yet
    operator_,  // the national operator's team
    overseer,   // operator or auditor: reads everything
    relay,      // a prefecture's relay, of one département or several; which one: its pages ask
    api_public,  // everybody, JSON or CSV, never a cookie
    api_token,   // a personal token in "Authorization: Bearer …"
    demo,        // everybody, in demonstration mode only; else 404
};
std::string_view name_of(Policy policy);

struct Operation;  // web/openapi.hpp

using Handler = std::function<http::Response(Visit&)>;

struct Route {
    http::Method method;
    std::string pattern;
    Policy policy;
    Handler handler;
    std::string room;
    /// Files that its form may bring (`Visit::files`); without it multipart/form-data is 415. Only where the
    /// policy wants a signed-in person: who sends is known before a byte of the body is read.
    std::optional<http::UploadLimits> uploads = {};
    /// Reached also by a sign-in that has not yet given its second factor.
    bool before_factor = false;
    /// What programs must know of a route under /api/v1: its parameters, its answer (decision 0015). Each has
    /// one; a test checks it.
    std::shared_ptr<Operation const> api = {};
};

using Routes = std::vector<Route>;

}  // namespace web
