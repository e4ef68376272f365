#include "consultation/editor_pages.hpp"

#include <fmt/format.h>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign_change.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/editor_actions.hpp"
#include "consultation/editor_views.hpp"
#include "consultation/pages_editor.hpp"
#include "consultation/pages_editor_form.hpp"
#include "consultation/section_check.hpp"
#include "consultation/section_form.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace consultation {
namespace {

web::PageHead new_head(std::string title) {
    web::PageHead head;
    head.title = title;
    head.breadcrumbs = {{"Espace opérateur", "/operateur"},
                        {"Consultations", std::string(desks_address)},
                        {std::move(title), ""}};
    return head;
}

EditorControl line(web::Visit& visit, char const* name, char const* label, char const* hint, int width = 0) {
    EditorControl control;
    control.field = forms::field(
        name, label,
        visit.request.method == http::Method::post ? forms::line_of(visit.form(), name) : std::string(),
        hint);
    control.field.width_characters = width;
    return control;
}

std::vector<EditorControl> identity_controls(web::Visit& visit) {
    std::vector<EditorControl> controls;
    controls.push_back(
        line(visit, "title", "Titre", "120 caractères au plus. Il pourra changer jusqu’à l’ouverture."));
    controls.push_back(
        line(visit, "slug", "Adresse",
             "Minuscules, chiffres et tirets, comme services-2027. Laissée vide, elle est tirée du titre. "
             "Elle ne change plus ensuite."));
    controls.back().field.is_optional = true;
    return controls;
}

EditorFormView create_form(web::Visit& visit) {
    EditorFormView view;
    view.title = "Nouvelle consultation";
    view.lead =
        "Une consultation commence comme un brouillon, que seule l’équipe voit. Tout se remplit ensuite, "
        "partie "
        "par partie.";
    view.notes = {
        "Pour repartir d’une consultation passée, avec ses textes, ses thèmes et ses règles\u00a0: "
        "ouvrez-la, "
        "puis suivez «\u00a0Préparer\u00a0» et «\u00a0Copier cette consultation\u00a0»."};
    view.action = std::string(desks_address) + "/nouvelle";
    view.controls = identity_controls(visit);
    view.button = "Créer le brouillon";
    view.back_href = std::string(desks_address);
    view.back_label = "Ne rien créer";
    return view;
}

EditorFormView copy_form(web::Visit& visit, Campaign const& campaign) {
    EditorFormView view;
    view.title = "Copier la consultation";
    view.lead = fmt::format(
        "Textes, règles, thèmes, politiques, bureaux et motifs de «\u00a0{}\u00a0» sont repris dans un "
        "nouveau brouillon. Contributions, propositions et soutiens ne le sont pas.",
        campaign.title);
    view.action = desk_address(campaign) + "/copier";
    view.controls = identity_controls(visit);
    view.controls.push_back(
        line(visit, "opens_day", "Ouverture de la première phase",
             "Comme 15/04/2027. Les autres dates suivent, à la même distance et à la même heure de Paris. "
             "Vide\u00a0: pas de calendrier.",
             10));
    view.controls.back().field.is_optional = true;
    view.button = "Créer la copie";
    view.back_href = editor_address(campaign);
    view.back_label = "Ne rien copier";
    return view;
}

EditorFormView import_form(web::Visit& visit) {
    EditorFormView view;
    view.title = "Importer une consultation";
    view.lead =
        "Collez le fichier d’une consultation, tel que la page «\u00a0Préparer\u00a0» d’une consultation le "
        "donne.";
    view.notes = {
        "Une adresse nouvelle crée un brouillon. Une adresse connue met la consultation à jour\u00a0: ce qui "
        "est "
        "figé "
        "est refusé, et importer ne publie jamais."};
    view.action = std::string(desks_address) + "/importer";
    EditorControl file;
    file.kind = EditorControl::Kind::text;
    file.field =
        forms::field("fichier", "Fichier de la consultation (TOML)",
                     visit.request.method == http::Method::post ? std::string(visit.form().get("fichier"))
                                                                : std::string());
    file.rows = 18;
    view.controls.push_back(std::move(file));
    view.button = "Importer";
    view.back_href = std::string(desks_address);
    view.back_label = "Ne rien importer";
    return view;
}

http::Response again(web::Visit& visit, web::PageHead head, EditorFormView view,
                     base::Refusal const& refusal) {
    if (!forms::is_about_form(refusal)) return web::refusal_page(visit, refusal);
    view.hidden = visit.form_fields_again();
    forms::show_errors(view, refusal, fields_of(view.controls));
    if (view.errors.empty()) view.errors.push_back({"#contenu", refusal.message});
    return editor_form_page(visit, std::move(head), view, web::status_of(refusal.code));
}

html::Link opener(Campaign const& campaign, std::string label, std::string const& path) {
    return {std::move(label), desk_address(campaign) + path};
}

EditorTask task_of(CampaignContent const& content, Section section, base::Instant now) {
    Campaign const& campaign = content.campaign;
    EditorTask task;
    task.id = std::string(name_of(section));
    task.title = std::string(title_of(section));
    task.href = section_address(campaign, section);
    std::string const summary = summary_of(content, section);
    std::string const freeze = freeze_sentence(campaign, section, now);
    task.hint = summary.empty() || section == Section::texts ? freeze : summary + ". " + freeze;
    if (is_frozen(campaign, section, now)) {
        task.status = "Figé";
        task.colour = html::TagColour::grey;
    } else if (auto const lacks = missing(content, section); !lacks.empty()) {
        task.status = "À faire";
        task.hint = fmt::format("Il manque {}. {}", base::joined(lacks, ", "), freeze);
    } else if (summary.empty() && is_optional(section)) {
        task.status = "Facultatif";
        task.is_plain = true;
    } else {
        task.status = "Prêt";
        task.is_plain = true;
    }
    return task;
}

std::string notice_of(std::string_view done) {
    if (done == "creee")
        return "Le brouillon est créé. Remplissez ses parties dans l’ordre qui vous convient.";
    if (done == "copiee") return "La copie est créée, en brouillon.";
    if (done == "importee") return "Le fichier est importé.";
    if (done == "inchangee") return "Le fichier ne change rien\u00a0: la consultation est déjà ainsi.";
    if (done == "publiee") return "La consultation est publiée. Aucun e-mail n’est parti.";
    if (done == "depubliee") return "La consultation est redevenue un brouillon.";
    if (done == "archivee") return "La consultation est archivée. Ses pages restent publiques.";
    if (auto const section = section_named(done))
        return fmt::format("{}\u00a0: enregistré.", title_of(*section));
    return {};
}

}  // namespace

