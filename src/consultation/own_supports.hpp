// "Mes soutiens": what a person supports, and what the authorities that they act for support.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consultation/listing.hpp"
#include "consultation/proposal.hpp"
#include "consultation/support.hpp"
#include "db/database.hpp"

namespace consultation {

/// One support of the list: the person's own, or a colleague's for an authority that the person is verified
/// for. Somebody who only says that they act for an authority reads of it no more than what they did
/// themselves.
struct OwnSupport {
    base::Id<Proposal> proposal;
    std::string reference;
    std::string title;
    ProposalState proposal_state = ProposalState::open;
    std::string campaign_slug;
    std::string campaign_title;
    AuthorityId authority;
    std::string authority_name;  // long: "Commune de Locronan"
    Standing standing;           // withdrawn where only a colleague's stands and the person is not verified
    bool is_own = false;         // their own cast stands
    bool was_own = false;        // they cast one, standing or not
};

enum class OwnSupportSort { recent, oldest, title, authority };

/// Empty fields do not filter.
struct OwnSupportFilter {
    std::optional<SupportState> state;
    std::string campaign_slug;
    AuthorityId authority;
    bool is_own_only = false;
    OwnSupportSort sort = OwnSupportSort::recent;
};

/// Where a page begins: after this support, in the order asked for. Its address names the keys, never a text.
struct OwnSupportPlace {
    base::Instant since;
    base::Id<Proposal> proposal;
    AuthorityId authority;

    friend bool operator==(OwnSupportPlace const&, OwnSupportPlace const&) = default;
};
OwnSupportPlace place_of(OwnSupport const& support);
/// "1767225600000000.12.34".
std::string text_of(OwnSupportPlace const& place);
/// Only what `text_of` gives; nothing for anything else.
std::optional<OwnSupportPlace> place_from(std::string_view text);

struct OwnSupportPage {
    std::vector<OwnSupport> items;  // at most items_per_page
    std::int64_t total = 0;         // that the filters leave, on all pages
    bool has_more = false;
};
/// Two statements.
OwnSupportPage own_supports(db::Reader const& reader, PersonId person, OwnSupportFilter const& filter,
                            std::optional<OwnSupportPlace> const& after);

inline constexpr std::int64_t own_supports_exported_max = 20'000;
/// All that the filters leave, in the order asked for, in constant memory; at most own_supports_exported_max.
void each_own_support(db::Reader const& reader, PersonId person, OwnSupportFilter const& filter,
                      std::function<void(OwnSupport const&)> const& each);

/// What the filters offer: each once, by title or name, at most own_support_choices_max. A choice of
/// authorities holds their ids.
inline constexpr int own_support_choices_max = 100;
struct OwnSupportChoices {
    std::vector<std::pair<std::string, std::string>> campaigns;    // slug, title
    std::vector<std::pair<AuthorityId, std::string>> authorities;  // long names
};
/// Two statements.
OwnSupportChoices own_support_choices(db::Reader const& reader, PersonId person);

}  // namespace consultation
