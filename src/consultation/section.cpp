#include "consultation/section.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "base/crypto.hpp"
#include "base/french.hpp"
#include "base/french_hours.hpp"
#include "base/text.hpp"

namespace consultation {
namespace {

/// Longer lists of communes are kept in the history as a count and a fingerprint.
constexpr std::size_t codes_in_history_max = 300;

struct Named {
    Section section;
    std::string_view name;
    std::string_view title;
};
constexpr Named named_sections[] = {{Section::texts, "textes", "Titre et textes"},
                                    {Section::rules, "regles", "Règles publiées"},
                                    {Section::envelope, "enveloppe", "Enveloppe"},
                                    {Section::themes, "themes", "Thèmes"},
                                    {Section::policies, "politiques", "Politiques prioritaires"},
                                    {Section::phases, "calendrier", "Calendrier"},
                                    {Section::desks, "destinations", "Bureaux destinataires"},
                                    {Section::grounds, "motifs", "Motifs de rejet"},
                                    {Section::support, "soutien", "Règles de soutien"},
                                    {Section::state, "etat", "État de la consultation"}};

Named const& entry_of(Section section) {
    for (Named const& one : named_sections)
        if (one.section == section) return one;
    base::fail("an unknown section");
}

std::string classes_in_words(std::vector<std::string> const& classes) {
    std::vector<std::string> words;
    for (std::string const& name : classes)
        words.emplace_back(name == "authority"  ? "collectivités territoriales"
                           : name == "grouping" ? "groupements de collectivités"
                                                : "autres structures publiques locales");
    return base::joined(words, ", ");
}

std::string communes_in_words(Policy const& policy) {
    std::string words = base::french_count(policy.count, "commune", "communes");
    if (policy.members.empty()) return words;
    std::string const codes = base::joined(policy.members, " ");
    if (policy.members.size() <= codes_in_history_max) return words + "\n" + codes;
    return fmt::format("{}\nEmpreinte de la liste\u00a0: {}", words, base::sha256_hex(codes).substr(0, 16));
}

std::string_view state_in_words(CampaignState state) {
    switch (state) {
        case CampaignState::draft:
            return "Brouillon";
        case CampaignState::published:
            return "Publiée";
        case CampaignState::archived:
            return "Archivée";
    }
    base::fail("an unknown state of a campaign");
}

}  // namespace

std::string_view name_of(Section section) {
    return entry_of(section).name;
}

std::optional<Section> section_named(std::string_view name) {
    for (Named const& one : named_sections)
        if (one.name == name) return one.section;
    return std::nullopt;
}

std::string_view title_of(Section section) {
    return entry_of(section).title;
}

std::optional<base::Instant> freezes_at(Campaign const& campaign, Section section) {
    auto const by_opening = [](Phase const& a, Phase const& b) { return a.opens_at < b.opens_at; };
    switch (section) {
        case Section::texts:
        case Section::rules:
        case Section::envelope:
        case Section::themes:
        case Section::grounds:
            if (campaign.phases.empty()) return std::nullopt;
            return std::ranges::min_element(campaign.phases, by_opening)->opens_at;
        case Section::policies:
        case Section::support:
            if (Phase const* const support = campaign.phase(PhaseKind::support)) return support->opens_at;
            return std::nullopt;
        case Section::phases:
            if (campaign.phases.empty()) return std::nullopt;
            return std::ranges::max_element(campaign.phases, by_opening)->opens_at;
        case Section::desks:
        case Section::state:
            return std::nullopt;
    }
    base::fail("an unknown section");
}

bool is_frozen(Campaign const& campaign, Section section, base::Instant now) {
    auto const at = freezes_at(campaign, section);
    return campaign.is_public() && at && *at <= now;
}

std::vector<std::string> missing(CampaignContent const& content, Section section) {
    Campaign const& campaign = content.campaign;
    std::vector<std::string> lacks;
    switch (section) {
        case Section::texts:
            if (campaign.title.empty()) lacks.emplace_back("un titre");
            if (campaign.pitch.empty()) lacks.emplace_back("une phrase de présentation");
            if (campaign.description.empty()) lacks.emplace_back("un texte de présentation");
            break;
        case Section::rules:
            if (campaign.rules.empty()) lacks.emplace_back("les règles de la consultation");
            break;
        case Section::themes:
            if (content.choices.themes.empty()) lacks.emplace_back("au moins un thème");
            break;
        case Section::phases:
            if (!campaign.phase(PhaseKind::collect)) lacks.emplace_back("la phase de recueil des besoins");
            if (!campaign.phase(PhaseKind::support))
                lacks.emplace_back("la phase de soutien des collectivités");
            break;
        case Section::envelope:
        case Section::policies:
        case Section::desks:
        case Section::grounds:
        case Section::support:
        case Section::state:
            break;
    }
    return lacks;
}

bool is_optional(Section section) {
    return section == Section::envelope || section == Section::policies || section == Section::desks ||
           section == Section::grounds;
}

std::string summary_of(CampaignContent const& content, Section section) {
    Campaign const& campaign = content.campaign;
    auto const size = [](auto const& list) { return static_cast<std::int64_t>(list.size()); };
    switch (section) {
        case Section::texts:
            return campaign.title;
        case Section::rules:
            return campaign.rules.empty()
                       ? std::string()
                       : base::french_count(
                             static_cast<std::int64_t>(base::length_in_characters(campaign.rules)),
                             "caractère", "caractères");
        case Section::envelope:
            return campaign.envelope ? base::french_amount(*campaign.envelope) : std::string();
        case Section::themes:
            return content.choices.themes.empty()
                       ? std::string()
                       : base::french_count(size(content.choices.themes), "thème", "thèmes");
        case Section::policies:
            return content.policies.empty() ? std::string()
                                            : base::french_count(size(content.policies), "liste de communes",
                                                                 "listes de communes");
        case Section::phases: {
            if (campaign.phases.empty()) return {};
            auto const last = std::ranges::max_element(campaign.phases, {}, &Phase::closes_at);
            return fmt::format("{}, {}", base::french_count(size(campaign.phases), "phase", "phases"),
                               base::french_span(campaign.phases.front().opens_at, last->closes_at));
        }
        case Section::desks:
            return content.choices.desks.empty()
                       ? std::string()
                       : base::french_count(size(content.choices.desks), "bureau", "bureaux");
        case Section::grounds:
            return content.choices.grounds.empty()
                       ? std::string()
                       : base::french_count(size(content.choices.grounds), "motif", "motifs");
        case Section::support:
            return fmt::format("Peuvent soutenir\u00a0: {}", classes_in_words(campaign.supporting_classes));
        case Section::state:
            return std::string(state_in_words(campaign.state));
    }
    base::fail("an unknown section");
}

std::vector<Fact> facts_of(CampaignContent const& content, Section section) {
    Campaign const& campaign = content.campaign;
    std::vector<Fact> facts;
    auto const say = [&](std::string label, std::string value) {
        if (!value.empty()) facts.push_back({std::move(label), std::move(value)});
    };
    switch (section) {
        case Section::texts:
            say("Titre", campaign.title);
            say("Phrase de présentation", campaign.pitch);
            say("Texte de présentation", campaign.description);
            break;
        case Section::rules:
            say("Règles", campaign.rules);
            say("Demande de réexamen",
                base::french_count(campaign.review_days, "jour", "jours") + " après la décision");
            say("Demande de prise en compte tardive",
                campaign.late_request_days == 0
                    ? std::string("Non")
                    : base::french_count(campaign.late_request_days, "jour", "jours") + " après la clôture");
            break;
        case Section::envelope:
            if (campaign.envelope) say("Montant", base::french_amount(*campaign.envelope));
            break;
        case Section::themes: {
            int rank = 0;
            for (Theme const& theme : content.choices.themes)
                say(fmt::format("Thème {}", theme.slug),
                    fmt::format("{}. {}{}{}", ++rank, theme.name, theme.hint.empty() ? "" : "\n",
                                theme.hint));
            break;
        }
        case Section::policies:
            for (Policy const& policy : content.policies)
                say(fmt::format("Politique {}", policy.slug),
                    fmt::format("{}\n{}\n{}", policy.name, policy.source, communes_in_words(policy)));
            break;
        case Section::phases:
            for (Phase const& phase : campaign.phases)
                say(std::string(title_of(phase.kind)), base::french_span(phase.opens_at, phase.closes_at) +
                                                           (phase.reason.empty() ? "" : "\n") + phase.reason);
            break;
        case Section::desks:
            for (Desk const& desk : content.choices.desks)
                say(fmt::format("Bureau {}", desk.slug),
                    fmt::format("{}\n{}\n{}", desk.name, desk.description, desk.url));
            break;
        case Section::grounds:
            for (Ground const& ground : content.choices.grounds)
                say(fmt::format("Motif {}", ground.slug), ground.name);
            break;
        case Section::support:
            say("Qui peut soutenir", classes_in_words(campaign.supporting_classes));
            say("Vérification après la clôture",
                base::french_count(campaign.late_verification_days, "jour", "jours"));
            say("Soutiens par l’API", campaign.api_supports ? "Oui" : "Non");
            say("Référentiel figé", campaign.edition ? std::to_string(*campaign.edition) : "Celui du jour");
            break;
        case Section::state:
            say("État", std::string(state_in_words(campaign.state)));
            break;
    }
    return facts;
}

std::vector<std::string> overseas_hours(base::Instant at) {
    struct Zone {
        std::string_view department;
        std::string_view places;
    };
    static constexpr Zone zones[] = {
        {"987", "En Polynésie française"},
        {"971", "En Guadeloupe, en Martinique, à Saint-Barthélemy et à Saint-Martin"},
        {"975", "À Saint-Pierre-et-Miquelon"},
        {"973", "En Guyane"},
        {"976", "À Mayotte"},
        {"974", "À La Réunion"},
        {"988", "En Nouvelle-Calédonie"},
        {"986", "À Wallis-et-Futuna"}};
    std::vector<std::string> lines;
    for (Zone const& zone : zones)
        lines.push_back(fmt::format("{}\u00a0: {}", zone.places,
                                    base::french_deadline(at, base::zone_of_department(zone.department))));
    return lines;
}

}  // namespace consultation