std::string editor_address(Campaign const& campaign) {
    return desk_address(campaign) + "/editer";
}

std::string section_address(Campaign const& campaign, Section section) {
    return fmt::format("{}/{}", editor_address(campaign), name_of(section));
}

web::PageHead editor_head(Campaign const& campaign, std::string title) {
    return desk_head(campaign, {"Préparer", editor_address(campaign)}, std::move(title));
}

std::string freeze_sentence(Campaign const& campaign, Section section, base::Instant now) {
    if (section == Section::desks || section == Section::state) return "Ne se fige pas.";
    auto const at = freezes_at(campaign, section);
    if (!at)
        return section == Section::support || section == Section::policies
                   ? "Se fige à l’ouverture des soutiens."
                   : "Se fige à l’ouverture de la première phase.";
    if (is_frozen(campaign, section, now))
        return fmt::format("Figé depuis le {}.", base::french_deadline(*at));
    if (*at <= now) return "Se fige dès la publication.";
    if (section == Section::phases)
        return fmt::format("Chaque phase se fige à son ouverture\u202f; la dernière ouvre le {}.",
                           base::french_deadline(*at));
    return fmt::format("Se fige le {}.", base::french_deadline(*at));
}

http::Response editor_form_page(web::Visit& visit, web::PageHead head, EditorFormView const& view,
                                int status) {
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::editor_form(out, view); }, status);
}

http::Response editor_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    CampaignContent const content = *content_of(visit.reader(), campaign->id, false);
    EditorView view;
    view.notice = notice_of(visit.request.query.get("fait"));
    view.title = campaign->title;
    view.tag = campaign->state == CampaignState::draft      ? "Brouillon"
               : campaign->state == CampaignState::archived ? "Archivée"
                                                            : "Publiée";
    view.colour = campaign->state == CampaignState::draft ? html::TagColour::yellow : html::TagColour::green;
    if (campaign->state == CampaignState::archived) view.colour = html::TagColour::grey;
    int to_do = 0;
    for (Section const section : edited_sections) {
        view.tasks.push_back(task_of(content, section, visit.now));
        if (!missing(content, section).empty()) ++to_do;
    }
    view.progress =
        to_do == 0
            ? std::string("Toutes les parties nécessaires sont prêtes.")
            : fmt::format("{} avant de pouvoir publier.",
                          base::french_count(to_do, "partie reste à remplir", "parties restent à remplir"));
    if (campaign->is_public()) {
        view.desks = desk_links(*campaign, Desks::campaign);
        view.desks.front().href = desk_address(*campaign);
        view.desks.back().href.clear();
    }
    if (visit.is_operator() && campaign->state == CampaignState::draft) {
        view.next_label = "Vérifier avant de publier";
        view.next_href = desk_address(*campaign) + "/publier";
    }
    view.links = {{campaign->is_public() ? "Page publique de la consultation"
                                         : "Aperçu\u00a0: la consultation comme la verront les visiteurs",
                   address_of_campaign(campaign->slug)},
                  opener(*campaign, "Historique des changements", "/historique"),
                  opener(*campaign, "Télécharger le fichier de la consultation (TOML)", "/fichier")};
    if (visit.is_operator()) {
        view.links.push_back(opener(*campaign, "Copier cette consultation", "/copier"));
        if (campaign->state == CampaignState::published) {
            if (!has_been_used(visit.reader(), campaign->id))
                view.links.push_back(opener(*campaign, "Remettre en brouillon", "/depublier"));
            view.links.push_back(opener(*campaign, "Archiver", "/archiver"));
        }
    }
    return web::page_of(visit, desk_head(*campaign, "Préparer"),
                        [&](html::Out& out) { pages::editor(out, view); });
}

