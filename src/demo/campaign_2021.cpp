#include "demo/campaign_2021.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "demo/campaign_draft.hpp"
#include "demo/days.hpp"
#include "demo/supports.hpp"

namespace demo {
namespace {

using consultation::PhaseKind;

constexpr std::size_t authorities_of_2021 = 236;
constexpr std::size_t dropped_voices = 8;    // the texts hold 399 voices to be grouped
constexpr std::size_t added_groupings = 12;  // contributions grouped a second time, into two proposals
constexpr std::size_t rescued = 8;           // first reoriented, then grouped
constexpr std::size_t redirected = 4;        // first grouped, then reoriented
constexpr std::size_t reopened = 3;          // reopened, then grouped again
constexpr double lean_of_2021 = 0.45;        // many come in the last weeks
constexpr std::uint64_t reading_days_span = 9;
constexpr std::string_view first_desk = "guichet-axe-3";

/// How each contribution of 2021 was decided, day by day.
class Triage {
  public:
    Triage(Script& script, base::Random& random) : script_(script), random_(random) {
        first_day_ = day_of(2021, 2, 8);
        last_day_ = day_of(2021, 3, 30);
    }

    void run() {
        create_proposals();
        for (PlannedContribution& contribution : script_.plan().contributions) decide(contribution);
        for (auto& [key, group] : groups_) {
            auto const& [day, what] = key;
            script_.decide(next_slot(day), group.contributions, group.decision);
        }
    }

  private:
    struct Group {
        std::vector<PlannedContribution*> contributions;
        PlannedDecision decision;
    };

    /// A proposal is made once the first contributions that it will gather have been read.
    void create_proposals() {
        CampaignPlan& plan = script_.plan();
        std::map<std::string, base::Instant> first;
        for (PlannedContribution const& contribution : plan.contributions) {
            if (!contribution.core) continue;
            for (std::string const& key : contribution.core->proposals) {
                auto const [found, is_first] = first.emplace(key, contribution.at);
                if (!is_first) found->second = std::min(found->second, contribution.at);
            }
        }
        int second = 0;
        for (PlannedProposal& proposal : plan.proposals) {
            std::string const& key = proposal.text->key;
            base::check(first.contains(key), "every proposal of 2021 gathers a contribution");
            std::int64_t const day = working_day(std::max(first_day_, base::local_day(first.at(key)) + 2));
            created_.emplace(key, day);
            script_.propose(at(day, 9, second / 60, second % 60), proposal);
            ++second;
        }
    }

    void decide(PlannedContribution& contribution) {
        std::int64_t const read = base::local_day(contribution.at) + 2 +
                                  static_cast<std::int64_t>(random_.below(reading_days_span));
        // What came before triage began is read in its first days.
        std::int64_t const day =
            read > first_day_ ? read
                              : first_day_ + static_cast<std::int64_t>(random_.below(reading_days_span));
        if (contribution.rejected) {
            return put(day, contribution,
                       {{}, contribution.rejected->ground, {}, contribution.rejected->reason});
        }
        if (!contribution.core->desk.empty()) return reorient(day, contribution);
        std::vector<std::string> keys = contribution.core->proposals;
        bool const into_both = keys.size() > 1 && contribution.voice == 1;
        if (!into_both) keys.resize(1);
        group(day, contribution, keys);
    }

    void reorient(std::int64_t day, PlannedContribution& contribution) {
        PlannedDecision const final{contribution.core->desk, {}, {}, contribution.spoken().reason};
        ++reorientations_;
        if (reorientations_ % 19 != 7 || count_redirected_ >= redirected)
            return put(day, contribution, final);
        // Taken for one more of the same theme at first reading.
        ++count_redirected_;
        for (PlannedProposal const& proposal : script_.plan().proposals) {
            if (std::ranges::find(proposal.text->themes, contribution.theme) == proposal.text->themes.end())
                continue;
            put(day, contribution, grouping(script_.plan(), {proposal.text->key}));
            return review(contribution, final);
        }
        put(day, contribution, final);
    }

