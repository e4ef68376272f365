// One authority of the département, and the public page to which its invitation leads.
#include <fmt/format.h>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/authority_acts.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/settings.hpp"
#include "outreach/mailing_rows.hpp"
#include "people/affiliation_rows.hpp"
#include "relay/address_report_rows.hpp"
#include "relay/kit.hpp"
#include "relay/pages.hpp"
#include "relay/pages_authority.hpp"
#include "relay/pages_invited.hpp"
#include "relay/participation.hpp"
#include "relay/views.hpp"
#include "territories/contacts.hpp"
#include "territories/lookup.hpp"
#include "web/forms.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace relay {
namespace {

using consultation::Campaign;
using consultation::Phase;
using consultation::PhaseKind;

std::string done_text(Line const& line) {
    std::vector<std::string> parts;
    if (line.contributions > 0)
        parts.push_back(
            base::french_count(line.contributions, "contribution publiée", "contributions publiées"));
    if (line.supports > 0)
        parts.push_back(base::french_count(line.supports, "soutien compté", "soutiens comptés"));
    if (line.pending_supports > 0)
        parts.push_back(
            base::french_count(line.pending_supports, "soutien en attente", "soutiens en attente"));
    return parts.empty() ? "rien pour le moment" : base::joined(parts, ", ");
}

void show_reach(AuthorityView& view, web::Visit& visit, Line const& line) {
    view.reach = {row("Personnes qui agissent pour elle",
                      line.members == 0
                          ? "Aucune personne vérifiée."
                          : base::french_count(line.members, "personne vérifiée.", "personnes vérifiées."))};
    if (line.waiting_members > 0)
        view.reach.push_back(row("Demandes en attente", base::french_number(line.waiting_members)));
    outreach::AuthorityId const ids[] = {line.id};
    for (outreach::LastWritten const& one :
         outreach::last_written(visit.reader(), outreach::MailingKind::invitation, ids))
        view.reach.push_back(row("Dernière invitation envoyée", "Le " + base::french_date(one.at) + "."));
    territories::Contacts const known = territories::contacts(visit.reader(), line.id);
    std::vector<std::string> usable;
    std::vector<std::string> wrong;
    for (territories::OfficialEmail const& one : known.emails)
        (one.is_usable() ? usable : wrong).push_back(one.email);
    view.reach.push_back(
        row("Adresses officielles", usable.empty() ? "Aucune n’est connue." : base::joined(usable, ", ")));
    view.report_label = usable.empty() ? "Signaler une adresse que vous connaissez"
                                       : "Signaler une adresse fausse ou manquante";
    if (!wrong.empty()) view.reach.push_back(row("Adresses signalées fausses", base::joined(wrong, ", ")));
    if (!known.domains.empty())
        view.reach.push_back(row("Domaines de messagerie connus", base::joined(known.domains, ", ")));
}

/// What waits for the relay's word, each with its person's address: vouching needs it.
void show_waiting(AuthorityView& view, web::Visit& visit, Scope const& scope, Line const& line) {
    if (line.waiting_members == 0) return;
    for (people::AffiliationLine const& one : people::members_of(visit.reader(), line.id))
        if (one.affiliation.state == people::AffiliationState::pending && !one.affiliation.is_lapsed())
            view.waiting.push_back(
                {fmt::format("{}, {}", one.email, people::public_description(one.affiliation)),
                 scope.address("/rattachements/" + std::to_string(one.affiliation.id.value))});
}

/// What this body may do now in the campaign.
void show_act(InvitedView& view, Campaign const& campaign, territories::Authority const& body,
              base::Instant now) {
    Phase const* const open = phase_to_invite_to(campaign, now);
    if (open == nullptr || !open->is_open(now)) return;
    bool const supports = open->kind == PhaseKind::support;
    if (supports && !campaign.may_support(territories::code(body.legal_class))) {
        view.state += " Seules les collectivités territoriales peuvent soutenir dans cette consultation.";
        return;
    }
    std::string const there =
        consultation::address_of_campaign(campaign.slug) + (supports ? "/propositions" : "/contribuer");
    view.act = supports ? "Choisir les propositions à soutenir" : "Écrire une contribution";
    view.act_href =
        "/mon-compte/collectivites/ajouter?collectivite=" + base::percent_encoded(body.reference) +
        "&retour=" + base::percent_encoded(there);
    view.weight = supports
                      ? "C’est une expression d’intérêt\u00a0: elle ne vaut ni délibération ni engagement."
                      : "Dix minutes suffisent. Vous relisez avant de publier, et pouvez modifier ensuite.";
    view.steps = supports
                     ? std::vector<std::string>{"Indiquez votre adresse e-mail\u00a0: un code vous parvient.",
                                                "Dites votre fonction dans cette collectivité.",
                                                "Cochez les propositions utiles, et confirmez."}
                     : std::vector<std::string>{"Indiquez votre adresse e-mail\u00a0: un code vous parvient.",
                                                "Dites votre fonction dans cette collectivité.",
                                                "Décrivez un besoin en quelques lignes, relisez, publiez."};
}

}  // namespace

