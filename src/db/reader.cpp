// What both engines share of Reader and Tx, and the door that opens the right engine.
#include "base/check.hpp"
#include "db/database.hpp"
#include "db/engines.hpp"

namespace db {

std::int64_t Reader::integer(std::string_view sql, Values values) const {
    std::int64_t number = 0;
    each(sql, values, [&](Row const& row) {
        if (!row.is_null(0)) number = row.integer(0);
    });
    return number;
}

bool Reader::exists(std::string_view sql, Values values) const {
    bool found = false;
    each(sql, values, [&](Row const&) { found = true; });
    return found;
}

std::int64_t Tx::insert(std::string_view sql, Values values) {
    std::int64_t id = 0;
    each(sql, values, [&](Row const& row) { id = row.integer(0); });
    base::check(id != 0, "an INSERT … RETURNING id returned nothing");
    return id;
}

bool Tx::lock(std::string_view select, Values values) {
    if (engine() == Engine::sqlite) return exists(select, values);
    return exists(std::string(select) + " FOR UPDATE", values);
}

std::unique_ptr<Database> open(Settings const& settings) {
    bool const postgresql =
        settings.address.starts_with("postgresql://") || settings.address.starts_with("postgres://");
    return postgresql ? open_postgresql(settings) : open_sqlite(settings);
}

}  // namespace db
