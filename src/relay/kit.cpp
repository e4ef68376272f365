#include "relay/kit.hpp"

#include <fmt/format.h>

#include "base/french.hpp"
#include "base/french_hours.hpp"

namespace relay {
namespace {

using consultation::Phase;
using consultation::PhaseKind;

/// Codes of overseas départements and collectivities have three digits; their clocks are not that of Paris.
constexpr std::size_t overseas_code_length = 3;

std::string period_sentence(KitFacts const& facts) {
    return facts.is_open ? fmt::format("Vous avez jusqu’au {}.", facts.deadline)
                         : fmt::format("Ce sera possible {}.", facts.period);
}

std::string what_is_asked(KitFacts const& facts) {
    if (facts.phase == PhaseKind::collect)
        return "Votre collectivité peut dire de quel service numérique elle a besoin, ou signaler celui "
               "qu’elle utilise déjà. Une contribution s’écrit en cinq minutes. Ni dossier ni délibération "
               "ne "
               "sont demandés.";
    return "Votre collectivité peut soutenir les propositions qui lui seraient utiles, autant qu’elle le "
           "souhaite. C’est une expression d’intérêt\u00a0: elle ne vaut ni délibération ni engagement, et "
           "se "
           "retire jusqu’à la même date.";
}

std::string link_sentence(KitFacts const& facts) {
    if (facts.body.empty()) return "Pour participer au nom de votre collectivité\u00a0:";
    return fmt::format("Pour participer au nom de la collectivité «\u00a0{}\u00a0»\u00a0:", facts.body);
}

}  // namespace

std::string call_of(PhaseKind phase) {
    return phase == PhaseKind::collect ? "Dites les besoins de votre collectivité"
                                       : "Soutenez les propositions utiles à votre collectivité";
}

std::string opening_of(KitFacts const& facts) {
    return fmt::format(
        "La préfecture vous invite à prendre part à la consultation «\u00a0{}\u00a0», sur {}. {}",
        facts.campaign, facts.site, facts.pitch);
}

std::string body_of(KitFacts const& facts) {
    return what_is_asked(facts) + " " + period_sentence(facts);
}

std::string how_of() {
    return "La page demande votre adresse e-mail, puis votre fonction. Si votre adresse n’est pas reconnue, "
           "la préfecture peut attester que vous agissez pour votre collectivité\u00a0: vous n’avez pas à "
           "attendre pour participer.";
}

std::string address_for(std::string const& campaign_slug, std::string const& reference) {
    return "/participer/" + campaign_slug + "/" + reference;
}

Phase const* phase_to_invite_to(consultation::Campaign const& campaign, base::Instant now) {
    Phase const* next = nullptr;
    for (PhaseKind const kind : {PhaseKind::collect, PhaseKind::support}) {
        Phase const* const phase = campaign.phase(kind);
        if (phase == nullptr || phase->has_closed(now)) continue;
        if (phase->is_open(now)) return phase;
        if (next == nullptr || phase->opens_at < next->opens_at) next = phase;
    }
    return next;
}

KitFacts kit_facts(consultation::Campaign const& campaign, Phase const& phase, Scope const& scope,
                   base::Instant now) {
    std::string const clock = scope.code.size() >= overseas_code_length ? " (heure de Paris)" : "";
    KitFacts facts;
    facts.campaign = campaign.title;
    facts.pitch = campaign.pitch;
    facts.phase = phase.kind;
    facts.is_open = phase.is_open(now);
    facts.opens = base::french_deadline(phase.opens_at) + clock;
    facts.deadline = base::french_deadline(phase.closes_at) + clock;
    facts.period = base::french_span(phase.opens_at, phase.closes_at) + clock;
    facts.day = base::french_day(phase.closes_at);
    facts.department = scope.label();
    facts.today = base::french_date(now);
    return facts;
}

std::string letter_of(KitFacts const& facts) {
    std::string text = fmt::format("Préfecture – {}\nLe {}\n\n", facts.department, facts.today);
    if (!facts.body.empty()) text += fmt::format("À l’attention de\u00a0: {}\n\n", facts.body);
    text += fmt::format("Objet\u00a0: {}. {}, {}\n\n", facts.campaign, call_of(facts.phase),
                        facts.is_open ? "jusqu’au " + facts.deadline : "à partir du " + facts.opens);
    text += "Madame, Monsieur,\n\n";
    text += opening_of(facts) + "\n\n";
    text += body_of(facts) + "\n\n";
    text += link_sentence(facts) + "\n" + facts.address + "\n\n";
    text += how_of() + "\n\n";
    if (!facts.participation.empty()) text += facts.participation + "\n\n";
    text += fmt::format("Pour toute question sur la plateforme {}\u00a0: {}\n\n", facts.site, facts.contact);
    text += "Je vous prie d’agréer, Madame, Monsieur, l’expression de ma considération distinguée.\n\n";
    text += "Pour la préfecture\n";
    return text;
}

KitMail mail_of(KitFacts const& facts) {
    KitMail mail;
    mail.subject =
        fmt::format("{}\u00a0: {}", facts.campaign,
                    facts.is_open ? "votre collectivité peut participer jusqu’au " + facts.day
                                  : "votre collectivité pourra participer à partir du " + facts.opens);
    mail.text = "Bonjour,\n\n" + opening_of(facts) + "\n\n";
    mail.text += body_of(facts) + "\n\n";
    mail.text += link_sentence(facts) + "\n" + facts.address + "\n\n";
    mail.text += how_of() + "\n\n";
    if (!facts.participation.empty()) mail.text += facts.participation + "\n\n";
    mail.text +=
        fmt::format("Une question\u202f? {}\n\nLa préfecture – {}\n", facts.contact, facts.department);
    return mail;
}

std::vector<std::string> steps_of(KitFacts const& facts) {
    std::vector<std::string> steps{
        "Ouvrez la page et indiquez votre adresse e-mail\u00a0: un code vous parvient."};
    if (facts.phase == PhaseKind::collect) {
        steps.emplace_back("Dites pour quelle collectivité vous agissez, et votre fonction.");
        steps.emplace_back("Décrivez un besoin en quelques lignes, relisez, publiez.");
    } else {
        steps.emplace_back("Cochez les propositions utiles\u00a0: autant que vous voulez.");
        steps.emplace_back("Dites pour quelle collectivité vous agissez, et confirmez.");
    }
    return steps;
}

std::vector<Slide> slides_of(KitFacts const& facts, std::vector<Phase> const& phases) {
    std::vector<Slide> slides;
    slides.push_back({facts.campaign, {facts.pitch, call_of(facts.phase) + ".", period_sentence(facts)}});
    Slide calendar{"Le calendrier", {}};
    for (Phase const& phase : phases) {
        std::string const first = base::french_date(phase.opens_at);
        std::string const last = base::french_date(phase.closes_at);
        calendar.lines.push_back(
            fmt::format("{}\u00a0: {}", consultation::title_of(phase.kind),
                        first == last ? "le " + first : fmt::format("du {} au {}", first, last)));
    }
    slides.push_back(std::move(calendar));
    slides.push_back({"Ce qui vous est demandé", {what_is_asked(facts)}});
    slides.push_back({"Comment faire", steps_of(facts)});
    slides.push_back({"Si votre adresse n’est pas reconnue",
                      {"Vous participez quand même\u00a0: votre acte attend d’être compté.",
                       "Un code peut être envoyé à l’adresse officielle de votre mairie.",
                       "La préfecture peut aussi attester que vous agissez pour votre collectivité."}});
    if (!facts.participation.empty())
        slides.push_back({"Où nous en sommes\u00a0: " + facts.department, {facts.participation}});
    return slides;
}

}  // namespace relay
