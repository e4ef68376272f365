// Reading contributions: lists with filters, one page of one contribution, one's own, the triage list.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consultation/attention.hpp"
#include "consultation/contribution.hpp"
#include "consultation/decision.hpp"
#include "consultation/listing.hpp"
#include "db/database.hpp"

namespace consultation {

/// Empty fields do not filter. Only published contributions are ever listed.
struct ContributionFilter {
    base::Id<Campaign> campaign;
    std::string text;  // French full text (search/)
    base::Id<Theme> theme;
    std::optional<ContributionKind> kind;
    std::optional<Outcome> outcome;
    std::string region_code;
    std::string department_code;
    std::optional<people::Quality> profile;
    std::string authority_kind;   // "commune" …
    AuthorityId authority;        // made for it, alone or with others
    base::Id<Proposal> proposal;  // grouped into it by the standing decision

    // For the operator's bench only.
    std::string anything;              // words, a reference, a code, an e-mail address, words of a note
    std::optional<PersonId> assignee;  // none: nobody's
    PersonId not_assignee;             // a colleague's
    Attention attention = Attention::all;
    base::Instant now;  // for what is overdue
};
enum class ContributionSort {
    recent,  // last published first
    title,
    triage,  // those to be decided first, the longest waiting first; then the others, last decided first
};

struct ListedContribution {
    base::Id<Contribution> id;
    std::string reference;
    ContributionKind kind = ContributionKind::need;
    Outcome outcome = Outcome::pending;
    std::string title;
    std::string problem;  // whole: pages shorten it
    std::string theme_name;
    NamedBody body;
    std::string quality;
    std::string function;
    bool is_affiliation_pending = false;  // "rattachement en cours de vérification"
    base::Instant published_at;
};

/// Two statements.
Listed<ListedContribution> contributions_page(db::Reader const& reader, ContributionFilter const& filter,
                                              ContributionSort sort, int page);
/// A line of the operator's bench.
struct BenchLine {
    ListedContribution item;
    Marks marks;
};
/// Those to be decided first, the longest waiting first. One statement; two when the page is beyond the last.
Listed<BenchLine> triage_page(db::Reader const& reader, ContributionFilter const& filter, int page);
/// A line of the bench as a spreadsheet shows it: whole texts, what stands, whose it is.
struct BenchSheetLine {
    base::Id<Contribution> id;
    std::string reference;
    std::string title;
    std::string problem;
    std::string body_name;
    std::string insee_code;
    std::string department_code;
    std::string profile;  // "Agent, secrétaire général(e) de mairie"
    std::string theme_name;
    base::Instant published_at;
    Outcome outcome = Outcome::pending;
    std::string target;  // the desk, the ground, the references of the proposals
    std::string reason;  // of the standing decision
    std::string assignee_email;
    std::int64_t version = 1;
    base::Id<Decision> standing;  // none: never decided
};
/// All that the filters leave, in the order of the bench, streamed; at most `limit`. Two statements.
void each_bench_line(db::Reader const& reader, ContributionFilter const& filter, std::int64_t limit,
                     std::function<void(BenchSheetLine const&)> const& each);
/// Every contribution that the filters leave, in the same order; at most `limit`. One statement.
std::vector<base::Id<Contribution>> triage_ids(db::Reader const& reader, ContributionFilter const& filter,
                                               int limit);
/// The first items_per_page that the standing decisions group into a proposal, by title. One statement.
std::vector<ListedContribution> gathered_contributions(db::Reader const& reader, base::Id<Proposal> proposal);

/// A published contribution with all that its page shows.
struct ContributionRead {
    Contribution contribution;
    std::string campaign_slug;
    std::string campaign_title;
    std::string theme_name;
    NamedBody body;
    bool is_affiliation_pending = false;
    std::vector<NamedBody> others;  // for which it was made too
    /// By which late decision it was published; nothing: in time.
    struct Late {
        base::Instant filed_at;
        base::Instant decided_at;
        std::string answer;
    };
    std::optional<Late> late;
    std::vector<Decision> history;  // oldest first; the standing one last
};
/// Nothing for drafts, withdrawn and unknown ones (reliability.md advisory 25). Three statements.
std::optional<ContributionRead> contribution_by_reference(db::Reader const& reader,
                                                          std::string_view reference);

/// One of one's own, whatever its state.
struct OwnContribution {
    base::Id<Contribution> id;
    std::string reference;
    base::Id<Campaign> campaign;
    std::string campaign_slug;
    std::string campaign_title;
    ContributionKind kind = ContributionKind::need;
    ContributionState state = ContributionState::draft;
    Outcome outcome = Outcome::pending;
    std::string title;
    std::string body_name;
    base::Instant changed_at;
    base::Instant published_at;  // of a published one
    std::int64_t version = 1;
    bool waits_for_validation = false;  // a draft submitted to the administrators of its authority
};
/// Drafts first, then the others, last changed first. Two statements.
Listed<OwnContribution> person_contributions(db::Reader const& reader, PersonId person, int page);
/// At most drafts_per_person_max. One statement.
std::vector<OwnContribution> person_drafts(db::Reader const& reader, PersonId person);
/// Of these, those written for this authority.
std::vector<OwnContribution> authority_drafts(db::Reader const& reader, PersonId person,
                                              AuthorityId authority);
/// The author's own, any state, for the form and the preview, or a published one that the person may take
/// over (validation_rows); nothing when it is another's. Two statements, four when it is another's.
std::optional<Contribution> own_contribution(db::Reader const& reader, PersonId person,
                                             base::Id<Contribution> id);

/// A standing decision on a published contribution, for the home page.
struct RecentDecision {
    std::string reference;
    std::string title;
    Outcome outcome = Outcome::pending;
    std::string target;  // "P-2026-012", the desk's or the ground's name; several proposals: the first one
    base::Instant decided_at;
};
inline constexpr int recent_decisions_max = 50;
/// One statement.
std::vector<RecentDecision> last_decisions(db::Reader const& reader, base::Id<Campaign> campaign, int limit);

}  // namespace consultation
