#include "demo/authors.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "demo/voices.hpp"

namespace demo {
namespace {

struct InventedPartner {
    std::string_view text;  // key of the core or of the rejected text
    std::size_t voice;
    std::string_view name;
    std::string_view kind;
};
/// Invented, as are the places in their names: none is meant to be an association or a company that exists.
constexpr std::array<InventedPartner, 17> invented_partners{{
    {"partenaire-editeur-participation", 0, "Le Bourdon des places", "association"},
    {"partenaire-editeur-participation", 1, "Coopérative Tilleul et Paroles", "company"},
    {"partenaire-editeur-participation", 2, "La Table aux cent voix", "company"},
    {"partenaire-annuaire-social", 0, "Les Maraudes du Pont-Ondule", "association"},
    {"partenaire-annuaire-social", 1, "Le Fil des haltes", "association"},
    {"partenaire-annuaire-social", 2, "L’Équipe des portes voisines", "association"},
    {"partenaire-accessibilite", 0, "Les Promeneurs du plain-pied", "association"},
    {"partenaire-accessibilite", 1, "Fédération des pas comptés", "association"},
    {"partenaire-accessibilite", 2, "Un trottoir pour l’Ormeval", "association"},
    {"partenaire-tiers-lieux", 0, "Réseau des granges ouvertes de l’Ormeval", "association"},
    {"partenaire-tiers-lieux", 1, "Les Ateliers mitoyens", "association"},
    {"partenaire-tiers-lieux", 2, "La Ruche aux établis", "association"},
    {"offre-commerciale-bornes", 0, "Bornéa Accueil", "company"},
    {"restauration-orgue", 0, "Les Amis de l’orgue de Sainte-Ondule", "association"},
    {"partenaire-cafe-associatif", 0, "Le Café de la Bascule haute", "association"},
    {"partenaire-cafe-associatif", 1, "Réseau des comptoirs rouverts", "association"},
    {"partenaire-cafe-associatif", 2, "Entre-Deux-Clochers", "association"},
}};

bool needs_commune(Voice const& voice) {
    auto const names_it = [](std::string const& text) {
        return text.find("{name}") != std::string::npos || text.find("{population}") != std::string::npos;
    };
    return names_it(voice.title) || names_it(voice.opening) || names_it(voice.middle) ||
           names_it(voice.ending);
}

bool is_commune(Fit fit) {
    return fit == Fit::village || fit == Fit::town || fit == Fit::city || fit == Fit::large_city;
}

std::string all_of(Voice const& voice) {
    return voice.title + " " + voice.opening + " " + voice.middle + " " + voice.ending;
}

}  // namespace

bool is_kept(std::string_view core, std::size_t voice) {
    return std::ranges::any_of(
        kept_voices, [&](KeptVoice const& kept) { return kept.core == core && kept.voice == voice; });
}

Place const& Authors::place_for(Core const& core, std::size_t voice) {
    std::vector<Fit> fits = core.fits;
    std::erase(fits, Fit::partner);
    if (needs_commune(core.voices.at(voice))) std::erase_if(fits, [](Fit fit) { return !is_commune(fit); });
    base::check(!fits.empty(), "a text that names a commune fits one");
    // The voices of a core go round what it fits.
    std::ranges::rotate(fits, fits.begin() + static_cast<std::ptrdiff_t>(voice % fits.size()));
    std::set<std::string>& departments = departments_of_core_[core.key];
    Place const& place = places_.take(fits, departments);
    departments.insert(place.department_code);
    return place;
}

Someone Authors::person_at(Place const& place, people::Quality quality, std::string_view text) {
    return official_person(place, quality, function_for(quality, place.fit, text, random_), directory_);
}

Someone Authors::partner_of(std::string_view key, std::size_t voice, std::string_view text) {
    auto const partner = std::ranges::find_if(
        invented_partners, [&](InventedPartner const& one) { return one.text == key && one.voice == voice; });
    base::check(partner != invented_partners.end(), "every text of a partner has one");
    Someone someone;
    someone.partner_name = partner->name;
    someone.partner_kind = partner->kind;
    someone.email = fmt::format("{}@{}", base::slug(partner->name), email_domain);
    someone.quality = people::Quality::partner;
    someone.function = function_for(people::Quality::partner, Fit::partner, text, random_);
    return someone;
}

PlannedContribution Authors::speak(Core const& core, std::size_t voice, base::Instant when) {
    Voice const& spoken = core.voices.at(voice);
    if (spoken.quality == people::Quality::partner)
        return speak(core, voice, when, partner_of(core.key, voice, all_of(spoken)), nullptr);
    Place const& place = place_for(core, voice);
    return speak(core, voice, when, person_at(place, spoken.quality, all_of(spoken)), &place);
}

PlannedContribution Authors::speak(Core const& core, std::size_t voice, base::Instant when, Someone author,
                                   Place const* place) {
    if (place && place->kind != territories::Kind::epci) authorities_.push_back(*place);
    PlannedContribution planned;
    planned.core = &core;
    planned.voice = voice;
    planned.theme = core.theme;
    planned.text = composed(core, core.voices.at(voice),
                            {place ? place->long_name : author.partner_name, place, when}, random_);
    planned.author = std::move(author);
    planned.at = when;
    return planned;
}

PlannedContribution Authors::speak(RejectedText const& text, base::Instant when) {
    constexpr std::array<Fit, 2> fits{Fit::town, Fit::city};
    PlannedContribution planned;
    planned.rejected = &text;
    planned.theme = text.theme;
    planned.text.kind = text.kind;
    planned.text.title = text.title;
    planned.text.problem = text.text;
    planned.at = when;
    bool const is_partner = text.quality == people::Quality::partner;
    planned.author = is_partner ? partner_of(text.key, 0, text.text)
                                : person_at(places_.take(fits), text.quality, text.text);
    return planned;
}

}  // namespace demo
