#include "consultation/late_request_pages.hpp"

#include <fmt/format.h>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_lists.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/contribution_texts.hpp"
#include "consultation/late_request_actions.hpp"
#include "consultation/late_request_rows.hpp"
#include "consultation/pages_late_closed.hpp"
#include "consultation/pages_late_list.hpp"
#include "consultation/pages_late_request.hpp"
#include "people/quality.hpp"
#include "territories/in_sentence.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace consultation {
namespace {

constexpr std::string_view own_list = "/mes-demandes-tardives";
constexpr std::string_view references_field = "proposition";
constexpr std::string_view title_ask = "Demander une prise en compte tardive";

http::Response closed_response(web::Visit& visit, Campaign const& campaign, LateClosedView& view,
                               PhaseKind phase, base::Refusal const& refusal, int status) {
    view.campaign = campaign.title;
    view.message = refusal.message;
    view.campaign_href = address_of_campaign(campaign.slug);
    if (campaign.takes_late_requests(phase, visit.now))
        view.until = base::french_deadline(*campaign.late_requests_until(phase));
    else
        view.asks.clear();
    return web::page_of(
        visit,
        {.title = view.title + " – " + campaign.title,
         .section = "/campagnes",
         .breadcrumbs = {{"Consultations", "/campagnes"},
                         {campaign.title, view.campaign_href},
                         {view.title, ""}}},
        [&](html::Out& out) { pages::late_closed(out, view); }, status);
}

std::vector<html::Link> links_to(std::vector<SupportableProposal> const& proposals) {
    std::vector<html::Link> links;
    for (SupportableProposal const& one : proposals)
        links.push_back({one.title, address_of_proposal(one.reference)});
    return links;
}

/// The proposals that a query or a form names, all of this campaign; nothing when one is not.
std::optional<std::vector<SupportableProposal>> wanted_proposals(web::Visit& visit, Campaign const& campaign,
                                                                 http::Pairs const& from) {
    std::vector<std::string> references;
    for (std::string_view const reference : from.all(references_field))
        if (std::find(references.begin(), references.end(), reference) == references.end())
            references.emplace_back(reference);
    if (references.empty() || references.size() > supports_at_once_max) return std::nullopt;
    auto proposals = supportable_proposals(visit.reader(), references);
    if (proposals.size() != references.size()) return std::nullopt;
    for (SupportableProposal const& one : proposals)
        if (one.campaign != campaign.id) return std::nullopt;
    return proposals;
}

html::Field reason_field(std::string typed) {
    return forms::field("reason", "Qu’est-ce qui vous a empêché d’agir à temps\u202f?", std::move(typed),
                        "L’équipe de la consultation est seule à le lire. Ne donnez pas de nom.");
}

ConfirmActView ask_view(Campaign const& campaign, PhaseKind phase, std::string typed) {
    ConfirmActView view;
    view.title = title_ask;
    view.sentences = {
        fmt::format("{} le {}. Ce qui vient après n’est pas reçu.",
                    phase == PhaseKind::collect ? "La collecte a été close" : "Les soutiens ont été clos",
                    base::french_deadline(campaign.phase(phase)->closes_at)),
        fmt::format("Vous pouvez demander jusqu’au {} qu’il en soit tenu compte quand même. L’équipe de la "
                    "consultation décide au vu de votre explication, et vous écrit le motif de sa décision. "
                    "Si elle accepte, ce motif est public, à côté de votre acte.",
                    base::french_deadline(*campaign.late_requests_until(phase)))};
    view.reason = reason_field(std::move(typed));
    view.reason_rows = 6;
    view.reason_characters_max = static_cast<int>(late_reason_max);
    view.button = "Envoyer ma demande";
    view.back_label = "Ne rien demander";
    return view;
}

std::vector<html::Link> ask_trail(Campaign const& campaign) {
    return {{"Consultations", "/campagnes"},
            {campaign.title, address_of_campaign(campaign.slug)},
            {std::string(title_ask), ""}};
}

http::Response refused_or_again(web::Visit& visit, Campaign const& campaign, ConfirmActView view,
                                base::Refusal const& refusal) {
    if (!forms::is_about_form(refusal)) return web::refusal_page(visit, refusal);
    std::vector<html::HiddenInput> fields = visit.form_fields_again();
    for (html::HiddenInput& one : fields) view.hidden.push_back(std::move(one));
    forms::show_errors(view, refusal, {&view.reason});
    return forms::confirm_page(visit, view, ask_trail(campaign), web::status_of(refusal.code));
}

// Supports.

struct WantedSupports {
    Campaign campaign;
    std::vector<SupportableProposal> proposals;
};

std::optional<WantedSupports> supports_of_path(web::Visit& visit, http::Pairs const& from) {
    auto campaign = forms::campaign_of_path(visit);
    auto proposals = campaign ? wanted_proposals(visit, *campaign, from) : std::nullopt;
    if (!proposals) return std::nullopt;
    return WantedSupports{std::move(*campaign), std::move(*proposals)};
}

ConfirmActView support_view(web::Visit& visit, WantedSupports const& wanted, std::string typed) {
    ConfirmActView view = ask_view(wanted.campaign, PhaseKind::support, std::move(typed));
    people::AffiliationLine const* const acting = visit.who->acting();
    view.items_title =
        acting ? fmt::format("Vous vouliez soutenir, pour {}", territories::in_sentence(acting->body_name))
               : "Vous vouliez soutenir";
    view.items = links_to(wanted.proposals);
    if (!visit.actor().verified)
        view.warning =
            "Votre rattachement n’est pas encore vérifié\u00a0: il devra l’être avant que l’équipe décide.";
    view.action = address_of_campaign(wanted.campaign.slug) + "/demande-tardive";
    view.back_href = address_of_campaign(wanted.campaign.slug) + "/propositions";
    for (SupportableProposal const& one : wanted.proposals)
        view.hidden.push_back({std::string(references_field), one.reference});
    return view;
}

base::Refusal partner_refused() {
    return base::refuse(base::RefusalCode::forbidden,
                        "Un soutien est celui d’une collectivité\u00a0: un partenaire n’en donne pas.");
}

http::Response ask_support_page(web::Visit& visit) {
    auto const wanted = supports_of_path(visit, visit.request.query);
    if (!wanted) return web::not_found(visit);
    if (!visit.actor().authority.exists()) return web::refusal_page(visit, partner_refused());
    if (auto const may = require_late_requests(wanted->campaign, PhaseKind::support, visit.now); !may.ok())
        return web::refusal_page(visit, may.refusal());
    ConfirmActView view = support_view(visit, *wanted, {});
    std::vector<html::HiddenInput> fields = visit.form_fields();
    for (html::HiddenInput& one : fields) view.hidden.push_back(std::move(one));
    return forms::confirm_page(visit, view, ask_trail(wanted->campaign));
}

http::Response ask_support_sent(web::Visit& visit) {
    auto const wanted = supports_of_path(visit, visit.form());
    if (!wanted) return web::not_found(visit);
    AskLateSupport command;
    for (SupportableProposal const& one : wanted->proposals) command.proposals.push_back(one.id);
    command.authority = visit.actor().authority;
    command.reason = forms::text_of(visit.form(), "reason");
    Settings const settings = forms::settings_of(visit);
    if (!command.authority.exists()) return web::refusal_page(visit, partner_refused());
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const asked = ask_late_support(tx, visit.services.world, settings, visit.actor(), command);
        if (!asked.ok()) return asked.refusal();
        return address_of_late_request(asked->id) + "?fait=envoyee";
    });
    if (next) return web::redirect(visit, *next);
    if (!wanted->campaign.late_requests_until(PhaseKind::support))
        return web::refusal_page(visit, next.refusal());
    return refused_or_again(visit, wanted->campaign, support_view(visit, *wanted, command.reason),
                            next.refusal());
}

