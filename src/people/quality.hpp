// In which quality a person acts, and with which function: closed lists, because only these are public.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "people/actor.hpp"

namespace people {

/// "agent", "elected", "partner": as stored, in the API and in exports.
std::string_view code(Quality quality);
std::optional<Quality> quality_from(std::string_view code);
/// "Agent", "Élu(e)", "Partenaire".
std::string_view french(Quality quality);

struct Function {
    std::string_view value;  // as stored, in forms and exports
    std::string_view label;  // French, lower case
};
/// The functions of a quality, in the order of the form; the last one is "other".
std::span<Function const> functions(Quality quality);
/// The French label; nothing when the quality has no such function.
std::optional<std::string_view> function_label(Quality quality, std::string_view function);

/// What the public sees of a person, after the name of the body: "Agent, secrétaire général(e) de mairie".
/// Never the e-mail address (FAQ; PROGRAMME A5).
std::string public_description(Quality quality, std::string_view function);

/// "operator", "auditor", "relay".
std::string_view code(Role role);
std::optional<Role> role_from(std::string_view code);
/// "Opérateur", "Auditeur", "Relais de préfecture".
std::string_view french(Role role);

}  // namespace people
