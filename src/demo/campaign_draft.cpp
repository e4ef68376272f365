#include "demo/campaign_draft.hpp"

#include <algorithm>

#include "consultation/campaign_change.hpp"
#include "consultation/editor_actions.hpp"
#include "demo/days.hpp"

namespace demo {
namespace {

using consultation::Section;

constexpr char const* source =
    "Liste de démonstration, composée d’après la taille des communes\u00a0: ce n’est pas la liste officielle";

/// `count` communes of that size, one in so many, in the order of their codes.
std::vector<std::string> spread(std::vector<Place> const& every, std::int64_t least, std::int64_t most,
                                std::size_t count, std::size_t shift) {
    std::vector<std::string> fit;
    for (Place const& place : every)
        if (place.kind == territories::Kind::commune && place.population && *place.population >= least &&
            *place.population < most)
            fit.push_back(place.reference);
    std::ranges::sort(fit);
    std::vector<std::string> chosen;
    for (std::size_t i = 0; i < count && count <= fit.size(); ++i)
        chosen.push_back(fit[(i * fit.size() / count + shift) % fit.size()]);
    std::ranges::sort(chosen);
    auto const same = std::ranges::unique(chosen);
    chosen.erase(same.begin(), same.end());
    return chosen;
}

consultation::Policy policy(std::string slug, std::string name, std::vector<std::string> members) {
    consultation::Policy made;
    made.slug = std::move(slug);
    made.name = std::move(name);
    made.source = source;
    made.members = std::move(members);
    return made;
}

base::Result<base::Done> edit(db::Tx& tx, base::World const& world, people::Actor const& actor,
                              Section section, consultation::CampaignFile const& wanted) {
    auto const campaign = consultation::campaign_by_slug(tx, slug_draft);
    base::check(campaign.has_value(), "the draft was made");
    auto const edited = consultation::edit_section(
        tx, world, actor,
        {campaign->id, section, consultation::section_version(tx, campaign->id, section), wanted, {}});
    if (!edited.ok()) return edited.refusal();
    return base::Done{};
}

consultation::CampaignFile texts() {
    consultation::CampaignFile file;
    file.campaign.title = "L’école et la jeunesse";
    file.campaign.pitch =
        "Inscriptions, cantine, transport, activités\u00a0: quels services numériques manquent aux familles "
        "et aux "
        "agents\u202f?";
    file.campaign.description =
        "Les communes et leurs groupements accueillent les enfants chaque jour, avec des outils qui se "
        "parlent peu.\n\n"
        "Cette consultation recueille\u00a0:\n\n- ce qui prend du temps aux agents,\n- ce que les familles "
        "demandent,\n"
        "- les services qui marchent déjà quelque part.\n\nLes propositions retenues seront construites avec "
        "des "
        "**territoires référents**.";
    return file;
}

consultation::CampaignFile themes() {
    consultation::CampaignFile file;
    file.themes = {{{}, {}, "Inscriptions et dossiers", "Un seul dossier par enfant"},
                   {{}, {}, "Cantine et périscolaire", "Réserver, annuler, payer"},
                   {{}, {}, "Petite enfance", "Places, relais, modes de garde"}};
    return file;
}

}  // namespace

std::vector<consultation::Policy> demonstration_policies(std::vector<Place> const& every) {
    return {
        policy("petites-villes-de-demain", "Petites Villes de Demain", spread(every, 2'000, 20'000, 60, 3)),
        policy("action-coeur-de-ville", "Action cœur de ville", spread(every, 20'000, 100'000, 40, 1)),
        policy("quartiers-prioritaires", "Quartiers prioritaires", spread(every, 10'000, 300'000, 48, 5))};
}

void plan_draft(Script& script, std::int64_t today) {
    using base::Result;
    script.by_operator(
        at(today - 6, 10, 5),
        [](db::Tx& tx, base::World const& world, people::Actor const& actor) -> Result<base::Done> {
            auto const made = consultation::create_campaign(tx, world, actor,
                                                            {"École et jeunesse", std::string(slug_draft)});
            if (!made.ok()) return made.refusal();
            return base::Done{};
        });
    script.by_operator(at(today - 6, 11, 40),
                       [](db::Tx& tx, base::World const& world, people::Actor const& actor) {
                           return edit(tx, world, actor, Section::texts, texts());
                       });
    script.by_operator(at(today - 2, 15, 20),
                       [](db::Tx& tx, base::World const& world, people::Actor const& actor) {
                           return edit(tx, world, actor, Section::themes, themes());
                       });
}

}  // namespace demo
