#include "consultation/campaign_change.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace consultation {
namespace {

std::string escaped(std::string_view text) {
    std::string out;
    for (char const c : text) {
        if (c == '\\')
            out += "\\\\";
        else if (c == '\n')
            out += "\\n";
        else if (c == '\t')
            out += "\\t";
        else
            out += c;
    }
    return out;
}

std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        char const c = text[++i];
        out += c == 'n' ? '\n' : c == 't' ? '\t' : c;
    }
    return out;
}

std::string value_of(std::vector<Fact> const& facts, std::string const& label) {
    auto const found = std::ranges::find(facts, label, &Fact::label);
    return found == facts.end() ? std::string() : found->value;
}

}  // namespace

std::vector<Difference> differences(std::vector<Fact> const& before, std::vector<Fact> const& after) {
    std::vector<Difference> found;
    for (Fact const& fact : after)
        if (std::string old = value_of(before, fact.label); old != fact.value)
            found.push_back({fact.label, std::move(old), fact.value});
    for (Fact const& fact : before)
        if (value_of(after, fact.label).empty()) found.push_back({fact.label, fact.value, {}});
    return found;
}

std::string stored_facts(std::vector<Fact> const& facts) {
    std::string out;
    for (Fact const& fact : facts) out += escaped(fact.label) + '\t' + escaped(fact.value) + '\n';
    return out;
}

std::vector<Fact> facts_from(std::string_view stored) {
    std::vector<Fact> facts;
    for (std::string_view const line : base::split(stored, '\n')) {
        std::size_t const tab = line.find('\t');
        if (tab == std::string_view::npos) continue;
        facts.push_back({unescaped(line.substr(0, tab)), unescaped(line.substr(tab + 1))});
    }
    return facts;
}

}  // namespace consultation
