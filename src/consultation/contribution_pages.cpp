#include "consultation/contribution_pages.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/attachment_pages.hpp"
#include "consultation/attachment_rows.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_actions.hpp"
#include "consultation/contribution_lists.hpp"
#include "consultation/contribution_page_rows.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/contribution_texts.hpp"
#include "consultation/contribution_views.hpp"
#include "consultation/draft_fields.hpp"
#include "consultation/draft_pages.hpp"
#include "consultation/late_request_actions.hpp"
#include "consultation/late_request_pages.hpp"
#include "consultation/late_request_rows.hpp"
#include "consultation/pages_contribute_choice.hpp"
#include "consultation/pages_contribute_form.hpp"
#include "consultation/pages_contribution_done.hpp"
#include "consultation/pages_contribution_preview.hpp"
#include "consultation/pages_my_contributions.hpp"
#include "consultation/question_rows.hpp"
#include "consultation/reading_pages.hpp"
#include "consultation/validation_rows.hpp"
#include "people/administrator_rows.hpp"
#include "people/quality.hpp"
#include "territories/in_sentence.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace consultation {
namespace {

constexpr std::string_view own_page = "/mes-contributions";

std::string own_address(base::Id<Contribution> id) {
    return fmt::format("{}/{}", own_page, id.value);
}

std::string contribute_address(Campaign const& campaign) {
    return address_of_campaign(campaign.slug) + "/contribuer";
}

/// "besoin" and "service" in addresses.
std::optional<ContributionKind> kind_of_path(std::string_view word) {
    if (word == "besoin") return ContributionKind::need;
    if (word == "service") return ContributionKind::existing_service;
    return std::nullopt;
}

web::PageHead head_in(Campaign const& campaign, std::string title) {
    web::PageHead head;
    head.title = title + " – " + campaign.title;
    head.section = "/campagnes";
    head.breadcrumbs = {{"Consultations", "/campagnes"},
                        {campaign.title, address_of_campaign(campaign.slug)},
                        {std::move(title), ""}};
    return head;
}

web::PageHead own_page_head(std::string title) {
    web::PageHead head;
    head.title = title + " – Mes contributions";
    head.breadcrumbs = {
        {"Mon compte", "/mon-compte"}, {"Mes contributions", std::string(own_page)}, {std::move(title), ""}};
    return head;
}

/// The visitor's own contribution that the address names; nothing for another's or an unknown one.
std::optional<Contribution> own_of_path(web::Visit& visit) {
    auto const id = forms::positive_number(visit.path("id"));
    if (!id) return std::nullopt;
    return own_contribution(visit.reader(), visit.actor().person, base::Id<Contribution>(*id));
}

Campaign campaign_of(web::Visit& visit, Contribution const& contribution) {
    auto campaign = campaign_by_id(visit.reader(), contribution.campaign);
    base::check(campaign.has_value(), "a contribution without its campaign");
    return std::move(*campaign);
}

std::string collect_until(Campaign const& campaign) {
    Phase const* const collect = campaign.phase(PhaseKind::collect);
    return collect ? base::french_deadline(collect->closes_at) : std::string();
}

/// Why one cannot contribute now; nothing when one can. Drafts may be written before the phase opens.
std::optional<base::Refusal> closed(web::Visit const& visit, Campaign const& campaign) {
    Phase const* const collect = campaign.phase(PhaseKind::collect);
    if (collect && !collect->has_opened(visit.now)) return std::nullopt;
    auto const open = require_open(campaign, PhaseKind::collect, visit.now);
    if (open.ok()) return std::nullopt;
    return open.refusal();
}

/// The same for a text that is not public yet: it may still be written while its late publication may be
/// asked for.
std::optional<base::Refusal> closed_to_drafts(web::Visit const& visit, Campaign const& campaign) {
    if (campaign.takes_late_requests(PhaseKind::collect, visit.now)) return std::nullopt;
    return closed(visit, campaign);
}

std::string acting_name(web::Visit const& visit) {
    people::AffiliationLine const* const acting = visit.who->acting();
    return acting ? acting->body_name : std::string();
}

/// "Au nom de la commune de Locronan. La collecte se termine le …".
std::string form_note(Campaign const& campaign, std::string const& body, base::Instant now) {
    Phase const* const collect = campaign.phase(PhaseKind::collect);
    std::string note = body.empty() ? std::string() : "Au nom " + territories::of_body(body) + ". ";
    if (!collect) return note;
    if (!collect->has_opened(now))
        return note + fmt::format("La collecte ouvre le {}\u00a0: vous pouvez préparer un brouillon.",
                                  base::french_deadline(collect->opens_at));
    if (collect->has_closed(now))
        return note + fmt::format(
                          "La collecte est close depuis le {}\u00a0: votre texte ne sera pas publié, mais "
                          "vous pourrez en demander la prise en compte tardive.",
                          base::french_deadline(collect->closes_at));
    return note + fmt::format("La collecte se termine le {}.", base::french_deadline(collect->closes_at));
}

http::Response form_page(web::Visit& visit, Campaign const& campaign, ContributeFormView const& view,
                         int status) {
    web::PageHead head = head_in(campaign, view.title);
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::contribute_form(out, view); }, status);
}

