#include "demo/desk.hpp"

#include <memory>

#include "demo/days.hpp"
#include "demo/persons.hpp"
#include "site/banner_actions.hpp"
#include "site/contact_actions.hpp"
#include "site/contact_rows.hpp"

namespace demo {
namespace {

using base::Done;
using base::Result;

/// What somebody wrote, and what the team has done of it so far.
struct WrittenMessage {
    std::int64_t days_ago;
    int hour;
    char const* topic;
    char const* body;
    char const* email;
    char const* text;
    char const* answer = nullptr;    // two working hours later
    char const* note = nullptr;      // by the colleague, to whom the message then belongs
    bool is_closed = false;          // the day after the answer
    char const* addition = nullptr;  // by the author, the day after the answer
};

constexpr WrittenMessage written[] = {
    {26, 10, "privacy", "", "habitant@contact.example",
     "Bonjour,\n\nJe ne suis ni agent ni élu. Une contribution de ma commune cite mon association. Puis-je "
     "demander "
     "que son nom soit retiré ?",
     "Bonjour,\n\nLa contribution a été écrite par la commune, qui peut la modifier jusqu’à la clôture. Nous "
     "lui "
     "avons transmis votre demande.\n\nBien à vous.",
     nullptr, true},
    {12, 14, "accessibility", "Centre communal d’action sociale", "accueil@ccas.contact.example",
     "Avec un lecteur d’écran, la liste des propositions se lit bien, mais je ne trouve pas comment revenir "
     "aux "
     "filtres après les avoir appliqués.",
     "Bonjour,\n\nMerci de ce signalement. Les filtres choisis sont juste avant la liste, chacun avec un "
     "lien pour "
     "l’ôter. Nous étudions un lien direct depuis le compte des résultats.",
     nullptr, false, "Merci, c’est plus clair. Le lien direct resterait utile."},
    {7, 9, "affiliation", "Syndicat mixte du numérique", "direction@syndicat.contact.example",
     "Notre syndicat n’apparaît pas dans la liste des structures. Comment agir en son nom ?", nullptr,
     "Vérifier son SIREN dans l’annuaire avant de répondre."},
    {5, 16, "campaign", "Commune de 600 habitants", "secretariat@mairie.contact.example",
     "Le conseil se réunit après la clôture. Peut-on soutenir une proposition maintenant et le confirmer "
     "ensuite ?",
     "Bonjour,\n\nOui : un soutien est une expression d’intérêt. Il ne vaut ni délibération ni engagement, "
     "et vous "
     "pouvez le retirer jusqu’à la clôture."},
    {1, 11, "use", "", "adjoint@mairie.contact.example",
     "Le code reçu par e-mail n’est pas accepté. J’ai pourtant attendu moins d’une demi-heure."},
};

void plan_message(Script& script, WrittenMessage const& message, std::int64_t today) {
    std::int64_t const day = today - message.days_ago;
    // The acts of one message share its reference once it is known.
    auto const reference = std::make_shared<std::string>();
    Settings const& settings = script.settings();
    script.timeline().add(
        at(day, message.hour),
        [&message, &settings, reference](db::Tx& tx, base::World const& world) -> Result<Done> {
            auto const received =
                site::receive_message(tx, world, settings.people, nullptr,
                                      {message.topic, message.text, message.body, message.email});
            if (!received.ok()) return received.refusal();
            *reference = received->reference;
            return Done{};
        });
    if (message.note != nullptr)
        script.timeline().add(
            at(day, message.hour, 40),
            [&message, reference](db::Tx& tx, base::World const& world) -> Result<Done> {
                auto const colleague = colleague_of(tx, world);
                if (!colleague.ok()) return colleague.refusal();
                auto const taken = site::assign_message(tx, world, *colleague, *reference, colleague->person);
                if (!taken.ok()) return taken.refusal();
                return site::note_on_message(tx, world, *colleague, *reference, message.note);
            });
    if (message.answer == nullptr) return;
    script.by_operator(
        at(day, message.hour + 2),
        [&message, &settings, reference](db::Tx& tx, base::World const& world, people::Actor const& actor) {
            return site::answer_message(tx, world, settings.people, actor, *reference, message.answer, {});
        });
    if (message.addition != nullptr)
        script.timeline().add(at(day + 1, 9), [&message, reference](db::Tx& tx, base::World const& world) {
            return site::add_to_message(tx, world, *reference, message.addition);
        });
    if (message.is_closed)
        script.by_operator(at(day + 1, 15),
                           [reference](db::Tx& tx, base::World const& world, people::Actor const& actor) {
                               return site::close_message(tx, world, actor, *reference);
                           });
}

void plan_banner(Script& script, base::Instant from, base::Instant until, char const* kind, char const* text,
                 std::optional<base::Instant> stopped) {
    auto const id = std::make_shared<base::Id<site::Banner>>();
    script.by_operator(
        from, [=](db::Tx& tx, base::World const& world, people::Actor const& actor) -> Result<Done> {
            auto const published = site::publish_banner(tx, world, actor, {kind, text, {}, {}, until});
            if (!published.ok()) return published.refusal();
            *id = *published;
            return Done{};
        });
    if (stopped)
        script.by_operator(*stopped, [id](db::Tx& tx, base::World const& world, people::Actor const& actor) {
            return site::end_banner(tx, world, actor, *id);
        });
}

}  // namespace

void plan_desk(Script& script, std::int64_t today) {
    for (WrittenMessage const& message : written) plan_message(script, message, today);
    // Both are over: what the visitor sees above pages is what the visitor publishes.
    plan_banner(script, at(today - 15, 9), at(today - 13, 18), "information",
                "La plateforme sera arrêtée mercredi de 7 h à 7 h 30 pour une mise à jour.", {});
    plan_banner(
        script, at(today - 4, 10), at(today - 3, 18), "incident",
        "Les codes de connexion arrivent avec retard. Patientez dix minutes avant d’en demander un autre.",
        at(today - 4, 11, 30));
}

}  // namespace demo
