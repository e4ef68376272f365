// The SQL of what relays report of official addresses.
#pragma once

#include <functional>
#include <optional>

#include "relay/address_report.hpp"

namespace relay {

struct ReportPage {
    std::vector<AddressReport> reports;
    std::int64_t total = 0;
};

struct ReportFilter {
    std::string department = {};            // empty: all
    std::optional<ReportState> state = {};  // nothing: all
    base::Id<territories::Authority> authority = {};
};

/// What waits comes oldest first; other lists youngest first. `page` counts from 1.
ReportPage reports(db::Reader const& reader, ReportFilter const& filter, int page);
/// The first page of them without its total: one statement.
std::vector<AddressReport> reports_of(db::Reader const& reader, ReportFilter const& filter);
/// Every report of the filter in the same order, in constant memory.
void each_report(db::Reader const& reader, ReportFilter const& filter,
                 std::function<void(AddressReport const&)> const& each);
std::optional<AddressReport> report_by_id(db::Reader const& reader, base::Id<AddressReport> id);
/// In a département; empty: in all.
struct WaitingReports {
    std::int64_t count = 0;
    std::optional<base::Instant> oldest;  // since when the first of them waits; none: nothing does
};
WaitingReports waiting_reports(db::Reader const& reader, std::string_view department = {});

/// No id when the same waits already.
base::Id<AddressReport> insert_report(db::Tx& tx, AddressReport const& report);
/// False when it was decided already.
bool close_report(db::Tx& tx, base::Id<AddressReport> id, ReportState state, base::Id<people::Person> by,
                  base::Instant at, std::string_view reason);

}  // namespace relay
