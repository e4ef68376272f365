// Follow: a person asks to be told what happens to a thing: at once, or in one digest a day.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "consultation/support.hpp"
#include "db/database.hpp"

namespace consultation {

enum class FollowKind { campaign, theme, proposal, contribution, authority, department, region };
std::string_view name_of(FollowKind kind);
std::optional<FollowKind> follow_kind(std::string_view name);
/// "Proposition", "Thème" …
std::string_view title_of(FollowKind kind);
std::vector<FollowKind> const& every_follow_kind();

enum class Frequency { at_once, daily, stopped };
std::string_view name_of(Frequency frequency);
std::optional<Frequency> frequency(std::string_view name);
/// "à chaque fait", "résumé quotidien", "arrêté".
std::string_view title_of(Frequency frequency);
/// What is offered first: a thing of which little happens is told at once, the others once a day.
Frequency usual_frequency(FollowKind kind);

inline constexpr int follows_per_person_max = 200;
inline constexpr int follows_per_page = 20;
inline constexpr int digest_hour = 8;  // in Paris

/// Something that can be followed, as it stands now.
struct Subject {
    FollowKind kind = FollowKind::campaign;
    std::int64_t target = 0;  // its id; 0 for a département or a région
    std::string topic;        // "proposal:12", "department:2A": what facts name
    std::string name;         // in addresses: "proposition:P-2026-012", "departement:2A"
    std::string title;
    std::string href;
    std::string campaign_slug;  // of a campaign: its themes may be followed instead
};

/// Address of the page where one follows it: "/suivre?sujet=proposition%3AP-2026-012".
std::string follow_address(std::string_view subject_name);
/// "la proposition « … »": in a sentence after "Vous suivez".
std::string in_a_sentence(Subject const& subject);

struct Follow {
    base::Id<Follow> id;
    Subject subject;
    Frequency frequency = Frequency::daily;
    base::Instant since;
};

/// 8 h in Paris of that local day (days since 1970), and the next one after an instant.
base::Instant digest_instant(std::int64_t local_day);
std::int64_t next_digest_day(base::Instant now);

// The SQL, in follow_rows.cpp.

/// What a name in an address means; nothing when it does not exist or is not public. One or two statements.
std::optional<Subject> subject_named(db::Reader const& reader, std::string_view name);
/// Themes of a campaign, in its order.
std::vector<Subject> themes_of(db::Reader const& reader, Subject const& campaign);
/// The same as `subject_named`, of a stored topic; also when it is not public any more (its title is then
/// empty).
std::optional<Subject> subject_of_topic(db::Reader const& reader, std::string_view topic);
/// How this person follows it; nothing when they never did.
std::optional<Frequency> frequency_of(db::Reader const& reader, PersonId person, std::string_view topic);

struct FollowCounts {
    std::int64_t at_once = 0;
    std::int64_t daily = 0;
    std::int64_t stopped = 0;
    std::int64_t all() const { return at_once + daily + stopped; }
};
FollowCounts follow_counts(db::Reader const& reader, PersonId person);
struct FollowPage {
    std::vector<Follow> follows;  // the last begun first
    std::int64_t total = 0;
};
/// Two statements.
FollowPage follows_of(db::Reader const& reader, PersonId person, std::optional<FollowKind> kind, int page);

}  // namespace consultation
