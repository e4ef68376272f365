// Json: an appender that writes one JSON document, and the API's answers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "http/message.hpp"

namespace web {

/// Writes in order: `json.object().key("total").number(3).end()`. Commas are its own business; nesting is
/// checked.
class Json {
  public:
    Json& object();
    Json& array();
    Json& end();
    Json& key(std::string_view name);
    Json& text(std::string_view value);
    Json& number(std::int64_t value);
    Json& boolean(bool value);
    Json& null();
    Json& instant(base::Instant at);
    /// A whole JSON value, already written; from code only.
    Json& raw(std::string_view value);
    Json& maybe_text(std::string_view value) { return value.empty() ? null() : text(value); }

    std::string take();
    std::string& buffer() { return out_; }

  private:
    void separate();
    std::string out_;
    std::string nesting_;  // '{' or '[' per level
    bool comma_ = false;
};

http::Response json_response(std::string document, int status = 200);
/// RFC 9457 problem of a refusal.
http::Response problem(base::Refusal const& refusal);
http::Response problem(int status, std::string_view title, std::string_view detail);
int status_of(base::RefusalCode code);

}  // namespace web
