// The SQL of the journal's entries.
#include "journal/journal.hpp"

namespace journal {
namespace {

constexpr char leaf_version = 1;
constexpr std::size_t salt_bytes = 16;

void put_field(std::string& out, std::string_view field) {
    auto const size = static_cast<std::uint32_t>(field.size());
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>((size >> shift) & 255u));
    out += field;
}

}  // namespace

std::string payload_of(Entry const& entry) {
    std::string out;
    auto const put_escaped = [&](std::string_view text) {
        for (char const c : text) {
            if (c == '=' || c == '\\') out.push_back('\\');
            if (c == '\n')
                out += "\\n";
            else
                out.push_back(c);
        }
    };
    for (auto const& [name, value] : entry.facts) {
        put_escaped(name);
        out.push_back('=');
        put_escaped(value);
        out.push_back('\n');
    }
    return out;
}

base::Sha256 leaf_of(base::Instant at, Entry const& entry, std::string_view payload, std::string_view salt) {
    std::string content(1, '\x00');  // RFC 6962: a leaf, not a node
    content.push_back(leaf_version);
    put_field(content, salt);
    put_field(content, std::to_string(at.us));
    put_field(content, entry.act);
    put_field(content, std::to_string(entry.person));
    put_field(content, std::to_string(entry.body));
    put_field(content, entry.subject);
    put_field(content, payload);
    return base::sha256(content);
}

Receipt record_at(db::Tx& tx, base::Instant at, base::Random& random, Entry const& entry) {
    std::string const payload = payload_of(entry);
    std::string const salt = random.bytes(salt_bytes);
    base::Sha256 const leaf = leaf_of(at, entry, payload, salt);
    std::int64_t const id = tx.insert(
        "INSERT INTO journal_entries (at, act, person_id, body_id, subject, payload, salt, leaf) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
        {at, entry.act, entry.person, entry.body, entry.subject, payload, db::Blob{salt},
         db::Blob{base::as_bytes(leaf)}});
    tx.execute("INSERT INTO journal_pending (entry_id) VALUES ($1)", {id});
    return {id, leaf};
}

Receipt record(db::Tx& tx, base::World const& world, Entry const& entry) {
    return record_at(tx, world.clock.now(), world.random, entry);
}

std::vector<Act> acts_on(db::Reader const& reader, std::string_view subject, int limit) {
    return reader.list<Act>(
        "SELECT e.id, e.at, e.act, e.person_id, e.body_id, e.subject, e.payload, l.position "
        "FROM journal_entries e LEFT JOIN journal_leaves l ON l.entry_id = e.id "
        "WHERE e.subject = $1 ORDER BY e.id LIMIT $2",
        {subject, limit}, [](db::Row const& row) {
            return Act{row.integer(0), row.instant(1), row.string(2), row.integer(3),
                       row.integer(4), row.string(5),  row.string(6), row.maybe_integer(7)};
        });
}

}  // namespace journal
