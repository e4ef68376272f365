#include "demo/mailing.hpp"

#include "demo/days.hpp"
#include "demo/persons.hpp"
#include "outreach/segment_actions.hpp"

namespace demo {
namespace {

using base::Done;
using base::Result;

outreach::MailingText to_contributors(CampaignPlan const& plan) {
    return {"Vos contributions sont lues\u00a0: ce qui vient ensuite",
            "Bonjour,\n\nMerci. Chaque contribution reçue est lue par deux personnes, puis **regroupée** "
            "avec celles qui "
            "lui ressemblent, réorientée vers un guichet qui existe déjà, ou rejetée avec un motif.\n\n"
            "Ce que vous pouvez faire d’ici la clôture\u00a0:\n\n"
            "- compléter votre texte, surtout le nombre d’usagers concernés\u202f;\n"
            "- en parler à une commune voisine qui a le même besoin.\n\n"
            "[Voir les contributions déjà publiées](/campagnes/" +
                plan.text->slug + "/contributions)"};
}

outreach::MailingText to_silent_communes(CampaignPlan const& plan) {
    return {
        "{collectivite}\u00a0: il est encore temps de dire vos besoins",
        "Bonjour,\n\nVotre commune n’a encore rien dit de ses besoins. Dix minutes suffisent, sans compte "
        "à créer "
        "à l’avance.\n\n[Écrire une contribution](/campagnes/" +
            plan.text->slug + "/contribuer)"};
}

Result<Done> write_to_contributors(db::Tx& tx, base::World const& world, Settings const& settings,
                                   CampaignPlan const& plan, people::Actor const& actor) {
    auto const draft =
        outreach::save_draft(tx, world, actor, {plan.id, {}, outreach::Segment{}, to_contributors(plan)});
    if (!draft.ok()) return draft.refusal();
    return outreach::send_to_segment(tx, world, {settings.consultation.origin, settings.people.secret}, actor,
                                     *draft);
}

Result<Done> draft_to_communes(db::Tx& tx, base::World const& world, CampaignPlan const& plan,
                               people::Actor const& actor) {
    outreach::Segment segment;
    segment.who = outreach::Who::silent_communes;
    segment.department = "29";
    auto const draft =
        outreach::save_draft(tx, world, actor, {plan.id, {}, segment, to_silent_communes(plan)});
    return draft.ok() ? Result<Done>(Done{}) : draft.refusal();
}

}  // namespace

void plan_mailings(Script& script, std::int64_t day) {
    script.by_operator(at(day, 15), [&plan = script.plan(), &settings = script.settings()](
                                        db::Tx& tx, base::World const& world, people::Actor const& actor) {
        return write_to_contributors(tx, world, settings, plan, actor);
    });
    script.by_operator(at(day + 1, 16), [&plan = script.plan()](db::Tx& tx, base::World const& world,
                                                                people::Actor const& actor) {
        return draft_to_communes(tx, world, plan, actor);
    });
}

}  // namespace demo