// A contribution.

struct WantedContribution {
    Contribution draft;
    Campaign campaign;
};

std::optional<WantedContribution> draft_of_path(web::Visit& visit) {
    auto const id = forms::positive_number(visit.path("id"));
    auto draft = id ? own_contribution(visit.reader(), visit.actor().person, base::Id<Contribution>(*id))
                    : std::nullopt;
    if (!draft || draft->state != ContributionState::draft) return std::nullopt;
    auto campaign = campaign_by_id(visit.reader(), draft->campaign);
    base::check(campaign.has_value(), "a draft without its campaign");
    return WantedContribution{std::move(*draft), std::move(*campaign)};
}

ConfirmActView contribution_view(WantedContribution const& wanted, std::string typed) {
    ConfirmActView view = ask_view(wanted.campaign, PhaseKind::collect, std::move(typed));
    view.items_title = "Vous vouliez publier";
    view.items = {{wanted.draft.text.title.empty() ? "Brouillon sans titre" : wanted.draft.text.title,
                   fmt::format("/mes-contributions/{}/apercu", wanted.draft.id.value)}};
    view.warning = "Le brouillon ne changera plus jusqu’à la décision\u00a0: relisez-le avant d’envoyer.";
    view.action = late_contribution_address(wanted.draft.id);
    view.back_href = fmt::format("/mes-contributions/{}/apercu", wanted.draft.id.value);
    return view;
}

