#include "journal/act_list.hpp"

#include <algorithm>
#include <bit>

#include "base/check.hpp"

namespace journal {
namespace {

constexpr std::string_view act_columns =
    "SELECT e.id, e.at, e.act, e.person_id, e.body_id, e.subject, e.payload, l.position "
    "FROM journal_entries e LEFT JOIN journal_leaves l ON l.entry_id = e.id ";

Act act_from(db::Row const& row) {
    return {row.integer(0), row.instant(1), row.string(2), row.integer(3),
            row.integer(4), row.string(5),  row.string(6), row.maybe_integer(7)};
}

/// The conditions of a filter, with their values; the filter outlives it.
class Where {
  public:
    explicit Where(ActFilter const& filter) : prefix_(filter.noun + ".") {
        if (!filter.noun.empty()) add("substr(e.act, 1, " + std::to_string(prefix_.size()) + ") = ", prefix_);
        if (!filter.subject.empty()) add("e.subject = ", filter.subject);
        if (filter.person) add("e.person_id = ", *filter.person);
        if (filter.body) add("e.body_id = ", *filter.body);
        if (filter.from) add("e.at >= ", *filter.from);
        if (filter.until) add("e.at < ", *filter.until);
    }
    Where(Where const&) = delete;
    Where& operator=(Where const&) = delete;

    void add(std::string_view condition, db::Value value) {
        sql_ += sql_.empty() ? "WHERE " : "AND ";
        put(condition, value);
    }
    void put(std::string_view words, db::Value value) {
        values_.push_back(value);
        sql_ += std::string(words) + "$" + std::to_string(values_.size()) + " ";
    }
    void put(std::string_view words) { sql_ += words; }
    std::string sql() const { return std::string(act_columns) + sql_; }
    std::vector<db::Value> const& values() const { return values_; }

  private:
    std::string prefix_;
    std::string sql_;
    std::vector<db::Value> values_;
};

base::Sha256 sha256_of(std::string_view bytes) {
    auto const hash = base::sha256_from(bytes);
    base::check(hash.has_value(), "a stored hash has 32 bytes");
    return *hash;
}

struct StoredHead {
    Head head;
    std::string frontier;
};

constexpr std::string_view head_columns = "SELECT size, root, at, signature, frontier FROM journal_heads ";

StoredHead head_from(db::Row const& row) {
    return {{row.integer(0), sha256_of(row.bytes(1)), row.instant(2), std::string(row.bytes(3))},
            std::string(row.bytes(4))};
}

/// The head before, whose subtrees stand for every leaf below its size.
StoredHead head_below(db::Reader const& reader, std::int64_t size) {
    static std::string const sql = std::string(head_columns) + "WHERE size < $1 ORDER BY size DESC LIMIT 1";
    return reader.first<StoredHead>(sql, {size}, head_from).value_or(StoredHead{});
}

/// The path of RFC 6962 §2.1.1 from subtrees that are known and the leaves that follow them.
class PathFinder {
  public:
    PathFinder(std::int64_t known_size, std::string_view frontier, std::vector<base::Sha256> leaves)
        : known_size_(known_size), leaves_(std::move(leaves)) {
        std::int64_t at = 0;
        for (std::size_t i = 0; i < frontier.size(); i += sizeof(base::Sha256)) {
            std::int64_t const rest = known_size - at;
            auto const size = static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(rest)));
            subtrees_.push_back({at, at + size, sha256_of(frontier.substr(i, sizeof(base::Sha256)))});
            at += size;
        }
    }

    std::vector<base::Sha256> path(std::int64_t position, std::int64_t size) const {
        std::vector<base::Sha256> path;
        std::int64_t from = 0;
        std::int64_t to = size;
        while (to - from > 1) {
            auto const half =
                static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(to - from - 1)));
            std::int64_t const middle = from + half;
            if (position < middle) {
                path.push_back(root(middle, to));
                to = middle;
            } else {
                path.push_back(root(from, middle));
                from = middle;
            }
        }
        std::reverse(path.begin(), path.end());
        return path;
    }

  private:
    struct Subtree {
        std::int64_t from;
        std::int64_t to;
        base::Sha256 root;
    };

    base::Sha256 root(std::int64_t from, std::int64_t to) const {
        for (Subtree const& one : subtrees_)
            if (one.from == from && one.to == to) return one.root;
        if (to - from == 1) {
            base::check(from >= known_size_, "a leaf on the right of what is known");
            return leaves_.at(static_cast<std::size_t>(from - known_size_));
        }
        auto const half =
            static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(to - from - 1)));
        return hash_of_node(root(from, from + half), root(from + half, to));
    }

    std::int64_t known_size_;
    std::vector<base::Sha256> leaves_;
    std::vector<Subtree> subtrees_;
};

}  // namespace

