#include "demo/campaigns_now.hpp"

#include <algorithm>

#include "demo/accounts.hpp"
#include "demo/bench.hpp"
#include "demo/campaign_draft.hpp"
#include "demo/days.hpp"
#include "demo/desk.hpp"
#include "demo/mailing.hpp"
#include "demo/supports.hpp"

namespace demo {
namespace {

// A proposal that its supporters had questions about.
constexpr std::string_view made_precise =
    "Le service fonctionnera aussi depuis un téléphone, sans application à installer, et l’accueil de la "
    "mairie "
    "pourra s’en servir pour une personne qui n’a pas d’équipement.";
constexpr std::string_view why_made_precise =
    "Des communes demandaient si le service fonctionnera sur un téléphone et à l’accueil\u00a0: le texte le "
    "dit.";

using Used = std::set<std::pair<std::string, std::size_t>>;

// Days before today.
constexpr std::int64_t supporting_loaded = 110;
constexpr std::int64_t collecting_loaded = 35;
constexpr std::int64_t triage_of_supporting = 36;  // its collection closed on the day −40
constexpr std::int64_t first_grouping = 8;
constexpr std::int64_t last_grouping = 3;

constexpr std::int64_t supports_now = 220;
constexpr std::size_t authorities_now = 150;
constexpr double contributions_lean = 0.3;
constexpr std::int64_t few_contributions = 4;  // a proposal that gathers fewer keeps them all

/// Written, not yet published.
constexpr std::array<KeptVoice, 2> drafts{{{"gite-communal", 2}, {"fete-du-village", 2}}};

void propose_all(Script& script, Texts const& texts) {
    for (ProposalText const& text : texts.proposals)
        if (text.campaign == script.plan().text->slug) script.plan().proposals.push_back({&text, {}});
}

/// The voices of a campaign that nobody has said yet.
std::vector<std::pair<Core const*, std::size_t>> voices_left(Texts const& texts, std::string_view campaign,
                                                             Used const& used) {
    std::vector<std::pair<Core const*, std::size_t>> all;
    for (Core const& core : texts.cores)
        for (std::size_t voice = 0; core.campaign == campaign && voice < core.voices.size(); ++voice)
            if (!used.contains({core.key, voice})) all.emplace_back(&core, voice);
    return all;
}

/// Decisions a few minutes apart from nine o'clock.
base::Instant slot(std::int64_t day, int number) {
    int const minute = 9 * 60 + 20 + 4 * number;
    return at(day, minute / 60, minute % 60);
}

/// Two who finished their text the day after the closing; one was admitted, one asked much later and waits.
struct LateTexts {
    PlannedContribution* admitted = nullptr;
    PlannedContribution* waiting = nullptr;
};
constexpr std::string_view late_reasons[] = {
    "La secrétaire de mairie était en arrêt et personne d’autre n’avait accès au brouillon, pourtant prêt la "
    "veille de la clôture. Nous l’avons retrouvé ce matin.",
    "Notre conseil municipal n’a validé ce texte qu’après la clôture, et nous pensions qu’un brouillon "
    "enregistré à temps suffisait."};
constexpr std::string_view late_answer =
    "Le texte était prêt avant la clôture, et l’absence imprévue du seul agent est établie.";

LateTexts late_texts(std::deque<PlannedContribution>& all) {
    LateTexts late;
    for (PlannedContribution& one : all) {
        auto const of_same = std::ranges::count_if(all, [&](PlannedContribution const& other) {
            return other.core->proposals.front() == one.core->proposals.front();
        });
        if (of_same < few_contributions || !one.author.partner_name.empty()) continue;
        (late.admitted ? late.waiting : late.admitted) = &one;
        if (late.waiting) break;
    }
    base::check(late.waiting != nullptr, "some proposals gather several contributions");
    return late;
}

void plan_late_texts(Script& script, LateTexts const& late, std::int64_t last, std::int64_t today) {
    for (PlannedContribution* const one : {late.admitted, late.waiting}) {
        one->is_draft = true;
        one->at = at(last, 16, 40);
    }
    script.ask_late(at(last + 1, 8, 50), *late.admitted, std::string(late_reasons[0]));
    script.accept_late(at(last + 2, 15, 10), *late.admitted, std::string(late_answer));
    script.ask_late(at(today - 2, 11, 25), *late.waiting, std::string(late_reasons[1]));
}

/// Collected and grouped; supports are open.
void plan_supporting(Script& script, Texts const& texts, Authors& authors,
                     std::vector<consultation::Policy> const& policies, std::int64_t today,
                     base::Random& random) {
    CampaignText const& campaign = *script.plan().text;
    consultation::CampaignFile file = campaign_file(texts, campaign, today, script.plan().edition);
    file.policies = policies;
    script.load(at(today - supporting_loaded, 10), std::move(file));
    std::int64_t const first = campaign.phases.front().opens.on(today);
    std::int64_t const last = campaign.phases.front().closes.value().on(today);
    auto voices = voices_left(texts, campaign.slug, {});
    shuffle(voices, random);
    for (auto const& [core, voice] : voices)
        script.plan().contributions.push_back(
            authors.speak(*core, voice, some_moment(first, last, contributions_lean, random)));
    LateTexts const late = late_texts(script.plan().contributions);
    plan_late_texts(script, late, last, today);
    for (PlannedContribution& contribution : script.plan().contributions) script.contribute(contribution);

    int number = 0;
    std::int64_t const day = today - triage_of_supporting;
    for (PlannedProposal& proposal : script.plan().proposals) {
        std::vector<PlannedContribution*> gathered;
        for (PlannedContribution& contribution : script.plan().contributions)
            if (&contribution != late.waiting && contribution.core->proposals.front() == proposal.text->key)
                gathered.push_back(&contribution);
        script.propose(slot(day, number), proposal);
        script.decide(slot(day, number) + base::Duration::minutes(1), gathered,
                      grouping(script.plan(), {proposal.text->key}));
        ++number;
    }
    std::int64_t const opens = campaign.phases.at(1).opens.on(today);
    script.publish_proposals(at(opens - 1, 17));
    script.reword(at(std::min(opens + 4, today - 1), 11, 20), script.plan().proposals.front(),
                  std::string(made_precise), std::string(why_made_precise));
}

void plan_contributions(Script& script, Texts const& texts, Authors& authors, Used const& used,
                        std::int64_t today, base::Random& random) {
    std::int64_t const first = script.plan().text->phases.front().opens.on(today);
    auto voices = voices_left(texts, slug_collecting, used);
    for (KeptVoice const& kept : kept_voices) {
        auto const core = std::ranges::find(texts.reoriented, kept.core, &Core::key);
        base::check(core != texts.reoriented.end(), "the texts hold the kept voices");
        voices.emplace_back(&*core, kept.voice);
    }
    shuffle(voices, random);
    std::size_t const before = script.plan().contributions.size();
    for (auto const& [core, voice] : voices) {
        // What is decided already was read; the rest comes up to yesterday evening.
        bool const will_be_decided = !core->proposals.empty() || !core->desk.empty();
        std::int64_t const last = today - (will_be_decided && voice != 1 ? first_grouping + 2 : 1);
        PlannedContribution planned =
            authors.speak(*core, voice, some_moment(first, last, contributions_lean, random));
        planned.is_draft =
            std::ranges::any_of(drafts, [&, core = core, voice = voice](KeptVoice const& draft) {
                return draft.core == core->key && draft.voice == voice;
            });
        script.plan().contributions.push_back(std::move(planned));
    }
    for (std::size_t i = before; i < script.plan().contributions.size(); ++i)
        script.contribute(script.plan().contributions[i]);
    verify_partners(script, today - 1, random);
}

/// Contested twice: one request has its answer, one waits for it.
constexpr std::string_view contests[] = {
    "Le guichet indiqué aide une commune à la fois. Nous écrivons pour un service que plusieurs communes "
    "partageraient, et dont aucune n’a les moyens seule\u00a0: pouvez-vous relire notre contribution\u202f?",
    "Nous avons appelé ce guichet\u00a0: il ne reçoit plus de demandes cette année. Réorienter notre "
    "contribution "
    "revient donc à ne pas y répondre."};
constexpr std::string_view maintained =
    "Nous avons relu votre contribution et appelé le guichet\u00a0: il reçoit bien les demandes que "
    "plusieurs "
    "collectivités présentent ensemble. La décision est maintenue, et il vous contactera sous quinze jours.";

void plan_reviews(Script& script, std::vector<PlannedContribution*> const& reoriented, std::int64_t today) {
    for (std::size_t i = 0; i < std::min(reoriented.size(), std::size(contests)); ++i)
        script.ask_review(at(today - last_grouping + 1, 11, static_cast<int>(7 + 9 * i)), *reoriented[i],
                          std::string(contests[i]));
    if (!reoriented.empty())
        script.maintain(at(today - last_grouping + 2, 10, 35), *reoriented.front(), std::string(maintained));
}

/// Read as they come: some reoriented, some grouped into proposals already public, most still waiting.
void plan_triage(Script& script, std::int64_t today) {
    int number = 0;
    for (PlannedProposal& proposal : script.plan().proposals)
        script.propose(slot(today - first_grouping, number++), proposal);
    number = 0;
    std::vector<PlannedContribution*> reoriented;
    std::int64_t const limit = today - last_grouping;
    for (PlannedContribution& contribution : script.plan().contributions) {
        Core const& core = *contribution.core;
        std::int64_t const day = std::max(today - first_grouping, base::local_day(contribution.at) + 2);
        if (contribution.is_draft || day > limit) continue;
        base::Instant const when = slot(day, number++) + base::Duration::hours(1);
        if (!core.desk.empty()) {
            script.decide(when, {&contribution}, {core.desk, {}, {}, contribution.spoken().reason});
            reoriented.push_back(&contribution);
        } else if (!core.proposals.empty()) {
            script.decide(when, {&contribution}, grouping(script.plan(), {core.proposals.front()}));
        }
    }
    plan_reviews(script, reoriented, today);
    script.publish_proposals(at(today - last_grouping + 1, 10));
}

SupportWishes wishes_now(std::int64_t today, CampaignText const& campaign) {
    SupportWishes wishes;
    wishes.counted = supports_now;
    wishes.authorities = authorities_now;
    wishes.pending = 11;
    wishes.withdrawn = 4;
    wishes.set_aside = 1;
    wishes.contested = 1;
    wishes.colleagues = 9;
    wishes.verified_later = 8;
    wishes.first_day = campaign.phases.at(1).opens.on(today);
    wishes.last_day = today - 1;
    wishes.last_verification_day = today - 1;
    return wishes;
}

}  // namespace

void plan_now(Script& collecting, Script& supporting, Texts const& texts, std::vector<Place> const& every,
              Directory& directory, std::int64_t today, base::Random& random) {
    propose_all(collecting, texts);
    propose_all(supporting, texts);
    Places places(every, random);
    Authors authors(places, directory, random);
    std::vector<consultation::Policy> const policies = demonstration_policies(every);
    plan_supporting(supporting, texts, authors, policies, today, random);

    consultation::CampaignFile file =
        campaign_file(texts, *collecting.plan().text, today, collecting.plan().edition);
    file.policies = policies;
    collecting.load(at(today - collecting_loaded, 10), std::move(file));
    plan_draft(collecting, today);
    Used const used = plan_accounts(collecting, supporting, texts, authors, places, directory, today);
    plan_contributions(collecting, texts, authors, used, today, random);
    plan_triage(collecting, today);
    plan_bench(collecting, today - 1);
    plan_desk(collecting, today);
    plan_mailings(collecting, today - 4);

    // The accounts' own authorities support only what their story says.
    std::set<std::string> told;
    for (Place const& place : authors.authorities()) told.insert(place.reference);
    places.leave_out(told);
    plan_supports(supporting, places, {}, directory, wishes_now(today, *supporting.plan().text), random);
}

}  // namespace demo
