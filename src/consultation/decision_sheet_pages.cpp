#include "consultation/decision_sheet_pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/crypto.hpp"
#include "base/french.hpp"
#include "base/french_hours.hpp"
#include "base/text.hpp"
#include "consultation/decision_sheet_actions.hpp"
#include "consultation/decision_sheet_views.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/desk_rows.hpp"
#include "consultation/pages_decision_sheet.hpp"
#include "consultation/pages_sheet_report.hpp"
#include "consultation/triage_bench_page.hpp"
#include "consultation/triage_sheet.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"
#include "web/list_response.hpp"

namespace consultation {
namespace {

using Fate = CheckedRow::Fate;

constexpr std::size_t report_lines_per_page = 50;
constexpr std::size_t name_random_bytes = 16;

std::string sheets_address(Campaign const& campaign) {
    return bench_address(campaign) + "/tableur";
}
html::Link bench_link(Campaign const& campaign) {
    return {"Tri des contributions", bench_address(campaign)};
}
html::Link sheets_link(Campaign const& campaign) {
    return {"Décisions par tableur", sheets_address(campaign)};
}

std::string lines_count(std::int64_t count) {
    return base::french_count(count, "ligne", "lignes");
}
std::string decisions_count(std::int64_t count) {
    return base::french_count(count, "décision", "décisions");
}

http::Response sheet_form(web::Visit& visit, Campaign const& campaign, base::Refusal const* refusal) {
    DecisionSheetView view;
    if (!visit.is_operator())
        view.no_act = "Seule l’équipe qui anime la consultation peut envoyer des décisions.";
    else if (campaign.has_results())
        view.no_act = "Les résultats sont publiés\u00a0: plus aucune décision ne peut être prise.";
    else
        view.action = sheets_address(campaign);
    view.file = forms::field("fichier", "Fichier rempli", {},
                             "Classeur XLSX ou ODS, ou fichier CSV, de 10 Mo au plus.");
    view.hidden = refusal ? visit.form_fields_again() : visit.form_fields();
    std::string const list = bench_address(campaign) + "/liste.xlsx";
    view.downloads = {{"Les contributions à traiter (XLSX)", list},
                      {"Toutes les contributions (XLSX)", list + "?statut=toutes"}};
    view.back_href = bench_address(campaign);
    if (refusal) forms::show_errors(view, *refusal, {&view.file});
    web::PageHead head = desk_head(campaign, bench_link(campaign), "Décisions par tableur");
    head.has_errors = refusal != nullptr;
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::decision_sheet(out, view); },
        refusal ? web::status_of(refusal->code) : 200);
}

/// The sender's file of the path, with its campaign and what its bytes say.
struct Found {
    Campaign campaign;
    DecisionSheet sheet;
    SheetRows rows;
};
std::optional<Found> sheet_of_path(web::Visit& visit) {
    auto campaign = forms::campaign_of_path(visit);
    if (!campaign) return std::nullopt;
    auto kept = sheet_by_id(visit.reader(), campaign->id, web::id_of<DecisionSheet>(visit.path("sheet")));
    if (!kept || kept->sheet.by != visit.actor().person) return std::nullopt;
    auto rows = read_decisions(kept->bytes);
    base::check(rows.ok(), "a file that was kept can be read");
    return Found{std::move(*campaign), std::move(kept->sheet), std::move(rows).value()};
}

std::string report_address(Found const& found) {
    return fmt::format("{}/{}", sheets_address(found.campaign), found.sheet.id.value);
}

std::vector<CheckedRow const*> remarks_of(SheetReport const& report) {
    std::vector<CheckedRow const*> remarks;
    for (CheckedRow const& row : report.rows)
        if (row.fate == Fate::refused || row.fate == Fate::warned) remarks.push_back(&row);
    return remarks;
}

std::string_view word_of(Fate fate) {
    return fate == Fate::warned ? "Avertissement" : "Refusée";
}