http::Response ask_contribution_page(web::Visit& visit) {
    auto const wanted = draft_of_path(visit);
    if (!wanted) return web::not_found(visit);
    if (auto const may = require_late_requests(wanted->campaign, PhaseKind::collect, visit.now); !may.ok())
        return web::refusal_page(visit, may.refusal());
    if (auto const asked = late_request_of(visit.reader(), wanted->draft.id))
        return web::redirect(visit, address_of_late_request(asked->id));
    ConfirmActView view = contribution_view(*wanted, {});
    view.hidden = visit.form_fields();
    return forms::confirm_page(visit, view, ask_trail(wanted->campaign));
}

http::Response ask_contribution_sent(web::Visit& visit) {
    auto const wanted = draft_of_path(visit);
    if (!wanted) return web::not_found(visit);
    AskLateContribution const command{wanted->draft.id, forms::text_of(visit.form(), "reason")};
    Settings const settings = forms::settings_of(visit);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const asked = ask_late_contribution(tx, visit.services.world, settings, visit.actor(), command);
        if (!asked.ok()) return asked.refusal();
        return address_of_late_request(asked->id) + "?fait=envoyee";
    });
    if (next) return web::redirect(visit, *next);
    if (!wanted->campaign.late_requests_until(PhaseKind::collect))
        return web::refusal_page(visit, next.refusal());
    return refused_or_again(visit, wanted->campaign, contribution_view(*wanted, command.reason),
                            next.refusal());
}

// One's own requests.

std::string what_next(LateRequest const& request) {
    switch (request.state) {
        case LateState::waiting:
            return "Rien n’est pris en compte pour l’instant. La décision et son motif vous seront envoyés "
                   "par "
                   "e-mail.";
        case LateState::accepted:
            return request.phase == PhaseKind::support
                       ? "Votre soutien compte à l’instant de votre demande. Le motif de la décision est "
                         "public, dans la liste des soutiens."
                       : "Votre contribution est publiée. Le motif de la décision est public, sur sa page.";
        case LateState::refused:
            return "Votre acte n’est pas pris en compte.";
        case LateState::lapsed:
            return "La phase a été prolongée\u00a0: vous pouvez agir vous-même, comme tout le monde.";
        case LateState::withdrawn:
            return "Vous avez retiré cette demande.";
    }
    base::fail("an unknown state of a late request");
}

html::Link own_act(ListedLateRequest const& one, std::vector<ProposalName> const& proposals) {
    LateRequest const& request = one.request;
    if (request.state == LateState::waiting)
        return {"Retirer ma demande", address_of_late_request(request.id) + "/retirer"};
    if (request.state == LateState::accepted && !one.contribution_reference.empty())
        return {"Voir ma contribution", address_of_contribution(one.contribution_reference)};
    if (request.state == LateState::lapsed && request.phase == PhaseKind::collect &&
        request.contribution.exists())
        return {"Reprendre mon brouillon",
                fmt::format("/mes-contributions/{}/apercu", request.contribution.value)};
    if (request.state == LateState::lapsed && !proposals.empty()) {
        std::string query;
        for (ProposalName const& proposal : proposals)
            query += fmt::format("{}{}={}", query.empty() ? "?" : "&", references_field, proposal.reference);
        return {"Soutenir", "/soutenir" + query};
    }
    return {};
}

std::optional<ListedLateRequest> own_of_path(web::Visit& visit) {
    auto const id = forms::positive_number(visit.path("id"));
    auto one = id ? listed_late_request(visit.reader(), base::Id<LateRequest>(*id)) : std::nullopt;
    if (!one || one->request.person != visit.actor().person) return std::nullopt;
    return one;
}

