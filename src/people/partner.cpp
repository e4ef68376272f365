// Partners in words, and the rules of their names.
#include "people/partner.hpp"

#include "base/text.hpp"

namespace people {

std::string_view code(PartnerKind kind) {
    switch (kind) {
        case PartnerKind::association:
            return "association";
        case PartnerKind::company:
            return "company";
        case PartnerKind::other:
            return "other";
    }
    base::fail("an unknown kind of partner");
}

std::optional<PartnerKind> partner_kind_from(std::string_view text) {
    for (PartnerKind const kind : {PartnerKind::association, PartnerKind::company, PartnerKind::other})
        if (code(kind) == text) return kind;
    return std::nullopt;
}

std::string_view french(PartnerKind kind) {
    switch (kind) {
        case PartnerKind::association:
            return "Association";
        case PartnerKind::company:
            return "Entreprise";
        case PartnerKind::other:
            return "Autre organisme";
    }
    base::fail("an unknown kind of partner");
}

base::Result<Partner> partner_named(NamePartner const& named) {
    base::FormErrors errors;
    Partner partner;
    partner.name = base::tidied_line(named.name).value_or("");
    if (base::name_key(partner.name).empty())
        errors.add("partner_name", "Indiquez le nom de votre organisme.");
    else if (base::length_in_characters(partner.name) > partner_name_characters_max)
        errors.add("partner_name", "Le nom de votre organisme dépasse 200 caractères. Raccourcissez-le.");

    auto const kind = partner_kind_from(named.kind);
    if (!kind) errors.add("partner_kind", "Choisissez la nature de votre organisme dans la liste.");
    partner.kind = kind.value_or(PartnerKind::other);

    if (!base::trimmed(named.siren).empty()) {
        partner.siren = base::Siren::parse(named.siren);
        if (!partner.siren)
            errors.add("partner_siren",
                       "Ce numéro Siren n’est pas valable. Vérifiez ses 9 chiffres, ou laissez vide.");
    }
    if (!errors.none()) return std::move(errors).refusal();
    return partner;
}

}  // namespace people
