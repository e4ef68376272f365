// What the persons of the house ask: whole requests with their cookies, tokens and files, and what came of
// them.
#include <fmt/format.h>

#include <algorithm>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "db/tables.hpp"
#include "http/multipart.hpp"
#include "people/secrets.hpp"
#include "security/house.hpp"
#include "web/form_token.hpp"

namespace security {
namespace {

constexpr std::string_view browser_key = "navigateur-de-la-matrice";
constexpr std::string_view under_way_cookie = "connexion";
constexpr std::string_view boundary = "----MatriceDesDroits7MA4YWxk";

bool is_unsafe(http::Method method) {
    return method != http::Method::get && method != http::Method::head;
}

}  // namespace

http::Request House::head_of(std::string_view role, http::Method method, std::string const& target) const {
    http::Request request;
    request.method = method;
    request.target = target;
    std::size_t const question = target.find('?');
    request.path = base::percent_decoded(target.substr(0, question), false).value_or("/");
    if (question != std::string::npos) request.query = *http::parse_query(target.substr(question + 1));
    // Each request from elsewhere: limits by address are not this matrix's business.
    request.remote_address =
        fmt::format("10.{}.{}.{}", requests_ / 60000, requests_ / 240 % 250, requests_ % 240 + 1);
    ++requests_;
    request.headers.add("host", "localhost:8080");
    if (role == "browser") {
        request.cookies.add(std::string(web::browser_cookie), std::string(browser_key));
        request.cookies.add(std::string(under_way_cookie), made_.find("browser.under_way")->second);
    } else if (auto const browser = browsers_.find(role); browser != browsers_.end()) {
        if (!browser->second.cookie.empty())
            request.cookies.add(std::string(web::sign_in_cookie), browser->second.cookie);
        if (!browser->second.bearer.empty())
            request.headers.add("authorization", "Bearer " + browser->second.bearer);
    }
    return request;
}

Fields House::hidden_fields(std::string_view role) {
    auto const browser = browsers_.find(role);
    bool const is_signed_in = browser != browsers_.end() && !browser->second.cookie.empty();
    std::string const& secret = program_->services().secret;
    std::string const token =
        is_signed_in ? web::form_token_of(secret, people::hash_of_token(browser->second.cookie))
                     : web::form_token_of(secret, role == "browser" ? browser_key : std::string_view());
    return {{"_token", token}, {"_key", "matrice-des-droits-" + std::to_string(++keys_)}};
}

http::Request House::request_of(std::string_view role, http::Method method, std::string const& target,
                                Fields const& form) {
    http::Request request = head_of(role, method, target);
    if (!is_unsafe(method)) return request;
    Fields fields = hidden_fields(role);
    if (request.path.starts_with("/api/")) {
        request.headers.add("idempotency-key", fields.back().second);
        return request;
    }
    fields.insert(fields.end(), form.begin(), form.end());
    for (auto const& [name, value] : fields)
        request.body += (request.body.empty() ? "" : "&") + base::percent_encoded(name) + "=" +
                        base::percent_encoded(value);
    request.headers.add("content-type", "application/x-www-form-urlencoded");
    return request;
}

http::Response House::send(std::string_view role, http::Method method, std::string const& target,
                           Fields const& form) {
    bool const has_file =
        std::any_of(form.begin(), form.end(), [](auto const& one) { return one.second.starts_with('@'); });
    if (!has_file) return dispatcher_->handle(request_of(role, method, target, form));
    http::Request request = head_of(role, method, target);
    Fields fields = hidden_fields(role);
    fields.insert(fields.end(), form.begin(), form.end());
    std::string body;
    for (auto const& [name, value] : fields) {
        body += "--" + std::string(boundary) + "\r\nContent-Disposition: form-data; name=\"" + name + "\"";
        if (value.starts_with('@'))
            body += "; filename=\"" + value.substr(1) +
                    "\"\r\nContent-Type: application/octet-stream\r\n\r\nreference,decision,explication\r\n"
                    "C-0000-0000,Rejeter,Une explication inventée\r\n";
        else
            body += "\r\n\r\n" + value;
        body += "\r\n";
    }
    body += "--" + std::string(boundary) + "--\r\n";
    request.headers.add("content-type", "multipart/form-data; boundary=" + std::string(boundary));
    http::UploadAdmission admission = dispatcher_->admit_upload(request);
    if (admission.refused) return std::move(*admission.refused);
    http::MultipartReader reader(boundary, admission.limits, admission.folder);
    int refused = reader.feed(body);
    if (refused == 0) refused = reader.finish();
    if (refused != 0) return http::text(refused, "refused while reading");
    request.fields = reader.take_fields();
    request.files = reader.take_files();
    return dispatcher_->handle(request);
}

std::int64_t House::rows() {
    auto const snapshot = program_->database().snapshot();
    std::int64_t all = 0;
    for (db::Table const& table : db::tables(*snapshot)) all += db::count_of(*snapshot, table);
    return all;
}

Outcome House::outcome(std::string_view role, web::Route const& route, std::string const& target,
                       Fields const& form) {
    bool const on_file = engine_ == db::Engine::sqlite;
    // Counting every table takes a while on PostgreSQL, and reads have no transaction that could write there.
    auto const mark = [&]() -> std::int64_t {
        if (on_file) return program_->database().version().value_or(0);
        return is_unsafe(route.method) ? rows() : 0;
    };
    auto const acts = [&] {
        return program_->database().snapshot()->integer("SELECT count(*) FROM journal_entries");
    };
    std::int64_t const before = mark();
    std::int64_t const acts_before = acts();
    http::Response const response = send(role, route.method, target, form);
    Outcome outcome;
    outcome.cell = std::to_string(response.status);
    if (response.status == 303)
        for (auto const& [name, value] : response.headers) {
            if (name != "Location") continue;
            if (value.starts_with("/connexion?retour=")) outcome.cell = "in";
            if (value.starts_with("/mon-compte/collectivites/ajouter?retour=")) outcome.cell = "for";
            if (value.starts_with("/connexion/second-facteur?retour=") ||
                value.starts_with("/mon-compte/double-authentification?retour="))
                outcome.cell = "2fa";
        }
    if (mark() != before) outcome.cell += acts() != acts_before ? "+" : "~";
    outcome.body = response.content();
    return outcome;
}

}  // namespace security
