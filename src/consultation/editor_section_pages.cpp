// A section of a campaign: its form, the colleague's change when two wrote at once, and why it is frozen.
#include <fmt/format.h>

#include <ranges>

#include "base/french.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/editor_actions.hpp"
#include "consultation/editor_pages.hpp"
#include "consultation/section_check.hpp"
#include "consultation/section_form.hpp"
#include "territories/register.hpp"
#include "web/json.hpp"

namespace consultation {
namespace {

constexpr int colleagues_shown_max = 5;

/// What each section is for, in a sentence.
char const* lead_of(Section section) {
    switch (section) {
        case Section::texts:
            return "Ce que les visiteurs lisent en premier. Le rendu du texte de présentation est montré à "
                   "côté.";
        case Section::rules:
            return "Les règles que tous peuvent lire. Les dates, les politiques et les règles de soutien y "
                   "sont ajoutées "
                   "d’elles-mêmes.";
        case Section::envelope:
            return "L’enveloppe dans laquelle les services retenus seront financés.";
        case Section::themes:
            return "Chaque contribution choisit un thème. L’ordre est celui des listes.";
        case Section::phases:
            return "Tout est à l’heure de Paris. Le jour de la semaine est rappelé une fois le calendrier "
                   "enregistré. "
                   "Une phase laissée vide n’a pas lieu. Un jour s’écrit 15/04/2027, une heure 18:00 ou "
                   "18\u00a0h. "
                   "Sans heure, l’ouverture est à 0\u00a0h et la clôture à 23\u00a0h\u00a059.";
        case Section::desks:
            return "Vers qui une contribution peut être réorientée.";
        case Section::grounds:
            return "Pourquoi une contribution peut être rejetée. Sans motif, rien ne peut l’être.";
        case Section::support:
            return "Ce qui fait qu’un soutien compte.";
        case Section::policies:
        case Section::state:
            break;
    }
    return "";
}

std::optional<Section> form_section(web::Visit const& visit) {
    auto const section = section_named(visit.path("section"));
    if (!section || *section == Section::policies || *section == Section::state) return std::nullopt;
    return section;
}

std::vector<int> years_of_register(db::Reader const& reader) {
    std::vector<int> years;
    for (territories::Edition const& edition : territories::editions(reader))
        if (std::ranges::find(years, edition.year) == years.end()) years.push_back(edition.year);
    return years;
}

void add_overseas(EditorFormView& view, Campaign const& campaign) {
    Phase const* const support = campaign.phase(PhaseKind::support);
    if (!support) return;
    for (std::string const& line : overseas_hours(support->closes_at)) {
        std::size_t const colon = line.find("\u00a0: ");
        view.rows.push_back({line.substr(0, colon), line.substr(colon + 4), {}, {}});
    }
    view.notes.emplace_back("Clôture des soutiens sur les horloges des outre-mer\u00a0:");
}

EditorFormView form_of(web::Visit& visit, CampaignContent const& content, Section section,
                       http::Pairs const& typed, int version) {
    Campaign const& campaign = content.campaign;
    EditorFormView view;
    view.title = std::string(title_of(section));
    view.lead = lead_of(section);
    view.notes.push_back(freeze_sentence(campaign, section, visit.now));
    view.action = section_address(campaign, section);
    view.back_href = editor_address(campaign);
    view.back_label = "Revenir à la préparation";
    bool const is_over = is_frozen(campaign, section, visit.now);
    bool const is_correction = is_over && section == Section::texts;
    if ((is_over && !is_correction) || !visit.is_operator()) {
        for (Fact const& fact : facts_of(content, section))
            view.rows.push_back({fact.label, fact.value, {}, {}});
        if (is_over)
            view.frozen = section == Section::phases
                              ? "Toutes les phases ont ouvert\u00a0: le calendrier ne "
                                "change plus. Une phase peut être prolongée, "
                                "avec un motif public."
                              : "Ceux qui prennent part à la consultation s’appuient sur "
                                "ces règles\u00a0: elles ne changent plus depuis "
                                "l’ouverture.";
        if (is_over && section == Section::phases) view.way = {"Prolonger une phase", desk_address(campaign)};
        return view;
    }
    if (section == Section::phases) add_overseas(view, campaign);
    view.controls = controls_of(
        section, typed, campaign,
        section == Section::support ? years_of_register(visit.reader()) : std::vector<int>{}, visit.now);
    if (is_correction) {
        view.notes = {
            "La consultation a commencé. Une faute peut encore être corrigée dans ces textes\u00a0: la "
            "correction est datée, "
            "et publiée avec son motif sur la page des règles."};
        EditorControl reason;
        reason.kind = EditorControl::Kind::text;
        reason.field = forms::field("reason", "Motif de la correction", forms::line_of(typed, "reason"),
                                    "Il est publié.");
        reason.rows = 2;
        reason.characters_max = static_cast<int>(correction_reason_max);
        view.controls.push_back(std::move(reason));
    }
    view.hidden =
        visit.request.method == http::Method::post ? visit.form_fields_again() : visit.form_fields();
    view.hidden.push_back({"version", std::to_string(version)});
    view.button = is_correction ? "Publier la correction" : "Enregistrer";
    using enum html::Button::Kind;
    if (section == Section::texts || section == Section::rules)
        view.others.push_back({"Actualiser le rendu", {}, secondary, "acte", "apercu"});
    if (section == Section::themes)
        view.others.push_back({"Reprendre les 14 thèmes de 2021", {}, secondary, "acte", "themes2021"});
    if (section == Section::themes || section == Section::desks || section == Section::grounds)
        view.others.push_back({"Ajouter des lignes", {}, secondary, "acte", "lignes"});
    return view;
}

http::Response shown(web::Visit& visit, Campaign const& campaign, EditorFormView const& view,
                     int status = 200) {
    return editor_form_page(visit, editor_head(campaign, view.title), view, status);
}

/// What colleagues changed since `seen`, in words and tables.
std::vector<EditorConflict> conflicts_of(web::Visit& visit, base::Id<Campaign> campaign, Section section,
                                         int seen) {
    std::vector<EditorConflict> all;
    for (CampaignChange const& change :
         changes_since(visit.reader(), campaign, section, seen, colleagues_shown_max))
        all.push_back({fmt::format("Modifié par {} le {}.",
                                   change.email.empty() ? "la ligne de commande" : change.email,
                                   base::french_date_time(change.at)),
                       differences(change.before, change.after)});
    return all;
}

http::Response section_again(web::Visit& visit, base::Id<Campaign> id, Section section,
                             http::Pairs const& typed, int seen, base::Refusal const& refusal) {
    if (!forms::is_about_form(refusal)) return web::refusal_page(visit, refusal);
    CampaignContent const content = *content_of(visit.reader(), id, false);
    bool const is_conflict = refusal.code == base::RefusalCode::conflict;
    int const version = is_conflict ? section_version(visit.reader(), id, section) : seen;
    EditorFormView view = form_of(visit, content, section, typed, version);
    if (is_conflict) view.conflicts = conflicts_of(visit, id, section, seen);
    forms::show_errors(view, refusal, fields_of(view.controls));
    if (view.errors.empty()) view.errors.push_back({"#contenu", refusal.message});
    if (is_conflict) view.notes.insert(view.notes.begin(), refusal.advice);
    return shown(visit, content.campaign, view, web::status_of(refusal.code));
}

}  // namespace

http::Response section_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    auto const section = form_section(visit);
    if (!campaign || !section) return web::not_found(visit);
    CampaignContent const content = *content_of(visit.reader(), campaign->id, false);
    return shown(visit, *campaign,
                 form_of(visit, content, *section, typed_from(*section, content),
                         section_version(visit.reader(), campaign->id, *section)));
}

