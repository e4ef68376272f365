// Invitation: a colleague asked by e-mail to act for an authority.
#pragma once

#include <string>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "people/actor.hpp"

namespace people {

enum class InvitationState { sent, accepted, withdrawn };

struct Invitation {
    base::Id<Invitation> id;
    base::Id<territories::Authority> authority;
    std::string authority_name;
    std::string email;  // private: the authority's members and the invited person see it
    Quality quality = Quality::agent;
    std::string function;
    InvitationState state = InvitationState::sent;
    base::Id<Person> invited_by;
    std::string invited_by_email;
    base::Instant invited_at;
    base::Instant expires_at;

    bool is_open(base::Instant now) const { return state == InvitationState::sent && now < expires_at; }
};

inline constexpr base::Duration invitation_kept = base::Duration::days(30);
inline constexpr int invitations_standing_max = 50;  // of one authority

}  // namespace people
