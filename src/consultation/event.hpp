// Event: a fact that followers are told of, written in the transaction of the act that made it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consultation/contribution.hpp"
#include "consultation/decision.hpp"
#include "consultation/proposal.hpp"
#include "db/database.hpp"

namespace consultation {

enum class EventKind {
    contribution_published,
    contribution_edited,
    contribution_decided,
    review_answered,
    proposal_published,
    proposal_edited,
    proposal_supported,  // once a day, with how many authorities
    phase_extended,
    results_published,
};
std::string_view name_of(EventKind kind);
std::optional<EventKind> event_kind(std::string_view name);

/// What happened. Only ids and codes: the words are made when the mail is, from what is public then.
struct Event {
    EventKind kind = EventKind::proposal_published;
    base::Id<Campaign> campaign;
    base::Id<Contribution> contribution = {};
    base::Id<Proposal> proposal = {};
    base::Id<Decision> decision = {};
    std::string detail = {};  // of an extension: the phase's name; of supports: how many
    PersonId author = {};     // is told by a mail of its own, not by a follow
};

/// Writes the facts of one act and has them told: at once as one job, and by the next digest. `actor` is not
/// told of what they did. Nobody follows: no job. About three statements a fact.
void announce(db::Tx& tx, base::Instant now, PersonId actor, std::vector<Event> const& events);

/// A fact in words, as it may be told now.
struct ToldEvent {
    base::Instant at;
    std::string subject;   // of a mail about it alone
    std::string sentence;  // one or two sentences
    std::string path;      // the page that shows it
    std::string campaign;  // its title: digests are grouped by it
};

// The SQL, in event_rows.cpp.

/// Nothing when it may not be seen (any more): a draft, withdrawn, a decision replaced since, a campaign not
/// public. One statement.
std::optional<ToldEvent> told_event(db::Reader const& reader, base::Id<Event> event);

/// Housekeeping: facts older than that, at most `limit`.
std::int64_t forget_old_events(db::Tx& tx, base::Instant before, int limit);

}  // namespace consultation
