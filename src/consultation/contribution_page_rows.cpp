#include "consultation/contribution_page_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace consultation {
namespace {

constexpr int bodies_looked_at_max = 500;

/// What a line may mean: the whole of it, its first word, what stands in its last parentheses.
std::vector<std::string> codes_in(std::string const& line) {
    std::vector<std::string> codes{line};
    if (std::size_t const blank = line.find(' '); blank != std::string::npos)
        codes.push_back(line.substr(0, blank));
    std::size_t const open = line.rfind('(');
    std::size_t const close = line.rfind(')');
    if (open != std::string::npos && close != std::string::npos && open < close)
        codes.push_back(line.substr(open + 1, close - open - 1));
    return codes;
}

struct Candidate {
    AuthorityId id;
    std::string reference;
    std::string insee_code;
    std::string siren;
    std::string name_key;
    bool is_in_force = true;
};

/// By a code first, since it names one only; else by its name, when one in force bears it.
std::vector<AuthorityId> meant_by(std::string const& line, std::vector<Candidate> const& candidates) {
    for (std::string const& code : codes_in(line))
        for (Candidate const& one : candidates)
            if (one.reference == code || (one.is_in_force && (one.insee_code == code || one.siren == code)))
                return {one.id};
    std::vector<AuthorityId> named;
    std::string const key = base::name_key(line);
    for (Candidate const& one : candidates)
        if (one.is_in_force && !key.empty() && one.name_key == key) named.push_back(one.id);
    return named;
}

}  // namespace

SpokenFor spoken_for(db::Reader const& reader, base::Id<Contribution> id) {
    SpokenFor found;
    reader.each(
        "SELECT 0 AS rank, a.long_name, a.reference, f.state FROM contributions c "
        "JOIN authorities a ON a.id = c.authority_id JOIN affiliations f ON f.id = c.author_affiliation_id "
        "WHERE c.id = $1 "
        "UNION ALL "
        "SELECT 0 AS rank, p.name, '', f.state FROM contributions c "
        "JOIN partners p ON p.id = c.partner_id JOIN affiliations f ON f.id = c.author_affiliation_id "
        "WHERE c.id = $2 "
        "UNION ALL "
        "SELECT 1 AS rank, a.long_name, a.reference, '' FROM contribution_bodies b "
        "JOIN authorities a ON a.id = b.authority_id WHERE b.contribution_id = $3 "
        "ORDER BY 1, 2, 3",
        {id, id, id}, [&](db::Row const& row) {
            if (row.integer(0) == 0) {
                found.name = row.string(1);
                found.reference = row.string(2);
                // A right that ended later was good on its day.
                found.is_verified = row.text(3) != "pending";
            } else {
                found.others.push_back(row.string(1));
                found.other_references.push_back(row.string(2));
            }
        });
    return found;
}

std::vector<std::pair<AuthorityId, std::string>> authority_names(db::Reader const& reader,
                                                                 std::vector<AuthorityId> ids) {
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    if (ids.empty()) return {};
    ids.resize(std::min(ids.size(), named_authorities_max));
    std::string parameters;
    std::vector<db::Value> values;
    for (AuthorityId const id : ids) {
        values.emplace_back(id);
        parameters += fmt::format("{}${}", parameters.empty() ? "" : ", ", values.size());
    }
    std::vector<std::pair<AuthorityId, std::string>> names;
    reader.each(fmt::format("SELECT id, long_name FROM authorities WHERE id IN ({}) ORDER BY name_key, id",
                            parameters),
                std::span<db::Value const>(values),
                [&](db::Row const& row) { names.emplace_back(AuthorityId(row.integer(0)), row.string(1)); });
    return names;
}

NamedBodies named_bodies(db::Reader const& reader, std::vector<std::string> const& lines) {
    NamedBodies named;
    std::size_t const looked_at = std::min(lines.size(), named_lines_max);
    std::vector<std::string> codes;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < looked_at; ++i) {
        for (std::string& code : codes_in(lines[i])) codes.push_back(std::move(code));
        names.push_back(base::name_key(lines[i]));
    }
    if (codes.empty()) return named;
    std::vector<db::Value> values;
    auto const listed = [&](std::vector<std::string> const& texts) {
        std::string parameters;
        for (std::string const& text : texts) {
            values.emplace_back(text);
            parameters += fmt::format("{}${}", parameters.empty() ? "" : ", ", values.size());
        }
        return parameters;
    };
    // Numbered in the order in which they are written: each list is bound again.
    std::string const by_reference = listed(codes);
    std::string const by_insee = listed(codes);
    std::string const by_siren = listed(codes);
    std::string const by_name = listed(names);
    values.emplace_back(bodies_looked_at_max);
    std::vector<Candidate> candidates;
    reader.each(
        fmt::format("SELECT id, reference, coalesce(insee_code, ''), coalesce(siren, ''), name_key, in_force "
                    "FROM authorities WHERE reference IN ({}) OR insee_code IN ({}) OR siren IN ({}) "
                    "OR name_key IN ({}) ORDER BY id LIMIT ${}",
                    by_reference, by_insee, by_siren, by_name, values.size()),
        std::span<db::Value const>(values), [&](db::Row const& row) {
            candidates.push_back({row.id<territories::Authority>(0), row.string(1), row.string(2),
                                  row.string(3), row.string(4), row.boolean(5)});
        });
    for (std::size_t i = 0; i < looked_at; ++i) {
        std::vector<AuthorityId> const meant = meant_by(lines[i], candidates);
        if (meant.empty())
            named.unknown.push_back(lines[i]);
        else if (meant.size() > 1)
            named.ambiguous.push_back(lines[i]);
        else if (std::ranges::find(named.found, meant.front()) == named.found.end())
            named.found.push_back(meant.front());
    }
    return named;
}

}  // namespace consultation
