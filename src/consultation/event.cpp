#include "consultation/event.hpp"

#include <array>

#include "base/check.hpp"
#include "consultation/event_rows.hpp"
#include "consultation/telling.hpp"

namespace consultation {
namespace {

struct Name {
    EventKind kind;
    std::string_view name;
};
constexpr std::array names{Name{EventKind::contribution_published, "contribution.published"},
                           Name{EventKind::contribution_edited, "contribution.edited"},
                           Name{EventKind::contribution_decided, "contribution.decided"},
                           Name{EventKind::review_answered, "review.answered"},
                           Name{EventKind::proposal_published, "proposal.published"},
                           Name{EventKind::proposal_edited, "proposal.edited"},
                           Name{EventKind::proposal_supported, "proposal.supported"},
                           Name{EventKind::phase_extended, "phase.extended"},
                           Name{EventKind::results_published, "results.published"}};

}  // namespace

std::string_view name_of(EventKind kind) {
    for (Name const& one : names)
        if (one.kind == kind) return one.name;
    base::fail("an unknown kind of fact");
}

std::optional<EventKind> event_kind(std::string_view name) {
    for (Name const& one : names)
        if (one.name == name) return one.kind;
    return std::nullopt;
}

void announce(db::Tx& tx, base::Instant now, PersonId actor, std::vector<Event> const& events) {
    base::Id<Event> batch;
    for (Event const& event : events) {
        base::Id<Event> const id = insert_event(tx, event, batch, actor, now);
        if (!batch.exists()) batch = id;
    }
    if (!batch.exists()) return;
    if (is_awaited(tx, batch, Frequency::at_once)) enqueue_telling(tx, batch, now);
    if (is_awaited(tx, batch, Frequency::daily)) enqueue_digest(tx, now);
}

}  // namespace consultation
