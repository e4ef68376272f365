#include "consultation/contribution.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace consultation {
std::string_view name_of(ContributionKind kind) {
    return kind == ContributionKind::need ? "need" : "existing_service";
}
std::optional<ContributionKind> contribution_kind(std::string_view name) {
    for (ContributionKind const kind : {ContributionKind::need, ContributionKind::existing_service})
        if (name_of(kind) == name) return kind;
    return std::nullopt;
}
std::string_view title_of(ContributionKind kind) {
    return kind == ContributionKind::need ? "Besoin" : "Service existant";
}

std::string_view name_of(ContributionState state) {
    switch (state) {
        case ContributionState::draft:
            return "draft";
        case ContributionState::published:
            return "published";
        case ContributionState::withdrawn:
            return "withdrawn";
    }
    base::fail("an unknown state of a contribution");
}
std::optional<ContributionState> contribution_state(std::string_view name) {
    for (ContributionState const state :
         {ContributionState::draft, ContributionState::published, ContributionState::withdrawn})
        if (name_of(state) == name) return state;
    return std::nullopt;
}

std::string_view name_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::pending:
            return "pending";
        case Outcome::reoriented:
            return "reoriented";
        case Outcome::rejected:
            return "rejected";
        case Outcome::grouped:
            return "grouped";
    }
    base::fail("an unknown outcome");
}
std::optional<Outcome> outcome(std::string_view name) {
    for (Outcome const one : every_outcome)
        if (name_of(one) == name) return one;
    return std::nullopt;
}
std::string_view title_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::pending:
            return "À traiter";
        case Outcome::reoriented:
            return "Réorientée";
        case Outcome::rejected:
            return "Rejetée";
        case Outcome::grouped:
            return "Regroupée";
    }
    base::fail("an unknown outcome");
}

std::string_view participle_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::reoriented:
            return "réorientée";
        case Outcome::rejected:
            return "rejetée";
        case Outcome::grouped:
            return "regroupée";
        case Outcome::pending:
            return "de nouveau à l’étude";
    }
    base::fail("an unknown outcome");
}

base::Result<ContributionText> checked(ContributionText text, Completeness completeness) {
    bool const is_whole = completeness == Completeness::whole;
    base::FormErrors errors;
    auto const tidy = [&](char const* field, std::string& value, std::size_t most, bool one_line) {
        auto tidied = one_line ? base::tidied_line(value) : base::tidied(value);
        if (!tidied) {
            errors.add(field, "Ce texte contient des caractères illisibles : saisissez-le de nouveau.");
            value.clear();
            return;
        }
        value = std::move(*tidied);
        std::size_t const length = base::length_in_characters(value);
        if (length > most)
            errors.add(field, fmt::format("Ce texte a {} caractères : {} au plus.", length, most));
    };
    auto const need = [&](char const* field, std::string const& value, std::size_t least,
                          std::string_view what) {
        if (!is_whole) return;
        std::size_t const length = base::length_in_characters(value);
        if (length == 0)
            errors.add(field, fmt::format("Indiquez {}.", what));
        else if (length < least)
            errors.add(field, fmt::format("Décrivez {} en {} caractères au moins.", what, least));
    };
    tidy("title", text.title, contribution_title_max, true);
    need("title", text.title, contribution_title_min, "le titre");
    if (is_whole && !text.theme.exists()) errors.add("theme", "Choisissez un thème.");
    tidy("problem", text.problem, contribution_problem_max, false);
    need("problem", text.problem, contribution_problem_min, "le problème rencontré");
    tidy("audience", text.audience, contribution_option_max, false);
    tidy("territory", text.territory, contribution_option_max, false);
    tidy("service_name", text.service_name, contribution_option_max, true);
    tidy("maturity", text.maturity, contribution_option_max, false);
    tidy("licence", text.licence, contribution_option_max, true);
    tidy("source_url", text.source_url, contribution_option_max, true);
    if (!text.source_url.empty() && !base::is_web_address(text.source_url))
        errors.add("source_url", "Donnez une adresse qui commence par https:// ou http://.");
    tidy("cost", text.cost, contribution_option_max, false);
    tidy("hosting", text.hosting, contribution_option_max, false);
    std::ranges::sort(text.bodies);
    text.bodies.erase(std::unique(text.bodies.begin(), text.bodies.end()), text.bodies.end());
    if (text.bodies.size() > contribution_bodies_max)
        errors.add("bodies", fmt::format("Nommez {} collectivités au plus.", contribution_bodies_max));
    if (!errors.none()) return std::move(errors).refusal();
    return text;
}

std::string reference_of(char letter, base::Instant at, std::int64_t number, int digits) {
    return fmt::format("{}-{}-{:0{}}", letter, base::civil(at).year, number, digits);
}

}  // namespace consultation
