#include "web/exposition.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"

namespace web {
namespace {

bool is_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    }) && (text.front() < '0' || text.front() > '9');
}

/// In a label's value: backslash, quote and line end. In a help text a quote stands as it is.
void put_escaped(std::string& out, std::string_view text, bool is_label) {
    for (char const c : text) {
        if (c == '\\')
            out += "\\\\";
        else if (c == '\n')
            out += "\\n";
        else if (c == '"' && is_label)
            out += "\\\"";
        else
            out.push_back(c);
    }
}

}  // namespace

Exposition& Exposition::family(std::string_view name, std::string_view help, std::string_view type) {
    base::check(is_name(name), "a metric has a plain name");
    std::string const head = fmt::format("# HELP {} ", name);
    base::check(out_.find(head) == std::string::npos, "a metric is written once");
    name_ = name;
    out_ += head;
    put_escaped(out_, help, false);
    out_ += fmt::format("\n# TYPE {} {}\n", name, type);
    return *this;
}

Exposition& Exposition::counter(std::string_view name, std::string_view help) {
    base::check(name.ends_with("_total"), "a counter's name ends with _total");
    return family(name, help, "counter");
}

void Exposition::begin(std::string_view suffix, Labels labels) {
    base::check(!name_.empty(), "a sample belongs to a family");
    out_ += name_;
    out_ += suffix;
    if (labels.size() > 0) {
        char before = '{';
        for (auto const& [name, value] : labels) {
            base::check(is_name(name), "a label has a plain name");
            out_.push_back(before);
            out_ += name;
            out_ += "=\"";
            put_escaped(out_, value, true);
            out_.push_back('"');
            before = ',';
        }
        out_.push_back('}');
    }
    ++series_;
}

Exposition& Exposition::sample(std::string_view suffix, std::int64_t value, Labels labels) {
    begin(suffix, labels);
    out_ += fmt::format(" {}\n", value);
    return *this;
}

Exposition& Exposition::seconds(std::string_view suffix, double value, Labels labels) {
    begin(suffix, labels);
    out_ += fmt::format(" {:.6f}\n", value);
    return *this;
}

}  // namespace web