/// The form again with what was typed and every refusal.
http::Response form_again(web::Visit& visit, Campaign const& campaign, ContributeFormView view,
                          TypedContribution const& typed, base::Refusal const& refusal) {
    if (!forms::is_about_form(refusal)) return web::refusal_page(visit, refusal);
    fill_form(view, typed, choices(visit.reader(), campaign.id));
    view.hidden = visit.form_fields_again();
    forms::show_errors(view, refusal, view.fields());
    view.shows_options = view.shows_options || has_option_error(view);
    return form_page(visit, campaign, view, web::status_of(refusal.code));
}

ContributeFormView new_form(web::Visit const& visit, Campaign const& campaign, ContributionKind kind) {
    ContributeFormView view;
    view.title =
        kind == ContributionKind::need ? "Exprimer un besoin" : "Faire connaître un service existant";
    view.is_service = kind == ContributionKind::existing_service;
    view.action = contribute_address(campaign) + (view.is_service ? "/service" : "/besoin");
    view.campaign = campaign.slug;
    view.owner = std::to_string(visit.actor().person.value);
    view.note = form_note(campaign, acting_name(visit), visit.now);
    return view;
}

ContributeFormView modify_form(web::Visit const& visit, Campaign const& campaign,
                               Contribution const& contribution, std::string const& body) {
    ContributeFormView view;
    view.is_published = contribution.state == ContributionState::published;
    view.title = view.is_published ? "Modifier ma contribution" : "Reprendre mon brouillon";
    view.is_service = contribution.text.kind == ContributionKind::existing_service;
    view.action = own_address(contribution.id) + "/modifier";
    view.campaign = campaign.slug;
    view.owner = std::to_string(visit.actor().person.value);
    view.draft = std::to_string(contribution.id.value);
    view.changed = std::to_string(contribution.changed_at.us);
    view.attachments_href = attachments_address(contribution.id);
    view.note = form_note(campaign, body, visit.now);
    return view;
}

bool wants_to_continue(web::Visit const& visit) {
    std::string_view const action = visit.form().get("action");
    return action != "brouillon" && action != "pieces";
}

/// Where a saved draft leads: kept for later, or on to the check page.
std::string after_draft(web::Visit const& visit, base::Id<Contribution> id) {
    if (visit.form().get("action") == "pieces") return attachments_address(id);
    return wants_to_continue(visit) ? own_address(id) + "/apercu" : std::string(own_page) + "?fait=brouillon";
}

/// What a draft's author should know besides: who began it, whether it will wait or was sent back; and what
/// the button does then (nothing while it waits: it was handed in already).
struct BeforePublishing {
    std::vector<std::string> notes;
    std::string button = "Publier ma contribution";
};

