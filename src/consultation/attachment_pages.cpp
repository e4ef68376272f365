#include "consultation/attachment_pages.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/attachment_actions.hpp"
#include "consultation/attachment_rows.hpp"
#include "consultation/attachment_views.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_lists.hpp"
#include "consultation/pages_attachments.hpp"
#include "files/download.hpp"
#include "files/room.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace consultation {
namespace {

constexpr std::string_view files_field = "files";

std::optional<Contribution> own_of_path(web::Visit& visit) {
    auto const id = forms::positive_number(visit.path("id"));
    if (!id) return std::nullopt;
    auto found = own_contribution(visit.reader(), visit.actor().person, base::Id<Contribution>(*id));
    if (!found || found->state == ContributionState::withdrawn) return std::nullopt;
    return found;
}

AttachmentLine line_of(Attachment const& one, std::string const& page) {
    AttachmentLine line{one.name, facts_of(one), {}, {}, page + "/" + one.key + "/retirer"};
    if (one.file.may_be_served())
        line.href = address_of(one);
    else if (one.file.check == files::CheckState::waiting)
        line.note =
            "Contrôle antivirus indisponible pour l’instant\u00a0: le fichier sera visible après le "
            "contrôle.";
    else
        line.note = "L’antivirus a refusé ce fichier\u00a0: personne ne peut le télécharger. Retirez-le.";
    return line;
}

http::Response shown(web::Visit& visit, Contribution const& contribution, AttachmentsView view, int status) {
    std::string const page = attachments_address(contribution.id);
    auto const campaign = campaign_by_id(visit.reader(), contribution.campaign);
    base::check(campaign.has_value(), "a contribution has a campaign");
    bool const is_published = contribution.state == ContributionState::published;
    std::string const title =
        contribution.text.title.empty() ? "Contribution sans titre" : contribution.text.title;
    view.contribution = title;
    view.action = page;
    Phase const* const collect = campaign->phase(PhaseKind::collect);
    std::string const until = collect ? base::french_deadline(collect->closes_at) : std::string();
    view.note = is_published
                    ? fmt::format(
                          "Votre contribution est publique\u00a0: ce que vous joignez l’est aussitôt. "
                          "Vous pouvez changer ses pièces jointes jusqu’au {}.",
                          until)
                    : fmt::format(
                          "Elles restent privées tant que votre contribution n’est pas publiée, puis "
                          "deviennent publiques avec elle. Vous pouvez les changer jusqu’au {}.",
                          until);
    std::vector<Attachment> const standing = standing_attachments(visit.reader(), contribution.id);
    for (Attachment const& one : standing) view.lines.push_back(line_of(one, page));
    std::string const error = view.files.error;
    view.files = forms::field(std::string(files_field), "Choisir des fichiers", {}, attachments_limits());
    view.files.error = error;
    view.accept = files::accepted_extensions();
    if (standing.size() >= attachments_max)
        view.full =
            fmt::format("Vous avez joint {} fichiers, le maximum. Retirez-en un pour en ajouter un autre.",
                        attachments_max);
    view.next_href = is_published ? address_of_contribution(contribution.reference)
                                  : fmt::format("/mes-contributions/{}/apercu", contribution.id.value);
    view.edit_href = fmt::format("/mes-contributions/{}/modifier", contribution.id.value);
    view.next_label = is_published ? "Voir ma contribution" : "Vérifier ma contribution avant de publier";
    web::PageHead head;
    head.title = "Pièces jointes – " + title;
    head.breadcrumbs = {
        {"Mon compte", "/mon-compte"}, {"Mes contributions", "/mes-contributions"}, {"Pièces jointes", ""}};
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::attachments(out, view); }, status);
}

http::Response refused_again(web::Visit& visit, Contribution const& contribution,
                             base::Refusal const& refusal) {
    AttachmentsView view;
    view.hidden = visit.form_fields_again();
    view.files.id = view.files.name = files_field;
    forms::show_errors(view, refusal, {&view.files});
    return shown(visit, contribution, std::move(view), web::status_of(refusal.code));
}

http::Response attachments_page(web::Visit& visit) {
    auto const contribution = own_of_path(visit);
    if (!contribution) return web::not_found(visit);
    AttachmentsView view;
    view.hidden = visit.form_fields();
    std::string_view const done = visit.request.query.get("fait");
    if (done == "jointe") view.notice = "Vos pièces jointes sont enregistrées.";
    if (done == "retiree") view.notice = "Le fichier est retiré.";
    return shown(visit, *contribution, std::move(view), 200);
}

