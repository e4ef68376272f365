// Priority policies of a campaign: their list, one with its communes, the dry run of a list before it is
// applied.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/editor_actions.hpp"
#include "consultation/editor_pages.hpp"
#include "consultation/editor_views.hpp"
#include "consultation/pages_editor_policies.hpp"
#include "consultation/policy_rows.hpp"
#include "consultation/section_check.hpp"
#include "consultation/section_form.hpp"
#include "web/json.hpp"

namespace consultation {
namespace {

constexpr std::size_t remarks_shown_max = 100;

std::string policies_address(Campaign const& campaign) {
    return section_address(campaign, Section::policies);
}

/// The path's {policy}: nothing for "ajouter"; a null when there is none of that name.
struct Wanted {
    bool is_new = false;
    std::optional<Policy> policy;
};
Wanted policy_of_path(web::Visit& visit, Campaign const& campaign) {
    if (visit.path("policy") == "ajouter") return {true, {}};
    for (Policy& policy : policies(visit.reader(), campaign.id))
        if (policy.slug == visit.path("policy")) return {false, std::move(policy)};
    return {};
}

/// The file that came with the form; else what was pasted.
std::string list_of(web::Visit& visit) {
    for (http::UploadedFile const& file : visit.files()) {
        if (file.field != "file" || file.size == 0) continue;
        std::ifstream in(file.path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    }
    return std::string(visit.form().get("codes"));
}

/// The list as it is shown again beside an error: a file cannot be put back in its field, its lines can.
std::string list_again(web::Visit& visit) {
    constexpr std::size_t shown_bytes_max = 100'000;
    std::string list = list_of(visit);
    if (list.size() > shown_bytes_max || !base::tidied(list)) return std::string(visit.form().get("codes"));
    return list;
}

EditorFormView policy_form(web::Visit& visit, Campaign const& campaign, Wanted const& wanted, int version) {
    bool const is_sent = visit.request.method == http::Method::post;
    auto const value = [&](char const* name, std::string const& stored) {
        return is_sent ? forms::line_of(visit.form(), name) : stored;
    };
    EditorFormView view;
    view.title = wanted.is_new ? "Ajouter une politique" : wanted.policy->name;
    view.lead =
        "La liste est d’abord essayée\u00a0: un rapport dit ce qui est pris, remplacé ou refusé, ligne par "
        "ligne. Rien n’est "
        "enregistré avant votre accord.";
    view.action =
        policies_address(campaign) + "/" + (wanted.is_new ? std::string("ajouter") : wanted.policy->slug);
    Policy const stored = wanted.policy.value_or(Policy{});
    EditorControl name;
    name.field = forms::field("name", "Nom de la politique", value("name", stored.name),
                              "Exemple\u00a0: Petites Villes de Demain");
    EditorControl source;
    source.field =
        forms::field("source", "Source de la liste", value("source", stored.source),
                     "Publiée. Exemple\u00a0: ANCT, liste des communes lauréates au 1er mars 2026");
    EditorControl codes;
    codes.kind = EditorControl::Kind::text;
    codes.field = forms::field(
        "codes", wanted.is_new ? "Communes" : "Nouvelle liste de communes",
        is_sent ? list_again(visit) : std::string(),
        wanted.is_new ? "Codes Insee, un par ligne, ou un tableau copié d’un tableur ou d’un fichier CSV."
                      : "Vide\u00a0: la liste actuelle reste. Sinon elle remplace la liste actuelle.");
    codes.field.is_optional = !wanted.is_new;
    codes.rows = 12;
    view.controls.push_back(std::move(name));
    view.controls.push_back(std::move(source));
    view.controls.push_back(std::move(codes));
    EditorControl file;
    file.kind = EditorControl::Kind::file;
    file.field = forms::field("file", "Ou un fichier CSV", {},
                              "En UTF-8, 900 ko au plus. Il remplace ce qui est collé au-dessus.");
    file.field.is_optional = true;
    view.controls.push_back(std::move(file));
    view.takes_file = true;
    view.hidden = is_sent ? visit.form_fields_again() : visit.form_fields();
    view.hidden.push_back({"version", std::to_string(version)});
    view.button = "Essayer la liste";
    view.back_href = policies_address(campaign);
    view.back_label = "Revenir aux politiques";
    if (!wanted.is_new)
        view.rows.push_back(
            {"Liste actuelle", base::french_count(stored.count, "commune", "communes"), {}, {}});
    return view;
}

http::Response policy_page(web::Visit& visit, Campaign const& campaign, EditorFormView const& view,
                           int status = 200) {
    web::PageHead head = editor_head(campaign, view.title);
    head.breadcrumbs.insert(head.breadcrumbs.end() - 1,
                            {"Politiques prioritaires", policies_address(campaign)});
    return editor_form_page(visit, std::move(head), view, status);
}

http::Response policy_again(web::Visit& visit, Campaign const& campaign, Wanted const& wanted,
                            base::Refusal const& refusal) {
    if (!forms::is_about_form(refusal)) return web::refusal_page(visit, refusal);
    EditorFormView view =
        policy_form(visit, campaign, wanted, section_version(visit.reader(), campaign.id, Section::policies));
    forms::show_errors(view, refusal, fields_of(view.controls));
    if (view.errors.empty()) view.errors.push_back({"#contenu", refusal.message});
    return policy_page(visit, campaign, view, web::status_of(refusal.code));
}

/// What the list would do, before anything is written.
http::Response dry_run_page(web::Visit& visit, Campaign const& campaign, Wanted const& wanted,
                            CodeReport const& report) {
    ConfirmActView view;
    view.title = "Rapport d’essai de la liste";
    view.sentences = {fmt::format("{}, {}.", base::french_count(report.lines, "ligne lue", "lignes lues"),
                                  base::french_count(static_cast<std::int64_t>(report.communes.size()),
                                                     "commune retenue", "communes retenues")),
                      "Rien n’est encore enregistré."};
    if (report.refused() > 0)
        view.warning =
            fmt::format("{}. Elles seront laissées de côté si vous appliquez la liste.",
                        base::french_count(report.refused(), "ligne est refusée", "lignes sont refusées"));
    view.rows = {{"Politique", forms::line_of(visit.form(), "name"), {}, {}},
                 {"Source", forms::line_of(visit.form(), "source"), {}, {}}};
    if (!wanted.is_new)
        view.rows.push_back(
            {"Liste remplacée", base::french_count(wanted.policy->count, "commune", "communes"), {}, {}});
    view.items_title = "Ligne par ligne";
    for (CodeRemark const& remark : report.remarks) {
        if (view.items.size() == remarks_shown_max) {
            view.more = fmt::format(
                "et {} autres remarques",
                base::french_number(static_cast<std::int64_t>(report.remarks.size() - remarks_shown_max)));
            break;
        }
        view.items.push_back({sentence_of(remark), {}});
    }
    view.hidden = visit.form_fields();
    for (char const* name : {"name", "source", "version"})
        view.hidden.push_back({name, forms::line_of(visit.form(), name)});
    // The codes as understood: what is applied is what was reported.
    view.hidden.push_back({"codes", base::joined(report.codes, " ")});
    view.hidden.push_back({"confirme", "oui"});
    view.action =
        policies_address(campaign) + "/" + (wanted.is_new ? std::string("ajouter") : wanted.policy->slug);
    view.button = "Appliquer la liste";
    view.back_href = view.action;
    view.back_label = "Ne rien appliquer, corriger la liste";
    web::PageHead const head = editor_head(campaign, view.title);
    return forms::confirm_page(visit, view, head.breadcrumbs);
}

base::Result<std::string> applied(web::Visit& visit, Campaign const& campaign, Wanted const& wanted, int seen,
                                  std::optional<std::string> codes) {
    PutPolicy const command{campaign.id,
                            seen,
                            wanted.is_new ? std::string() : wanted.policy->slug,
                            forms::line_of(visit.form(), "name"),
                            forms::line_of(visit.form(), "source"),
                            std::move(codes)};
    return visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const put = put_policy(tx, visit.services.world, visit.actor(), command);
        if (!put.ok()) return put.refusal();
        return policies_address(campaign) + "?fait=oui";
    });
}

}  // namespace