BeforePublishing before_publishing(db::Reader const& reader, people::Actor const& actor,
                                   Contribution const& draft) {
    BeforePublishing before;
    std::vector<std::string>& notes = before.notes;
    if (std::string const began = begun_by(reader, draft.id); !began.empty())
        notes.push_back("Brouillon commencé par " + began + ".");
    if (!requires_validation(reader, draft.authority) ||
        people::is_administrator(reader, actor.person, draft.authority))
        return before;
    auto const last = last_validation(reader, draft.id);
    if (last && last->state == ValidationState::waiting) {
        notes.push_back(
            fmt::format("Transmise le {} aux administrateurs de votre collectivité\u00a0: elle attend leur "
                        "validation. Elle doit être validée avant la clôture de la collecte, et compte à "
                        "partir de cet instant.",
                        base::french_date_time(last->submitted_at)));
        before.button.clear();
        return before;
    }
    before.button = "Transmettre pour validation";
    if (last && last->state == ValidationState::sent_back)
        notes.push_back("À revoir, selon un administrateur de votre collectivité\u00a0: " + last->comment);
    notes.push_back(
        "Votre collectivité valide ses contributions avant publication\u00a0: la vôtre sera transmise à ses "
        "administrateurs. Elle doit être validée avant la clôture de la collecte, et compte à partir de "
        "cet instant.");
    return before;
}

ContributionPreviewView preview_of(web::Visit& visit, Campaign const& campaign,
                                   Contribution const& contribution) {
    ContributionPreviewView view;
    SpokenFor const body = spoken_for(visit.reader(), contribution.id);
    Choices const offered = choices(visit.reader(), campaign.id);
    view.title = contribution.text.title.empty() ? "Contribution sans titre" : contribution.text.title;
    view.kind = title_of(contribution.text.kind);
    auto const quality = people::quality_from(contribution.quality);
    base::check(quality.has_value(), "a stored quality");
    view.attribution = fmt::format("{}, pour {}", people::public_description(*quality, contribution.function),
                                   territories::in_sentence(body.name));
    view.others = body.others;
    if (!body.is_verified)
        view.pending_note =
            "Votre rattachement n’est pas encore vérifié\u00a0: la contribution sera publiée avec la mention "
            "«\u00a0rattachement en cours de vérification\u00a0».";
    view.problem = paragraphs(contribution.text.problem);
    view.rows = text_rows(contribution.text, offered);
    view.until = collect_until(campaign);
    if (auto const whole = checked(contribution.text, Completeness::whole); !whole.ok())
        for (base::FieldError const& error : whole.refusal().fields) view.missing.push_back(error.message);
    if (auto const open = require_open(campaign, PhaseKind::collect, visit.now); !open.ok())
        view.not_open = open.refusal().message;
    bool const may_be_late = campaign.late_request_days > 0 && !view.not_open.empty();
    if (auto const asked = may_be_late ? late_request_of(visit.reader(), contribution.id) : std::nullopt) {
        view.late_note = fmt::format("Une prise en compte tardive est demandée pour ce brouillon\u00a0: {}.",
                                     title_of(asked->state));
        view.late_href = address_of_late_request(asked->id);
    } else if (campaign.takes_late_requests(PhaseKind::collect, visit.now)) {
        view.late_ask_href = late_contribution_address(contribution.id);
        view.until = base::french_deadline(*campaign.late_requests_until(PhaseKind::collect));
    }
    view.near =
        near_items(visit, campaign, contribution.id, contribution.text.title, contribution.text.problem);
    view.campaign = campaign.slug;
    view.draft = std::to_string(contribution.id.value);
    view.owner = std::to_string(visit.actor().person.value);
    BeforePublishing before = before_publishing(visit.reader(), visit.actor(), contribution);
    view.notes = std::move(before.notes);
    view.publish_label = std::move(before.button);
    view.publish_action = own_address(contribution.id) + "/publier";
    view.edit_href = own_address(contribution.id) + "/modifier";
    view.attachments = attachment_links(standing_attachments(visit.reader(), contribution.id));
    view.attachments_href = attachments_address(contribution.id);
    return view;
}