ActPage act_page(db::Reader const& reader, ActFilter const& filter, std::optional<std::int64_t> before,
                 std::optional<std::int64_t> after) {
    Where where(filter);
    bool const upwards = after.has_value() && !before;
    if (before) where.add("e.id < ", *before);
    if (upwards) where.add("e.id > ", *after);
    where.put(upwards ? "ORDER BY e.id ASC " : "ORDER BY e.id DESC ");
    where.put("LIMIT ", acts_per_page + 1);
    ActPage page;
    reader.each(where.sql(), where.values(), [&](db::Row const& row) { page.acts.push_back(act_from(row)); });
    bool const has_more = page.acts.size() > static_cast<std::size_t>(acts_per_page);
    if (has_more) page.acts.pop_back();
    if (upwards) std::reverse(page.acts.begin(), page.acts.end());
    // Where one came from is a page too: the entry named in the address is of this filter.
    page.has_newer = upwards ? has_more : before.has_value();
    page.has_older = upwards || has_more;
    return page;
}

std::vector<Act> acts_after(db::Reader const& reader, ActFilter const& filter, std::int64_t entry,
                            int limit) {
    Where where(filter);
    where.add("e.id > ", entry);
    where.put("ORDER BY e.id ");
    where.put("LIMIT ", limit);
    std::vector<Act> acts;
    reader.each(where.sql(), where.values(), [&](db::Row const& row) { acts.push_back(act_from(row)); });
    return acts;
}

std::optional<StoredEntry> stored_entry(db::Reader const& reader, std::int64_t entry) {
    return reader.first<StoredEntry>(
        "SELECT e.id, e.at, e.act, e.person_id, e.body_id, e.subject, e.payload, l.position, e.salt, e.leaf "
        "FROM journal_entries e LEFT JOIN journal_leaves l ON l.entry_id = e.id WHERE e.id = $1",
        {entry}, [](db::Row const& row) {
            return StoredEntry{act_from(row), std::string(row.bytes(8)), sha256_of(row.bytes(9))};
        });
}

std::optional<bool> is_content_whole(StoredEntry const& stored) {
    if (stored.salt.empty()) return std::nullopt;
    Act const& act = stored.act;
    return leaf_of(act.at, Entry{act.act, act.person, act.body, act.subject, {}}, act.payload, stored.salt) ==
           stored.leaf;
}

std::optional<Proof> first_proof_of(db::Reader const& reader, std::int64_t entry) {
    auto const position =
        reader.first<std::int64_t>("SELECT position FROM journal_leaves WHERE entry_id = $1", {entry},
                                   [](db::Row const& row) { return row.integer(0); });
    if (!position) return std::nullopt;
    static std::string const covering = std::string(head_columns) + "WHERE size > $1 ORDER BY size LIMIT 1";
    auto const found = reader.first<StoredHead>(covering, {*position}, head_from);
    if (!found) return std::nullopt;
    StoredHead const below = head_below(reader, found->head.size);
    auto leaves = reader.list<base::Sha256>(
        "SELECT leaf FROM journal_leaves WHERE position >= $1 AND position < $2 ORDER BY position",
        {below.head.size, found->head.size}, [](db::Row const& row) { return sha256_of(row.bytes(0)); });
    PathFinder const finder(below.head.size, below.frontier, std::move(leaves));
    return Proof{*position, found->head, finder.path(*position, found->head.size)};
}

std::vector<Head> heads(db::Reader const& reader, std::optional<std::int64_t> before, int limit) {
    static std::string const newest = std::string(head_columns) + "ORDER BY size DESC LIMIT $1";
    static std::string const older =
        std::string(head_columns) + "WHERE size < $1 ORDER BY size DESC LIMIT $2";
    auto const only_head = [](db::Row const& row) { return head_from(row).head; };
    return before ? reader.list<Head>(older, {*before, limit}, only_head)
                  : reader.list<Head>(newest, {limit}, only_head);
}

std::int64_t count_heads(db::Reader const& reader) {
    return reader.integer("SELECT count(*) FROM journal_heads");
}

std::vector<std::pair<std::string, std::string>> facts_of(std::string_view payload) {
    std::vector<std::pair<std::string, std::string>> facts;
    std::string name;
    std::string text;
    bool is_name = true;
    for (std::size_t i = 0; i < payload.size(); ++i) {
        char const c = payload[i];
        if (c == '\\' && i + 1 < payload.size()) {
            char const next = payload[++i];
            text.push_back(next == 'n' ? '\n' : next);
        } else if (c == '=' && is_name) {
            name = std::exchange(text, {});
            is_name = false;
        } else if (c == '\n') {
            facts.emplace_back(std::exchange(name, {}), std::exchange(text, {}));
            is_name = true;
        } else {
            text.push_back(c);
        }
    }
    return facts;
}

}  // namespace journal
