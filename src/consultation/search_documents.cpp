#include "consultation/search_documents.hpp"

#include "base/text.hpp"
#include "search/search.hpp"

namespace consultation {

void put_document(db::Tx& tx, Contribution const& contribution, std::string_view body_name) {
    ContributionText const& text = contribution.text;
    std::string const body = base::joined({text.problem, text.service_name, text.audience, text.territory,
                                           text.maturity, std::string(body_name), contribution.reference},
                                          "\n");
    std::int64_t const recent = contribution.published_at ? contribution.published_at->us : 0;
    search::put(tx, {contribution_documents, contribution.id.value, text.title, body, recent});
}

void put_document(db::Tx& tx, Proposal const& proposal) {
    std::string const body = base::joined({proposal.summary, proposal.problem, proposal.reference}, "\n");
    std::int64_t const recent = proposal.published_at ? proposal.published_at->us : 0;
    search::put(tx, {proposal_documents, proposal.id.value, proposal.title, body, recent});
}

void remove_document(db::Tx& tx, base::Id<Contribution> id) {
    search::remove(tx, contribution_documents, id.value);
}

void remove_document(db::Tx& tx, base::Id<Proposal> id) {
    search::remove(tx, proposal_documents, id.value);
}

}  // namespace consultation