http::Response preview_response(web::Visit& visit, ContributionPreviewView const& view, int status) {
    web::PageHead head = own_page_head("Vérifier avant de publier");
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::contribution_preview(out, view); }, status);
}

ConfirmActView removal_view(Contribution const& contribution) {
    ConfirmActView view;
    bool const is_draft = contribution.state == ContributionState::draft;
    view.title = is_draft ? "Supprimer ce brouillon" : "Retirer ma contribution";
    std::string const title = contribution.text.title.empty() ? "sans titre" : contribution.text.title;
    if (is_draft)
        view.sentences = {fmt::format(
            "Le brouillon «\u00a0{}\u00a0» sera effacé. Personne d’autre que vous ne l’a vu.", title)};
    else
        view.sentences = {
            fmt::format(
                "«\u00a0{}\u00a0» ({}) ne sera plus publiée et ne comptera plus dans la consultation.", title,
                contribution.reference),
            "Vous ne pourrez pas la remettre en ligne, mais vous pourrez en écrire une nouvelle tant que la "
            "collecte est ouverte."};
    view.action = own_address(contribution.id) + "/retirer";
    view.button = is_draft ? "Supprimer le brouillon" : "Retirer ma contribution";
    view.is_warning = true;
    view.back_href = std::string(own_page);
    view.back_label = "Ne rien changer";
    return view;
}

std::vector<html::Link> removal_trail(ConfirmActView const& view) {
    return {{"Mon compte", "/mon-compte"}, {"Mes contributions", std::string(own_page)}, {view.title, ""}};
}

MyContribution line_of(OwnContribution const& one, bool is_open, bool takes_late_requests) {
    MyContribution line;
    line.title = one.title.empty() ? "Brouillon sans titre" : one.title;
    std::string const base_address = own_address(one.id);
    std::string const kind(title_of(one.kind));
    if (one.state == ContributionState::draft) {
        line.href = base_address + "/apercu";
        line.tag = "Brouillon";
        line.colour = html::TagColour::yellow;
        line.facts = fmt::format("{} · {} · enregistré le {}", kind, one.campaign_title,
                                 base::french_date_time(one.changed_at));
        if (one.waits_for_validation) line.tag = "Attend la validation";
        if (is_open || takes_late_requests) line.acts.push_back({"Reprendre", base_address + "/modifier"});
        if (takes_late_requests)
            line.acts.push_back({"Demander une prise en compte tardive", late_contribution_address(one.id)});
        line.acts.push_back({"Supprimer", base_address + "/retirer"});
        line.acts.push_back({"Transmettre à un collègue", base_address + "/transmettre"});
        return line;
    }
    line.facts = fmt::format("{} · {} · {} · {} le {}", one.reference, kind, one.campaign_title,
                             one.version > 1 ? "modifiée" : "publiée",
                             base::french_date(one.version > 1 ? one.changed_at : one.published_at));
    if (one.state == ContributionState::withdrawn) {
        line.tag = "Retirée";
        return line;
    }
    line.href = address_of_contribution(one.reference);
    line.tag = public_title_of(one.outcome);
    line.colour = colour_of(one.outcome);
    if (is_open)
        line.acts = {{"Modifier", base_address + "/modifier"}, {"Retirer", base_address + "/retirer"}};
    return line;
}