http::Response section_sent(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    auto const section = form_section(visit);
    if (!campaign || !section) return web::not_found(visit);
    http::Pairs const& typed = visit.form();
    int const seen = static_cast<int>(forms::positive_number(typed.get("version")).value_or(0));
    std::string_view const act = typed.get("acte");
    if (act == "apercu" || act == "lignes" || act == "themes2021") {
        CampaignContent const content = *content_of(visit.reader(), campaign->id, false);
        http::Pairs const next = act == "lignes"       ? with_blank_rows(*section, typed, blank_rows)
                                 : act == "themes2021" ? with_themes_of_2021(typed)
                                                       : typed;
        return shown(visit, *campaign, form_of(visit, content, *section, next, seen));
    }
    ReadSection read = read_section(*section, typed, *campaign, visit.now);
    auto const answer = [&]() -> base::Result<std::string> {
        if (!read.errors.none()) {
            // What the rules say too: all errors at once.
            check_section(*section, read.wanted, *campaign, visit.now, read.errors);
            return std::move(read.errors).refusal();
        }
        return visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
            auto const written =
                edit_section(tx, visit.services.world, visit.actor(),
                             {campaign->id, *section, seen, read.wanted, forms::line_of(typed, "reason")});
            if (!written.ok()) return written.refusal();
            return fmt::format("{}?fait={}", editor_address(*campaign), name_of(*section));
        });
    }();
    return answer ? web::redirect(visit, *answer)
                  : section_again(visit, campaign->id, *section, typed, seen,
                                  on_rows(answer.refusal(), read.rows));
}

}  // namespace consultation
