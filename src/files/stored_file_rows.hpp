// The SQL of kept files and of who needs them.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "db/database.hpp"
#include "files/stored_file.hpp"

namespace files {

/// Of `stored_files s`, for other rooms' *_rows files; `stored_file_from` reads them.
inline constexpr std::string_view stored_file_columns = "s.id, s.sha256, s.type, s.size, s.check_state";
inline constexpr int stored_file_columns_count = 5;
StoredFile stored_file_from(db::Row const& row, int column = 0);

/// The row of this content and type, made when absent, held by `holder` ("contribution_attachment:12") from
/// now on. A check that could not be made (waiting) is asked again by a job.
StoredFile use(db::Tx& tx, base::Instant now, StoredFile const& file, std::string_view holder);
/// The holder needs it no more; the sweep takes what nobody needs.
void release(db::Tx& tx, base::Id<StoredFile> file, std::string_view holder);

std::optional<StoredFile> stored_file(db::Reader const& reader, base::Id<StoredFile> id);
void save_check(db::Tx& tx, base::Id<StoredFile> id, CheckState state);

/// Forgets rows that nobody holds, not touched since `before`; how many.
std::int64_t forget_unused(db::Tx& tx, base::Instant before, int limit);
bool is_known_content(db::Reader const& reader, std::string_view sha256);
void each_stored_file(db::Reader const& reader, std::function<void(StoredFile const&)> const& each);

inline constexpr char const* check_job = "files.check";  // payload: the id

}  // namespace files