std::string notice_of(http::Pairs const& query) {
    std::string_view const what = query.get("fait");
    if (what == "brouillon") return "Votre brouillon est enregistré. Vous seul le voyez.";
    if (what == "supprime") return "Le brouillon est supprimé.";
    if (what == "avalider")
        return "Votre contribution est transmise aux administrateurs de votre collectivité. Elle sera "
               "publiée quand "
               "l’un d’eux l’aura validée, avant la clôture de la collecte.";
    if (what == "transmis") return "Le brouillon est transmis. Votre collègue en est prévenu par e-mail.";
    if (what == "retiree") return "Votre contribution est retirée.";
    return {};
}

}  // namespace

http::Response contribute_choice_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    if (auto const refusal = closed(visit, *campaign)) return collect_closed_page(visit, *campaign, *refusal);
    ContributeChoiceView view;
    view.action = contribute_address(*campaign);
    view.campaign = campaign->title;
    view.until = form_note(*campaign, {}, visit.now);
    view.body = acting_name(visit);
    view.kind = forms::field("nature", "Que voulez-vous apporter\u202f?");
    view.kind.is_page_title = true;
    view.kinds = {
        {"besoin", "Un besoin",
         "Un problème que rencontre votre collectivité, et qu’un service numérique pourrait résoudre.",
         false},
        {"service", "Un service existant",
         "Un service numérique qui marche déjà chez vous et qui pourrait servir à d’autres.", false}};
    // A form of radios sends no name when none is chosen: "choix" says that the form was sent.
    auto const asked = visit.request.query.find("nature");
    if (asked && kind_of_path(*asked)) return web::redirect(visit, view.action + "/" + std::string(*asked));
    if (asked || visit.request.query.has("choix")) {
        view.kind.error = "Choisissez un besoin ou un service existant.";
        view.errors = html::errors_of({view.kind});
    }
    web::PageHead head = head_in(*campaign, "Contribuer");
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::contribute_choice(out, view); },
        view.errors.empty() ? 200 : 422);
}

http::Response contribute_form_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    auto const kind = kind_of_path(visit.path("kind"));
    if (!campaign || !kind) return web::not_found(visit);
    if (auto const refusal = closed_to_drafts(visit, *campaign))
        return collect_closed_page(visit, *campaign, *refusal);
    ContributeFormView view = new_form(visit, *campaign, *kind);
    fill_form(view, {}, choices(visit.reader(), campaign->id));
    view.hidden = visit.form_fields();
    return form_page(visit, *campaign, view, 200);
}

http::Response contribute_form_sent(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    auto const kind = kind_of_path(visit.path("kind"));
    if (!campaign || !kind) return web::not_found(visit);
    TypedContribution const typed = typed_contribution(visit.form(), *kind);
    ContributeFormView const view = new_form(visit, *campaign, *kind);
    auto text = text_of(visit.reader(), typed, choices(visit.reader(), campaign->id),
                        wants_to_continue(visit) ? Completeness::whole : Completeness::draft);
    if (!text.ok()) return form_again(visit, *campaign, view, typed, text.refusal());
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const draft = save_draft(tx, visit.services.world, visit.actor(), {campaign->id, {}, *text});
        if (!draft.ok()) return draft.refusal();
        return after_draft(visit, draft->id);
    });
    return next ? web::redirect(visit, *next) : form_again(visit, *campaign, view, typed, next.refusal());
}

http::Response own_contributions_page(web::Visit& visit) {
    auto const page = forms::asked_page(visit.request.query);
    if (!page) return web::not_found(visit);
    Listed<OwnContribution> const found = person_contributions(visit.reader(), visit.actor().person, *page);
    if (found.page != *page) return web::not_found(visit);
    MyContributionsView view;
    view.notice = notice_of(visit.request.query);
    view.count = base::french_count(found.total, "contribution", "contributions");
    std::vector<std::string> open_slugs;
    std::vector<std::string> late_slugs;  // drafts may still be written there, for a late request
    for (Campaign const& campaign : campaigns(visit.reader())) {
        if (campaign.takes_late_requests(PhaseKind::collect, visit.now)) late_slugs.push_back(campaign.slug);
        if (!campaign.is_open(PhaseKind::collect, visit.now)) continue;
        open_slugs.push_back(campaign.slug);
        view.open.push_back({campaign.title, contribute_address(campaign)});
    }
    for (OwnContribution const& one : found.items)
        view.items.push_back(line_of(one,
                                     std::ranges::find(open_slugs, one.campaign_slug) != open_slugs.end(),
                                     std::ranges::find(late_slugs, one.campaign_slug) != late_slugs.end()));
    view.pages = {*page, found.pages(), std::string(own_page) + "?page="};
    web::PageHead head;
    head.title = "Mes contributions";
    head.breadcrumbs = {{"Mon compte", "/mon-compte"}, {"Mes contributions", ""}};
    return web::page_of(visit, head, [&](html::Out& out) { pages::my_contributions(out, view); });
}

