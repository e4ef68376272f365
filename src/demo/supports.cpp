#include "demo/supports.hpp"

#include <algorithm>
#include <array>

#include "consultation/support_actions.hpp"
#include "demo/days.hpp"
#include "demo/voices.hpp"
#include "people/administrator_rows.hpp"
#include "site/contest_actions.hpp"

namespace demo {
namespace {

using base::Done;
using base::Result;

/// What supports: mostly small communes, as in the country.
constexpr std::array<Fit, 20> sorts{Fit::village, Fit::town, Fit::city,    Fit::village,    Fit::town,
                                    Fit::village, Fit::city, Fit::village, Fit::department, Fit::town,
                                    Fit::village, Fit::city, Fit::village, Fit::town,       Fit::large_city,
                                    Fit::village, Fit::town, Fit::city,    Fit::village,    Fit::region};
constexpr std::uint64_t known_of_hundred = 33;
constexpr std::uint64_t agents_of_hundred = 62;
constexpr double late_lean = 0.35;  // some wait for the last days
constexpr std::uint64_t verification_days_span = 8;
constexpr std::uint64_t withdrawal_days_span = 5;
constexpr std::array<std::string_view, 2> set_aside_reasons{
    "La mairie nous a écrit que ce soutien avait été donné par erreur, en croyant choisir une autre "
    "proposition.",
    "Le soutien a été donné par une personne qui avait quitté la collectivité, comme celle-ci nous l’a "
    "signalé."};

constexpr std::string_view contest_text =
    "Bonjour,\n\nCe soutien n’est pas une erreur\u00a0: nous avons bien choisi cette proposition. Le "
    "courrier que "
    "vous "
    "avez reçu parlait d’un autre dossier. Merci de le faire compter.";

constexpr std::string_view refusal_reason =
    "La collectivité nous a répondu qu’elle ne connaissait pas cette adresse. Écrivez-nous si c’est une "
    "erreur.";

/// An authority and what it does.
struct Supporter {
    Place place;
    Someone person;
    base::Instant when;
    bool is_known = true;      // its address is an official one: verified from the start
    std::size_t capacity = 1;  // how many proposals it would support
    std::vector<PlannedProposal*> counted;
    std::vector<PlannedProposal*> others;  // cast too, then withdrawn or set aside

    bool has(PlannedProposal const* proposal) const {
        return std::ranges::find(counted, proposal) != counted.end() ||
               std::ranges::find(others, proposal) != others.end();
    }
};

/// How many supports each proposal gets: by weight, the largest remainders rounded up.
std::vector<std::int64_t> shares(CampaignPlan const& plan, std::int64_t total) {
    std::int64_t weights = 0;
    for (PlannedProposal const& proposal : plan.proposals) weights += proposal.text->supports_weight;
    std::vector<std::int64_t> shares;
    std::vector<std::pair<std::int64_t, std::size_t>> remainders;
    std::int64_t given = 0;
    for (std::size_t i = 0; i < plan.proposals.size(); ++i) {
        std::int64_t const part = plan.proposals[i].text->supports_weight * total;
        shares.push_back(part / weights);
        given += part / weights;
        remainders.emplace_back(-(part % weights), i);
    }
    std::ranges::sort(remainders);
    for (std::size_t i = 0; given < total; ++i, ++given) ++shares[remainders.at(i).second];
    return shares;
}

class SupportPlanning {
  public:
    SupportPlanning(Script& script, Places& places, Directory& directory, SupportWishes const& wishes,
                    base::Random& random)
        : script_(script), places_(places), directory_(directory), wishes_(wishes), random_(random) {}

    void run(std::vector<Place> const& known) {
        choose_supporters(known);
        share_out();
        add_others();
        for (Supporter& supporter : supporters_)
            cast_at(script_, supporter.when, supporter.person, all_of(supporter));
        verify_some_later();
        let_colleagues_cast();
        add_pending();
    }

  private:
    static std::vector<PlannedProposal*> all_of(Supporter const& supporter) {
        std::vector<PlannedProposal*> all = supporter.counted;
        all.insert(all.end(), supporter.others.begin(), supporter.others.end());
        return all;
    }

    people::Quality some_quality() {
        return random_.below(100) < agents_of_hundred ? people::Quality::agent : people::Quality::elected;
    }
    Someone person_at(Place const& place, bool is_known) {
        people::Quality const quality = some_quality();
        std::string function = function_for(quality, place.fit, {}, random_);
        return is_known ? official_person(place, quality, std::move(function), directory_)
                        : unknown_person(place, quality, std::move(function));
    }

