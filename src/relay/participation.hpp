// Participation of a département in a campaign: who has contributed or supported, who has not, beside its
// région and the country. Counted from the rows themselves at each reading, on the register of the day that
// counts (the campaign's frozen edition where there is one).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "consultation/campaign.hpp"
#include "consultation/indicators.hpp"
#include "db/database.hpp"
#include "relay/scope.hpp"
#include "territories/authority.hpp"

namespace relay {

/// An authority or body of the département, with what it did in the campaign and how it can be reached.
struct Line {
    base::Id<territories::Authority> id;
    std::string reference;
    std::string name;  // long: "Commune de Locronan"
    territories::Kind kind = territories::Kind::commune;
    std::optional<std::int64_t> population;
    std::string epci_name;
    std::int64_t contributions = 0;     // published, also those of a colleague's workshop that name it
    std::int64_t supports = 0;          // counted
    std::int64_t pending_supports = 0;  // wait for a verification
    std::int64_t members = 0;           // verified persons
    std::int64_t waiting_members = 0;   // persons whose affiliation waits
    std::int64_t addresses = 0;         // usable official addresses
    std::optional<base::Instant> invited_at = {};  // where a page asked for it (invitation.hpp)

    bool has_taken_part() const { return contributions > 0 || supports > 0; }
};

enum class Took { any, silent, took_part, contributed, supported, pending };
enum class Account { any, verified, waiting, none };
enum class Address { any, known, unknown };
enum class Sort { name, population, acts };

/// Which lines to list; empty fields do not filter.
struct Filter {
    std::string text = {};  // part of the name, or a code
    std::optional<territories::Kind> kind = {};
    std::optional<territories::SizeClass> size = {};  // communes only
    base::Id<territories::Authority> epci = {};       // communes of this grouping
    Took took = Took::any;
    Account account = Account::any;
    Address address = Address::any;
    Sort sort = Sort::name;
};

inline constexpr int lines_per_page = 20;
inline constexpr int lines_exported_max = 20'000;

struct LinePage {
    std::vector<Line> lines;
    std::int64_t total = 0;  // on all pages; 0 also beyond the last
};
/// `page` counts from 1. One statement.
LinePage lines_of(db::Reader const& reader, base::Id<consultation::Campaign> campaign, Scope const& scope,
                  Filter const& filter, int page);
/// All of them in the same order, in constant memory, at most lines_exported_max.
void each_line(db::Reader const& reader, base::Id<consultation::Campaign> campaign, Scope const& scope,
               Filter const& filter, std::function<void(Line const&)> const& each);
/// The same, once for each usable official address; "" for a line that has none.
void each_address(db::Reader const& reader, base::Id<consultation::Campaign> campaign, Scope const& scope,
                  Filter const& filter,
                  std::function<void(Line const&, std::string const& address)> const& each);
/// One authority of the département; nothing for another's. One statement.
std::optional<Line> line_of_reference(db::Reader const& reader, base::Id<consultation::Campaign> campaign,
                                      Scope const& scope, std::string_view reference);

/// What this body did in the campaign, for everybody to read: contributions and counted supports, no more.
/// One statement.
Line done_by(db::Reader const& reader, base::Id<consultation::Campaign> campaign,
             base::Id<territories::Authority> body);

/// Groupings of which a commune of the département is a member, by name, at most groupings_max.
struct Grouping {
    base::Id<territories::Authority> id;
    std::string name;
};
inline constexpr int groupings_max = 200;
std::vector<Grouping> groupings_of(db::Reader const& reader, Scope const& scope);

struct Share {
    std::int64_t part = 0;
    std::int64_t whole = 0;
};
struct KindShare {
    territories::Kind kind = territories::Kind::commune;
    std::int64_t whole = 0;
    std::int64_t contributors = 0;
    std::int64_t supporters = 0;
    Share taken() const { return {participants, whole}; }
    std::int64_t participants = 0;
};
/// Communes of one size that took part, here, in the région, in France.
struct SizeShare {
    territories::SizeClass size = territories::SizeClass::unknown;
    Share here;
    Share region;
    Share country;
};
struct Overview {
    std::vector<KindShare> kinds;  // in the order in which screens list them
    std::vector<SizeShare> sizes;  // smallest first; those that the département has
    SizeShare communes;            // all sizes together
    std::vector<consultation::DayCount> contributions_by_day;
    std::vector<consultation::DayCount> supports_by_day;
};
/// One statement.
Overview overview(db::Reader const& reader, base::Id<consultation::Campaign> campaign, Scope const& scope);

}  // namespace relay
