// Many rows in one INSERT, for the loads of this room.
#pragma once

#include <string>
#include <vector>

#include "db/database.hpp"

namespace territories::rows {

/// Many rows in one INSERT: on PostgreSQL a statement a row would cost a round trip each. What the values
/// point at must live until `flush`.
class BatchInsert {
  public:
    BatchInsert(db::Tx& tx, std::string into, std::size_t columns, std::string on_conflict = {})
        : tx_(tx),
          into_(std::move(into)),
          on_conflict_(std::move(on_conflict)),
          columns_(columns),
          rows_max_(parameters_max / columns) {}

    void add(db::Values values) {
        values_.insert(values_.end(), values.begin(), values.end());
        if (values_.size() == rows_max_ * columns_) flush();
    }
    void flush() {
        if (values_.empty()) return;
        std::size_t const rows = values_.size() / columns_;
        if (rows == rows_max_ && whole_.empty()) whole_ = text(rows);
        tx_.execute(rows == rows_max_ ? whole_ : text(rows), values_);
        values_.clear();
    }

  private:
    static constexpr std::size_t parameters_max = 1800;

    std::string text(std::size_t rows) const;

    db::Tx& tx_;
    std::string into_;
    std::string on_conflict_;
    std::size_t columns_;
    std::size_t rows_max_;
    std::string whole_;  // the text of a whole batch: all but the last are
    std::vector<db::Value> values_;
};

inline db::Value text_or_null(std::string const& text) {
    return text.empty() ? db::Value(nullptr) : db::Value(text);
}

template<class T>
db::Value id_or_null(base::Id<T> id) {
    return id.exists() ? db::Value(id) : db::Value(nullptr);
}

}  // namespace territories::rows
