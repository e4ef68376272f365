// The SQL of personal tables: made of the constants that rooms declare, and of nothing that anybody typed.
#include "base/check.hpp"
#include "base/text.hpp"
#include "people/personal.hpp"

namespace people {
namespace {

using journal::Kind;
using journal::PersonalColumn;
using journal::PersonalTable;

/// What $1 is for this person: a number, or a text kept in `text`.
db::Value key_of(PersonalTable const& table, Person const& person, std::string& text) {
    switch (table.key) {
        case journal::Key::person:
            return person.id;
        case journal::Key::address:
            text = person.email_key;
            break;
        case journal::Key::actor:
            text = "person:" + std::to_string(person.id.value);
            break;
        case journal::Key::mail_limit:
            text = "address:" + person.email_key;
            break;
    }
    return text;
}

std::string cell(db::Row const& row, int column, Kind kind) {
    if (row.is_null(column)) return {};
    switch (kind) {
        case Kind::text:
            return row.string(column);
        case Kind::number:
            return std::to_string(row.integer(column));
        case Kind::instant:
            return base::iso8601(row.instant(column));
        case Kind::day:
            return base::iso8601({base::Duration::days(row.integer(column)).us}).substr(0, 10);
        case Kind::secret:
            break;
    }
    base::fail("a secret column is never read");
}

}  // namespace

void each_personal_row(db::Reader const& reader, PersonalTable const& table, Person const& person,
                       PersonalRow const& each) {
    std::vector<Kind> kinds;
    std::string sql = "SELECT ";
    for (PersonalColumn const& column : table.columns) {
        if (column.kind == Kind::secret) continue;
        if (!kinds.empty()) sql += ", ";
        sql += column.name;
        kinds.push_back(column.kind);
    }
    sql += " FROM ";
    sql += table.table;
    sql += " WHERE ";
    sql += table.where;
    std::string text;
    db::Value const key = key_of(table, person, text);
    std::vector<std::string> cells(kinds.size());
    reader.stream(sql, std::span<db::Value const>(&key, 1), [&](db::Row const& row) {
        for (std::size_t i = 0; i < kinds.size(); ++i) cells[i] = cell(row, static_cast<int>(i), kinds[i]);
        each(cells);
    });
}

std::int64_t remove_personal_rows(db::Tx& tx, std::vector<PersonalTable> const& tables,
                                  Person const& person) {
    std::int64_t removed = 0;
    for (PersonalTable const& table : tables) {
        if (table.fate != journal::Fate::removed) continue;
        std::string const sql =
            "DELETE FROM " + std::string(table.table) + " WHERE " + std::string(table.where);
        std::string text;
        removed += tx.execute(sql, {key_of(table, person, text)});
    }
    return removed;
}

std::int64_t replace_personal_columns(db::Tx& tx, std::vector<PersonalTable> const& tables,
                                      Person const& person) {
    std::int64_t replaced = 0;
    for (PersonalTable const& table : tables) {
        if (table.fate != journal::Fate::replaced) continue;
        std::string set;
        for (PersonalColumn const& column : table.columns) {
            if (!column.replacement) continue;
            if (!set.empty()) set += ", ";
            set += std::string(column.name) + " = ";
            // Secret columns are bytes; nothing but emptiness may replace them.
            if (column.kind == Kind::secret)
                set += tx.engine() == db::Engine::sqlite ? "x''" : "''::bytea";
            else
                set += "'" + std::string(*column.replacement) + "'";
        }
        if (set.empty()) continue;
        std::string const sql =
            "UPDATE " + std::string(table.table) + " SET " + set + " WHERE " + std::string(table.where);
        std::string text;
        replaced += tx.execute(sql, {key_of(table, person, text)});
    }
    return replaced;
}

}  // namespace people