void fill_counts(SheetReportView& view, SheetReport const& report, bool is_applied) {
    auto const add = [&](std::string what, std::string value) {
        view.rows.push_back({std::move(what), std::move(value), {}, {}});
    };
    if (!is_applied) {
        std::vector<std::string> kinds;
        for (Outcome const outcome :
             {Outcome::grouped, Outcome::reoriented, Outcome::rejected, Outcome::pending})
            if (std::int64_t const count = report.count(outcome, false); count > 0)
                kinds.push_back(fmt::format("{}\u00a0: {}", word_of(outcome), base::french_number(count)));
        std::int64_t const accepted = report.count(Fate::accepted);
        add("Décisions prêtes",
            accepted == 0 ? std::string("aucune")
                          : fmt::format("{} ({})", base::french_number(accepted), base::joined(kinds, ", ")));
    }
    auto const add_decided = [&] {
        add(is_applied ? "Décidées comme le dit le fichier" : "Déjà décidées ainsi",
            base::french_number(report.count(Fate::unchanged)));
    };
    if (is_applied) add_decided();
    add("Lignes avec avertissement", base::french_number(report.count(Fate::warned)));
    add("Lignes refusées", base::french_number(report.count(Fate::refused)));
    if (!is_applied) add_decided();
    add("Lignes sans décision", base::french_number(report.without_decision));
}

void fill_lines(SheetReportView& view, SheetReport const& report, Found const& found, int page) {
    auto const remarks = remarks_of(report);
    auto const total = static_cast<std::int64_t>(remarks.size());
    int const last = web::last_page(total, static_cast<int>(report_lines_per_page));
    view.pages = {std::clamp(page, 1, last), last, report_address(found) + "?page="};
    view.lines = {"Lignes à revoir", {{"Contribution"}, {"Ligne"}, {"Ce qui ne va pas"}, {"Que faire"}}, {}};
    std::size_t const first = static_cast<std::size_t>(view.pages.current - 1) * report_lines_per_page;
    for (std::size_t i = first; i < std::min(remarks.size(), first + report_lines_per_page); ++i) {
        CheckedRow const& row = *remarks[i];
        std::string const href =
            row.contribution.exists()
                ? bench_address(found.campaign) + "?statut=toutes&contribution=" + row.reference
                : std::string();
        view.lines.rows.push_back(
            {{row.reference.empty() ? std::string("Sans référence") : row.reference, href},
             {base::french_number(row.number)},
             {fmt::format("{}\u00a0: {}", word_of(row.fate), row.message)},
             {row.advice}});
    }
    view.downloads = web::list_links(report_address(found) + "/rapport", {});
}

void fill_form(SheetReportView& view, web::Visit& visit, SheetReport const& report, Found const& found,
               bool is_again) {
    std::int64_t const accepted = report.count(Fate::accepted);
    std::int64_t const warned = report.count(Fate::warned);
    if (accepted + warned == 0) return;
    view.action = report_address(found);
    view.hidden = is_again ? visit.form_fields_again() : visit.form_fields();
    view.hidden.push_back({"empreinte", found.sheet.sha256});
    view.name = forms::field("nom", "Nom du lot",
                             is_again ? forms::line_of(visit.form(), "nom")
                                      : base::shortened("Tableur " + found.sheet.name, batch_name_max),
                             "Pour le retrouver parmi les décisions par lot, où il peut être annulé.");
    view.button = accepted == 0   ? std::string("Appliquer les lignes avec avertissement")
                  : accepted == 1 ? std::string("Appliquer la décision")
                                  : fmt::format("Appliquer les {}", decisions_count(accepted));
    if (warned > 0) {
        view.warned = forms::field("avertis", "Lignes avec avertissement");
        view.warned_choices = {
            {"oui",
             warned == 1 ? std::string("Appliquer aussi la ligne avec avertissement")
                         : fmt::format("Appliquer aussi les {} avec avertissement", lines_count(warned)),
             "Sans cette case, elles sont laissées telles quelles.",
             is_again && visit.form().get("avertis") == "oui"}};
    }
}

