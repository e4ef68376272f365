#include "relay/address_report_rows.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace relay {
namespace {

constexpr std::string_view columns =
    "r.id, r.authority_id, a.reference, a.long_name, r.department_code, r.wrong, r.proposed, r.source, "
    "r.state, r.reported_by, coalesce(p.email, ''), r.reported_at, r.decided_at, r.reason";
constexpr std::string_view from =
    " FROM address_reports r JOIN authorities a ON a.id = r.authority_id "
    "LEFT JOIN persons p ON p.id = r.reported_by";

ReportState state_from(std::string_view text) {
    for (ReportState const state : {ReportState::waiting, ReportState::accepted, ReportState::refused})
        if (code(state) == text) return state;
    base::fail("a report has a known state");
}

AddressReport report_of(db::Row const& row) {
    AddressReport one;
    one.id = base::Id<AddressReport>(row.integer(0));
    one.authority = base::Id<territories::Authority>(row.integer(1));
    one.reference = row.string(2);
    one.name = row.string(3);
    one.department = row.string(4);
    one.wrong = row.string(5);
    one.proposed = row.string(6);
    one.source = row.string(7);
    one.state = state_from(row.text(8));
    one.reported_by = base::Id<people::Person>(row.integer(9));
    one.reporter = row.string(10);
    one.reported_at = row.instant(11);
    one.decided_at = row.maybe_instant(12);
    one.reason = row.string(13);
    return one;
}

/// The conditions of the filter, and their values in order.
struct Where {
    std::string sql = " WHERE 1 = 1";
    std::vector<db::Value> values;
    void put(std::string_view condition, db::Value value) {
        values.push_back(value);
        sql += fmt::format(" AND {} = ${}", condition, values.size());
    }
};

Where where_of(ReportFilter const& filter) {
    Where where;
    if (!filter.department.empty()) where.put("r.department_code", filter.department);
    if (filter.state) where.put("r.state", code(*filter.state));
    if (filter.authority.exists()) where.put("r.authority_id", filter.authority);
    return where;
}

/// What waits: the oldest first; everything else: the newest first.
std::string_view order_of(ReportFilter const& filter) {
    return filter.state == ReportState::waiting ? " ORDER BY r.id" : " ORDER BY r.id DESC";
}

}  // namespace

ReportPage reports(db::Reader const& reader, ReportFilter const& filter, int page) {
    Where const where = where_of(filter);
    ReportPage found;
    reader.each("SELECT count(*) FROM address_reports r" + where.sql, where.values,
                [&](db::Row const& row) { found.total = row.integer(0); });
    reader.each(fmt::format("SELECT {}{}{}{} LIMIT {} OFFSET {}", columns, from, where.sql, order_of(filter),
                            reports_per_page, static_cast<std::int64_t>(page - 1) * reports_per_page),
                where.values, [&](db::Row const& row) { found.reports.push_back(report_of(row)); });
    return found;
}

std::vector<AddressReport> reports_of(db::Reader const& reader, ReportFilter const& filter) {
    Where const where = where_of(filter);
    std::vector<AddressReport> found;
    reader.each(
        fmt::format("SELECT {}{}{}{} LIMIT {}", columns, from, where.sql, order_of(filter), reports_per_page),
        where.values, [&](db::Row const& row) { found.push_back(report_of(row)); });
    return found;
}

void each_report(db::Reader const& reader, ReportFilter const& filter,
                 std::function<void(AddressReport const&)> const& each) {
    Where const where = where_of(filter);
    reader.stream(fmt::format("SELECT {}{}{}{}", columns, from, where.sql, order_of(filter)), where.values,
                  [&](db::Row const& row) { each(report_of(row)); });
}

std::optional<AddressReport> report_by_id(db::Reader const& reader, base::Id<AddressReport> id) {
    return reader.first<AddressReport>(fmt::format("SELECT {}{} WHERE r.id = $1", columns, from), {id},
                                       report_of);
}

WaitingReports waiting_reports(db::Reader const& reader, std::string_view department) {
    constexpr std::string_view all =
        "SELECT count(*), min(reported_at) FROM address_reports WHERE state = 'waiting'";
    auto const read = [](db::Row const& row) { return WaitingReports{row.integer(0), row.maybe_instant(1)}; };
    auto const found = department.empty()
                           ? reader.first<WaitingReports>(all, {}, read)
                           : reader.first<WaitingReports>(fmt::format("{} AND department_code = $1", all),
                                                          {department}, read);
    return found.value_or(WaitingReports{});
}

base::Id<AddressReport> insert_report(db::Tx& tx, AddressReport const& report) {
    std::string const wrong_key = base::email_key(report.wrong);
    std::string const proposed_key = base::email_key(report.proposed);
    if (tx.execute("INSERT INTO address_reports (authority_id, department_code, wrong, wrong_key, proposed, "
                   "proposed_key, source, state, reported_by, reported_at, reason) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $9, '') ON CONFLICT DO NOTHING",
                   {report.authority, report.department, report.wrong, wrong_key, report.proposed,
                    proposed_key, report.source, report.reported_by, report.reported_at}) == 0)
        return {};
    return base::Id<AddressReport>(
        tx.integer("SELECT id FROM address_reports WHERE authority_id = $1 AND wrong_key = $2 AND "
                   "proposed_key = $3 AND state = 'waiting'",
                   {report.authority, wrong_key, proposed_key}));
}

bool close_report(db::Tx& tx, base::Id<AddressReport> id, ReportState state, base::Id<people::Person> by,
                  base::Instant at, std::string_view reason) {
    return tx.execute(
               "UPDATE address_reports SET state = $1, decided_by = $2, decided_at = $3, reason = $4 "
               "WHERE id = $5 AND state = 'waiting'",
               {code(state), by, at, reason, id}) == 1;
}

}  // namespace relay
