// Publishing a campaign after a check, taking it back to a draft, archiving it.
#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/editor_actions.hpp"
#include "consultation/editor_pages.hpp"
#include "consultation/editor_views.hpp"
#include "consultation/pages_editor_publish.hpp"
#include "consultation/policy_rows.hpp"
#include "web/json.hpp"

namespace consultation {
namespace {

PublishView publish_view(web::Visit& visit, CampaignContent const& content) {
    Campaign const& campaign = content.campaign;
    PublishView view;
    view.title = "Vérifier avant de publier";
    for (Section const section : edited_sections) {
        std::string const address = section_address(campaign, section);
        for (std::string const& lack : missing(content, section))
            view.blocking.push_back(
                {fmt::format("{}\u00a0: il manque {}", title_of(section), lack), address});
        std::string const summary = summary_of(content, section);
        view.rows.push_back(
            {std::string(title_of(section)), summary.empty() ? "Rien" : summary, {}, address});
    }
    Phase const* const support = campaign.phase(PhaseKind::support);
    if (support && support->has_closed(visit.now))
        view.blocking.push_back({"Calendrier\u00a0: la phase de soutien est déjà close",
                                 section_address(campaign, Section::phases)});
    auto const freeze = [&](char const* what, Section section) {
        if (auto const at = freezes_at(campaign, section))
            view.freezes.push_back(
                fmt::format("{}\u00a0: {}", what,
                            *at <= visit.now ? "dès la publication" : "le " + base::french_deadline(*at)));
    };
    freeze("Textes, règles, enveloppe, thèmes et motifs", Section::rules);
    freeze("Règles de soutien et politiques prioritaires", Section::support);
    if (!campaign.phases.empty())
        view.freezes.emplace_back("Chaque phase\u00a0: à son ouverture. Elle pourra ensuite être prolongée");
    view.freezes.emplace_back("Les bureaux destinataires ne se figent pas");
    if (Phase const* const open = campaign.phase_at(visit.now))
        view.starts = fmt::format(
            "D’après le calendrier, la phase «\u00a0{}\u00a0» est déjà ouverte\u00a0: la consultation "
            "commencera "
            "dès la "
            "publication.",
            title_of(open->kind));
    view.action = desk_address(campaign) + "/publier";
    view.preview_href = address_of_campaign(campaign.slug);
    view.back_href = editor_address(campaign);
    return view;
}

http::Response publish_shown(web::Visit& visit, Campaign const& campaign, PublishView const& view,
                             int status = 200) {
    web::PageHead head = editor_head(campaign, "Publier");
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::editor_publish(out, view); }, status);
}

struct StateAct {
    std::string_view path;
    char const* title;
    std::vector<std::string> sentences;
    char const* button;
    char const* done;
    base::Result<base::Done> (*act)(db::Tx&, base::World const&, people::Actor const&, base::Id<Campaign>);
};

std::optional<StateAct> act_of(web::Visit const& visit) {
    if (visit.request.path.ends_with("/depublier"))
        return StateAct{"/depublier",
                        "Remettre en brouillon\u202f?",
                        {"La consultation n’est plus visible que de l’équipe. Ce n’est possible que tant que "
                         "personne n’y a pris part."},
                        "Remettre en brouillon",
                        "depubliee",
                        unpublish_campaign};
    return StateAct{
        "/archiver",
        "Archiver la consultation\u202f?",
        {"La consultation rejoint les consultations passées. Toutes ses pages restent publiques."},
        "Archiver la consultation",
        "archivee",
        archive_campaign};
}

}  // namespace

http::Response publish_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    if (campaign->is_public()) return web::redirect(visit, editor_address(*campaign));
    PublishView view = publish_view(visit, *content_of(visit.reader(), campaign->id, false));
    view.hidden = visit.form_fields();
    return publish_shown(visit, *campaign, view);
}

http::Response publish_sent(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const published = publish_campaign(tx, visit.services.world, visit.actor(), campaign->id);
        if (!published.ok()) return published.refusal();
        return editor_address(*campaign) + "?fait=publiee";
    });
    if (next) return web::redirect(visit, *next);
    if (next.refusal().code != base::RefusalCode::invalid) return web::refusal_page(visit, next.refusal());
    PublishView view = publish_view(visit, *content_of(visit.reader(), campaign->id, false));
    view.hidden = visit.form_fields_again();
    for (base::FieldError const& error : next.refusal().fields)
        view.errors.push_back({"#contenu", error.message});
    return publish_shown(visit, *campaign, view, web::status_of(next.refusal().code));
}

http::Response state_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    StateAct const act = *act_of(visit);
    ConfirmActView view;
    view.title = act.title;
    view.sentences = act.sentences;
    view.rows = {{"Consultation", campaign->title, {}, {}}};
    view.hidden = visit.form_fields();
    view.action = desk_address(*campaign) + std::string(act.path);
    view.button = act.button;
    view.is_warning = act.path == "/depublier";
    view.back_href = editor_address(*campaign);
    view.back_label = "Ne rien changer";
    return forms::confirm_page(visit, view, editor_head(*campaign, act.button).breadcrumbs);
}

http::Response state_sent(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    StateAct const act = *act_of(visit);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const done = act.act(tx, visit.services.world, visit.actor(), campaign->id);
        if (!done.ok()) return done.refusal();
        return fmt::format("{}?fait={}", editor_address(*campaign), act.done);
    });
    return next ? web::redirect(visit, *next) : web::refusal_page(visit, next.refusal());
}

}  // namespace consultation