    void choose_supporters(std::vector<Place> const& known) {
        std::vector<Place> candidates = known;
        shuffle(candidates, random_);
        std::set<std::string> references;
        for (Place const& place : known) references.insert(place.reference);
        places_.leave_out(references);
        for (std::size_t i = 0; i < wishes_.authorities; ++i) {
            Supporter supporter;
            bool const is_new = candidates.empty() || random_.below(100) >= known_of_hundred;
            if (is_new) {
                supporter.place = next_place();
            } else {
                supporter.place = candidates.back();
                std::erase_if(candidates, [&](Place const& place) {
                    return place.reference == supporter.place.reference;
                });
            }
            supporter.is_known = i + wishes_.verified_later < wishes_.authorities;
            supporter.person = person_at(supporter.place, supporter.is_known);
            supporter.when = some_moment(wishes_.first_day, wishes_.last_day, late_lean, random_);
            supporters_.push_back(std::move(supporter));
        }
        // One more to any of them until all supports have somebody: a few support many, most one or two.
        for (std::int64_t left = wishes_.counted - static_cast<std::int64_t>(wishes_.authorities); left > 0;
             --left) {
            std::uint64_t const a = random_.below(supporters_.size());
            std::uint64_t const b = random_.below(supporters_.size());
            ++supporters_[std::min(a, b)].capacity;
        }
    }

    Place const& next_place() {
        std::array<Fit, 4> const fits{sorts.at(next_sort_++ % sorts.size()), Fit::village, Fit::town,
                                      Fit::city};
        return places_.take(fits);
    }

    /// The proposals that many support choose first, among those who can support most.
    void share_out() {
        std::vector<std::int64_t> const wanted = shares(script_.plan(), wishes_.counted);
        std::vector<std::size_t> order(wanted.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) { return wanted[i]; });
        for (std::size_t const index : order) {
            PlannedProposal* const proposal = &script_.plan().proposals[index];
            std::vector<std::pair<std::uint64_t, Supporter*>> eager;
            for (Supporter& supporter : supporters_) {
                std::size_t const left =
                    supporter.capacity - std::min(supporter.capacity, supporter.counted.size());
                eager.emplace_back(left == 0 ? 0 : left * 100 + random_.below(250), &supporter);
            }
            std::ranges::stable_sort(eager, std::greater{}, &std::pair<std::uint64_t, Supporter*>::first);
            for (std::size_t i = 0; i < static_cast<std::size_t>(wanted[index]); ++i)
                eager.at(i).second->counted.push_back(proposal);
        }
        // Whoever came away with nothing has not come at all.
        std::erase_if(supporters_, [](Supporter const& supporter) { return supporter.counted.empty(); });
    }

    PlannedProposal* another_proposal(Supporter const& supporter) {
        for (;;) {
            PlannedProposal* const proposal =
                &script_.plan().proposals[random_.below(script_.plan().proposals.size())];
            if (!supporter.has(proposal)) return proposal;
        }
    }
    /// Somebody verified from the start, with time left for what follows.
    Supporter& some_settled(std::int64_t days_left) {
        for (;;) {
            Supporter& supporter = supporters_[random_.below(supporters_.size())];
            if (supporter.is_known && base::local_day(supporter.when) + days_left <= wishes_.last_day)
                return supporter;
        }
    }

    void add_others() {
        for (std::size_t i = 0; i < wishes_.withdrawn; ++i) {
            Supporter& supporter = some_settled(static_cast<std::int64_t>(withdrawal_days_span));
            PlannedProposal* const proposal = another_proposal(supporter);
            supporter.others.push_back(proposal);
            withdraw_at(moment_after(supporter.when, withdrawal_days_span, wishes_.last_day),
                        supporter.person, proposal);
        }
        for (std::size_t i = 0; i < wishes_.set_aside; ++i) {
            Supporter& supporter = some_settled(static_cast<std::int64_t>(withdrawal_days_span));
            PlannedProposal* const proposal = another_proposal(supporter);
            supporter.others.push_back(proposal);
            base::Instant const when = moment_after(supporter.when, withdrawal_days_span, wishes_.last_day);
            set_aside_at(when, supporter.place.id, proposal,
                         std::string(set_aside_reasons.at(i % set_aside_reasons.size())));
            if (i < wishes_.contested)
                contest_at(when + base::Duration::hours(2), supporter.person, proposal);
        }
    }

    base::Instant moment_after(base::Instant when, std::uint64_t span, std::int64_t last_day) {
        std::int64_t const day = base::local_day(when) + 1 + static_cast<std::int64_t>(random_.below(span));
        return moment_of(std::min(working_day(day), last_day), random_);
    }

    void verify_some_later() {
        for (Supporter const& supporter : supporters_) {
            if (supporter.is_known) continue;
            base::Instant const when =
                moment_after(supporter.when, verification_days_span, wishes_.last_verification_day);
            script_.by_operator(std::max(when, supporter.when + base::Duration::minutes(5)),
                                [&settings = script_.settings(), person = supporter.person](
                                    db::Tx& tx, base::World const& world, people::Actor const& actor) {
                                    return verify(tx, world, settings, actor, person);
                                });
        }
    }

