// The SQL of segments: one selection, counted, sampled or frozen.
#pragma once

#include <vector>

#include "db/database.hpp"
#include "outreach/mailing_rows.hpp"
#include "outreach/segment.hpp"

namespace outreach {

struct SegmentCount {
    std::int64_t addresses = 0;
    std::int64_t authorities = 0;
};
SegmentCount count_of(db::Reader const& reader, base::Id<consultation::Campaign> campaign,
                      Segment const& segment);
/// Communes that have not taken part and whose address nobody knows, so that nobody takes the list for whole;
/// 0 for the other segments.
std::int64_t unreachable_of(db::Reader const& reader, base::Id<consultation::Campaign> campaign,
                            Segment const& segment);
/// Addresses that are in one of these segments at least.
std::int64_t count_of_any(db::Reader const& reader, base::Id<consultation::Campaign> campaign,
                          std::vector<Segment> const& segments);
/// Some of them, by address, to be looked at.
inline constexpr int sample_max = 10;
std::vector<Turn> sample_of(db::Reader const& reader, base::Id<consultation::Campaign> campaign,
                            Segment const& segment);
/// Puts them on the mailing's list under a part; who is on it already stays where they are. Returns how many
/// came. One statement, whatever their number: 35 000 addresses take some tenths of a second.
std::int64_t freeze(db::Tx& tx, base::Id<Mailing> id, int part, base::Id<consultation::Campaign> campaign,
                    Segment const& segment);

}  // namespace outreach
