// The button "Suivre" on the pages of what can be followed, with its state for who is signed in.
#pragma once

#include <string>
#include <string_view>

#include "consultation/follow.hpp"
#include "web/visit.hpp"

namespace consultation {

struct FollowLink {
    std::string href;   // empty: nothing to follow here
    std::string label;  // "Suivre cette proposition"
    std::string state;  // "Vous suivez cette proposition : à chaque fait."; empty: not followed
};

/// One statement for who is signed in, none for others. `label` completes "Suivre" ("cette proposition").
FollowLink follow_link(web::Visit& visit, std::string_view subject_name, std::string_view topic,
                       std::string_view label);

}  // namespace consultation
