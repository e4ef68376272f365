// What an authority did and received, in one dated list; and what of its supports waits.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "consultation/listing.hpp"
#include "db/database.hpp"

namespace consultation {

enum class ActSort { any, contribution, support, decision };

struct AuthorityAct {
    base::Instant at;
    ActSort sort = ActSort::contribution;
    std::string reference;
    std::string title;
    std::string detail;  // outcome or state, as stored
};

/// Newest first.
Listed<AuthorityAct> authority_acts(db::Reader const& reader, AuthorityId authority, ActSort sort, int page);
inline constexpr int authority_acts_exported_max = 20'000;
/// All of them, in constant memory, at most authority_acts_exported_max.
void each_authority_act(db::Reader const& reader, AuthorityId authority, ActSort sort,
                        std::function<void(AuthorityAct const&)> const& each);

/// "Contribution publiée", "Décision reçue : regroupée", "Soutien compté", "… en attente", "… écarté".
std::string words_of(AuthorityAct const& act);
/// Of the page of the contribution or proposal.
std::string address_of(AuthorityAct const& act);

struct WaitingSupport {
    std::string reference;
    std::string title;
    base::Instant since;
};
inline constexpr int waiting_supports_max = 100;
std::vector<WaitingSupport> waiting_supports(db::Reader const& reader, AuthorityId authority);

}  // namespace consultation