http::Response contribution_preview_page(web::Visit& visit) {
    auto const contribution = own_of_path(visit);
    if (!contribution || contribution->state == ContributionState::withdrawn) return web::not_found(visit);
    if (contribution->state == ContributionState::published)
        return web::redirect(visit, address_of_contribution(contribution->reference));
    ContributionPreviewView view = preview_of(visit, campaign_of(visit, *contribution), *contribution);
    view.hidden = visit.form_fields();
    return preview_response(visit, view, 200);
}

http::Response contribution_publish_sent(web::Visit& visit) {
    auto const contribution = own_of_path(visit);
    if (!contribution) return web::not_found(visit);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const published = publish(tx, visit.services.world, visit.actor(), contribution->id);
        if (!published.ok()) return published.refusal();
        if (published->state == ContributionState::draft) return std::string(own_page) + "?fait=avalider";
        return own_address(contribution->id) + "/publiee";
    });
    if (next) return web::redirect(visit, *next);
    if (!forms::is_about_form(next.refusal()) || contribution->state == ContributionState::withdrawn)
        return web::refusal_page(visit, next.refusal());
    ContributionPreviewView view = preview_of(visit, campaign_of(visit, *contribution), *contribution);
    view.hidden = visit.form_fields_again();
    forms::show_errors(view, next.refusal(), {});
    return preview_response(visit, view, web::status_of(next.refusal().code));
}

http::Response contribution_published_page(web::Visit& visit) {
    auto const contribution = own_of_path(visit);
    if (!contribution || contribution->state != ContributionState::published) return web::not_found(visit);
    Campaign const campaign = campaign_of(visit, *contribution);
    ContributionDoneView view;
    view.reference = contribution->reference;
    view.title = contribution->text.title;
    view.href = address_of_contribution(contribution->reference);
    view.next = {
        "L’équipe de la consultation lit chaque contribution\u00a0: elle la regroupe avec d’autres dans une "
        "proposition, la réoriente vers un guichet qui y répond déjà, ou la rejette si elle est inéligible.",
        "Vous recevrez sa décision et son motif par e-mail."};
    view.next.push_back(fmt::format("Vous pouvez modifier ou retirer votre contribution jusqu’au {}.",
                                    collect_until(campaign)));
    if (people::AffiliationLine const* const acting = visit.who->acting();
        acting != nullptr && acting->affiliation.id == contribution->affiliation &&
        acting->affiliation.state == people::AffiliationState::pending) {
        view.next.push_back(
            "Votre rattachement est en cours de vérification. Vous n’avez rien à faire, mais vous pouvez "
            "l’accélérer.");
        view.verify_href = fmt::format("/mon-compte/collectivites/{}", contribution->affiliation.value);
    }
    if (Phase const* const support = campaign.phase(PhaseKind::support);
        support && !support->has_closed(visit.now))
        view.next.push_back(
            support->has_opened(visit.now)
                ? fmt::format("Les collectivités soutiennent les propositions jusqu’au {}.",
                              base::french_deadline(support->closes_at))
                : fmt::format("Les collectivités pourront soutenir les propositions à partir du {}.",
                              base::french_deadline(support->opens_at)));
    if (campaign.is_open(PhaseKind::collect, visit.now)) view.again_href = contribute_address(campaign);
    web::PageHead const head = own_page_head("Contribution publiée");
    return web::page_of(visit, head, [&](html::Out& out) { pages::contribution_done(out, view); });
}

