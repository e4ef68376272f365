// A contribution's text between the form and the screen: read as typed, shown again, laid out as rows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "consultation/campaign_rows.hpp"
#include "consultation/contribution.hpp"
#include "consultation/contribution_page_rows.hpp"
#include "consultation/contribution_views.hpp"
#include "http/message.hpp"

namespace consultation {

/// The form as typed. `text` has neither theme nor bodies: they are still words.
struct TypedContribution {
    ContributionText text;
    std::string theme;   // slug
    std::string bodies;  // one authority a line
};
inline constexpr char const* contribution_field_names[] = {
    "title",    "theme",   "problem",    "audience", "territory", "service_name",
    "maturity", "licence", "source_url", "cost",     "hosting",   "bodies"};
/// The answer of this name; null for a name that no field has.
std::string* field_of(TypedContribution& typed, std::string_view name);

TypedContribution typed_contribution(http::Pairs const& form, ContributionKind kind);
/// What the form shows of a stored text.
TypedContribution typed_again(Contribution const& contribution, SpokenFor const& body,
                              Choices const& offered);

/// The text that the actions take, or every error of the form with its field: also authorities that nobody or
/// several bear the name of.
base::Result<ContributionText> text_of(db::Reader const& reader, TypedContribution const& typed,
                                       Choices const& offered, Completeness completeness);

/// Puts labels, hints and what was typed into the form.
void fill_form(ContributeFormView& view, TypedContribution const& typed, Choices const& offered);
/// Whether an error stands beside an optional question: its fold is shown open then.
bool has_option_error(ContributeFormView const& view);

/// Theme, audience … of a text, without what is empty.
std::vector<html::SummaryRow> text_rows(ContributionText const& text, Choices const& offered);
/// The lines of a text that say something.
std::vector<std::string> paragraphs(std::string_view text);
html::TagColour colour_of(Outcome outcome);

}  // namespace consultation
