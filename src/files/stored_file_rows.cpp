#include "files/stored_file_rows.hpp"

#include "base/check.hpp"
#include "journal/jobs.hpp"

namespace files {

StoredFile stored_file_from(db::Row const& row, int column) {
    auto const type = file_type(row.string(column + 2));
    base::check(type.has_value(), "the database holds known file types");
    return {row.id<StoredFile>(column), row.string(column + 1), *type,
            static_cast<std::uint64_t>(row.integer(column + 3)), check_state(row.string(column + 4))};
}

StoredFile use(db::Tx& tx, base::Instant now, StoredFile const& file, std::string_view holder) {
    // Touched, so that a sweep under way leaves it; gone between both statements, it is made again.
    constexpr int attempts = 3;
    bool is_there = false;
    for (int i = 0; i < attempts && !is_there; ++i) {
        tx.execute(
            "INSERT INTO stored_files (sha256, type, size, check_state, stored_at) VALUES ($1, $2, $3, $4, "
            "$5) "
            "ON CONFLICT DO NOTHING",
            {file.sha256, name_of(file.type), static_cast<std::int64_t>(file.size), name_of(file.check),
             now});
        is_there = tx.execute("UPDATE stored_files SET stored_at = $1 WHERE sha256 = $2 AND type = $3",
                              {now, file.sha256, name_of(file.type)}) == 1;
    }
    base::check(is_there, "a file just kept has its row");
    auto kept = tx.first<StoredFile>(
        "SELECT s.id, s.sha256, s.type, s.size, s.check_state FROM stored_files s "
        "WHERE s.sha256 = $1 AND s.type = $2",
        {file.sha256, name_of(file.type)}, [](db::Row const& row) { return stored_file_from(row); });
    base::check(kept.has_value(), "a file just kept has its row");
    // The newest answer holds, but none at all does not undo one.
    if (kept->check != file.check && file.check != CheckState::waiting &&
        kept->check != CheckState::refused) {
        kept->check = file.check;
        save_check(tx, kept->id, file.check);
    }
    if (kept->check == CheckState::waiting)
        journal::enqueue(tx,
                         {check_job, std::to_string(kept->id.value), std::to_string(kept->id.value), now});
    tx.execute("INSERT INTO file_uses (file_id, holder) VALUES ($1, $2) ON CONFLICT DO NOTHING",
               {kept->id, holder});
    return *kept;
}

void release(db::Tx& tx, base::Id<StoredFile> file, std::string_view holder) {
    tx.execute("DELETE FROM file_uses WHERE file_id = $1 AND holder = $2", {file, holder});
}

std::optional<StoredFile> stored_file(db::Reader const& reader, base::Id<StoredFile> id) {
    return reader.first<StoredFile>(
        "SELECT s.id, s.sha256, s.type, s.size, s.check_state FROM stored_files s WHERE s.id = $1", {id},
        [](db::Row const& row) { return stored_file_from(row); });
}

void save_check(db::Tx& tx, base::Id<StoredFile> id, CheckState state) {
    tx.execute("UPDATE stored_files SET check_state = $1 WHERE id = $2", {name_of(state), id});
}

std::int64_t forget_unused(db::Tx& tx, base::Instant before, int limit) {
    return tx.execute(
        "DELETE FROM stored_files "
        "WHERE stored_at < $1 "
        "  AND NOT EXISTS (SELECT 1 FROM file_uses u WHERE u.file_id = stored_files.id) "
        "  AND id IN (SELECT s.id FROM stored_files s "
        "             WHERE s.stored_at < $2 "
        "               AND NOT EXISTS (SELECT 1 FROM file_uses v WHERE v.file_id = s.id) "
        "             ORDER BY s.id LIMIT $3)",
        {before, before, limit});
}

bool is_known_content(db::Reader const& reader, std::string_view sha256) {
    return reader.exists("SELECT 1 FROM stored_files WHERE sha256 = $1", {sha256});
}

void each_stored_file(db::Reader const& reader, std::function<void(StoredFile const&)> const& each) {
    reader.stream("SELECT s.id, s.sha256, s.type, s.size, s.check_state FROM stored_files s ORDER BY s.id",
                  std::span<db::Value const>{}, [&](db::Row const& row) { each(stored_file_from(row)); });
}

}  // namespace files
