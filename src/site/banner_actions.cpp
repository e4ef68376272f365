#include "site/banner_actions.hpp"

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "journal/journal.hpp"
#include "site/banner_rows.hpp"

namespace site {
namespace {

base::Refusal for_operators() {
    return base::refuse(base::RefusalCode::forbidden,
                        "Seule l’équipe de l’opérateur publie et arrête les bandeaux.");
}

std::string subject_of(base::Id<Banner> id) {
    return "banner:" + std::to_string(id.value);
}

}  // namespace

base::Result<Banner> checked_banner(db::Reader const& reader, base::Instant now, NewBanner const& typed) {
    base::FormErrors errors;
    Banner banner;
    if (auto const kind = banner_kind_from(typed.kind))
        banner.kind = *kind;
    else
        errors.add("kind", "Dites s’il s’agit d’un incident ou d’une information.");
    banner.text = base::tidied_line(typed.text).value_or("");
    if (banner.text.empty())
        errors.add("text", "Écrivez le message à afficher.");
    else if (base::length_in_characters(banner.text) > banner_characters_max)
        errors.add("text", "Le message a plus de 300 caractères. Raccourcissez-le.");
    banner.campaign = typed.campaign;
    if (!banner.campaign.empty()) {
        auto const campaign = consultation::campaign_by_slug(reader, banner.campaign);
        if (!campaign || !campaign->is_public())
            errors.add("campaign", "Choisissez une consultation publiée, ou toutes les pages.");
    }
    banner.starts_at = typed.starts_at.value_or(now);
    if (banner.starts_at < now) banner.starts_at = now;
    if (!typed.ends_at) {
        errors.add("ends_at", "Indiquez la fin, avec le jour, le mois, l’année et l’heure.");
    } else {
        banner.ends_at = *typed.ends_at;
        if (banner.ends_at <= now)
            errors.add("ends_at", "La fin est déjà passée. Choisissez un moment à venir.");
        else if (banner.ends_at <= banner.starts_at)
            errors.add("ends_at", "La fin doit venir après le début.");
        else if (banner.ends_at - banner.starts_at > banner_duration_max)
            errors.add("ends_at",
                       "Un bandeau s’affiche 90 jours au plus. Au-delà, écrivez-le dans une page.");
    }
    if (!errors.none()) return std::move(errors).refusal();
    banner.created_at = now;
    return banner;
}

base::Result<base::Id<Banner>> publish_banner(db::Tx& tx, base::World const& world,
                                              people::Actor const& actor, NewBanner const& typed) {
    if (!actor.is_operator) return for_operators();
    lock_banners(tx);
    base::Instant const now = world.clock.now();
    auto checked = checked_banner(tx, now, typed);
    if (!checked) return checked.refusal();
    if (count_unended(tx, now) >= web::notices_max)
        return base::refuse(base::RefusalCode::conflict,
                            "Trois bandeaux sont déjà affichés ou à venir, le maximum.",
                            "Arrêtez-en un avant d’en publier un autre.");
    Banner banner = std::move(checked).value();
    banner.created_by = actor.person;
    base::Id<Banner> const id = insert_banner(tx, banner);
    journal::record_at(tx, now, world.random,
                       {"banner.publish",
                        actor.person.value,
                        0,
                        subject_of(id),
                        {{"kind", std::string(code(banner.kind))},
                         {"campaign", banner.campaign},
                         {"from", std::to_string(banner.starts_at.us)},
                         {"until", std::to_string(banner.ends_at.us)},
                         {"text", base::sha256_hex(banner.text)}}});
    return id;
}

base::Result<base::Done> end_banner(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                    base::Id<Banner> id) {
    if (!actor.is_operator) return for_operators();
    base::Instant const now = world.clock.now();
    if (!banner(tx, id)) return base::refuse(base::RefusalCode::not_found, "Ce bandeau n’existe pas.");
    if (end_banner_row(tx, id, actor.person, now))
        journal::record_at(tx, now, world.random, {"banner.end", actor.person.value, 0, subject_of(id), {}});
    return base::Done{};
}

}  // namespace site
