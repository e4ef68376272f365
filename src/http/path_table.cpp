// The search of a route: the few dozen patterns are compared one by one, the most literal match wins.
#include "http/path_table.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace http {

namespace {

bool is_name(std::string_view segment) {
    return segment.size() >= 2 && segment.front() == '{' && segment.back() == '}';
}

/// "/a/b" → "a", "b"; "/" → ""; "/a/" → "a", "".
std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    path.remove_prefix(1);
    for (;;) {
        auto const slash = path.find('/');
        segments.push_back(path.substr(0, slash));
        if (slash == std::string_view::npos) return segments;
        path.remove_prefix(slash + 1);
    }
}

bool matches(std::vector<std::string> const& pattern, std::vector<std::string_view> const& path) {
    return std::ranges::equal(pattern, path, [](std::string const& wanted, std::string_view segment) {
        return is_name(wanted) ? !segment.empty() : wanted == segment;
    });
}

/// Two patterns match exactly the same paths: "/a/{x}" and "/a/{y}".
bool same_paths(std::vector<std::string> const& a, std::vector<std::string> const& b) {
    return std::ranges::equal(a, b, [](std::string const& left, std::string const& right) {
        return left == right || (is_name(left) && is_name(right));
    });
}

/// Of two patterns that match one path, the first whose earliest differing segment is literal.
bool more_literal(std::vector<std::string> const& a, std::vector<std::string> const& b) {
    for (std::size_t i = 0; i < a.size(); ++i)
        if (is_name(a[i]) != is_name(b[i])) return is_name(b[i]);
    return false;
}

}  // namespace

void PathTable::add(Method method, std::string_view pattern, std::size_t index) {
    base::check(pattern.starts_with('/'), "a pattern begins with /");
    std::vector<std::string> segments;
    for (std::string_view const segment : segments_of(pattern)) {
        base::check(is_name(segment) || segment.find_first_of("{}") == std::string_view::npos,
                    "a {name} is a whole segment");
        segments.emplace_back(segment);
    }
    for (Entry const& entry : entries_)
        base::check(entry.method != method || !same_paths(entry.segments, segments),
                    "a route is declared once");
    entries_.push_back({method, std::move(segments), index});
}

PathTable::Found PathTable::find(Method method, std::string_view path) const {
    Found found;
    if (!path.starts_with('/')) return found;
    auto const segments = segments_of(path);

    Entry const* best = nullptr;
    auto const consider = [&](Method wanted) {
        for (Entry const& entry : entries_)
            if (entry.method == wanted && matches(entry.segments, segments) &&
                (best == nullptr || more_literal(entry.segments, best->segments)))
                best = &entry;
    };
    consider(method);
    if (best == nullptr && method == Method::head) consider(Method::get);

    if (best != nullptr) {
        found.what = Found::What::route;
        found.index = best->index;
        for (std::size_t i = 0; i < segments.size(); ++i)
            if (is_name(best->segments[i]))
                found.values.emplace_back(best->segments[i].substr(1, best->segments[i].size() - 2),
                                          std::string(segments[i]));
        return found;
    }

    auto const allows = [&](Method wanted) {
        return std::ranges::any_of(entries_, [&](Entry const& entry) {
            return entry.method == wanted && matches(entry.segments, segments);
        });
    };
    for (Method const candidate : {Method::get, Method::head, Method::post, Method::put, Method::del,
                                   Method::options, Method::other}) {
        if (!allows(candidate) && !(candidate == Method::head && allows(Method::get))) continue;
        found.what = Found::What::wrong_method;
        if (!found.allow.empty()) found.allow += ", ";
        found.allow += name_of(candidate);
    }
    return found;
}

}  // namespace http
