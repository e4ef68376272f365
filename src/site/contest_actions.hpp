// Contesting that a support was set aside (PROGRAMME B6: "told and contestable"): a message to the team that
// says which support it is about.
#pragma once

#include "consultation/support_actions.hpp"
#include "site/contact_actions.hpp"

namespace site {

struct ContestSupport {
    base::Id<consultation::Proposal> proposal;
    base::Id<territories::Authority> authority;
    std::string text;   // 10–4 000 characters; read by the team only
    std::string email;  // the actor's own: where the answer goes
};
/// The contest as kept, its receipt in the outbox. One waits for each support, whoever sends it. Refused: the
/// person does not act for the authority, or is neither verified nor among those who cast it (forbidden); the
/// support is not set aside, its contest waits already, or the results are published (conflict); and what
/// `receive_message` refuses (field "text").
base::Result<ContactMessage> contest_support(db::Tx& tx, base::World const& world,
                                             people::Settings const& settings, people::Actor const& actor,
                                             ContestSupport const& command);

/// What restoring a support does to the contests of it that wait: each is answered with the operator's reason
/// by a mail to its author, and closed. Takes the messages after the support, as contest_support does: a
/// contest filed meanwhile is answered, or refused as not set aside. `settings` outlives it.
consultation::OnRestored contests_answered(people::Settings const& settings);

}  // namespace site