http::Response campaign_create_page(web::Visit& visit) {
    EditorFormView view = create_form(visit);
    view.hidden = visit.form_fields();
    return editor_form_page(visit, new_head(view.title), view);
}

http::Response campaign_create_sent(web::Visit& visit) {
    NewCampaign const command{forms::line_of(visit.form(), "title"), forms::line_of(visit.form(), "slug")};
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const slug = create_campaign(tx, visit.services.world, visit.actor(), command);
        if (!slug.ok()) return slug.refusal();
        return fmt::format("{}/{}/editer?fait=creee", desks_address, *slug);
    });
    return next ? web::redirect(visit, *next)
                : again(visit, new_head("Nouvelle consultation"), create_form(visit), next.refusal());
}

http::Response campaign_import_page(web::Visit& visit) {
    EditorFormView view = import_form(visit);
    view.hidden = visit.form_fields();
    return editor_form_page(visit, new_head(view.title), view);
}

http::Response campaign_import_sent(web::Visit& visit) {
    auto const file = read_campaign_file(visit.form().get("fichier"));
    auto const answer = [&]() -> base::Result<std::string> {
        if (!file.ok()) return file.refusal();
        return visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
            auto const loaded = import_campaign(tx, visit.services.world, visit.actor(), *file);
            if (!loaded.ok()) return loaded.refusal();
            return fmt::format("{}/{}/editer?fait={}", desks_address, file->campaign.slug,
                               loaded->what == Loaded::unchanged ? "inchangee" : "importee");
        });
    }();
    if (answer) return web::redirect(visit, *answer);
    base::Refusal refusal = answer.refusal();
    EditorFormView view = import_form(visit);
    if (!refusal.fields.empty()) {
        view.notes.emplace_back("Le fichier contient des erreurs\u00a0:");
        for (base::FieldError& error : refusal.fields) {
            view.notes.push_back(error.message);
            error.field = "fichier";
        }
        refusal.fields.resize(1);
        refusal.fields.front().message = refusal.message;
    } else if (forms::is_about_form(refusal)) {
        refusal.fields.push_back({"fichier", refusal.message});
    }
    return again(visit, new_head("Importer une consultation"), std::move(view), refusal);
}

http::Response campaign_copy_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    EditorFormView view = copy_form(visit, *campaign);
    view.hidden = visit.form_fields();
    return editor_form_page(visit, editor_head(*campaign, "Copier"), view);
}

http::Response campaign_copy_sent(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    CopyCampaign command{
        campaign->id, forms::line_of(visit.form(), "title"), forms::line_of(visit.form(), "slug"), {}};
    std::string const day = forms::line_of(visit.form(), "opens_day");
    auto const answer = [&]() -> base::Result<std::string> {
        if (!day.empty()) {
            command.opens_at = typed_instant(day, "12:00");
            if (!command.opens_at)
                return base::refuse_field("opens_day", "Donnez un jour comme 15/04/2027, ou rien.");
        }
        return visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
            auto const slug = copy_campaign(tx, visit.services.world, visit.actor(), command);
            if (!slug.ok()) return slug.refusal();
            return fmt::format("{}/{}/editer?fait=copiee", desks_address, *slug);
        });
    }();
    return answer ? web::redirect(visit, *answer)
                  : again(visit, editor_head(*campaign, "Copier"), copy_form(visit, *campaign),
                          answer.refusal());
}

http::Response campaign_file_sent(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    http::Response response;
    response.content_type = "application/toml; charset=utf-8";
    response.header("Content-Disposition", fmt::format("attachment; filename=\"{}.toml\"", campaign->slug));
    response.body = write_campaign_file(*file_of(visit.reader(), campaign->id));
    return response;
}

}  // namespace consultation
