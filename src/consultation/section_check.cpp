#include "consultation/section_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/french.hpp"
#include "base/text.hpp"

namespace consultation {
namespace {

void check_length(std::string const& text, char const* field, std::string_view what, std::size_t most,
                  base::FormErrors& errors) {
    if (base::length_in_characters(text) > most)
        errors.add(field, fmt::format("{} dépasse {} caractères.", what,
                                      base::french_number(static_cast<std::int64_t>(most))));
}

template<class T>
void check_entries(std::vector<T> const& list, std::size_t most, base::FormErrors& errors) {
    if (list.size() > most) errors.add("name_0", fmt::format("La liste dépasse {} lignes.", most));
    std::set<std::string> seen;
    for (std::size_t i = 0; i < list.size(); ++i) {
        std::string const field = fmt::format("name_{}", i);
        if (list[i].name.empty())
            errors.add(field, fmt::format("Donnez un nom à la ligne {}, ou retirez-la.", i + 1));
        else if (!seen.insert(base::name_key(list[i].name)).second)
            errors.add(field, fmt::format("«\u00a0{}\u00a0» figure deux fois.", list[i].name));
        std::size_t const name_max = std::is_same_v<T, Ground> ? entry_hint_max : entry_name_max;
        if (base::length_in_characters(list[i].name) > name_max)
            errors.add(field, fmt::format("Le nom de la ligne {} dépasse {} caractères.", i + 1, name_max));
    }
}

void check_phases(CampaignFile const& wanted, Campaign const& stored, base::Instant now,
                  base::FormErrors& errors) {
    Campaign const& campaign = wanted.campaign;
    auto const is_left = [&](PhaseKind kind) {
        Phase const* const old = stored.phase(kind);
        return stored.is_public() && old && (old->has_opened(now) || old->version > 1);
    };
    for (Phase const& phase : campaign.phases) {
        if (is_left(phase.kind)) continue;
        std::string const name(name_of(phase.kind));
        if (phase.closes_at <= phase.opens_at)
            errors.add(name + "_closes_day", fmt::format("{}\u00a0: la clôture doit venir après l’ouverture.",
                                                         title_of(phase.kind)));
        else if (phase.closes_at > phase.opens_at + base::Duration::days(phase_days_max))
            errors.add(name + "_closes_day",
                       fmt::format("{}\u00a0: la phase dure plus de cinq ans, vérifiez l’année.",
                                   title_of(phase.kind)));
        if (stored.is_public() && phase.opens_at <= now)
            errors.add(name + "_opens_day",
                       fmt::format(
                           "{}\u00a0: la consultation est publiée, l’ouverture ne peut pas être déjà passée.",
                           title_of(phase.kind)));
    }
    auto const opens = [&](PhaseKind kind) -> std::optional<base::Instant> {
        Phase const* const phase = campaign.phase(kind);
        if (!phase) return std::nullopt;
        return phase->opens_at;
    };
    auto const in_order = [&](PhaseKind first, PhaseKind second, char const* sentence) {
        auto const a = opens(first);
        auto const b = opens(second);
        if (a && b && *b < *a) errors.add(std::string(name_of(second)) + "_opens_day", sentence);
    };
    in_order(PhaseKind::collect, PhaseKind::support,
             "Les soutiens ne peuvent pas ouvrir avant le recueil des besoins.");
    in_order(PhaseKind::support, PhaseKind::committee,
             "Le choix du comité ne peut pas ouvrir avant les soutiens.");
    in_order(PhaseKind::support, PhaseKind::interest,
             "L’appel aux territoires ne peut pas ouvrir avant les soutiens.");
    in_order(PhaseKind::committee, PhaseKind::delivery,
             "La construction des services ne peut pas ouvrir avant le choix du comité.");
    Phase const* const support = campaign.phase(PhaseKind::support);
    Phase const* const committee = campaign.phase(PhaseKind::committee);
    if (support && committee && committee->opens_at < support->closes_at && !is_left(PhaseKind::committee))
        errors.add("committee_opens_day", fmt::format("Le comité choisit d’après les soutiens\u00a0: il ne "
                                                      "peut ouvrir qu’après leur clôture, le {}.",
                                                      base::french_deadline(support->closes_at)));
    if (stored.is_public())
        for (PhaseKind const kind : {PhaseKind::collect, PhaseKind::support})
            if (!campaign.phase(kind))
                errors.add(
                    std::string(name_of(kind)) + "_opens_day",
                    fmt::format("Une consultation publiée garde la phase «\u00a0{}\u00a0».", title_of(kind)));
}

}  // namespace

bool is_campaign_slug(std::string_view text) {
    return !text.empty() && text.size() <= campaign_slug_max && base::slug(text, campaign_slug_max) == text;
}

bool is_entry_url(std::string_view text) {
    return text.size() <= entry_url_max && base::is_web_address(text);
}

void check_section(Section section, CampaignFile const& wanted, Campaign const& stored, base::Instant now,
                   base::FormErrors& errors) {
    Campaign const& campaign = wanted.campaign;
    switch (section) {
        case Section::texts:
            if (campaign.title.empty()) errors.add("title", "Donnez un titre à la consultation.");
            check_length(campaign.title, "title", "Le titre", campaign_title_max, errors);
            check_length(campaign.pitch, "pitch", "La phrase de présentation", campaign_pitch_max, errors);
            check_length(campaign.description, "description", "Le texte de présentation", campaign_text_max,
                         errors);
            if (stored.is_public()) {
                if (campaign.pitch.empty())
                    errors.add("pitch", "Une consultation publiée garde sa phrase de présentation.");
                if (campaign.description.empty())
                    errors.add("description", "Une consultation publiée garde son texte de présentation.");
            }
            break;
        case Section::rules:
            check_length(campaign.rules, "rules", "Le texte des règles", campaign_text_max, errors);
            if (stored.is_public() && campaign.rules.empty())
                errors.add("rules", "Une consultation publiée garde ses règles.");
            if (campaign.review_days < 1 || campaign.review_days > review_days_max)
                errors.add("review_days",
                           fmt::format("Donnez un nombre de jours entre 1 et {}.", review_days_max));
            if (campaign.late_request_days < 0 || campaign.late_request_days > late_request_days_max)
                errors.add("late_request_days",
                           fmt::format("Donnez un nombre de jours entre 0 et {}.", late_request_days_max));
            break;
        case Section::envelope:
            if (campaign.envelope && (*campaign.envelope < base::Euros() ||
                                      *campaign.envelope > base::Euros::whole(envelope_euros_max)))
                errors.add("envelope", "Le montant doit être compris entre 0 et 100 milliards d’euros.");
            break;
        case Section::themes:
            check_entries(wanted.themes, themes_max, errors);
            if (stored.is_public() && wanted.themes.empty())
                errors.add("name_0", "Une consultation publiée garde au moins un thème.");
            for (std::size_t i = 0; i < wanted.themes.size(); ++i)
                if (base::length_in_characters(wanted.themes[i].hint) > entry_hint_max)
                    errors.add(fmt::format("hint_{}", i),
                               fmt::format("La précision de la ligne {} dépasse {} caractères.", i + 1,
                                           entry_hint_max));
            break;
        case Section::desks:
            check_entries(wanted.desks, desks_max, errors);
            for (std::size_t i = 0; i < wanted.desks.size(); ++i) {
                if (base::length_in_characters(wanted.desks[i].description) > entry_hint_max)
                    errors.add(fmt::format("hint_{}", i),
                               fmt::format("La description de la ligne {} dépasse {} caractères.", i + 1,
                                           entry_hint_max));
                if (!wanted.desks[i].url.empty() && !is_entry_url(wanted.desks[i].url))
                    errors.add(fmt::format("url_{}", i),
                               fmt::format("L’adresse de la ligne {} doit commencer par https:// ou http://.",
                                           i + 1));
            }
            break;
        case Section::grounds:
            check_entries(wanted.grounds, grounds_max, errors);
            break;
        case Section::phases:
            check_phases(wanted, stored, now, errors);
            break;
        case Section::support:
            if (campaign.supporting_classes.empty())
                errors.add("classes", "Choisissez au moins une sorte de structures qui peuvent soutenir.");
            if (campaign.late_verification_days < 0 ||
                campaign.late_verification_days > late_verification_days_max)
                errors.add("days", fmt::format("Donnez un nombre de jours entre 0 et {}.",
                                               late_verification_days_max));
            if (campaign.edition && (*campaign.edition < edition_first || *campaign.edition > edition_last))
                errors.add("edition", "Choisissez un millésime de la liste.");
            break;
        case Section::policies:
        case Section::state:
            break;
    }
}

}  // namespace consultation
