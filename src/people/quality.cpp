// Qualities, functions and roles in words.
#include "people/quality.hpp"

#include <algorithm>
#include <array>

#include "base/check.hpp"

namespace people {
namespace {

constexpr std::array<Function, 9> of_agents{{
    {"secretaire-de-mairie", "secrétaire général(e) de mairie"},
    {"dgs", "directeur(trice) général(e) des services"},
    {"dsi", "directeur(trice) des systèmes d’information"},
    {"charge-de-mission-numerique", "chargé(e) de mission numérique"},
    {"responsable-de-service", "responsable de service"},
    {"agent-administratif", "agent administratif"},
    {"agent-technique", "agent technique"},
    {"mediateur-numerique", "médiateur(trice) numérique"},
    {"autre-agent", "autre agent"},
}};

constexpr std::array<Function, 9> of_elected{{
    {"maire", "maire"},
    {"adjoint", "adjoint(e)"},
    {"conseiller-municipal", "conseiller(ère) municipal(e)"},
    {"president", "président(e)"},
    {"vice-president", "vice-président(e)"},
    {"conseiller-communautaire", "conseiller(ère) communautaire"},
    {"conseiller-departemental", "conseiller(ère) départemental(e)"},
    {"conseiller-regional", "conseiller(ère) régional(e)"},
    {"autre-elu", "autre élu(e)"},
}};

constexpr std::array<Function, 4> of_partners{{
    {"representant-legal", "représentant(e) légal(e)"},
    {"salarie", "salarié(e)"},
    {"benevole", "bénévole"},
    {"autre-partenaire", "autre représentant(e)"},
}};

}  // namespace

std::string_view code(Quality quality) {
    switch (quality) {
        case Quality::agent:
            return "agent";
        case Quality::elected:
            return "elected";
        case Quality::partner:
            return "partner";
    }
    base::fail("an unknown quality");
}

std::optional<Quality> quality_from(std::string_view text) {
    for (Quality const quality : {Quality::agent, Quality::elected, Quality::partner})
        if (code(quality) == text) return quality;
    return std::nullopt;
}

std::string_view french(Quality quality) {
    switch (quality) {
        case Quality::agent:
            return "Agent";
        case Quality::elected:
            return "Élu(e)";
        case Quality::partner:
            return "Partenaire";
    }
    base::fail("an unknown quality");
}

std::span<Function const> functions(Quality quality) {
    switch (quality) {
        case Quality::agent:
            return of_agents;
        case Quality::elected:
            return of_elected;
        case Quality::partner:
            return of_partners;
    }
    base::fail("an unknown quality");
}

std::optional<std::string_view> function_label(Quality quality, std::string_view function) {
    auto const known = functions(quality);
    auto const found =
        std::find_if(known.begin(), known.end(), [&](Function const& one) { return one.value == function; });
    if (found == known.end()) return std::nullopt;
    return found->label;
}

std::string public_description(Quality quality, std::string_view function) {
    std::string text(french(quality));
    if (auto const label = function_label(quality, function)) {
        text += ", ";
        text += *label;
    }
    return text;
}

std::string_view code(Role role) {
    switch (role) {
        case Role::operator_:
            return "operator";
        case Role::auditor:
            return "auditor";
        case Role::relay:
            return "relay";
    }
    base::fail("an unknown role");
}

std::optional<Role> role_from(std::string_view text) {
    for (Role const role : {Role::operator_, Role::auditor, Role::relay})
        if (code(role) == text) return role;
    return std::nullopt;
}

std::string_view french(Role role) {
    switch (role) {
        case Role::operator_:
            return "Opérateur";
        case Role::auditor:
            return "Auditeur";
        case Role::relay:
            return "Relais de préfecture";
    }
    base::fail("an unknown role");
}

}  // namespace people
