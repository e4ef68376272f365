#include "territories/batch_rows.hpp"

#include <fmt/format.h>

namespace territories::rows {

std::string BatchInsert::text(std::size_t rows) const {
    std::string sql = "INSERT INTO " + into_ + " VALUES ";
    std::size_t number = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        sql += row == 0 ? "(" : ", (";
        for (std::size_t column = 0; column < columns_; ++column)
            sql += fmt::format("{}${}", column == 0 ? "" : ", ", ++number);
        sql += ")";
    }
    return sql + on_conflict_;
}

}  // namespace territories::rows
