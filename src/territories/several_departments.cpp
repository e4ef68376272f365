#include "territories/several_departments.hpp"

#include <array>

namespace territories {
namespace {

/// As the derivation files them (derivation.cpp; a test compares both).
constexpr std::array<SeveralDepartments, 2> several{{{"COL-94", "2A", "2B"}, {"COL-6AE", "67", "68"}}};

}  // namespace

std::span<SeveralDepartments const> authorities_of_several_departments() {
    return several;
}

std::string_view shared_authority_of(std::string_view department_code) {
    for (SeveralDepartments const& one : several)
        if (one.first == department_code || one.second == department_code) return one.reference;
    return {};
}

bool lies_in(std::string_view reference, std::string_view department_of_body,
             std::string_view department_code) {
    if (department_code.empty()) return false;
    if (!department_of_body.empty()) return department_of_body == department_code;
    return !reference.empty() && shared_authority_of(department_code) == reference;
}

}  // namespace territories