    void group(std::int64_t day, PlannedContribution& contribution, std::vector<std::string> const& keys) {
        CampaignPlan& plan = script_.plan();
        PlannedDecision const final = grouping(plan, keys);
        ++groupings_;
        if (keys.size() > 1 && count_added_ < added_groupings) {
            ++count_added_;
            put(day, contribution, grouping(plan, {keys.front()}));
            return review(contribution, final);
        }
        if (groupings_ % 41 == 17 && count_rescued_ < rescued) {
            ++count_rescued_;
            put(day, contribution,
                {std::string(first_desk),
                 {},
                 {},
                 "Votre besoin paraît propre à votre structure. Ce guichet peut en financer l’étude avec "
                 "vous."});
            PlannedDecision again = final;
            again.reason =
                "Après un nouvel examen, votre besoin se révèle partagé par d’autres. " + again.reason;
            return review(contribution, again);
        }
        put(day, contribution, final);
        if (groupings_ % 97 != 31 || count_reopened_ >= reopened) return;
        ++count_reopened_;
        PlannedDecision again = final;
        again.reason =
            "Nous avons relu votre texte avec vous, et confirmons le regroupement. " + again.reason;
        script_.reopen(at(last_day_ - 1, 11, static_cast<int>(count_reopened_)), contribution,
                       "L’auteur nous a écrit que sa contribution avait été mal comprise. Elle est relue.");
        review(contribution, again);
    }

    /// The first decision, with those of the same day for the same proposals in one act.
    void put(std::int64_t day, PlannedContribution& contribution, PlannedDecision decision) {
        for (std::string const& key : decision.proposals) day = std::max(day, created_.at(key));
        day = working_day(day);
        // What came last is read on the last day before the proposals are published.
        if (day > last_day_ - 2) day = last_day_ - 2;
        std::string const what =
            decision.desk + "|" + decision.ground + "|" + base_key(decision) + decision.reason;
        Group& group = groups_[{day, what}];
        group.contributions.push_back(&contribution);
        group.decision = std::move(decision);
    }
    static std::string base_key(PlannedDecision const& decision) {
        std::string key;
        for (std::string const& one : decision.proposals) key += one + "|";
        return key;
    }

    /// A decision that replaces the first one, on the last day of triage.
    void review(PlannedContribution& contribution, PlannedDecision decision) {
        int const minute = 13 * 60 + 30 + 5 * reviews_++;
        script_.decide(at(last_day_, minute / 60, minute % 60), {&contribution}, std::move(decision));
    }

    base::Instant next_slot(std::int64_t day) {
        int const second = 9 * 3600 + 30 * 60 + 150 * slots_[day]++;
        return at(day, second / 3600, second / 60 % 60, second % 60);
    }