std::string what_of(ListedLateRequest const& one) {
    if (one.request.phase == PhaseKind::collect || one.proposals == 1) return one.title;
    return fmt::format("Soutenir {} propositions", one.proposals);
}

web::PageHead own_head(std::string title) {
    web::PageHead head;
    head.title = title;
    head.breadcrumbs = {{"Mon compte", "/mon-compte"}, {"Mes demandes tardives", std::string(own_list)}};
    if (title == "Mes demandes tardives")
        head.breadcrumbs.back().href.clear();
    else
        head.breadcrumbs.push_back({std::move(title), ""});
    return head;
}

http::Response own_request_page(web::Visit& visit) {
    auto const one = own_of_path(visit);
    if (!one) return web::not_found(visit);
    LateRequest const& request = one->request;
    auto const proposals = proposals_asked_for(visit.reader(), request.id);
    LateRequestView view;
    if (visit.request.query.get("fait") == "envoyee")
        view.notice = "Votre demande est enregistrée. Un e-mail vous le confirme.";
    view.caption = one->campaign_title;
    view.title = fmt::format("Demande tardive n°\u00a0{}", request.id.value);
    view.tag = title_of(request.state);
    view.colour = colour_of(request.state);
    view.next = what_next(request);
    view.rows = rows_of_late_request(request, one->body_name, {});
    view.items_title =
        request.phase == PhaseKind::collect ? "Ce que vous vouliez publier" : "Ce que vous vouliez soutenir";
    for (ProposalName const& proposal : proposals)
        view.items.push_back({proposal.title, address_of_proposal(proposal.reference)});
    if (request.phase == PhaseKind::collect)
        view.items.push_back({one->title.empty() ? "Brouillon supprimé" : one->title,
                              request.contribution.exists()
                                  ? fmt::format("/mes-contributions/{}/apercu", request.contribution.value)
                                  : std::string()});
    view.reason = paragraphs(request.reason);
    view.act = own_act(*one, proposals);
    return web::page_of(visit, own_head(view.title), [&](html::Out& out) { pages::late_request(out, view); });
}

http::Response own_requests_page(web::Visit& visit) {
    auto const page = forms::asked_page(visit.request.query);
    if (!page) return web::not_found(visit);
    LateFilter filter;
    filter.person = visit.actor().person;
    auto const listed = late_requests_page(visit.reader(), filter, *page);
    if (*page > listed.pages()) return web::not_found(visit);
    LateListView view;
    view.title = "Mes demandes tardives";
    if (visit.request.query.get("fait") == "retiree") view.notice = "Votre demande est retirée.";
    view.count = base::french_count(listed.total, "demande", "demandes");
    for (ListedLateRequest const& one : listed.items)
        view.items.push_back(
            {what_of(one), address_of_late_request(one.request.id),
             fmt::format("{} · {} · {}", act_after(one.request.phase), one.body_name, one.campaign_title),
             "Demandée le " + base::french_date_time(one.request.filed_at),
             std::string(title_of(one.request.state)), colour_of(one.request.state)});
    view.empty =
        "Vous n’avez fait aucune demande. Quand une phase est close, la page qui le dit propose d’en faire "
        "une si les règles de la consultation l’admettent.";
    view.pages = {*page, listed.pages(), std::string(own_list) + "?page="};
    return web::page_of(visit, own_head(view.title), [&](html::Out& out) { pages::late_list(out, view); });
}

http::Response withdrawal_page(web::Visit& visit) {
    auto const one = own_of_path(visit);
    if (!one) return web::not_found(visit);
    if (one->request.state != LateState::waiting)
        return web::redirect(visit, address_of_late_request(one->request.id));
    ConfirmActView view;
    view.title = "Retirer ma demande tardive";
    view.sentences = {fmt::format("«\u00a0{}\u00a0»\u00a0: la demande du {} ne sera pas examinée.",
                                  what_of(*one), base::french_date_time(one->request.filed_at)),
                      "Vous pourrez en faire une autre tant que le délai des demandes court."};
    view.action = address_of_late_request(one->request.id) + "/retirer";
    view.button = "Retirer ma demande";
    view.is_warning = true;
    view.back_href = address_of_late_request(one->request.id);
    view.back_label = "Ne rien changer";
    view.hidden = visit.form_fields();
    return forms::confirm_page(visit, view, own_head(view.title).breadcrumbs);
}