http::Response attachments_sent(web::Visit& visit) {
    auto const contribution = own_of_path(visit);
    if (!contribution) return web::not_found(visit);
    base::FormErrors errors;
    std::vector<files::TakenFile> taken;
    for (http::UploadedFile const& uploaded : visit.files()) {
        auto one = files::take_in(files::store_of(visit.services), visit.services.clamd, uploaded);
        if (one.ok())
            taken.push_back(std::move(one).value());
        else
            errors.add(std::string(files_field), one.refusal().message);
    }
    if (visit.files().empty()) errors.add(std::string(files_field), "Choisissez au moins un fichier.");
    if (!errors.none()) return refused_again(visit, *contribution, std::move(errors).refusal());
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const done = attach(tx, visit.services.world, visit.actor(), contribution->id, taken);
        if (!done.ok()) return done.refusal();
        return attachments_address(contribution->id) + "?fait=jointe";
    });
    if (next) return web::redirect(visit, *next);
    if (!forms::is_about_form(next.refusal())) return web::refusal_page(visit, next.refusal());
    return refused_again(visit, *contribution, next.refusal());
}

http::Response attachment_removed(web::Visit& visit) {
    auto const contribution = own_of_path(visit);
    if (!contribution) return web::not_found(visit);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const done =
            detach(tx, visit.services.world, visit.actor(), contribution->id, visit.path("key"));
        if (!done.ok()) return done.refusal();
        return attachments_address(contribution->id) + "?fait=retiree";
    });
    return next ? web::redirect(visit, *next) : web::refusal_page(visit, next.refusal());
}

/// Everybody for what is published; else its author and those who oversee. To all others it does not exist.
http::Response attachment_download(web::Visit& visit) {
    auto const found = attachment_by_key(visit.reader(), visit.path("key"));
    if (!found) return web::not_found(visit);
    bool const is_public = found->state == ContributionState::published && found->is_campaign_public;
    bool const is_entitled = visit.who && (visit.who->actor.person == found->author ||
                                           visit.who->actor.is_operator || visit.who->actor.is_auditor);
    if (!is_public && !is_entitled) return web::not_found(visit);
    files::StoredFile const& file = found->attachment.file;
    if (file.check == files::CheckState::waiting)
        return web::refusal_page(
            visit, base::refuse(base::RefusalCode::unavailable,
                                "Le contrôle antivirus de ce fichier n’a pas encore eu lieu.",
                                "Revenez plus tard\u00a0: il sera téléchargeable après le contrôle."));
    if (!file.may_be_served())
        return web::refusal_page(visit,
                                 base::refuse(base::RefusalCode::conflict,
                                              "L’antivirus a refusé ce fichier\u00a0: il ne peut pas être "
                                              "téléchargé."));
    return files::download(visit.request, files::store_of(visit.services), file, found->attachment.name,
                           is_public ? files::Audience::everybody : files::Audience::some);
}

}  // namespace

std::string attachments_address(base::Id<Contribution> contribution) {
    return fmt::format("/mes-contributions/{}/pieces-jointes", contribution.value);
}

std::string attachments_limits() {
    return fmt::format("{}. {} au plus chacun, {} fichiers au plus.", files::accepted_kinds(),
                       files::french_size(attachment_bytes_max), attachments_max);
}

std::vector<html::Link> attachment_links(std::vector<Attachment> const& attachments) {
    std::vector<html::Link> links;
    for (Attachment const& one : attachments) {
        if (one.file.check == files::CheckState::refused) continue;
        bool const is_served = one.file.may_be_served();
        links.push_back({fmt::format("{} ({}){}", one.name, facts_of(one),
                                     is_served ? "" : ", contrôle antivirus en attente"),
                         is_served ? address_of(one) : std::string()});
    }
    return links;
}

std::string attachments_at(std::vector<Attachment> const& all, int version) {
    std::vector<std::string> told;
    for (Attachment const& one : all) {
        if (!one.stood_at(version)) continue;
        told.push_back(one.stands() ? fmt::format("{} ({})", one.name, facts_of(one))
                                    : fmt::format("une pièce retirée depuis ({})", facts_of(one)));
    }
    return base::joined(told, "\u00a0; ");
}

web::Routes attachment_routes() {
    using http::Method;
    using web::Policy;
    std::string const room = "consultation";
    return {
        {Method::get, "/mes-contributions/{id}/pieces-jointes", Policy::signed_in, attachments_page, room},
        {Method::post, "/mes-contributions/{id}/pieces-jointes", Policy::signed_in, attachments_sent, room,
         attachment_limits},
        {Method::post, "/mes-contributions/{id}/pieces-jointes/{key}/retirer", Policy::signed_in,
         attachment_removed, room},
        {Method::get, "/pieces-jointes/{key}", Policy::public_page, attachment_download, room},
    };
}

}  // namespace consultation