http::Response policies_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    bool const is_over = is_frozen(*campaign, Section::policies, visit.now);
    bool const may_change = visit.is_operator() && !is_over;
    PoliciesView view;
    if (visit.request.query.get("fait") == "oui") view.notice = "C’est enregistré.";
    view.freezes = freeze_sentence(*campaign, Section::policies, visit.now);
    if (is_over)
        view.frozen =
            view.freezes + " Les soutiens sont comptés d’après ces listes\u00a0: elles ne changent plus.";
    for (Policy const& policy : policies(visit.reader(), campaign->id)) {
        std::string const address = policies_address(*campaign) + "/" + policy.slug;
        view.items.push_back({policy.name, may_change ? address : std::string(), policy.source,
                              base::french_count(policy.count, "commune", "communes"),
                              may_change ? address + "/retirer" : std::string()});
    }
    if (may_change && view.items.size() < policies_max)
        view.add_href = policies_address(*campaign) + "/ajouter";
    view.back_href = editor_address(*campaign);
    return web::page_of(visit, editor_head(*campaign, "Politiques prioritaires"),
                        [&](html::Out& out) { pages::editor_policies(out, view); });
}

http::Response policy_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    Wanted const wanted = policy_of_path(visit, *campaign);
    if (!wanted.is_new && !wanted.policy) return web::not_found(visit);
    if (is_frozen(*campaign, Section::policies, visit.now))
        return web::redirect(visit, policies_address(*campaign));
    return policy_page(visit, *campaign,
                       policy_form(visit, *campaign, wanted,
                                   section_version(visit.reader(), campaign->id, Section::policies)));
}