std::string grace_sentence(db::Reader const& reader, Campaign const& campaign) {
    int const minutes = triage_rules(reader, campaign.id).grace_minutes;
    return minutes == 0 ? std::string("Chaque auteur sera prévenu par e-mail aussitôt, avec l’explication.")
                        : fmt::format(
                              "Chaque auteur sera prévenu par e-mail dans {}, avec l’explication. D’ici là, "
                              "vous pourrez annuler tout le lot.",
                              base::french_count(minutes, "minute", "minutes"));
}

http::Response report_page(web::Visit& visit, Found const& found, base::Refusal const* refusal) {
    SheetReport const report = checked(visit.reader(), found.campaign.id, found.rows, &found.sheet.seen);
    SheetReportView view;
    bool const is_applied = found.sheet.applied_at.has_value();
    if (is_applied) {
        view.title = "Fichier appliqué";
        view.lead = fmt::format("«\u00a0{}\u00a0» a été appliqué le {}.", found.sheet.name,
                                base::french_date_time(*found.sheet.applied_at));
        if (auto const batch = batch_by_id(visit.reader(), found.sheet.batch))
            view.batch = {batch->may_be_undone(visit.now) ? "Voir les décisions du lot, ou l’annuler " +
                                                                base::french_until(batch->tell_at, visit.now)
                                                          : std::string("Voir les décisions du lot"),
                          fmt::format("{}/lots/{}", bench_address(found.campaign), found.sheet.batch.value)};
        if (visit.request.query.get("fait") == "oui")
            view.notice = report.count(Fate::refused) + report.count(Fate::warned) > 0
                              ? "Les décisions sont prises. Les lignes ci-dessous ont été laissées de côté."
                              : "Les décisions sont prises.";
    } else {
        view.title = "Rapport d’essai";
        bool const has_some = report.count(Fate::accepted) + report.count(Fate::warned) > 0;
        view.lead = fmt::format("«\u00a0{}\u00a0» a été essayé le {}. Rien n’est encore décidé. {}",
                                found.sheet.name, base::french_date_time(found.sheet.at),
                                has_some ? grace_sentence(visit.reader(), found.campaign)
                                         : std::string("Corrigez le fichier, puis envoyez-le de nouveau."));
    }
    fill_counts(view, report, is_applied);
    fill_lines(view, report, found, forms::asked_page(visit.request.query).value_or(1));
    if (!is_applied && !found.campaign.has_results())
        fill_form(view, visit, report, found, refusal != nullptr);
    view.back_href = sheets_address(found.campaign);
    if (refusal) forms::show_errors(view, *refusal, {&view.name});
    web::PageHead head = desk_head(found.campaign, sheets_link(found.campaign), view.title);
    head.breadcrumbs.insert(head.breadcrumbs.end() - 2, bench_link(found.campaign));
    head.has_errors = refusal != nullptr;
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::sheet_report(out, view); },
        refusal ? web::status_of(refusal->code) : 200);
}

}  // namespace

http::Response triage_list_file(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    Choices const offered = choices(visit.reader(), campaign->id);
    TriageFilters const filters = TriageFilters::from(visit.request.query, offered);
    ContributionFilter const filter = filters.filter(campaign->id, offered, visit.actor().person, visit.now);
    std::string const address = bench_address(*campaign) + forms::query_of(filters.pairs());
    std::string const name = "tri-" + base::slug(campaign->slug);
    if (!visit.request.path.ends_with(".xlsx"))
        return web::list_response(
            visit, {name, "Contributions", {}, address, triage_columns()},
            [&](web::PutRow const& put) { put_triage_lines(visit.reader(), filter, put); });
    std::int64_t const total = triage_page(visit.reader(), filter, 1).total;
    if (total > triage_sheet_rows_max)
        return web::refusal_page(
            visit,
            base::refuse(base::RefusalCode::invalid,
                         fmt::format("Cette liste a {}\u00a0: un classeur de décisions en prend {} au plus.",
                                     base::french_count(total, "contribution", "contributions"),
                                     base::french_number(triage_sheet_rows_max)),
                         "Filtrez la liste du tri, puis téléchargez ce qu’il montre."));
    web::SiteSettings const& site = visit.services.settings;
    documents::Stamp const stamp{{},
                                 visit.now,
                                 site.name + (site.is_demo ? " (démonstration, actes inventés)" : ""),
                                 site.origin + address,
                                 {}};
    std::string const path = visit.services.temporary_folder + "/" +
                             base::hex(visit.services.world.random.bytes(name_random_bytes)) + ".xlsx";
    http::Response response;
    response.content_type = std::string(documents::workbook_media_type);
    response.header("Content-Disposition", fmt::format("attachment; filename=\"{}.xlsx\"", name));
    response.file_path =
        write_triage_sheet(visit.reader(), *campaign, offered,
                           changeable_proposals(visit.reader(), campaign->id), filter, stamp, path);
    response.delete_file = true;
    return response;
}

