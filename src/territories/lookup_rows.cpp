// The SQL of finding authorities.
#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "base/siren.hpp"
#include "base/text.hpp"
#include "territories/lookup.hpp"
#include "territories/words.hpp"

namespace territories {
namespace {

constexpr std::string_view columns =
    "a.id, a.reference, a.kind, a.legal_class, a.form, a.insee_code, a.siren, a.name, a.long_name, "
    "a.population, "
    "a.department_code, d.name, a.region_code, r.name, a.epci_id, e.long_name, a.in_force, a.successor_id, "
    "s.long_name, a.since_edition";
constexpr std::string_view joins =
    " LEFT JOIN departments d ON d.code = a.department_code LEFT JOIN regions r ON r.code = a.region_code "
    "LEFT JOIN authorities e ON e.id = a.epci_id LEFT JOIN authorities s ON s.id = a.successor_id ";
constexpr int column_count = 20;

Authority authority_of(db::Row const& row) {
    Authority one;
    one.id = row.id<Authority>(0);
    one.reference = row.string(1);
    one.kind = kind_from(row.text(2)).value();
    one.legal_class = legal_class_from(row.text(3)).value();
    one.form = row.string(4);
    one.insee_code = row.maybe_string(5).value_or("");
    one.siren = row.maybe_string(6).value_or("");
    one.name = typographic(row.text(7));
    one.long_name = row.string(8);
    one.population = row.maybe_integer(9);
    one.department_code = row.maybe_string(10).value_or("");
    one.department_name = row.maybe_string(11).value_or("");
    one.region_code = row.maybe_string(12).value_or("");
    one.region_name = row.maybe_string(13).value_or("");
    one.epci = row.maybe_id<Authority>(14).value_or(base::Id<Authority>());
    one.epci_name = row.maybe_string(15).value_or("");
    one.is_in_force = row.boolean(16);
    one.successor = row.maybe_id<Authority>(17).value_or(base::Id<Authority>());
    one.successor_name = row.maybe_string(18).value_or("");
    one.since = row.id<Edition>(19);
    return one;
}

std::string select_where(std::string_view condition) {
    return fmt::format("SELECT {} FROM authorities a{}WHERE {}", columns, joins, condition);
}

/// After every text that begins with `text`, in byte order.
std::string after_prefix(std::string const& text) {
    return text + "\U0010FFFF";
}

bool is_all_digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "93", "2a", "974": a département beside the words of a name.
bool is_department_number(std::string_view word) {
    return (word.size() == 2 && (is_all_digits(word) || word == "2a" || word == "2b")) ||
           (word.size() == 3 && is_all_digits(word) && word[0] == '9');
}

/// "29134", "2A004": five characters that communes are numbered with.
bool is_insee_or_postcode(std::string_view text) {
    if (text.size() != 5) return false;
    bool const is_corsican = text[0] == '2' && (text[1] == 'A' || text[1] == 'B');
    return is_all_digits(is_corsican ? text.substr(2) : text);
}

/// A WHERE being put together; parameters are numbered in the order in which they are written.
class Where {
  public:
    std::string text = "1 = 1";

    std::string bind(std::string value) {
        kept_.push_back(std::move(value));
        values_.emplace_back(kept_.back());
        return fmt::format("${}", values_.size());
    }
    std::string bind_number(std::int64_t value) {
        values_.emplace_back(value);
        return fmt::format("${}", values_.size());
    }
    void also(std::string const& condition) { text += " AND " + condition; }
    std::span<db::Value const> values() const { return values_; }

