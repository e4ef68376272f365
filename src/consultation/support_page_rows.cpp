#include "consultation/support_page_rows.hpp"

#include <fmt/format.h>

namespace consultation {
namespace {

/// "$3, $4, $5": `count` parameters from `first`.
std::string parameters(std::size_t first, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += fmt::format("{}${}", i == 0 ? "" : ", ", first + i);
    return text;
}

}  // namespace

std::vector<SupportableProposal> supportable_proposals(db::Reader const& reader,
                                                       std::span<std::string const> references) {
    std::vector<SupportableProposal> found;
    if (references.empty()) return found;
    base::check(references.size() <= supports_at_once_max, "a bounded list of references");
    std::vector<db::Value> values(references.begin(), references.end());
    reader.each(fmt::format("SELECT id, reference, title, summary, campaign_id FROM proposals "
                            "WHERE reference IN ({}) AND state <> 'draft' ORDER BY title_key, id",
                            parameters(1, references.size())),
                std::span<db::Value const>(values), [&](db::Row const& row) {
                    found.push_back({row.id<Proposal>(0), row.string(1), row.string(2), row.string(3),
                                     row.id<Campaign>(4)});
                });
    return found;
}

std::vector<PersonSupport> supports_of_person(db::Reader const& reader, PersonId person,
                                              std::span<SupportableProposal const> proposals) {
    std::vector<PersonSupport> found;
    if (proposals.empty()) return found;
    std::vector<db::Value> values{person, person};
    for (SupportableProposal const& proposal : proposals) values.emplace_back(proposal.id);
    reader.each(
        fmt::format(
            "SELECT p.reference, p.title, a.long_name, s.state, s.since, s.reason, "
            "  (SELECT count(*) FROM support_casts c WHERE c.proposal_id = s.proposal_id "
            "    AND c.authority_id = s.authority_id AND c.person_id = $1 AND c.withdrawn_at IS NULL), a.id "
            "FROM affiliations f "
            "JOIN supports s ON s.authority_id = f.authority_id "
            "JOIN proposals p ON p.id = s.proposal_id "
            "JOIN authorities a ON a.id = s.authority_id "
            "WHERE f.person_id = $2 AND f.state IN ('pending', 'verified') AND s.proposal_id IN ({}) "
            "ORDER BY p.title_key, a.name_key, a.id LIMIT 500",
            parameters(3, proposals.size())),
        std::span<db::Value const>(values), [&](db::Row const& row) {
            auto const state = support_state(row.text(3));
            base::check(state.has_value(), "a stored state of a support");
            found.push_back({row.string(0),
                             row.string(1),
                             AuthorityId(row.integer(7)),
                             row.string(2),
                             {*state, row.instant(4), row.string(5)},
                             row.integer(6) > 0});
        });
    return found;
}

std::vector<PrintedProposal> printed_proposals(db::Reader const& reader, base::Id<Campaign> campaign) {
    return reader.list<PrintedProposal>(
        "SELECT p.reference, p.title, p.summary, "
        "  (SELECT count(*) FROM supports s WHERE s.proposal_id = p.id AND s.state = 'counted') "
        "FROM proposals p WHERE p.campaign_id = $1 AND p.state = 'open' ORDER BY p.title_key, p.id LIMIT $2",
        {campaign, print_lines_max}, [](db::Row const& row) {
            return PrintedProposal{row.string(0), row.string(1), row.string(2), row.integer(3)};
        });
}

}  // namespace consultation