    /// A colleague casts for what the authority supports already; half of them are verified by the first
    /// person.
    void let_colleagues_cast() {
        for (std::size_t i = 0; i < wishes_.colleagues; ++i) {
            Supporter& supporter = some_settled(2);
            people::Quality const other = supporter.person.quality == people::Quality::agent
                                              ? people::Quality::elected
                                              : people::Quality::agent;
            std::string function = function_for(other, supporter.place.fit, {}, random_);
            bool const is_official = i % 2 == 0;
            Someone const colleague =
                is_official ? official_person(supporter.place, other, std::move(function), directory_)
                            : unknown_person(supporter.place, other, std::move(function));
            base::Instant const when = moment_after(supporter.when, 2, wishes_.last_day);
            cast_at(script_, when, colleague, {supporter.counted.front()});
            if (is_official) continue;
            script_.timeline().add(when + base::Duration::hours(1),
                                   [&settings = script_.settings(), first = supporter.person, colleague](
                                       db::Tx& tx, base::World const& world) -> Result<Done> {
                                       auto const decider = arrive(tx, world, settings, first);
                                       if (!decider.ok()) return decider.refusal();
                                       // Where somebody else administers, a colleague does not decide.
                                       if (people::is_administrator(tx, decider->person, first.authority) ||
                                           !people::has_administrator(tx, first.authority))
                                           return verify(tx, world, settings, *decider, colleague);
                                       auto const team = operator_of(tx, world);
                                       if (!team.ok()) return team.refusal();
                                       return verify(tx, world, settings, *team, colleague);
                                   });
        }
    }

    void add_pending() {
        for (std::size_t i = 0; i < wishes_.pending; ++i) {
            Supporter alone;
            alone.place = next_place();
            alone.person = person_at(alone.place, false);
            alone.counted.push_back(another_proposal(alone));
            if (i % 3 == 0) alone.counted.push_back(another_proposal(alone));
            cast_at(script_, some_moment(wishes_.first_day, wishes_.last_day, late_lean, random_),
                    alone.person, alone.counted);
            if (wishes_.too_late_day)
                clear_at(at(*wishes_.too_late_day, 10, static_cast<int>(i)), alone.person, i % 5 == 4);
        }
    }

    void clear_at(base::Instant when, Someone const& someone, bool is_refused) {
        script_.by_operator(when, [&settings = script_.settings(), someone, is_refused](
                                      db::Tx& tx, base::World const& world, people::Actor const& actor) {
            return is_refused ? refuse(tx, world, settings, actor, someone, std::string(refusal_reason))
                              : verify(tx, world, settings, actor, someone);
        });
    }

    void withdraw_at(base::Instant when, Someone const& someone, PlannedProposal const* proposal) {
        script_.timeline().add(when,
                               [&settings = script_.settings(), someone, proposal](
                                   db::Tx& tx, base::World const& world) -> Result<Done> {
                                   auto const actor = arrive(tx, world, settings, someone);
                                   if (!actor.ok()) return actor.refusal();
                                   auto const withdrawn =
                                       consultation::withdraw_support(tx, world, *actor, proposal->id);
                                   if (!withdrawn.ok()) return withdrawn.refusal();
                                   return Done{};
                               });
    }
    void set_aside_at(base::Instant when, base::Id<territories::Authority> authority,
                      PlannedProposal const* proposal, std::string reason) {
        script_.by_operator(when,
                            [&settings = script_.settings(), authority, proposal, reason = std::move(reason)](
                                db::Tx& tx, base::World const& world, people::Actor const& actor) {
                                return consultation::set_aside(tx, world, settings.consultation, actor,
                                                               {proposal->id, authority, reason});
                            });
    }

    void contest_at(base::Instant when, Someone const& someone, PlannedProposal const* proposal) {
        script_.timeline().add(
            when,
            [&settings = script_.settings(), someone, proposal](db::Tx& tx,
                                                                base::World const& world) -> Result<Done> {
                auto const actor = arrive(tx, world, settings, someone);
                if (!actor.ok()) return actor.refusal();
                auto const sent = site::contest_support(
                    tx, world, settings.people, *actor,
                    {proposal->id, someone.authority, std::string(contest_text), someone.email});
                if (!sent.ok()) return sent.refusal();
                return Done{};
            });
    }

    Script& script_;
    Places& places_;
    Directory& directory_;
    SupportWishes const& wishes_;
    base::Random& random_;
    std::vector<Supporter> supporters_;
    std::size_t next_sort_ = 0;
};

}  // namespace

void cast_at(Script& script, base::Instant when, Someone const& someone,
             std::vector<PlannedProposal*> proposals) {
    script.timeline().add(when,
                          [&settings = script.settings(), someone, proposals = std::move(proposals)](
                              db::Tx& tx, base::World const& world) -> Result<Done> {
                              auto const actor = arrive(tx, world, settings, someone);
                              if (!actor.ok()) return actor.refusal();
                              consultation::CastSupport command;
                              for (PlannedProposal const* const proposal : proposals)
                                  command.proposals.push_back(proposal->id);
                              auto const cast = consultation::cast_support(tx, world, *actor, command);
                              if (!cast.ok()) return cast.refusal();
                              return Done{};
                          });
}

void plan_supports(Script& script, Places& places, std::vector<Place> const& known, Directory& directory,
                   SupportWishes const& wishes, base::Random& random) {
    SupportPlanning(script, places, directory, wishes, random).run(known);
}

}  // namespace demo