  private:
    std::deque<std::string> kept_;  // views of its strings stay valid
    std::vector<db::Value> values_;
};

/// Shorter ones are whole words: 8 000 names have a word that begins with "s".
constexpr std::size_t prefix_letters_min = 3;

struct Wanted {
    Where where;
    std::string score = "0";  // an expression; larger comes first
    bool has_words = false;
};

std::string upper_case(std::string_view text) {
    std::string upper(text);
    for (char& c : upper)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return upper;
}

void want_words(Wanted& wanted, std::string const& text, bool filters_department) {
    std::vector<std::string> words = words_of_query(text);
    std::string department;
    if (!filters_department && words.size() > 1)
        for (auto word = words.begin(); word != words.end(); ++word)
            if (is_department_number(*word)) {
                department = upper_case(*word);
                words.erase(word);
                break;
            }
    if (words.empty()) {
        wanted.where.also("1 = 0");
        return;
    }
    std::string const key = base::joined(words, " ");
    // The score comes first in the statement, so its parameters are numbered first.
    std::string const exact = wanted.where.bind(key);
    std::string const beyond = wanted.where.bind(after_prefix(key));
    constexpr std::int64_t exact_weight = 4'000'000'000;  // each more than any population
    constexpr std::int64_t prefix_weight = 2'000'000'000;
    constexpr std::int64_t in_force_weight = 1'000'000'000;
    wanted.score = fmt::format(
        "(CASE WHEN a.name_key = {} THEN {} ELSE 0 END + CASE WHEN a.name_key >= {} AND a.name_key < {} THEN "
        "{} "
        "ELSE 0 END + a.in_force * {} + COALESCE(a.population, 0))",
        exact, exact_weight, exact, beyond, prefix_weight, in_force_weight);
    wanted.has_words = true;
    // Sets of ids that are intersected: a plan that no statistics can spoil ("saint" is in 5 000 names).
    std::string having_all;
    for (auto word = words.begin(); word != words.end(); ++word) {
        std::string const first = wanted.where.bind(*word);
        bool const is_open = word + 1 == words.end() && word->size() >= prefix_letters_min;
        if (!having_all.empty()) having_all += " INTERSECT ";
        having_all += "SELECT w.authority_id FROM authority_words w WHERE ";
        having_all += is_open ? fmt::format("w.word >= {} AND w.word < {}", first,
                                            wanted.where.bind(after_prefix(*word)))
                              : "w.word = " + first;
    }
    wanted.where.also("a.id IN (" + having_all + ")");
    if (!department.empty()) wanted.where.also("a.department_code = " + wanted.where.bind(department));
}

void want_code(Wanted& wanted, std::string const& code) {
    std::string const given = wanted.where.bind(code);
    wanted.where.also(
        fmt::format("a.id IN (SELECT x.id FROM authorities x WHERE x.insee_code = {0} "
                    "UNION SELECT p.authority_id FROM authority_postcodes p WHERE p.postcode = {0} "
                    "UNION SELECT c.authority_id FROM authority_codes c WHERE c.code = {0})",
                    given));
    constexpr std::int64_t in_force_weight = 1'000'000'000;
    wanted.score = fmt::format(
        "(CASE WHEN a.insee_code = {} THEN {} ELSE 0 END + a.in_force * {} + "
        "COALESCE(a.population, 0))",
        given, 2 * in_force_weight, in_force_weight);
    wanted.has_words = true;
}

Wanted wanted_by(AuthoritySearch const& search) {
    Wanted wanted;
    std::optional<std::string> const tidy =
        base::tidied_line(std::string_view(search.text).substr(0, AuthoritySearch::text_bytes_max));
    std::string const text = tidy.value_or("?");
    std::string compact = upper_case(text);
    std::erase(compact, ' ');
    constexpr std::size_t siren_length = 9;
    constexpr std::size_t siret_length = 14;
    if (is_all_digits(compact) && (compact.size() == siren_length || compact.size() == siret_length)) {
        wanted.where.also("a.siren = " + wanted.where.bind(compact.substr(0, siren_length)));
    } else if (is_insee_or_postcode(compact)) {
        want_code(wanted, compact);
    } else if (!text.empty()) {
        want_words(wanted, text, !search.department.empty());
    }
    if (search.kind) wanted.where.also("a.kind = " + wanted.where.bind(std::string(code(*search.kind))));
    if (!search.department.empty())
        wanted.where.also("a.department_code = " + wanted.where.bind(search.department));
    if (!search.region.empty()) wanted.where.also("a.region_code = " + wanted.where.bind(search.region));
    if (search.is_in_force_only) wanted.where.also("a.in_force = 1");
    return wanted;
}

/// `next` of a page: "score.id" of its last row with words, the row's id without.
struct Cursor {
    std::int64_t score = 0;
    std::int64_t id = 0;
};

std::optional<Cursor> cursor_from(std::string_view text) {
    std::vector<std::string_view> const parts = base::split(text, '.');
    if (parts.size() != 2) return std::nullopt;
    std::optional<std::int64_t> const score = base::parse_int(parts[0]);
    std::optional<std::int64_t> const id = base::parse_int(parts[1]);
    if (!score || !id) return std::nullopt;
    return Cursor{*score, *id};
}

}  // namespace

AuthorityPage find_authorities(db::Reader const& reader, AuthoritySearch const& search) {
    int const limit = std::clamp(search.limit, 1, AuthoritySearch::limit_max);
    Wanted wanted = wanted_by(search);
    Where& where = wanted.where;
    std::string order = wanted.has_words ? "score DESC, a.id" : "a.name_key, a.id";
    if (std::optional<Cursor> const after = cursor_from(search.after)) {
        if (wanted.has_words) {
            std::string const score = where.bind_number(after->score);
            where.also(fmt::format("({0} < {1} OR ({0} = {1} AND a.id > {2}))", wanted.score, score,
                                   where.bind_number(after->id)));
        } else {
            where.also(fmt::format(
                "(a.name_key, a.id) > (SELECT x.name_key, x.id FROM authorities x WHERE x.id = {})",
                where.bind_number(after->id)));
        }
    }
    // Only the ids are sorted; the joins see one page.
    // The limit is written out: with a parameter PostgreSQL plans for a tenth of all rows and joins whole
    // tables.
    std::string const limited = std::to_string(limit + 1);
    std::string const skipped =
        search.offset > 0 ? " OFFSET " + where.bind_number(search.offset) : std::string();
    std::string const sql = fmt::format(
        "SELECT {}, f.score FROM (SELECT a.id, a.name_key, {} AS score FROM authorities a WHERE {} "
        "ORDER BY {} LIMIT {}{}) f JOIN authorities a ON a.id = f.id{}ORDER BY {}",
        columns, wanted.score, where.text, order, limited, skipped, joins,
        wanted.has_words ? "f.score DESC, a.id" : "a.name_key, a.id");
    AuthorityPage page;
    std::int64_t last_score = 0;
    reader.each(sql, where.values(), [&](db::Row const& row) {
        if (page.authorities.size() == static_cast<std::size_t>(limit)) {
            page.next = fmt::format("{}.{}", last_score, page.authorities.back().id.value);
            return;
        }
        page.authorities.push_back(authority_of(row));
        last_score = row.integer(column_count);
    });
    return page;
}

std::int64_t count_authorities(db::Reader const& reader, AuthoritySearch const& search) {
    Wanted const wanted = wanted_by(search);
    std::int64_t count = 0;
    // The score's parameters must appear: SQLite numbers parameters as it meets them.
    std::string const sql =
        fmt::format("SELECT count(*), max({}) FROM authorities a WHERE {}", wanted.score, wanted.where.text);
    reader.each(sql, wanted.where.values(), [&](db::Row const& row) { count = row.integer(0); });
    return count;
}

std::optional<Authority> authority(db::Reader const& reader, base::Id<Authority> id) {
    static std::string const sql = select_where("a.id = $1");
    return reader.first<Authority>(sql, {id}, authority_of);
}

std::optional<Authority> authority_by_reference(db::Reader const& reader, std::string_view reference) {
    static std::string const sql = select_where("a.reference = $1");
    if (auto found = reader.first<Authority>(sql, {reference}, authority_of)) return found;
    static std::string const by_old_code = select_where(
        "a.id IN (SELECT COALESCE(f.successor_id, f.id) FROM authorities f WHERE f.insee_code = $1 "
        "AND f.kind = 'former_commune' UNION SELECT c.authority_id FROM authority_codes c WHERE c.code = $1) "
        "ORDER BY a.in_force DESC, a.id LIMIT 1");
    return reader.first<Authority>(by_old_code, {reference}, authority_of);
}

std::vector<Authority> authorities(db::Reader const& reader, std::span<base::Id<Authority> const> ids) {
    base::check(ids.size() <= many_max, "too many authorities asked for at once");
    if (ids.empty()) return {};
    Where where;
    std::string list;
    for (base::Id<Authority> const id : ids) list += (list.empty() ? "" : ", ") + where.bind_number(id.value);
    std::unordered_map<std::int64_t, Authority> found;
    reader.each(select_where("a.id IN (" + list + ")"), where.values(), [&](db::Row const& row) {
        Authority one = authority_of(row);
        std::int64_t const id = one.id.value;
        found.emplace(id, std::move(one));
    });
    std::vector<Authority> ordered;
    for (base::Id<Authority> const id : ids)
        if (auto const one = found.find(id.value); one != found.end()) ordered.push_back(one->second);
    return ordered;
}

std::optional<Authority> in_force(db::Reader const& reader, base::Id<Authority> id) {
    static std::string const sql = select_where(
        "a.in_force = 1 AND a.id = (SELECT COALESCE(f.successor_id, f.id) FROM authorities f WHERE f.id = "
        "$1)");
    return reader.first<Authority>(sql, {id}, authority_of);
}

std::vector<Authority> predecessors(db::Reader const& reader, base::Id<Authority> id) {
    static std::string const sql = select_where("a.successor_id = $1 ORDER BY a.name_key, a.id LIMIT $2");
    return reader.list<Authority>(sql, {id, static_cast<int>(many_max)}, authority_of);
}

std::vector<Authority> members(db::Reader const& reader, base::Id<Authority> grouping) {
    static std::string const sql =
        select_where("a.epci_id = $1 AND a.in_force = 1 ORDER BY a.name_key, a.id LIMIT $2");
    return reader.list<Authority>(sql, {grouping, static_cast<int>(many_max)}, authority_of);
}

std::vector<std::string> postcodes(db::Reader const& reader, base::Id<Authority> id) {
    return reader.list<std::string>(
        "SELECT postcode FROM authority_postcodes WHERE authority_id = $1 ORDER BY postcode LIMIT 100", {id},
        [](db::Row const& row) { return row.string(0); });
}

std::optional<FrozenAuthority> in_edition(db::Reader const& reader, base::Id<Edition> edition,
                                          base::Id<Authority> id) {
    return reader.first<FrozenAuthority>(
        "SELECT authority_id, kind, name, population, department_code, region_code, epci_id "
        "FROM authority_editions WHERE edition_id = $1 AND authority_id = $2",
        {edition, id}, [](db::Row const& row) {
            return FrozenAuthority{row.id<Authority>(0),
                                   kind_from(row.text(1)).value(),
                                   typographic(row.text(2)),
                                   row.maybe_integer(3),
                                   row.maybe_string(4).value_or(""),
                                   row.maybe_string(5).value_or(""),
                                   row.maybe_id<Authority>(6).value_or(base::Id<Authority>())};
        });
}

std::vector<Territory> departments(db::Reader const& reader) {
    std::vector<Territory> all = reader.list<Territory>(
        "SELECT code, name, region_code, is_full FROM departments", {}, [](db::Row const& row) {
            return Territory{row.string(0), row.string(1), row.string(2), row.boolean(3)};
        });
    std::sort(all.begin(), all.end(), [](Territory const& a, Territory const& b) {
        return a.code.size() != b.code.size() ? a.code.size() < b.code.size() : a.code < b.code;
    });
    return all;
}

std::vector<Territory> regions(db::Reader const& reader) {
    return reader.list<Territory>("SELECT code, name, is_full FROM regions ORDER BY is_full DESC, name_key",
                                  {}, [](db::Row const& row) {
                                      return Territory{row.string(0), row.string(1), {}, row.boolean(2)};
                                  });
}

}  // namespace territories