http::Response policy_sent(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    Wanted const wanted = policy_of_path(visit, *campaign);
    if (!wanted.is_new && !wanted.policy) return web::not_found(visit);
    int const seen = static_cast<int>(forms::positive_number(visit.form().get("version")).value_or(0));
    std::string const codes = list_of(visit);
    bool const has_list = !base::trimmed(codes).empty();
    bool const is_confirmed = visit.form().get("confirme") == "oui";
    if (has_list && !is_confirmed) {
        base::FormErrors errors;
        if (forms::line_of(visit.form(), "name").empty()) errors.add("name", "Donnez un nom à la politique.");
        if (forms::line_of(visit.form(), "source").empty())
            errors.add("source", "Dites d’où vient la liste et de quel jour elle est.");
        auto const lines = read_codes(codes);
        if (!lines.ok()) errors.add("codes", lines.refusal().message);
        CodeReport const report = lines.ok() ? checked_codes(visit.reader(), *lines) : CodeReport{};
        if (lines.ok() && report.communes.empty())
            errors.add("codes", "Aucune commune du référentiel n’est dans cette liste.");
        if (!errors.none()) return policy_again(visit, *campaign, wanted, std::move(errors).refusal());
        return dry_run_page(visit, *campaign, wanted, report);
    }
    auto const next = applied(visit, *campaign, wanted, seen, has_list ? std::optional(codes) : std::nullopt);
    return next ? web::redirect(visit, *next) : policy_again(visit, *campaign, wanted, next.refusal());
}

http::Response policy_remove_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    Wanted const wanted = policy_of_path(visit, *campaign);
    if (!wanted.policy) return web::not_found(visit);
    ConfirmActView view;
    view.title = fmt::format("Retirer «\u00a0{}\u00a0»\u202f?", wanted.policy->name);
    view.sentences = {
        fmt::format("La liste de {} est retirée de la consultation. L’historique garde ce changement.",
                    base::french_count(wanted.policy->count, "commune", "communes"))};
    view.hidden = visit.form_fields();
    view.hidden.push_back(
        {"version", std::to_string(section_version(visit.reader(), campaign->id, Section::policies))});
    view.action = fmt::format("{}/{}/retirer", policies_address(*campaign), wanted.policy->slug);
    view.button = "Retirer la politique";
    view.is_warning = true;
    view.back_href = policies_address(*campaign);
    view.back_label = "Ne rien retirer";
    return forms::confirm_page(visit, view, editor_head(*campaign, "Retirer").breadcrumbs);
}

http::Response policy_remove_sent(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    int const seen = static_cast<int>(forms::positive_number(visit.form().get("version")).value_or(0));
    std::string const slug(visit.path("policy"));
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const removed = remove_policy(tx, visit.services.world, visit.actor(), campaign->id, seen, slug);
        if (!removed.ok()) return removed.refusal();
        return policies_address(*campaign) + "?fait=oui";
    });
    return next ? web::redirect(visit, *next) : web::refusal_page(visit, next.refusal());
}

}  // namespace consultation
