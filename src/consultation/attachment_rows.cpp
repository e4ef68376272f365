#include "consultation/attachment_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "files/stored_file_rows.hpp"

namespace consultation {
namespace {

constexpr std::string_view attachment_columns =
    "x.id, x.key, x.contribution_id, x.name, x.added_at, x.from_version, x.until_version, x.file_id, "
    "x.sha256, "
    "x.type, x.size, coalesce(s.check_state, 'refused')";
constexpr int attachment_columns_count = 12;

Attachment attachment_from(db::Row const& row) {
    Attachment one;
    one.id = row.id<Attachment>(0);
    one.key = row.string(1);
    one.contribution = row.id<Contribution>(2);
    one.name = row.string(3);
    one.added_at = row.instant(4);
    one.from_version = static_cast<int>(row.integer(5));
    if (!row.is_null(6)) one.until_version = static_cast<int>(row.integer(6));
    // The content of one taken out may be gone: its row here says what it was.
    auto const type = files::file_type(row.string(9));
    base::check(type.has_value(), "the database holds known file types");
    one.file = {row.id<files::StoredFile>(7), row.string(8), *type,
                static_cast<std::uint64_t>(row.integer(10)), files::check_state(row.string(11))};
    return one;
}

}  // namespace

std::vector<Attachment> attachments_of(db::Reader const& reader, base::Id<Contribution> contribution) {
    return reader.list<Attachment>(
        fmt::format("SELECT {} FROM contribution_attachments x "
                    "LEFT JOIN stored_files s ON s.id = x.file_id "
                    "WHERE x.contribution_id = $1 ORDER BY x.id LIMIT $2",
                    attachment_columns),
        {contribution, static_cast<std::int64_t>(attachments_ever_max + attachments_max)}, attachment_from);
}

std::vector<Attachment> standing_attachments(db::Reader const& reader, base::Id<Contribution> contribution) {
    std::vector<Attachment> all = attachments_of(reader, contribution);
    std::erase_if(all, [](Attachment const& one) { return !one.stands(); });
    return all;
}

std::optional<FoundAttachment> attachment_by_key(db::Reader const& reader, std::string_view key) {
    return reader.first<FoundAttachment>(
        fmt::format("SELECT {}, c.state, c.author_person_id, k.state FROM contribution_attachments x "
                    "JOIN contributions c ON c.id = x.contribution_id "
                    "JOIN campaigns k ON k.id = c.campaign_id "
                    "LEFT JOIN stored_files s ON s.id = x.file_id "
                    "WHERE x.key = $1 AND x.until_version IS NULL",
                    attachment_columns),
        {key}, [](db::Row const& row) {
            auto const state = contribution_state(row.string(attachment_columns_count));
            base::check(state.has_value(), "a stored state of a contribution");
            return FoundAttachment{attachment_from(row), *state,
                                   row.id<people::Person>(attachment_columns_count + 1),
                                   row.string(attachment_columns_count + 2) != "draft"};
        });
}

base::Id<Attachment> insert_attachment(db::Tx& tx, Attachment const& one) {
    return base::Id<Attachment>(
        tx.insert("INSERT INTO contribution_attachments (key, contribution_id, file_id, type, size, sha256, "
                  "name, added_at, "
                  "  from_version) "
                  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
                  {one.key, one.contribution, one.file.id, files::name_of(one.file.type),
                   static_cast<std::int64_t>(one.file.size), one.file.sha256, one.name, one.added_at,
                   one.from_version}));
}

void delete_attachment(db::Tx& tx, base::Id<Attachment> id) {
    tx.execute("DELETE FROM contribution_attachments WHERE id = $1", {id});
}

void close_attachment(db::Tx& tx, base::Id<Attachment> id, int last_version) {
    tx.execute("UPDATE contribution_attachments SET until_version = $1, name = '' WHERE id = $2",
               {last_version, id});
}

std::string holder_of(Attachment const& attachment) {
    return "contribution_attachment:" + attachment.key;
}

std::vector<PublicAttachment> public_attachments(db::Reader const& reader, Campaign const& campaign,
                                                 DataFilter const& filter, LineKey after, int limit) {
    base::check(limit >= 1 && limit <= public_lines_max, "a bounded page of public lines");
    return reader.list<PublicAttachment>(
        fmt::format("SELECT {}, c.reference FROM contribution_attachments x "
                    "JOIN contributions c ON c.id = x.contribution_id "
                    "JOIN stored_files s ON s.id = x.file_id "
                    "WHERE c.campaign_id = $1 AND c.state = 'published' AND x.until_version IS NULL "
                    "  AND s.check_state IN ('clean', 'unchecked') AND x.id > $2 "
                    "  AND ($3 = '' OR c.reference = $4) "
                    "ORDER BY x.id LIMIT $5",
                    attachment_columns),
        {campaign.id, after.first, filter.contribution, filter.contribution, limit}, [](db::Row const& row) {
            Attachment const one = attachment_from(row);
            return PublicAttachment{one.id.value,
                                    row.string(attachment_columns_count),
                                    one.name,
                                    std::string(files::media_type(one.file.type)),
                                    static_cast<std::int64_t>(one.file.size),
                                    one.file.sha256,
                                    address_of(one),
                                    one.added_at};
        });
}

std::int64_t count_public_attachments(db::Reader const& reader, Campaign const& campaign,
                                      DataFilter const& filter) {
    return reader.integer(
        "SELECT count(*) FROM contribution_attachments x "
        "JOIN contributions c ON c.id = x.contribution_id "
        "JOIN stored_files s ON s.id = x.file_id "
        "WHERE c.campaign_id = $1 AND c.state = 'published' AND x.until_version IS NULL "
        "  AND s.check_state IN ('clean', 'unchecked') AND ($2 = '' OR c.reference = $3)",
        {campaign.id, filter.contribution, filter.contribution});
}

}  // namespace consultation
