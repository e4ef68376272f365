// A partner: an association, a company or another body that contributes and is heard, but does not support.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "base/siren.hpp"
#include "people/actor.hpp"

namespace people {

enum class PartnerKind { association, company, other };

std::string_view code(PartnerKind kind);
std::optional<PartnerKind> partner_kind_from(std::string_view code);
/// "Association", "Entreprise", "Autre organisme".
std::string_view french(PartnerKind kind);

struct Partner {
    base::Id<Partner> id;
    std::string name;
    PartnerKind kind = PartnerKind::association;
    std::optional<base::Siren> siren;
    base::Instant created_at;
};

inline constexpr std::size_t partner_name_characters_max = 200;

/// What a form says of a partner.
struct NamePartner {
    std::string name;
    std::string kind;   // a code of PartnerKind
    std::string siren;  // may be empty
};

/// The partner meant, checked: every error of the form at once (fields "partner_name", "partner_kind",
/// "partner_siren").
base::Result<Partner> partner_named(NamePartner const& named);

}  // namespace people