http::Response contribution_modify_page(web::Visit& visit) {
    auto const contribution = own_of_path(visit);
    if (!contribution || contribution->state == ContributionState::withdrawn) return web::not_found(visit);
    Campaign const campaign = campaign_of(visit, *contribution);
    bool const is_draft = contribution->state == ContributionState::draft;
    if (auto const refusal = is_draft ? closed_to_drafts(visit, campaign) : closed(visit, campaign);
        refusal && !standing_question(visit.reader(), contribution->id))
        return collect_closed_page(visit, campaign, *refusal);
    SpokenFor const body = spoken_for(visit.reader(), contribution->id);
    Choices const offered = choices(visit.reader(), campaign.id);
    ContributeFormView view = modify_form(visit, campaign, *contribution, body.name);
    fill_form(view, typed_again(*contribution, body, offered), offered);
    view.hidden = visit.form_fields();
    return form_page(visit, campaign, view, 200);
}

http::Response contribution_modify_sent(web::Visit& visit) {
    auto const contribution = own_of_path(visit);
    if (!contribution || contribution->state == ContributionState::withdrawn) return web::not_found(visit);
    Campaign const campaign = campaign_of(visit, *contribution);
    bool const is_published = contribution->state == ContributionState::published;
    TypedContribution const typed = typed_contribution(visit.form(), contribution->text.kind);
    ContributeFormView const view =
        modify_form(visit, campaign, *contribution, spoken_for(visit.reader(), contribution->id).name);
    auto text = text_of(visit.reader(), typed, choices(visit.reader(), campaign.id),
                        is_published || wants_to_continue(visit) ? Completeness::whole : Completeness::draft);
    if (!text.ok()) return form_again(visit, campaign, view, typed, text.refusal());
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        if (auto refused = overtaken(tx, contribution->id, visit.form().get("changed"), *text))
            return std::move(*refused);
        auto const kept =
            is_published
                ? edit(tx, visit.services.world, visit.actor(), contribution->id, *text)
                : save_draft(tx, visit.services.world, visit.actor(), {campaign.id, contribution->id, *text});
        if (!kept.ok()) return kept.refusal();
        return is_published ? address_of_contribution(kept->reference) + "?fait=version"
                            : after_draft(visit, kept->id);
    });
    return next ? web::redirect(visit, *next) : form_again(visit, campaign, view, typed, next.refusal());
}

http::Response contribution_removal_page(web::Visit& visit) {
    auto const contribution = own_of_path(visit);
    if (!contribution || contribution->state == ContributionState::withdrawn) return web::not_found(visit);
    Campaign const campaign = campaign_of(visit, *contribution);
    bool const is_draft = contribution->state == ContributionState::draft;
    if (auto const refusal = closed(visit, campaign); refusal && !is_draft)
        return collect_closed_page(visit, campaign, *refusal);
    ConfirmActView view = removal_view(*contribution);
    view.hidden = visit.form_fields();
    return forms::confirm_page(visit, view, removal_trail(view));
}

http::Response contribution_removal_sent(web::Visit& visit) {
    auto const contribution = own_of_path(visit);
    if (!contribution) return web::not_found(visit);
    bool const is_draft = contribution->state == ContributionState::draft;
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const done = is_draft ? discard_draft(tx, visit.services.world, visit.actor(), contribution->id)
                                   : withdraw(tx, visit.services.world, visit.actor(), contribution->id);
        if (!done.ok()) return done.refusal();
        return std::string(own_page) + (is_draft ? "?fait=supprime" : "?fait=retiree");
    });
    return next ? web::redirect(visit, *next) : web::refusal_page(visit, next.refusal());
}

}  // namespace consultation
