// The triage bench: the list at left, the reading pane at right, what operators do with it.
#pragma once

#include <optional>
#include <string>

#include "consultation/batch.hpp"
#include "consultation/triage_choice.hpp"
#include "http/message.hpp"
#include "web/visit.hpp"

namespace consultation {

/// A form of the bench that was refused: shown again with what was typed. Without a refusal: none was.
struct RefusedForm {
    std::optional<TypedDecision> typed;    // a decision; nothing: another form of the pane
    std::string open;                      // of another form: which fold
    std::optional<base::Refusal> refusal;  // nothing: no form was refused
    explicit operator bool() const { return refusal.has_value(); }
};

/// The page. `current` empty: the first of the list is read. Six statements.
http::Response bench(web::Visit& visit, Campaign const& campaign, Choices const& offered,
                     TriageFilters const& filters, std::string current, RefusedForm const& refused);

std::string bench_address(Campaign const& campaign);
/// The bench with these filters, on this page, at this contribution; `done` is what the notice says, `batch`
/// what can be undone.
std::string bench_href(Campaign const& campaign, TriageFilters const& filters, int page,
                       std::string const& reference, std::string const& done = {},
                       base::Id<Batch> batch = {});
/// Filters carried through a form as one hidden field.
TriageFilters carried_filters(http::Pairs const& values, Choices const& offered);
html::HiddenInput carrying(TriageFilters const& filters);

/// GET /operateur/campagnes/{campaign}/tri: list, reading pane (?contribution=REF), decisions at hand.
http::Response triage_bench_page(web::Visit& visit);

}  // namespace consultation
