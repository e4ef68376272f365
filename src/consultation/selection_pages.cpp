#include "consultation/selection_pages.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "account/second_factor_pages.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign_desk_views.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/desk_rows.hpp"
#include "consultation/pages_results_publish.hpp"
#include "consultation/pages_selection_desk.hpp"
#include "consultation/pages_selection_form.hpp"
#include "consultation/proposal_actions.hpp"
#include "consultation/proposal_lists.hpp"
#include "consultation/proposal_rows.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace consultation {
namespace {

constexpr std::size_t shown_reason_characters_max = 160;

std::string selection_address(Campaign const& campaign) {
    return desk_address(campaign) + "/selection";
}
html::Link selection_link(Campaign const& campaign) {
    return {"Choix du comité", selection_address(campaign)};
}

std::string progress_of(SelectionProgress const& progress) {
    return fmt::format("Choix enregistré pour {} sur {}",
                       base::french_count(progress.decided(), "proposition", "propositions"),
                       base::french_number(progress.proposals));
}

std::string detail_of(SelectionProgress const& progress) {
    return fmt::format("{}, {}, {}", base::french_count(progress.selected, "retenue", "retenues"),
                       base::french_count(progress.deferred, "reportée", "reportées"),
                       base::french_count(progress.not_selected, "non retenue", "non retenues"));
}

/// Why the results cannot be published yet; empty: they can. The action looks again.
std::string not_yet(Campaign const& campaign, SelectionProgress const& progress, base::Instant now) {
    if (campaign.has_results())
        return fmt::format("Les résultats ont été publiés le {}.",
                           base::french_date_time(*campaign.results_published_at));
    Phase const* const support = campaign.phase(PhaseKind::support);
    if (support && !support->has_closed(now))
        return fmt::format("Les résultats pourront être publiés après la clôture des soutiens, le {}.",
                           base::french_deadline(support->closes_at));
    if (progress.proposals == 0) return "Aucune proposition n’est publiée dans cette consultation.";
    std::int64_t const left = progress.proposals - progress.decided();
    if (left > 0)
        return fmt::format("Il reste à enregistrer le choix du comité pour {}.",
                           base::french_count(left, "proposition", "propositions"));
    return {};
}

struct ToChoose {
    Campaign campaign;
    ProposalRead read;
};
std::optional<ToChoose> proposal_of_path(web::Visit& visit) {
    auto campaign = forms::campaign_of_path(visit);
    if (!campaign) return std::nullopt;
    auto read = proposal_by_reference(visit.reader(), visit.path("reference"));
    if (!read || read->proposal.campaign != campaign->id) return std::nullopt;
    return ToChoose{std::move(*campaign), std::move(*read)};
}

SelectionFormView form_of(ToChoose const& one, std::string_view chosen, std::string const& reason) {
    Proposal const& proposal = one.read.proposal;
    SelectionFormView view;
    view.title = proposal.title;
    view.reference = proposal.reference;
    view.href = proposal_desk_address(proposal.reference);
    view.supports = base::french_count(one.read.supports, "soutien compté", "soutiens comptés");
    view.summary = proposal.summary;
    view.action = selection_address(one.campaign) + "/" + proposal.reference;
    view.choice = forms::field("choice", "Choix du comité");
    view.choices =
        html::chosen({{"selected", "Retenue", "", false},
                      {"deferred", "Reportée", "Elle sera examinée à une prochaine séance.", false},
                      {"not_selected", "Non retenue", "", false}},
                     chosen);
    view.reason =
        forms::field("reason", "Motif", reason,
                     fmt::format("Au moins {} caractères. Il sera public avec les résultats, pas avant.",
                                 selection_reason_min));
    view.back_href = selection_address(one.campaign);
    return view;
}

http::Response form_page(web::Visit& visit, Campaign const& campaign, SelectionFormView const& view,
                         int status) {
    web::PageHead head = desk_head(campaign, selection_link(campaign), view.reference);
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::selection_form(out, view); }, status);
}

ResultsPublishView publish_view(web::Visit& visit, Campaign const& campaign,
                                SelectionProgress const& progress) {
    ResultsPublishView view;
    view.progress = detail_of(progress);
    std::vector<RecordedChoice> const all = recorded_choices(visit.reader(), campaign.id);
    for (Choice const choice : {Choice::selected, Choice::deferred, Choice::not_selected}) {
        ResultGroup group;
        group.title = choice == Choice::selected   ? "Retenues"
                      : choice == Choice::deferred ? "Reportées"
                                                   : "Non retenues";
        for (RecordedChoice const& one : all)
            if (one.choice == choice)
                group.items.push_back({one.reference, one.title,
                                       base::french_count(one.supports, "soutien", "soutiens"), one.reason});
        if (!group.items.empty()) view.groups.push_back(std::move(group));
    }
    auto const shown = static_cast<std::int64_t>(all.size());
    if (progress.decided() > shown)
        view.more = fmt::format("et {} autres", base::french_number(progress.decided() - shown));
    view.action = desk_address(campaign) + "/resultats";
    view.back_href = selection_address(campaign);
    return view;
}

http::Response publish_page(web::Visit& visit, Campaign const& campaign, ResultsPublishView const& view,
                            int status) {
    web::PageHead head = desk_head(campaign, selection_link(campaign), "Publier les résultats");
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::results_publish(out, view); }, status);
}