http::Response decision_sheet_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    return sheet_form(visit, *campaign, nullptr);
}

http::Response decision_sheet_sent(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    http::UploadedFile const* sent = nullptr;
    for (http::UploadedFile const& file : visit.files())
        if (file.field == "fichier" && file.size > 0) sent = &file;
    if (sent == nullptr) {
        auto const refusal = base::refuse_field("fichier", "Choisissez le fichier rempli.");
        return sheet_form(visit, *campaign, &refusal);
    }
    std::ifstream in(sent->path, std::ios::binary);
    std::string const bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    auto const rows = read_decisions(bytes);
    if (!rows.ok()) return sheet_form(visit, *campaign, &rows.refusal());
    std::string const name = sent->name;
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const kept =
            try_sheet(tx, visit.services.world, visit.actor(), campaign->id, name, bytes, *rows);
        if (!kept.ok()) return kept.refusal();
        return fmt::format("{}/{}", sheets_address(*campaign), kept->value);
    });
    if (next) return web::redirect(visit, *next);
    if (!forms::is_about_form(next.refusal())) return web::refusal_page(visit, next.refusal());
    return sheet_form(visit, *campaign, &next.refusal());
}

http::Response sheet_report_page(web::Visit& visit) {
    auto const found = sheet_of_path(visit);
    if (!found) return web::not_found(visit);
    return report_page(visit, *found, nullptr);
}

http::Response sheet_applied(web::Visit& visit) {
    auto const found = sheet_of_path(visit);
    if (!found) return web::not_found(visit);
    if (visit.form().get("empreinte") != found->sheet.sha256)
        return web::refusal_page(visit,
                                 base::refuse(base::RefusalCode::conflict,
                                              "Ce fichier n’est pas celui dont vous avez lu le rapport.",
                                              "Rien n’a été décidé. Ouvrez de nouveau le rapport."));
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        ApplySheet command{found->campaign.id,
                           found->sheet.id,
                           found->sheet.sha256,
                           found->rows,
                           visit.form().get("avertis") == "oui",
                           forms::line_of(visit.form(), "nom")};
        auto const applied = apply_sheet(tx, visit.services.world, visit.actor(), command);
        if (!applied.ok()) return applied.refusal();
        return report_address(*found) + "?fait=oui";
    });
    if (next) return web::redirect(visit, *next);
    if (!forms::is_about_form(next.refusal())) return web::refusal_page(visit, next.refusal());
    return report_page(visit, *found, &next.refusal());
}

http::Response sheet_report_file(web::Visit& visit) {
    auto const found = sheet_of_path(visit);
    if (!found) return web::not_found(visit);
    SheetReport const report = checked(visit.reader(), found->campaign.id, found->rows, &found->sheet.seen);
    return web::list_response(visit,
                              {"rapport-" + base::slug(found->sheet.name),
                               "Rapport",
                               {},
                               report_address(*found),
                               {{"ligne", "Ligne", documents::ColumnType::integer, 8},
                                {"contribution", "Contribution", documents::ColumnType::text, 16},
                                {"verdict", "Verdict", documents::ColumnType::text, 14},
                                {"probleme", "Ce qui ne va pas", documents::ColumnType::text, 60},
                                {"que_faire", "Que faire", documents::ColumnType::text, 60}}},
                              [&](web::PutRow const& put) {
                                  for (CheckedRow const* const row : remarks_of(report))
                                      put({row->number, row->reference, std::string(word_of(row->fate)),
                                           row->message, row->advice});
                              });
}

}  // namespace consultation