    Script& script_;
    base::Random& random_;
    std::int64_t first_day_ = 0;
    std::int64_t last_day_ = 0;
    std::map<std::string, std::int64_t> created_;
    std::map<std::pair<std::int64_t, std::string>, Group> groups_;
    std::map<std::int64_t, int> slots_;
    std::size_t groupings_ = 0;
    std::size_t reorientations_ = 0;
    std::size_t count_added_ = 0;
    std::size_t count_rescued_ = 0;
    std::size_t count_redirected_ = 0;
    std::size_t count_reopened_ = 0;
    int reviews_ = 0;
};

/// The last voice of one core of each of the fullest proposals is left out.
std::set<std::string> cores_that_lose_a_voice(Texts const& texts) {
    std::map<std::string, std::size_t> voices;
    std::map<std::string, std::string> last_core;
    for (Core const& core : texts.cores) {
        if (!core.campaign.empty()) continue;
        voices[core.proposals.front()] += core.voices.size();
        last_core[core.proposals.front()] = core.key;
    }
    std::vector<std::pair<std::size_t, std::string>> fullest;
    for (auto const& [key, count] : voices) fullest.emplace_back(count, key);
    std::ranges::stable_sort(fullest, std::greater{}, &std::pair<std::size_t, std::string>::first);
    std::set<std::string> cores;
    for (std::size_t i = 0; i < dropped_voices; ++i) cores.insert(last_core.at(fullest.at(i).second));
    return cores;
}

void plan_contributions(Script& script, Texts const& texts, Authors& authors, base::Random& random) {
    struct Said {
        Core const* core = nullptr;
        RejectedText const* rejected = nullptr;
        std::size_t voice = 0;
    };
    std::vector<Said> all;
    std::set<std::string> const shortened = cores_that_lose_a_voice(texts);
    for (Core const& core : texts.cores) {
        if (!core.campaign.empty()) continue;
        std::size_t const count = core.voices.size() - (shortened.contains(core.key) ? 1 : 0);
        for (std::size_t voice = 0; voice < count; ++voice) all.push_back({&core, nullptr, voice});
    }
    for (Core const& core : texts.reoriented)
        for (std::size_t voice = 0; voice < core.voices.size(); ++voice)
            if (!is_kept(core.key, voice)) all.push_back({&core, nullptr, voice});
    for (RejectedText const& rejected : texts.rejected) all.push_back({nullptr, &rejected, 0});
    shuffle(all, random);
    std::int64_t const first = day_of(2021, 1, 25);
    std::int64_t const last = day_of(2021, 3, 15);
    for (Said const& said : all) {
        base::Instant const when = some_moment(first, last, lean_of_2021, random);
        script.plan().contributions.push_back(said.core ? authors.speak(*said.core, said.voice, when)
                                                        : authors.speak(*said.rejected, when));
    }
    for (PlannedContribution& contribution : script.plan().contributions) script.contribute(contribution);
    verify_partners(script, last, random);
}

/// Announced, then moved as the calendar of 2021 was: openings that had not come are moved in the campaign's
/// file, closings are extended with their reason.
void plan_calendar(Script& script, Texts const& texts, std::vector<consultation::Policy> const& policies) {
    CampaignText const& campaign = *script.plan().text;
    consultation::CampaignFile file = campaign_file(texts, campaign, 0, script.plan().edition);
    file.policies = policies;
    script.load(at(day_of(2021, 1, 18), 10), file);
    for (ExtensionText const& extension : campaign.extensions) {
        if (extension.new_opens_day != extension.previous_opens_day) {
            for (consultation::Phase& phase : file.campaign.phases)
                if (phase.kind == extension.phase) phase.opens_at = at(extension.new_opens_day, 0);
            std::ranges::stable_sort(file.campaign.phases, {}, &consultation::Phase::opens_at);
            script.load(at(extension.decided_day, 17, 0), file);
        }
        script.extend(at(extension.decided_day, 17, 30), extension.phase, end_of(extension.new_closes_day),
                      extension.reason);
    }
}

void plan_results(Script& script) {
    std::int64_t const session = day_of(2021, 5, 3);
    int minute = 14 * 60;
    for (PlannedProposal& proposal : script.plan().proposals) {
        script.record_choice(at(session, minute / 60, minute % 60), proposal);
        minute += 3;
    }
    script.publish_results(at(day_of(2021, 5, 7), 12));
}

}  // namespace

void plan_2021(Script& script, Texts const& texts, std::vector<Place> const& every, Directory& directory,
               base::Random& random) {
    for (ProposalText const& text : texts.proposals)
        if (text.campaign.empty()) script.plan().proposals.push_back({&text, {}});
    Places places(every, random);
    Authors authors(places, directory, random);
    plan_calendar(script, texts, demonstration_policies(every));
    plan_contributions(script, texts, authors, random);
    Triage(script, random).run();
    script.publish_proposals(at(day_of(2021, 3, 31), 17));

    SupportWishes wishes;
    wishes.counted = supports_of_2021;
    wishes.authorities = authorities_of_2021;
    wishes.pending = 14;
    wishes.withdrawn = 9;
    wishes.set_aside = 2;
    wishes.colleagues = 26;
    wishes.verified_later = 18;
    wishes.first_day = day_of(2021, 4, 1);
    wishes.last_day = day_of(2021, 5, 1);
    wishes.last_verification_day = day_of(2021, 5, 5);
    wishes.too_late_day = day_of(2021, 6, 2);
    Places supporting(every, random);
    plan_supports(script, supporting, authors.authorities(), directory, wishes, random);
    plan_results(script);
    // The clock stops there: the closing figures are made at their own instant, not with the next act.
    script.timeline().add(
        end_of(day_of(2021, 5, 1) + late_verification_days),
        [](db::Tx&, base::World const&) -> base::Result<base::Done> { return base::Done{}; });
}

base::Result<base::Done> check_figures_of_2021(consultation::CampaignFigures const& figures) {
    consultation::Conservation const expected{contributions_of_2021, 0, reoriented_of_2021, rejected_of_2021,
                                              grouped_of_2021};
    if (figures.conservation == expected && figures.proposals == proposals_of_2021 &&
        figures.supports == supports_of_2021 && figures.selected == selected_of_2021)
        return base::Done{};
    consultation::Conservation const& found = figures.conservation;
    return base::refuse(
        base::RefusalCode::conflict,
        fmt::format(
            "La campagne de 2021 donne {} contributions ({} à traiter, {} réorientées, {} rejetées, {} "
            "regroupées), {} propositions, {} soutiens, {} retenues, au lieu de {} (0, {}, {}, {}), {}, {}, "
            "{}.",
            found.contributions, found.pending, found.reoriented, found.rejected, found.grouped,
            figures.proposals, figures.supports, figures.selected, contributions_of_2021, reoriented_of_2021,
            rejected_of_2021, grouped_of_2021, proposals_of_2021, supports_of_2021, selected_of_2021));
}

}  // namespace demo
