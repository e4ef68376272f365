// Contest: a message by which an authority's people say why a support that was set aside should count; with
// what it is about.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "consultation/support.hpp"
#include "site/contact_rows.hpp"

namespace site {

struct Contest {
    ContactMessage message;
    std::string assigned_email;  // empty: nobody, or erased
    base::Id<consultation::Proposal> proposal;
    std::string proposal_reference;
    std::string proposal_title;
    base::Id<territories::Authority> authority;
    std::string authority_name;       // long: "Commune de Locronan"
    std::string authority_reference;  // of its page
    consultation::Standing standing;  // of the support now, with the reason given when it is set aside
};

struct ContestPage {
    std::vector<Contest> contests;  // what waits: the longest first; everything else: the newest first
    std::int64_t total = 0;
};
/// A page of `messages_per_page`; two statements.
ContestPage contests(db::Reader const& reader, MessageFilter const& filter, int page);
/// Every contest of the filter, the longest waiting first, in constant memory.
void each_contest(db::Reader const& reader, MessageFilter const& filter,
                  std::function<void(Contest const&)> const& each);
/// Both queues of the team. One statement.
struct WaitingDesk {
    Waiting messages;
    Waiting contests;
};
WaitingDesk waiting_desk(db::Reader const& reader);
/// What the message contests; nothing when it is none.
std::optional<Contest> contest_of(db::Reader const& reader, base::Id<ContactMessage> message);
/// The contest of this support that waits for an answer.
std::optional<Contest> open_contest(db::Reader const& reader, base::Id<consultation::Proposal> proposal,
                                    base::Id<territories::Authority> authority);

}  // namespace site
