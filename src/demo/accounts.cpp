#include "demo/accounts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_actions.hpp"
#include "consultation/follow_actions.hpp"
#include "consultation/validation_actions.hpp"
#include "demo/days.hpp"
#include "demo/supports.hpp"
#include "people/actions_affiliation.hpp"
#include "people/actions_role.hpp"
#include "people/person_rows.hpp"
#include "relay/address_report_rows.hpp"
#include "relay/invitation.hpp"
#include "territories/lookup.hpp"

namespace demo {
namespace {

using base::Done;
using base::Result;
using Used = std::set<std::pair<std::string, std::size_t>>;

/// Everybody has arrived this many days ago.
constexpr std::int64_t arrived_days = 12;
constexpr int supporters_of_relay = 14;
constexpr int waiting_of_relay = 3;
constexpr int addresses_of_relay = 12;  // town halls that can be written to

class Planning {
  public:
    Planning(Script& collecting, Script& supporting, Texts const& texts, Authors& authors, Places& places,
             Directory& directory, std::int64_t today)
        : collecting_(collecting),
          supporting_(supporting),
          texts_(texts),
          authors_(authors),
          places_(places),
          directory_(directory),
          day_(today - arrived_days) {}

    Used run() {
        agent();
        secretary_of_three();
        mayor();
        newcomer();
        partner();
        auditor();
        relay();
        relations();
        return used_;
    }

  private:
    /// The account at a place; its address is the place's official one, so it is verified at once.
    Someone known(std::string_view key, Place const& place, people::Quality quality, std::string function) {
        Someone someone;
        someone.email = account_email(key);
        someone.authority = place.id;
        someone.quality = quality;
        someone.function = std::move(function);
        directory_.add(place.reference, someone.email);
        return someone;
    }
    void arrives(base::Instant when, Someone const& someone) {
        collecting_.timeline().add(when,
                                   [&settings = collecting_.settings(), someone](
                                       db::Tx& tx, base::World const& world) -> Result<Done> {
                                       auto const actor = arrive(tx, world, settings, someone);
                                       if (!actor.ok()) return actor.refusal();
                                       return Done{};
                                   });
    }
    void writes(std::string_view core_key, std::size_t voice, base::Instant when, Someone const& someone,
                Place const* place, bool is_draft) {
        auto const core = std::ranges::find(texts_.cores, core_key, &Core::key);
        base::check(core != texts_.cores.end(), "the texts hold what an account writes");
        used_.emplace(core->key, voice);
        PlannedContribution planned = authors_.speak(*core, voice, when, someone, place);
        planned.is_draft = is_draft;
        collecting_.plan().contributions.push_back(std::move(planned));
        collecting_.contribute(collecting_.plan().contributions.back());
    }
    Place some(Fit fit) { return places_.take(std::array<Fit, 2>{fit, Fit::village}); }