http::Response withdrawal_sent(web::Visit& visit) {
    auto const one = own_of_path(visit);
    if (!one) return web::not_found(visit);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const done = withdraw_late_request(tx, visit.services.world, visit.actor(), one->request.id);
        if (!done.ok()) return done.refusal();
        return std::string(own_list) + "?fait=retiree";
    });
    return next ? web::redirect(visit, *next) : web::refusal_page(visit, next.refusal());
}

}  // namespace

http::Response support_closed_page(web::Visit& visit, Campaign const& campaign,
                                   std::vector<SupportableProposal> const& wanted,
                                   base::Refusal const& refusal) {
    LateClosedView view;
    Phase const* const phase = campaign.phase(PhaseKind::support);
    view.title =
        phase && phase->has_closed(visit.now) ? "Les soutiens sont clos" : "Les soutiens ne sont pas ouverts";
    view.wanted = "Vous vouliez soutenir";
    view.items = links_to(wanted);
    view.asks = {{std::string(title_ask), late_support_address(campaign, wanted)}};
    return closed_response(visit, campaign, view, PhaseKind::support, refusal, web::status_of(refusal.code));
}

http::Response collect_closed_page(web::Visit& visit, Campaign const& campaign,
                                   base::Refusal const& refusal) {
    LateClosedView view;
    view.title = "La collecte est close";
    std::string const address = address_of_campaign(campaign.slug) + "/contribuer";
    view.asks = {{"Écrire un besoin, pour une demande tardive", address + "/besoin"},
                 {"Écrire un service existant, pour une demande tardive", address + "/service"},
                 {"Reprendre un brouillon, pour une demande tardive", "/mes-contributions"}};
    return closed_response(visit, campaign, view, PhaseKind::collect, refusal, 200);
}

std::string late_support_address(Campaign const& campaign, std::vector<SupportableProposal> const& wanted) {
    std::string query;
    for (SupportableProposal const& one : wanted)
        query += fmt::format("{}{}={}", query.empty() ? "?" : "&", references_field,
                             base::percent_encoded(one.reference));
    return address_of_campaign(campaign.slug) + "/demande-tardive" + query;
}

std::string late_contribution_address(base::Id<Contribution> draft) {
    return fmt::format("/mes-contributions/{}/demande-tardive", draft.value);
}

html::TagColour colour_of(LateState state) {
    switch (state) {
        case LateState::waiting:
            return html::TagColour::yellow;
        case LateState::accepted:
            return html::TagColour::green;
        case LateState::refused:
            return html::TagColour::red;
        case LateState::lapsed:
        case LateState::withdrawn:
            return html::TagColour::grey;
    }
    base::fail("an unknown state of a late request");
}

std::vector<html::SummaryRow> rows_of_late_request(LateRequest const& request, std::string const& body,
                                                   std::string const& profile) {
    std::vector<html::SummaryRow> rows;
    auto const row = [&](char const* key, std::string value) {
        if (!value.empty()) rows.push_back({key, std::move(value), {}, {}});
    };
    row("Acte", std::string(act_after(request.phase)));
    row("Pour", body);
    row("Par", profile);
    row("Clôture", base::french_deadline(request.closed_at));
    row("Demandé le", base::french_date_time(request.filed_at));
    if (request.state == LateState::accepted || request.state == LateState::refused) {
        row("Décision",
            fmt::format("{} le {}", title_of(request.state), base::french_date_time(*request.decided_at)));
        row("Motif", request.answer);
    }
    return rows;
}

web::Routes late_request_routes() {
    using enum http::Method;
    using enum web::Policy;
    return {
        {get, "/campagnes/{campaign}/demande-tardive", member, ask_support_page, {}},
        {post, "/campagnes/{campaign}/demande-tardive", member, ask_support_sent, {}},
        {get, "/mes-contributions/{id}/demande-tardive", member, ask_contribution_page, {}},
        {post, "/mes-contributions/{id}/demande-tardive", member, ask_contribution_sent, {}},
        {get, "/mes-demandes-tardives", signed_in, own_requests_page, {}},
        {get, "/demandes-tardives/{id}", signed_in, own_request_page, {}},
        {get, "/demandes-tardives/{id}/retirer", signed_in, withdrawal_page, {}},
        {post, "/demandes-tardives/{id}/retirer", signed_in, withdrawal_sent, {}},
    };
}

}  // namespace consultation
