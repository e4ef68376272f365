#include "demo/mailing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "demo/accounts.hpp"
#include "demo/days.hpp"
#include "demo/persons.hpp"
#include "messaging/delivery_status.hpp"
#include "messaging/mails_rows.hpp"
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

/// What the relay of an address says two days after, as Postfix writes it (RFC 3464).
std::string returned(messaging::StoredMail const& mail, std::string_view status, std::string_view said) {
    return fmt::format(
        "From: MAILER-DAEMON@relais.exemple.fr (Mail Delivery System)\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=\"retour\"\r\n\r\n"
        "--retour\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; relais.exemple.fr\r\n\r\n"
        "Final-Recipient: rfc822; {}\r\nAction: failed\r\nStatus: {}\r\nDiagnostic-Code: smtp; {}\r\n\r\n"
        "--retour\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{}@tremplin.example>\r\n\r\n"
        "--retour--\r\n",
        mail.mail.to, status, said, mail.message_id);
}

/// Of the mails to contributors, two come back: somebody who left, a full mailbox. Not those of the accounts
/// that visitors open.
Result<Done> mails_come_back(db::Tx& tx, base::World const& world) {
    struct Reply {
        std::string_view status;
        std::string_view said;
    };
    constexpr std::array replies{Reply{"5.1.1", "550 5.1.1 user unknown"},
                                 Reply{"5.2.2", "552 5.2.2 mailbox full"}};
    std::vector<std::string> visited;
    for (account::DemoAccount const& one : accounts()) visited.push_back(account_email(one.key));
    std::size_t reply = 0;
    for (messaging::StoredMail const& mail :
         messaging::mails(tx, messaging::MailState::sent, "campaign.segment", 1,
                          messaging::mails_per_page_max)
             .mails) {
        if (reply == replies.size()) break;
        if (std::ranges::find(visited, mail.mail.to) != visited.end()) continue;
        auto const taken = messaging::take_report(
            tx, returned(mail, replies.at(reply).status, replies.at(reply).said), world.clock.now());
        base::check(taken == messaging::ReportTaken::bounced, "a report of the demonstration is understood");
        ++reply;
    }
    return Done{};
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
    // Once all have left: a day's jobs run after its acts.
    script.timeline().add(at(day + 2, 9), mails_come_back);
}

}  // namespace demo