std::string notice_of(http::Pairs const& query) {
    if (query.get("fait") == "choix") return "Le choix est enregistré. Il n’est pas encore public.";
    return {};
}

}  // namespace

http::Response selection_desk_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    auto const page = forms::asked_page(visit.request.query);
    if (!campaign || !page) return web::not_found(visit);
    Listed<ProposalToChoose> const listed = proposals_to_choose(visit.reader(), campaign->id, *page);
    SelectionProgress const progress = selection_progress(visit.reader(), campaign->id);
    bool const may_write = visit.is_operator() && !campaign->has_results();
    SelectionDeskView view;
    view.notice = notice_of(visit.request.query);
    view.desks = desk_links(*campaign, Desks::selection);
    view.progress = progress_of(progress);
    view.detail = detail_of(progress);
    for (ProposalToChoose const& one : listed.items) {
        SelectionLine line;
        line.reference = one.reference;
        line.title = one.title;
        line.href = proposal_desk_address(one.reference);
        line.supports = base::french_number(one.supports);
        line.tag = one.selection ? std::string(title_of(one.selection->choice)) : "À décider";
        line.colour = one.selection ? colour_of(one.selection->choice) : html::TagColour::yellow;
        if (one.selection) line.reason = base::shortened(one.selection->reason, shown_reason_characters_max);
        if (may_write) line.choose_href = selection_address(*campaign) + "/" + one.reference;
        line.choose_label = one.selection ? "Modifier" : "Décider";
        view.items.push_back(std::move(line));
    }
    view.pages = {listed.page, listed.pages(), selection_address(*campaign) + "?page="};
    view.publish_note = not_yet(*campaign, progress, visit.now);
    if (view.publish_note.empty() && may_write) view.publish_href = desk_address(*campaign) + "/resultats";
    return web::page_of(visit, desk_head(*campaign, "Choix du comité"),
                        [&](html::Out& out) { pages::selection_desk(out, view); });
}

http::Response selection_choice_page(web::Visit& visit) {
    auto const one = proposal_of_path(visit);
    if (!one) return web::not_found(visit);
    auto const recorded = selection_of(visit.reader(), one->read.proposal.id);
    SelectionFormView view = form_of(*one, recorded ? name_of(recorded->choice) : std::string_view(),
                                     recorded ? recorded->reason : std::string());
    view.hidden = visit.form_fields();
    return form_page(visit, one->campaign, view, 200);
}

http::Response selection_choice_sent(web::Visit& visit) {
    auto const one = proposal_of_path(visit);
    if (!one) return web::not_found(visit);
    auto const chosen = choice(visit.form().get("choice"));
    std::string const reason = forms::text_of(visit.form(), "reason");
    auto const again = [&](base::Refusal const& refusal) {
        if (!forms::is_about_form(refusal)) return web::refusal_page(visit, refusal);
        SelectionFormView view = form_of(*one, chosen ? name_of(*chosen) : std::string_view(), reason);
        view.hidden = visit.form_fields_again();
        forms::show_errors(view, refusal, {&view.choice, &view.reason});
        return form_page(visit, one->campaign, view, web::status_of(refusal.code));
    };
    std::size_t const length = base::length_in_characters(reason);
    base::FormErrors errors;
    if (!chosen) errors.add("choice", "Choisissez\u00a0: retenue, reportée ou non retenue.");
    if (length < selection_reason_min || length > selection_reason_max)
        errors.add("reason",
                   fmt::format("Motivez le choix en {} à {} caractères\u00a0: le motif est public.",
                               selection_reason_min,
                               base::french_number(static_cast<std::int64_t>(selection_reason_max))));
    if (!errors.none()) return again(std::move(errors).refusal());
    bool const to_next = visit.form().get("suite") == "suivante";
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const recorded = record_selection(tx, visit.services.world, visit.actor(),
                                               {one->read.proposal.id, *chosen, reason});
        if (!recorded.ok()) return recorded.refusal();
        std::string const following = to_next ? next_to_choose(tx, one->campaign.id) : std::string();
        return following.empty() ? selection_address(one->campaign) + "?fait=choix"
                                 : selection_address(one->campaign) + "/" + following;
    });
    return next ? web::redirect(visit, *next) : again(next.refusal());
}

http::Response results_publish_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    SelectionProgress const progress = selection_progress(visit.reader(), campaign->id);
    if (!not_yet(*campaign, progress, visit.now).empty())
        return web::redirect(visit, selection_address(*campaign));
    ResultsPublishView view = publish_view(visit, *campaign, progress);
    view.hidden = visit.form_fields();
    return publish_page(visit, *campaign, view, 200);
}

http::Response results_publish_sent(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    if (auto first = account::factor_first(visit, desk_address(*campaign) + "/resultats"))
        return std::move(*first);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const published = publish_results(tx, visit.services.world, visit.actor(), campaign->id);
        if (!published.ok()) return published.refusal();
        return desk_address(*campaign) + "?fait=resultats";
    });
    if (next) return web::redirect(visit, *next);
    if (!forms::is_about_form(next.refusal())) return web::refusal_page(visit, next.refusal());
    ResultsPublishView view =
        publish_view(visit, *campaign, selection_progress(visit.reader(), campaign->id));
    view.hidden = visit.form_fields_again();
    forms::show_errors(view, next.refusal(), {});
    return publish_page(visit, *campaign, view, web::status_of(next.refusal().code));
}

}  // namespace consultation
