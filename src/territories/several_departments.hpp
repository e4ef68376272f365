// Authorities that the register files under no département because they cover two whole ones: the
// Collectivité de Corse and the Collectivité européenne d’Alsace. What is done "for a département" concerns
// them in both.
#pragma once

#include <span>
#include <string_view>

namespace territories {

struct SeveralDepartments {
    std::string_view reference;  // "COL-94"
    std::string_view first;      // "2A"
    std::string_view second;     // "2B"
};
std::span<SeveralDepartments const> authorities_of_several_departments();

/// "COL-94" for 2A and 2B, "COL-6AE" for 67 and 68; empty for all others.
std::string_view shared_authority_of(std::string_view department_code);

/// Whether a body lies in this département: it is filed there, or covers it with another one.
bool lies_in(std::string_view reference, std::string_view department_of_body,
             std::string_view department_code);

}  // namespace territories