    void agent() {
        Place const place = some(Fit::village);
        Someone const someone = known("agent", place, people::Quality::agent, "secretaire-de-mairie");
        // Verified by the town hall's address, so the administrator: one colleague accepted, one who waits.
        arrives(at(day_, 9, 0), someone);
        Someone colleague = unknown_person(place, people::Quality::elected, "adjoint");
        colleague.email = "adjointe." + colleague.email;
        collecting_.timeline().add(at(day_ + 1, 8, 30),
                                   [&settings = collecting_.settings(), someone, colleague](
                                       db::Tx& tx, base::World const& world) -> Result<Done> {
                                       auto const decider = arrive(tx, world, settings, someone);
                                       if (!decider.ok()) return decider.refusal();
                                       return verify(tx, world, settings, *decider, colleague);
                                   });
        collecting_.timeline().add(
            at(day_ + 2, 10, 15),
            [&settings = collecting_.settings(), &plan = collecting_.plan(), someone, colleague](
                db::Tx& tx, base::World const& world) -> Result<Done> {
                auto const mayor = arrive(tx, world, settings, someone);
                auto const writer = arrive(tx, world, settings, colleague);
                if (!mayor.ok() || !writer.ok()) return mayor.ok() ? writer.refusal() : mayor.refusal();
                auto const asked =
                    consultation::choose_validation(tx, world, *mayor, someone.authority, true);
                if (!asked.ok()) return asked.refusal();
                consultation::ContributionText text;
                text.theme = consultation::choices(tx, plan.id).themes.front().id;
                text.title = "Suivre les demandes déposées en mairie";
                text.problem =
                    "Les demandes arrivent au guichet, par téléphone et par courriel. Personne ne sait où en "
                    "est la "
                    "sienne, et nous répondons plusieurs fois à la même question.";
                auto const draft = consultation::save_draft(tx, world, *writer, {plan.id, {}, text});
                if (!draft.ok()) return draft.refusal();
                auto const sent = consultation::publish(tx, world, *writer, draft->id);
                if (!sent.ok()) return sent.refusal();
                return Done{};
            });
        Someone newcomer = unknown_person(place, people::Quality::agent, "agent-administratif");
        newcomer.email = "stagiaire." + newcomer.email;
        arrives(at(day_ + 10, 14, 10), newcomer);
        writes("loyers-communaux", 0, at(day_, 9, 40), someone, &place, false);
        PlannedContribution& rents = collecting_.plan().contributions.back();
        collecting_.edit(
            at(day_ + 2, 11, 5), rents,
            "Il faudrait au moins que les quittances partent seules et que la révision annuelle se "
            "calcule.",
            {});
        collecting_.edit(at(day_ + 4, 15, 50), rents,
                         "Deux communes voisines sont dans le même cas et partageraient l’outil.",
                         "Au plus 300 euros par an et par commune.");
        writes("ecrire-plus-vite", 0, at(day_ + 9, 16, 25), someone, &place, true);
    }
    void secretary_of_three() {
        std::vector<Place> const places = places_.take_three_neighbours();
        for (Place const& place : places)
            arrives(at(day_, 10, 5),
                    known("secretaire", place, people::Quality::agent, "secretaire-de-mairie"));
        writes("echeances-oubliees", 0, at(day_, 10, 20),
               known("secretaire", places.front(), people::Quality::agent, "secretaire-de-mairie"),
               &places.front(), false);
    }
    void mayor() {
        Place const place = some(Fit::village);
        Someone const someone = known("elu", place, people::Quality::elected, "maire");
        writes("carnet-du-maire", 0, at(day_, 18, 10), someone, &place, false);
        CampaignPlan& plan = supporting_.plan();
        cast_at(supporting_, at(day_ + 1, 12, 15), someone,
                {&plan.proposal("chauffer-selon-occupation"), &plan.proposal("regler-l-eclairage")});
    }
    void newcomer() {
        Place const place = some(Fit::town);
        Someone someone = unknown_person(place, people::Quality::agent, "agent-administratif");
        someone.email = account_email("nouveau");
        cast_at(supporting_, at(day_ + 9, 11, 30), someone, {&supporting_.plan().proposal("imprimer-moins")});
    }
    void partner() {
        Someone someone = authors_.partner_of("partenaire-cafe-associatif", 0, {});
        someone.email = account_email("partenaire");
        someone.function = "benevole";
        writes("partenaire-cafe-associatif", 0, at(day_ + 2, 14, 5), someone, nullptr, false);
    }
    /// The person as they are known by then, acting for nobody in particular.
    void follows(base::Instant when, std::string_view key, std::function<std::string(db::Tx&)> subject,
                 consultation::Frequency frequency) {
        collecting_.timeline().add(
            when,
            [email = account_email(key), subject = std::move(subject), frequency](
                db::Tx& tx, base::World const& world) -> Result<Done> {
                people::Actor actor;
                actor.person = people::find_or_create_person(tx, world.clock.now(), email).person.id;
                auto const followed = consultation::follow(tx, world, actor, subject(tx), frequency);
                if (!followed.ok()) return followed.refusal();
                return Done{};
            });
    }
    void relations() {
        using enum consultation::Frequency;
        auto const always = [](std::string name) { return [name](db::Tx&) { return name; }; };
        std::string const collecting = "campagne:" + collecting_.plan().text->slug;
        std::string const supporting = "campagne:" + supporting_.plan().text->slug;
        follows(at(day_, 10, 0), "agent", always(collecting), daily);
        follows(at(day_, 19, 0), "elu", always(supporting), daily);
        follows(at(day_ + 9, 14, 20), "partenaire", always(collecting), at_once);
        follows(at(day_, 11, 0), "secretaire", always("region:53"), daily);
        PlannedProposal const& proposal = supporting_.plan().proposal("regler-l-eclairage");
        auto const of_proposal = [&proposal](db::Tx& tx) {
            auto const found =
                consultation::subject_of_topic(tx, fmt::format("proposal:{}", proposal.id.value));
            return found ? found->name : std::string();
        };
        follows(at(day_ + 1, 12, 20), "elu", of_proposal, at_once);
        follows(at(day_ + 1, 9, 30), "agent", of_proposal, daily);
    }
    void auditor() {
        collecting_.by_operator(
            at(day_, 9, 0),
            [&settings = collecting_.settings()](db::Tx& tx, base::World const& world,
                                                 people::Actor const& actor) -> Result<Done> {
                auto const given = people::give_role_told(
                    tx, world, settings.people, actor,
                    {account_email("auditeur"), people::Role::auditor, {}, "Contrôle de la consultation."});
                if (!given.ok()) return given.refusal();
                return Done{};
            });
    }

