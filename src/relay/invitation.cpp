#include "relay/invitation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/french.hpp"
#include "consultation/campaign_rows.hpp"
#include "people/role_rows.hpp"

namespace relay {
namespace {

using outreach::Mailing;
using outreach::MailingKind;

base::Refusal no_relay_any_more() {
    return base::refuse(base::RefusalCode::forbidden,
                        "Vous n’êtes plus relais de la préfecture de ce département.",
                        "Rien n’a été envoyé. Adressez-vous à l’équipe de l’opérateur national.");
}

std::string audience_words(Audience const& audience, Scope const& scope, std::string const& chosen) {
    return fmt::format(
        "{}, {}{}",
        base::french_count(static_cast<std::int64_t>(audience.written.size()),
                           "collectivité qui n’a pas participé", "collectivités qui n’ont pas participé"),
        scope.label(), chosen.empty() ? std::string() : ", " + chosen);
}

}  // namespace

Audience audience_of(db::Reader const& reader, base::Id<consultation::Campaign> campaign, Scope const& scope,
                     Filter filter, base::Instant now) {
    filter.took = Took::silent;
    filter.sort = Sort::name;
    std::vector<Invited> lines;
    each_address(reader, campaign, scope, filter, [&](Line const& line, std::string const& address) {
        if (!lines.empty() && lines.back().line.id == line.id) {
            if (address < lines.back().address) lines.back().address = address;
            return;
        }
        lines.push_back({line, address});
    });
    Audience audience;
    audience.silent = static_cast<std::int64_t>(lines.size());
    std::vector<outreach::AuthorityId> ids;
    for (Invited const& one : lines)
        if (!one.address.empty() && ids.size() < outreach::addressees_max) ids.push_back(one.line.id);
    std::map<std::int64_t, base::Instant> last;
    for (outreach::LastWritten const& one : outreach::last_written(reader, MailingKind::invitation, ids))
        last[one.authority.value] = one.at;
    for (Invited& one : lines) {
        auto const before = last.find(one.line.id.value);
        if (before != last.end()) one.line.invited_at = before->second;
        if (one.address.empty())
            ++audience.without_address;
        else if (one.line.invited_at && now < *one.line.invited_at + invited_again_after) {
            ++audience.lately;
            base::Instant const again = *one.line.invited_at + invited_again_after;
            if (!audience.next_from || again < *audience.next_from) audience.next_from = again;
        } else
            audience.written.push_back(std::move(one));
    }
    return audience;
}

outreach::MailingText invitation_text(KitFacts const& facts, std::string const& campaign_slug) {
    KitFacts for_each = facts;
    for_each.body.clear();
    outreach::MailingText text;
    std::string const when = facts.is_open ? "jusqu’au " + facts.day : "à partir du " + facts.opens;
    text.subject =
        fmt::format("{{collectivite}}\u00a0: {} {}",
                    facts.phase == consultation::PhaseKind::collect ? "dites vos besoins numériques"
                                                                    : "soutenez des services numériques",
                    when);
    text.text = fmt::format(
        "Bonjour,\n\n{}\n\n{}\n\n[Participer au nom de «\u00a0{{collectivite}}\u00a0»]"
        "(/participer/{}/{{code}})\n\n{}\n\n",
        opening_of(facts), body_of(for_each), campaign_slug, how_of());
    if (!facts.participation.empty()) text.text += facts.participation + "\n\n";
    text.text += fmt::format("Une question\u202f? {}\n\nLa préfecture – {}", facts.contact, facts.department);
    return text;
}

outreach::Part invitation_part(Scope const& scope) {
    return {"",
            fmt::format("Vous recevez ce message parce que la préfecture ({}) invite les collectivités du "
                        "département à participer, et que cette adresse est celle de la vôtre.",
                        scope.name)};
}

base::Result<base::Id<Mailing>> invite(db::Tx& tx, base::World const& world,
                                       outreach::Settings const& settings, people::Actor const& relay,
                                       Invite const& wanted) {
    lock_department(tx, wanted.department);
    auto const scope = scope_of(tx, relay.person, wanted.department);
    if (!scope) return no_relay_any_more();
    auto const campaign = consultation::campaign_by_id(tx, wanted.campaign);
    if (!campaign || !campaign->is_public())
        return base::refuse(base::RefusalCode::not_found, "Cette consultation n’existe pas.");
    base::Instant const now = world.clock.now();
    consultation::Phase const* const phase = phase_to_invite_to(*campaign, now);
    if (phase == nullptr)
        return base::refuse(base::RefusalCode::late,
                            "La collecte et les soutiens sont clos\u00a0: inviter n’a plus d’objet.",
                            "Rien n’a été envoyé.");
    Audience const audience = audience_of(tx, campaign->id, *scope, wanted.filter, now);
    if (audience.written.empty())
        return base::refuse(
            base::RefusalCode::conflict,
            "Il n’y a personne à qui écrire\u00a0: ces collectivités ont participé, viennent d’être "
            "invitées, ou n’ont pas d’adresse connue.",
            "Rien n’a été envoyé. Choisissez d’autres collectivités.");
    outreach::NewMailing mailing;
    mailing.campaign = campaign->id;
    mailing.kind = MailingKind::invitation;
    mailing.audience = audience_words(audience, *scope, wanted.chosen);
    mailing.scope = scope->code;
    mailing.text = wanted.text;
    mailing.parts = {invitation_part(*scope)};
    mailing.until = phase->closes_at;
    for (Invited const& one : audience.written)
        mailing.addressees.push_back({one.address, one.line.id, {}, 0});
    return outreach::send_mailing(tx, world, settings, relay, mailing);
}

std::optional<Mailing> invitation_of(db::Reader const& reader, Scope const& scope, base::Id<Mailing> id) {
    auto found = id.exists() ? outreach::mailing_by_id(reader, id) : std::nullopt;
    if (!found || found->kind != MailingKind::invitation || found->scope != scope.code) return std::nullopt;
    return found;
}

base::Result<Mailing> change_invitation(db::Tx& tx, base::World const& world, people::Actor const& relay,
                                        std::string const& department, base::Id<Mailing> id,
                                        MailingChange change) {
    auto const scope = scope_of(tx, relay.person, department);
    if (!scope) return no_relay_any_more();
    if (!invitation_of(tx, *scope, id))
        return base::refuse(base::RefusalCode::not_found, "Cet envoi n’existe pas dans ce département.");
    switch (change) {
        case MailingChange::pause:
            return outreach::pause_mailing(tx, world, relay, id);
        case MailingChange::resume:
            return outreach::resume_mailing(tx, world, relay, id);
        case MailingChange::stop:
            break;
    }
    return outreach::stop_mailing(tx, world, relay, id);
}

}  // namespace relay
