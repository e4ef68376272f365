#include "consultation/proposal_texts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "base/text.hpp"

namespace consultation {
namespace {

constexpr std::int64_t euros_max = 10'000'000'000;  // beyond, it is a slip of the keyboard
constexpr std::size_t typed_themes_max = 100;

/// "1234,5": cents written with one or two digits.
std::optional<std::int64_t> cents_of(std::string_view decimals) {
    auto const number = base::parse_int(decimals);
    if (!number || *number < 0 || decimals.size() > 2 || decimals.starts_with('-')) return std::nullopt;
    return decimals.size() == 1 ? *number * 10 : *number;
}

std::string typed_amount(std::optional<base::Euros> const& amount) {
    if (!amount) return {};
    std::int64_t const cents = amount->in_cents();
    std::string const whole = base::french_number(cents / 100);
    return cents % 100 == 0 ? whole : fmt::format("{},{:02}", whole, cents % 100);
}

}  // namespace

TypedProposal TypedProposal::from(http::Pairs const& form) {
    TypedProposal typed;
    typed.title = forms::line_of(form, "title");
    typed.summary = forms::text_of(form, "summary");
    typed.problem = forms::text_of(form, "problem");
    typed.maturity = forms::text_of(form, "maturity");
    typed.build_cost = forms::line_of(form, "build_cost");
    typed.deploy_cost = forms::line_of(form, "deploy_cost");
    typed.reason = forms::text_of(form, "reason");
    for (std::string_view const slug : form.all("themes"))
        if (typed.themes.size() < typed_themes_max && !slug.empty()) typed.themes.emplace_back(slug);
    return typed;
}

TypedProposal TypedProposal::from(Proposal const& proposal, Choices const& offered) {
    TypedProposal typed{proposal.title,
                        proposal.summary,
                        proposal.problem,
                        proposal.maturity,
                        typed_amount(proposal.build_cost),
                        typed_amount(proposal.deploy_cost),
                        {},
                        {}};
    for (base::Id<Theme> const id : proposal.themes)
        if (Theme const* const theme = offered.theme(id)) typed.themes.push_back(theme->slug);
    return typed;
}

std::optional<base::Euros> read_euros(std::string_view typed) {
    std::string plain;
    for (std::size_t i = 0; i < typed.size(); ++i) {
        std::string_view const rest = typed.substr(i);
        // No-break spaces and the sign are what people copy from a page.
        if (rest.starts_with(base::nbsp))
            i += base::nbsp.size() - 1;
        else if (rest.starts_with(base::narrow_nbsp))
            i += base::narrow_nbsp.size() - 1;
        else if (rest.starts_with("€"))
            i += std::string_view("€").size() - 1;
        else if (typed[i] != ' ')
            plain += typed[i] == '.' ? ',' : typed[i];
    }
    std::size_t const comma = plain.find(',');
    auto const whole = base::parse_int(std::string_view(plain).substr(0, comma));
    if (!whole || *whole < 0 || *whole > euros_max || plain.starts_with('-')) return std::nullopt;
    if (comma == std::string::npos) return base::Euros::cents(*whole * 100);
    auto const cents = cents_of(std::string_view(plain).substr(comma + 1));
    if (!cents) return std::nullopt;
    return base::Euros::cents(*whole * 100 + *cents);
}

base::Result<ProposalForm> read_proposal(TypedProposal const& typed, Choices const& offered) {
    ProposalForm form{typed.title, typed.summary, typed.problem, typed.maturity, std::nullopt, std::nullopt,
                      {}};
    base::FormErrors errors;
    auto const sound = checked(form);
    if (!sound.ok())
        for (base::FieldError const& error : sound.refusal().fields) errors.add(error.field, error.message);
    auto const amount = [&](char const* field, std::string const& text) -> std::optional<base::Euros> {
        if (text.empty()) return std::nullopt;
        auto const euros = read_euros(text);
        if (!euros) errors.add(field, "Donnez un montant en euros, comme 120\u202f000 ou 1\u202f500,50.");
        return euros;
    };
    form.build_cost = amount("build_cost", typed.build_cost);
    form.deploy_cost = amount("deploy_cost", typed.deploy_cost);
    for (std::string const& slug : typed.themes) {
        Theme const* const theme = offered.theme(slug);
        if (!theme) {
            errors.add("themes", "Choisissez des thèmes de la liste.");
            break;
        }
        if (std::ranges::find(form.themes, theme->id) == form.themes.end()) form.themes.push_back(theme->id);
    }
    if (form.themes.size() > proposal_themes_max)
        errors.add("themes", fmt::format("Choisissez {} thèmes au plus.", proposal_themes_max));
    if (!errors.none()) return std::move(errors).refusal();
    return form;
}

void fill_proposal(ProposalFormView& view, TypedProposal const& typed, Choices const& offered) {
    view.heading = forms::field(
        "title", "Titre", typed.title,
        "Comme un acte\u00a0: «\u00a0Faciliter le signalement d’incidents par les usagers\u00a0».");
    view.summary =
        forms::field("summary", "Résumé", typed.summary, "Deux ou trois phrases. Nécessaire pour publier.");
    view.problem = forms::field("problem", "Problème à résoudre", typed.problem);
    view.problem.is_optional = true;
    view.themes = forms::field("themes", "Thèmes", {},
                               fmt::format("Un à {} thèmes. Nécessaire pour publier.", proposal_themes_max));
    for (Theme const& theme : offered.themes)
        view.theme_choices.push_back(
            {theme.slug, theme.name, "", std::ranges::find(typed.themes, theme.slug) != typed.themes.end()});
    auto const cost = [](char const* name, char const* label, std::string const& value) {
        html::Field one = forms::field(name, label, value, "En euros, comme 120\u202f000.");
        one.is_optional = true;
        one.inputmode = "decimal";
        one.width_characters = 10;
        return one;
    };
    view.build_cost = cost("build_cost", "Coût estimé de construction", typed.build_cost);
    view.deploy_cost = cost("deploy_cost", "Coût estimé de déploiement", typed.deploy_cost);
    view.maturity = forms::field("maturity", "Maturité", typed.maturity);
    view.maturity.is_optional = true;
    if (view.is_public)
        view.reason = forms::field("reason", "Ce qui change, et pourquoi", typed.reason,
                                   "Public\u00a0: cette phrase accompagne la nouvelle version, et ceux qui "
                                   "suivent la proposition sont prévenus.");
}

void show_proposal_errors(ProposalFormView& view, base::Refusal const& refusal) {
    forms::show_errors(view, refusal,
                       {&view.heading, &view.summary, &view.problem, &view.themes, &view.build_cost,
                        &view.deploy_cost, &view.maturity, &view.reason});
}

}  // namespace consultation