    /// A prefecture with its département: some have supported, some wait for its word, one was verified by
    /// it.
    void relay() {
        std::string const department = "29";
        collecting_.by_operator(
            at(day_, 9, 5),
            [&settings = collecting_.settings(), department](db::Tx& tx, base::World const& world,
                                                             people::Actor const& actor) -> Result<Done> {
                auto const given =
                    people::give_role_told(tx, world, settings.people, actor,
                                           {account_email("relais"), people::Role::relay, department,
                                            "Relais de la préfecture du Finistère."});
                if (!given.ok()) return given.refusal();
                return Done{};
            });
        CampaignPlan& plan = supporting_.plan();
        std::vector<PlannedProposal*> const wanted{&plan.proposal("regler-l-eclairage"),
                                                   &plan.proposal("chauffer-selon-occupation"),
                                                   &plan.proposal("imprimer-moins")};
        for (int i = 0; i < supporters_of_relay; ++i) {
            Place const place = places_.take_in(department, i % 3 == 2 ? Fit::town : Fit::village);
            Someone const someone = official_person(place, people::Quality::elected, "maire", directory_);
            cast_at(supporting_, at(day_ + 1 + i % 9, 9 + i % 8, 12), someone,
                    {wanted[static_cast<std::size_t>(i) % wanted.size()]});
        }
        for (int i = 0; i < waiting_of_relay; ++i) {
            Place const place = places_.take_in(department, Fit::village);
            Someone const someone = unknown_person(place, people::Quality::agent, "secretaire-de-mairie");
            cast_at(supporting_, at(day_ + 4 + 3 * i, 10, 40), someone, {wanted[0]});
            if (i == 0) vouched(at(day_ + 6, 9, 50), someone);
        }
        for (int i = 0; i < addresses_of_relay; ++i)
            (void)official_person(places_.take_in(department, Fit::village), people::Quality::elected,
                                  "maire", directory_);
        invites(at(day_ + 7, 10, 15), department);
        // Two town halls whose address the prefecture knows: one was refused, one waits.
        reports(at(day_ + 6, 11, 5), "29003", "sur un panneau de la commune");
        reports(at(day_ + 8, 14, 20), "29001", "le site de la mairie");
        collecting_.by_operator(
            at(day_ + 7, 16, 40),
            [](db::Tx& tx, base::World const& world, people::Actor const& actor) -> Result<Done> {
                auto const waiting = ::relay::reports(tx, {.state = ::relay::ReportState::waiting}, 1);
                base::check(!waiting.reports.empty(), "the relay reported before");
                auto const done = ::relay::decide_report(
                    tx, world, actor,
                    {waiting.reports.front().id, false,
                     "Le site de la mairie en donne une autre. Demandez-la-lui, puis signalez-la."});
                if (!done.ok()) return done.refusal();
                return Done{};
            });
    }
    /// The relay reports an official address that the directory has not.
    void reports(base::Instant when, std::string const& reference, std::string const& source) {
        collecting_.timeline().add(
            when, [reference, source](db::Tx& tx, base::World const& world) -> Result<Done> {
                people::Actor actor;
                actor.person =
                    people::find_or_create_person(tx, world.clock.now(), account_email("relais")).person.id;
                auto const body = territories::authority_by_reference(tx, reference);
                base::check(body.has_value(), "the commune is in the register");
                auto const done = ::relay::report_address(
                    tx, world, actor, {"29", body->id, {}, account_email("mairie." + reference), source});
                if (!done.ok()) return done.refusal();
                return Done{};
            });
    }
    /// To those whose address is known and who have not taken part by then: some of them support afterwards.
    void invites(base::Instant when, std::string const& department) {
        supporting_.timeline().add(
            when,
            [&settings = supporting_.settings(), &plan = supporting_.plan(), department](
                db::Tx& tx, base::World const& world) -> Result<Done> {
                people::Actor actor;
                actor.person =
                    people::find_or_create_person(tx, world.clock.now(), account_email("relais")).person.id;
                auto const scope = ::relay::scope_of(tx, actor.person, department);
                auto const campaign = consultation::campaign_by_id(tx, plan.id);
                base::check(scope && campaign, "the relay has its département and the campaign is loaded");
                auto const* const phase = ::relay::phase_to_invite_to(*campaign, world.clock.now());
                base::check(phase != nullptr, "supports are open");
                ::relay::KitFacts facts = ::relay::kit_facts(*campaign, *phase, *scope, world.clock.now());
                facts.contact = settings.people.contact;
                facts.site = settings.people.name;
                ::relay::Invite wanted;
                wanted.department = department;
                wanted.campaign = campaign->id;
                wanted.filter.kind = territories::Kind::commune;
                wanted.chosen = "communes";
                wanted.text = ::relay::invitation_text(facts, campaign->slug);
                auto const sent = ::relay::invite(tx, world, {settings.people.origin, settings.people.secret},
                                                  actor, wanted);
                if (!sent.ok()) return sent.refusal();
                return Done{};
            });
    }
    void vouched(base::Instant when, Someone const& someone) {
        collecting_.timeline().add(
            when,
            [&settings = collecting_.settings(), someone](db::Tx& tx,
                                                          base::World const& world) -> Result<Done> {
                auto const asked = arrive(tx, world, settings, someone);
                if (!asked.ok()) return asked.refusal();
                people::Actor actor;
                actor.person =
                    people::find_or_create_person(tx, world.clock.now(), account_email("relais")).person.id;
                auto const done = people::decide(
                    tx, world, settings.people, settings.hooks, actor,
                    {asked->affiliation, people::Verdict::verify, "La mairie l’a confirmé au téléphone."});
                if (!done.ok()) return done.refusal();
                return Done{};
            });
    }