http::Response authority_page(web::Visit& visit) {
    auto const page = web::asked_page(visit.request.query);
    auto const scope = scope_of_path(visit);
    if (!scope || !page) return web::not_found(visit);
    auto const campaign = campaign_of(consultation::campaigns(visit.reader()),
                                      web::line_of(visit.request.query, "campagne"), visit.now);
    if (!campaign) return web::not_found(visit);
    auto const line = line_of_reference(visit.reader(), campaign->id, *scope, visit.path("reference"));
    if (!line) return web::not_found(visit);
    auto const found =
        consultation::authority_acts(visit.reader(), line->id, consultation::ActSort::any, *page);
    if (found.page != *page) return web::not_found(visit);
    AuthorityView view;
    view.caption = scope->label();
    view.title = line->name;
    view.rows = {row("Type", std::string(territories::french(line->kind))),
                 row("Habitants", line->population ? base::french_number(*line->population) : "non connu")};
    if (!line->epci_name.empty()) view.rows.push_back(row("Intercommunalité", line->epci_name));
    view.rows.push_back(row(campaign->title, done_text(*line)));
    show_waiting(view, visit, *scope, *line);
    show_reach(view, visit, *line);
    view.report_href = scope->address("/collectivites/" + line->reference + "/adresse");
    if (visit.request.query.get("fait") == "signalee")
        view.notice = "Signalement enregistré. L’équipe nationale l’examine\u202f; sa réponse se lira ici.";
    for (AddressReport const& one : reports_of(visit.reader(), {scope->code, {}, line->id}))
        view.reports.push_back(line_of(one));
    view.count = found.total == 0 ? "Rien pour le moment, dans aucune consultation."
                                  : base::french_count(found.total, "acte", "actes") +
                                        ", toutes consultations confondues.";
    for (consultation::AuthorityAct const& act : found.items)
        view.acts.push_back({consultation::words_of(act), base::french_date(act.at),
                             fmt::format("{} ({})", act.title, act.reference),
                             consultation::address_of(act)});
    view.pages = {
        *page, found.pages(),
        scope->address("/collectivites/" + line->reference + "?campagne=" + campaign->slug + "&page=")};
    if (phase_to_invite_to(*campaign, visit.now) != nullptr && !line->has_taken_part() && line->addresses > 0)
        view.invite_href = scope->address("/invitations/nouvelle?campagne=" + campaign->slug +
                                          "&q=" + base::percent_encoded(line->reference));
    if (phase_to_invite_to(*campaign, visit.now) != nullptr)
        view.kit_href = scope->address("/kit/" + campaign->slug +
                                       "?collectivite=" + base::percent_encoded(line->reference));
    view.public_href = "/collectivites/" + line->reference;
    web::PageHead head;
    head.title = line->name;
    head.breadcrumbs = trail(*scope, line->name);
    return web::page_of(visit, head, [&](html::Out& out) { pages::authority(out, view); });
}

http::Response invited_page(web::Visit& visit) {
    auto const campaign = consultation::campaign_by_slug(visit.reader(), visit.path("campagne"));
    if (!campaign || !campaign->is_public()) return web::not_found(visit);
    auto const body = territories::authority_by_reference(visit.reader(), visit.path("reference"));
    if (!body) return web::not_found(visit);
    if (!body->is_in_force && body->successor.exists()) {
        auto const now = territories::in_force(visit.reader(), body->id);
        return now ? web::redirect(visit, address_for(campaign->slug, now->reference))
                   : web::not_found(visit);
    }
    if (auto const boundary = campaign->next_boundary(visit.now)) visit.true_until(*boundary);
    InvitedView view;
    view.campaign = campaign->title;
    view.title = body->long_name;
    view.pitch = campaign->pitch;
    view.state = state_of(*campaign, visit.now);
    show_act(view, *campaign, *body, visit.now);
    Line const done = done_by(visit.reader(), campaign->id, body->id);
    if (done.has_taken_part())
        view.done = "Déjà fait pour cette collectivité\u00a0: " + done_text(done) + ".";
    view.links = {{"La consultation", consultation::address_of_campaign(campaign->slug)},
                  {"Les propositions", consultation::address_of_campaign(campaign->slug) + "/propositions"},
                  {"La page de cette collectivité", "/collectivites/" + body->reference}};
    web::PageHead head;
    head.title = body->long_name + " – " + campaign->title;
    head.section = "/campagnes";
    return web::page_of(visit, head, [&](html::Out& out) { pages::invited(out, view); });
}

}  // namespace relay
