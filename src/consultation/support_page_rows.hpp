// The SQL of what the pages of supporting show.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "consultation/proposal.hpp"
#include "consultation/support.hpp"
#include "db/database.hpp"

namespace consultation {

/// A proposal as the pages of supporting need it.
struct SupportableProposal {
    base::Id<Proposal> id;
    std::string reference;
    std::string title;
    std::string summary;
    base::Id<Campaign> campaign;
};

/// The public proposals of these references (at most supports_at_once_max), by title; unknown ones are left
/// out.
std::vector<SupportableProposal> supportable_proposals(db::Reader const& reader,
                                                       std::span<std::string const> references);

/// One support in which a person has (or had) a part.
struct PersonSupport {
    std::string proposal_reference;
    std::string proposal_title;
    AuthorityId authority;
    std::string authority_name;
    Standing standing;
    bool is_own = false;  // their own cast stands
};
/// For the authorities of the person's standing affiliations, by title then authority; at most 500.
std::vector<PersonSupport> supports_of_person(db::Reader const& reader, PersonId person,
                                              std::span<SupportableProposal const> proposals);

/// Every open proposal of a campaign with its counted supports, by title, for paper; at most
/// `print_lines_max`.
struct PrintedProposal {
    std::string reference;
    std::string title;
    std::string summary;
    std::int64_t supports = 0;
};
inline constexpr int print_lines_max = 300;
std::vector<PrintedProposal> printed_proposals(db::Reader const& reader, base::Id<Campaign> campaign);

}  // namespace consultation