    Script& collecting_;
    Script& supporting_;
    Texts const& texts_;
    Authors& authors_;
    Places& places_;
    Directory& directory_;
    std::int64_t day_;
    Used used_;
};

}  // namespace

std::vector<account::DemoAccount> accounts() {
    return {
        {"agent", "Secrétaire de mairie",
         "Agent d’une petite commune, qu’il administre\u00a0: un collègue attend d’être accepté. Un "
         "brouillon "
         "l’attend, une contribution est publiée."},
        {"secretaire", "Secrétaire de trois communes",
         "Un même agent pour trois communes voisines, toutes vérifiées\u00a0: un soutien peut être donné "
         "pour les "
         "trois."},
        {"elu", "Maire", "Élu d’une petite commune. A publié une contribution et soutenu deux propositions."},
        {"nouveau", "Nouvel agent",
         "Son rattachement reste à vérifier\u00a0: son soutien est enregistré, en attente d’être compté."},
        {"partenaire", "Association partenaire", "Contribue et suit les travaux, mais ne soutient pas."},
        {"operateur", "Opérateur",
         "L’équipe qui anime la consultation\u00a0: trie les contributions, vérifie les rattachements, "
         "publie."},
        {"relais", "Relais de préfecture",
         "Préfecture du Finistère\u00a0: voit qui participe dans son département, invite les communes, "
         "vérifie "
         "des "
         "rattachements."},
        {"auditeur", "Auditeur", "Lit tout, n’écrit rien."},
    };
}

Used plan_accounts(Script& collecting, Script& supporting, Texts const& texts, Authors& authors,
                   Places& places, Directory& directory, std::int64_t today) {
    return Planning(collecting, supporting, texts, authors, places, directory, today).run();
}

}  // namespace demo
