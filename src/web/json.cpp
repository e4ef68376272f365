#include "web/json.hpp"

#include <fmt/format.h>

#include "base/check.hpp"

namespace web {
namespace {

void put_quoted(std::string& out, std::string_view text) {
    out.push_back('"');
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                if (byte < 0x20)
                    out += fmt::format("\\u{:04x}", byte);
                else
                    out.push_back(c);
        }
    }
    out.push_back('"');
}

std::string_view title_of(int status) {
    switch (status) {
        case 400:
            return "Demande mal formée";
        case 401:
            return "Connexion nécessaire";
        case 403:
            return "Droit insuffisant";
        case 404:
            return "Introuvable";
        case 405:
            return "Méthode non prévue";
        case 409:
            return "En contradiction avec l’état actuel";
        case 413:
            return "Demande trop volumineuse";
        case 422:
            return "Contenu refusé";
        case 429:
            return "Trop de demandes";
        case 503:
            return "Service momentanément indisponible";
        default:
            return "Erreur";
    }
}

}  // namespace

void Json::separate() {
    if (comma_) out_.push_back(',');
    comma_ = true;
}
Json& Json::object() {
    separate();
    out_.push_back('{');
    nesting_.push_back('{');
    comma_ = false;
    return *this;
}
Json& Json::array() {
    separate();
    out_.push_back('[');
    nesting_.push_back('[');
    comma_ = false;
    return *this;
}
Json& Json::end() {
    base::check(!nesting_.empty(), "an end without a beginning");
    out_.push_back(nesting_.back() == '{' ? '}' : ']');
    nesting_.pop_back();
    comma_ = true;
    return *this;
}
Json& Json::key(std::string_view name) {
    base::check(!nesting_.empty() && nesting_.back() == '{', "a key stands in an object");
    separate();
    put_quoted(out_, name);
    out_.push_back(':');
    comma_ = false;
    return *this;
}
Json& Json::text(std::string_view value) {
    separate();
    put_quoted(out_, value);
    return *this;
}
Json& Json::number(std::int64_t value) {
    separate();
    out_ += std::to_string(value);
    return *this;
}
Json& Json::boolean(bool value) {
    separate();
    out_ += value ? "true" : "false";
    return *this;
}
Json& Json::null() {
    separate();
    out_ += "null";
    return *this;
}
Json& Json::raw(std::string_view value) {
    separate();
    out_ += value;
    return *this;
}
Json& Json::instant(base::Instant at) {
    return text(base::iso8601(at));
}

std::string Json::take() {
    base::check(nesting_.empty(), "a JSON document is closed before it is taken");
    return std::move(out_);
}

http::Response json_response(std::string document, int status) {
    http::Response response;
    response.status = status;
    response.content_type = "application/json; charset=utf-8";
    response.body = std::move(document);
    return response;
}

int status_of(base::RefusalCode code) {
    switch (code) {
        case base::RefusalCode::invalid:
            return 422;
        case base::RefusalCode::unauthenticated:
            return 401;
        case base::RefusalCode::forbidden:
            return 403;
        case base::RefusalCode::not_found:
            return 404;
        case base::RefusalCode::late:
        case base::RefusalCode::conflict:
            return 409;
        case base::RefusalCode::too_many:
            return 429;
        case base::RefusalCode::too_large:
            return 413;
        case base::RefusalCode::unavailable:
            return 503;
    }
    base::fail("a refusal has a status");
}

http::Response problem(base::Refusal const& refusal) {
    int const status = status_of(refusal.code);
    Json json;
    json.object()
        .key("type")
        .text("about:blank")
        .key("title")
        .text(title_of(status))
        .key("status")
        .number(status);
    json.key("detail").text(refusal.advice.empty() ? refusal.message
                                                   : refusal.message + " " + refusal.advice);
    if (!refusal.fields.empty()) {
        json.key("errors").array();
        for (base::FieldError const& error : refusal.fields)
            json.object().key("field").text(error.field).key("detail").text(error.message).end();
        json.end();
    }
    json.end();
    http::Response response = json_response(json.take(), status);
    response.content_type = "application/problem+json; charset=utf-8";
    if (refusal.retry_after_s > 0) response.header("Retry-After", std::to_string(refusal.retry_after_s));
    return response;
}

http::Response problem(int status, std::string_view title, std::string_view detail) {
    Json json;
    json.object().key("type").text("about:blank").key("title").text(title.empty() ? title_of(status) : title);
    json.key("status").number(status).key("detail").text(detail).end();
    http::Response response = json_response(json.take(), status);
    response.content_type = "application/problem+json; charset=utf-8";
    return response;
}

}  // namespace web
