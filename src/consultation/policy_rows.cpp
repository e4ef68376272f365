#include "consultation/policy_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <string>

#include "territories/lookup.hpp"

namespace consultation {
namespace {

/// Codes asked for at once, communes inserted at once.
constexpr std::size_t batch = 200;

struct Found {
    base::Id<territories::Authority> id;
    std::string name;
    bool is_in_force = false;
};

/// "$1, $2, …": a list of as many places as there are values.
std::string places(std::size_t first, std::size_t count) {
    std::string list;
    for (std::size_t i = 0; i < count; ++i) list += fmt::format("{}${}", i == 0 ? "" : ", ", first + i);
    return list;
}

/// What the register knows by these codes; one in force before a former one.
std::map<std::string, Found> known(db::Reader const& reader, std::vector<CodeLine> const& lines) {
    std::set<std::string> wanted;
    for (CodeLine const& line : lines)
        if (!line.code.empty()) wanted.insert(line.code);
    std::vector<std::string> const codes(wanted.begin(), wanted.end());
    std::map<std::string, Found> found;
    auto const note = [&](db::Row const& row) {
        bool const is_in_force = row.text(3) == "commune" && row.boolean(4);
        auto const [at, is_new] = found.try_emplace(row.string(0));
        if (is_new || (is_in_force && !at->second.is_in_force))
            at->second = {row.id<territories::Authority>(1), row.string(2), is_in_force};
    };
    for (std::size_t from = 0; from < codes.size(); from += batch) {
        std::size_t const count = std::min(batch, codes.size() - from);
        std::vector<db::Value> values(codes.begin() + static_cast<std::ptrdiff_t>(from),
                                      codes.begin() + static_cast<std::ptrdiff_t>(from + count));
        reader.each("SELECT insee_code, id, name, kind, in_force FROM authorities WHERE insee_code IN (" +
                        places(1, count) +
                        ") AND kind IN ('commune', 'former_commune') ORDER BY in_force DESC, id",
                    std::span<db::Value const>(values), note);
        reader.each(
            "SELECT c.code, a.id, a.name, 'former_commune', 0 FROM authority_codes c JOIN authorities a "
            "ON a.id = c.authority_id WHERE c.code IN (" +
                places(1, count) + ") ORDER BY a.in_force DESC, a.id",
            std::span<db::Value const>(values), note);
    }
    return found;
}

}  // namespace

std::vector<Policy> policies(db::Reader const& reader, base::Id<Campaign> campaign) {
    return reader.list<Policy>(
        "SELECT p.id, p.slug, p.name, p.source, "
        "(SELECT count(*) FROM policy_members m WHERE m.policy_id = p.id) "
        "FROM policies p WHERE p.campaign_id = $1 ORDER BY p.id LIMIT $2",
        {campaign, static_cast<std::int64_t>(policies_max)}, [](db::Row const& row) {
            return Policy{row.id<Policy>(0), row.string(1), row.string(2), row.string(3), row.integer(4), {}};
        });
}

std::vector<Policy> policies_with_members(db::Reader const& reader, base::Id<Campaign> campaign) {
    std::vector<Policy> all = policies(reader, campaign);
    reader.each(
        "SELECT m.policy_id, coalesce(a.insee_code, a.reference) FROM policies p JOIN policy_members m ON "
        "m.policy_id = p.id "
        "JOIN authorities a ON a.id = m.authority_id WHERE p.campaign_id = $1 ORDER BY m.policy_id, a.id",
        {campaign}, [&](db::Row const& row) {
            auto const policy = std::ranges::find(all, row.id<Policy>(0), &Policy::id);
            if (policy != all.end()) policy->members.push_back(row.string(1));
        });
    for (Policy& policy : all) std::ranges::sort(policy.members);
    return all;
}

std::vector<std::string> policy_communes(db::Reader const& reader, base::Id<Policy> policy, int limit,
                                         int offset) {
    return reader.list<std::string>(
        "SELECT a.name, coalesce(a.insee_code, a.reference) FROM policy_members m JOIN authorities a ON a.id "
        "= m.authority_id "
        "WHERE m.policy_id = $1 ORDER BY a.name_key, a.id LIMIT $2 OFFSET $3",
        {policy, limit, offset},
        [](db::Row const& row) { return fmt::format("{} ({})", row.text(0), row.text(1)); });
}

CodeReport checked_codes(db::Reader const& reader, std::vector<CodeLine> const& lines) {
    auto const register_of = known(reader, lines);
    CodeReport report;
    std::set<std::int64_t> taken;
    for (CodeLine const& line : lines) {
        ++report.lines;
        CodeRemark remark{
            CodeRemark::Kind::unknown, line.line, line.code.empty() ? line.typed : line.code, {}, {}};
        auto const found = register_of.find(line.code);
        if (line.code.empty()) {
            remark.kind = CodeRemark::Kind::unreadable;
            report.remarks.push_back(std::move(remark));
            continue;
        }
        if (found == register_of.end()) {
            report.remarks.push_back(std::move(remark));
            continue;
        }
        base::Id<territories::Authority> id = found->second.id;
        std::string code = line.code;
        remark.name = found->second.name;
        if (!found->second.is_in_force) {
            auto const now = territories::in_force(reader, id);
            if (!now || now->kind != territories::Kind::commune) {
                report.remarks.push_back(std::move(remark));
                continue;
            }
            id = now->id;
            code = territories::official_code(*now);
            remark.successor = fmt::format("{} ({})", now->name, code);
        }
        if (!taken.insert(id.value).second) {
            remark.kind = CodeRemark::Kind::doubled;
            if (!remark.successor.empty()) remark.name = remark.successor;
            report.remarks.push_back(std::move(remark));
            continue;
        }
        if (!remark.successor.empty()) {
            remark.kind = CodeRemark::Kind::replaced;
            report.remarks.push_back(std::move(remark));
        }
        report.communes.push_back(id);
        report.codes.push_back(std::move(code));
    }
    return report;
}

base::Id<Policy> put_policy(db::Tx& tx, base::Id<Campaign> campaign, Policy const& policy) {
    return base::Id<Policy>(tx.insert(
        "INSERT INTO policies (campaign_id, slug, name, source) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (campaign_id, slug) DO UPDATE SET name = excluded.name, source = excluded.source "
        "RETURNING id",
        {campaign, policy.slug, policy.name, policy.source}));
}

void replace_members(db::Tx& tx, base::Id<Policy> policy,
                     std::vector<base::Id<territories::Authority>> const& communes) {
    tx.execute("DELETE FROM policy_members WHERE policy_id = $1", {policy});
    for (std::size_t from = 0; from < communes.size(); from += batch) {
        std::size_t const count = std::min(batch, communes.size() - from);
        std::string sql = "INSERT INTO policy_members (policy_id, authority_id) VALUES ";
        std::vector<db::Value> values;
        for (std::size_t i = 0; i < count; ++i) {
            sql += fmt::format("{}(${}, ${})", i == 0 ? "" : ", ", 2 * i + 1, 2 * i + 2);
            values.emplace_back(policy);
            values.emplace_back(communes[from + i]);
        }
        tx.execute(sql, std::span<db::Value const>(values));
    }
}

void copy_members(db::Tx& tx, base::Id<Policy> from, base::Id<Policy> to) {
    tx.execute(
        "INSERT INTO policy_members (policy_id, authority_id) "
        "SELECT $1, authority_id FROM policy_members WHERE policy_id = $2",
        {to, from});
}

void delete_policy(db::Tx& tx, base::Id<Policy> policy) {
    tx.execute("DELETE FROM policy_members WHERE policy_id = $1", {policy});
    tx.execute("DELETE FROM policies WHERE id = $1", {policy});
}

}  // namespace consultation
