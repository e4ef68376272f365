// Conditions: the WHERE of a list, built from its filters with numbered parameters. Only *_rows files use it.
#pragma once

#include <algorithm>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "consultation/listing.hpp"
#include "db/database.hpp"
#include "search/search.hpp"

namespace consultation {

class Conditions {
  public:
    /// `sql` holds one "$#" per value, in order. Texts must outlive this; `kept` makes a copy that does.
    void add(std::string_view sql, std::vector<db::Value> values = {}) {
        sql_ += sql_.empty() ? " WHERE " : " AND ";
        append(sql, values);
    }
    /// A French full-text condition on the documents of a kind; nothing when nothing was typed to search for.
    void add_text(db::Engine engine, std::string_view kind, std::string_view id_column,
                  std::string_view typed) {
        auto found = search::condition(engine, kind, typed, static_cast<int>(values_.size()) + 1);
        if (!found) return;
        sql_ += sql_.empty() ? " WHERE " : " AND ";
        sql_ += std::string(id_column) + " IN " + found->sql;
        for (std::string& value : found->values) values_.emplace_back(kept(std::move(value)));
    }
    /// The same, or else `others` (with one "$#" per value).
    void add_text_or(db::Engine engine, std::string_view kind, std::string_view id_column,
                     std::string_view typed, std::string_view others, std::vector<db::Value> const& values) {
        auto found = search::condition(engine, kind, typed, static_cast<int>(values_.size()) + 1);
        sql_ += sql_.empty() ? " WHERE (" : " AND (";
        if (found) {
            sql_ += std::string(id_column) + " IN " + found->sql + " OR ";
            for (std::string& value : found->values) values_.emplace_back(kept(std::move(value)));
        }
        append(others, values);
        sql_ += ")";
    }
    std::string_view kept(std::string text) {
        kept_.push_back(std::move(text));
        return kept_.back();
    }

    /// `head` + the conditions + `tail`.
    std::string statement(std::string_view head, std::string_view tail = {}) const {
        return std::string(head) + sql_ + std::string(tail);
    }
    std::vector<db::Value> const& values() const { return values_; }

    /// Runs the count, then the wanted page of the list: `tail` is its ORDER BY, `closing` what follows the
    /// LIMIT (a list head may open a subquery, so that costly columns are computed for the page's rows only).
    template<class T, class Map>
    Listed<T> page(db::Reader const& reader, std::string_view count_head, std::string_view list_head,
                   std::string_view tail, int wanted, Map&& map, std::string_view closing = {}) const {
        Listed<T> listed;
        reader.each(statement(count_head), values_,
                    [&](db::Row const& row) { listed.total = row.integer(0); });
        listed.page = std::clamp(wanted, 1, std::min(listed.pages(), pages_max));
        if (listed.total == 0) return listed;
        Conditions bounded = *this;
        std::string sql = statement(list_head);
        bounded.sql_ = sql + std::string(tail);
        bounded.append(" LIMIT $# OFFSET $#", {items_per_page, (listed.page - 1) * items_per_page});
        bounded.sql_ += closing;
        reader.each(bounded.sql_, bounded.values_,
                    [&](db::Row const& row) { listed.items.push_back(map(row)); });
        return listed;
    }

  private:
    void append(std::string_view sql, std::vector<db::Value> const& values) {
        std::size_t next = 0;
        while (!sql.empty()) {
            std::size_t const at = sql.find("$#");
            sql_ += sql.substr(0, at);
            if (at == std::string_view::npos) break;
            base::check(next < values.size(), "as many values as parameters");
            values_.push_back(values[next++]);
            sql_ += "$" + std::to_string(values_.size());
            sql.remove_prefix(at + 2);
        }
        base::check(next == values.size(), "as many parameters as values");
    }

    std::string sql_;
    std::vector<db::Value> values_;
    std::deque<std::string> kept_;
};

}  // namespace consultation
