#include "consultation/snapshot_pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/pages_snapshot.hpp"
#include "consultation/pages_snapshots.hpp"
#include "consultation/snapshot_actions.hpp"
#include "consultation/snapshot_rows.hpp"
#include "consultation/snapshot_views.hpp"
#include "documents/pdf.hpp"
#include "documents/workbook.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace consultation {
namespace {

constexpr std::size_t hash_part_digits = 16;

struct KeptFile {
    SnapshotFile file;
    std::string_view name;
    std::string_view label;
    std::string_view type;
};
constexpr std::array<KeptFile, 3> kept_files{
    {{SnapshotFile::sheet, "chiffres.xlsx", "Classeur (XLSX)", documents::workbook_media_type},
     {SnapshotFile::pdf, "chiffres.pdf", "Document à lire et à imprimer (PDF)", documents::pdf_media_type},
     {SnapshotFile::figures, "chiffres.json", "Texte de référence, dont l’empreinte est donnée (JSON)",
      "application/json"}}};

/// Cut in groups, so that it fits a phone.
std::string grouped(std::string_view hash) {
    std::string text;
    for (std::size_t at = 0; at < hash.size(); at += hash_part_digits) {
        if (at > 0) text += ' ';
        text += hash.substr(at, hash_part_digits);
    }
    return text;
}

SnapshotSource source_of(web::Visit const& visit) {
    web::SiteSettings const& site = visit.services.settings;
    return {site.name, site.origin, visit.services.temporary_folder, site.is_demo};
}

html::Link list_link(Campaign const& campaign) {
    return {"Chiffres arrêtés", snapshots_address(campaign)};
}

std::string maker_of(Snapshot const& one) {
    if (one.is_closing()) return "d’office";
    return one.by_email.empty() ? std::string("par un compte supprimé") : "par " + one.by_email;
}

std::string closing_sentence(Campaign const& campaign, base::Instant now) {
    auto const due = campaign.late_verification_until();
    if (!due || !campaign.is_public()) return {};
    std::string const when = base::french_deadline(*due);
    return *due > now ? fmt::format(
                            "Les chiffres seront arrêtés d’office le {}, quand plus aucun soutien ne "
                            "pourra être compté.",
                            when)
                      : fmt::format("Depuis le {}, plus aucun soutien nouveau ne peut être compté.", when);
}

http::Response list_page(web::Visit& visit, Campaign const& campaign, base::Refusal const* refusal) {
    auto const listed =
        snapshots_page(visit.reader(), campaign.id, forms::asked_page(visit.request.query).value_or(1));
    SnapshotsView view;
    view.closing = closing_sentence(campaign, visit.now);
    if (!campaign.is_public())
        view.no_act =
            "Cette consultation n’est pas publiée\u00a0: elle n’a pas encore de chiffres à arrêter.";
    else if (visit.is_operator() && listed.total < snapshots_per_campaign_max)
        view.action = snapshots_address(campaign);
    view.name = forms::field("nom", "Nom",
                             refusal ? forms::line_of(visit.form(), "nom")
                                     : fmt::format("Chiffres du {}", base::french_date(visit.now)),
                             "Il figure sur les fichiers. Exemple\u00a0: Comité du 3 mai.");
    view.hidden = refusal ? visit.form_fields_again() : visit.form_fields();
    view.count = base::french_count(listed.total, "instantané", "instantanés");
    std::string const address = snapshots_address(campaign);
    for (Snapshot const& one : listed.items)
        view.items.push_back({one.name, fmt::format("{}/{}", address, one.id.value),
                              fmt::format("Chiffres arrêtés au {}, {}.",
                                          base::french_date_time(one.speaks_of()), maker_of(one))});
    view.pages = {listed.page, listed.pages(), address + "?page="};
    view.back_href = desk_address(campaign);
    if (refusal) forms::show_errors(view, *refusal, {&view.name});
    web::PageHead head = desk_head(campaign, "Chiffres arrêtés");
    head.has_errors = refusal != nullptr;
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::snapshots(out, view); },
        refusal ? web::status_of(refusal->code) : 200);
}

std::int64_t number_of(std::vector<std::pair<std::string, std::int64_t>> const& summary,
                       std::string_view code) {
    auto const found = std::ranges::find(summary, code, &std::pair<std::string, std::int64_t>::first);
    return found == summary.end() ? 0 : found->second;
}

/// "Depuis : + 3 soutiens comptés, + 2 collectivités qui soutiennent."
std::string since_sentence(SnapshotCounts const& then, SnapshotCounts const& now) {
    std::vector<std::string> parts;
    for (auto const& [code, one, several] :
         {std::tuple{"soutiens_comptes", "soutien compté", "soutiens comptés"},
          std::tuple{"collectivites_soutenantes", "collectivité qui soutient",
                     "collectivités qui soutiennent"},
          std::tuple{"contributions", "contribution", "contributions"}}) {
        std::int64_t const before = number_of(then.summary, code);
        std::int64_t const after = number_of(now.summary, code);
        if (before == after) continue;
        std::int64_t const size = after > before ? after - before : before - after;
        parts.push_back(french_change(before, after) + "\u00a0" + (size < 2 ? one : several));
    }
    bool const is_same = std::ranges::all_of(
        then.summary, [&](auto const& one) { return one.second == number_of(now.summary, one.first); });
    if (parts.empty() && is_same)
        return "Rien\u00a0: les chiffres de la consultation sont les mêmes aujourd’hui.";
    if (parts.empty())
        return "Ni les contributions ni les soutiens comptés n’ont changé. Les écarts sont dans le tableau.";
    return "Depuis\u00a0: " + base::joined(parts, ", ") + ".";
}

std::vector<html::Cell> compared(html::Cell what, std::int64_t then, std::optional<std::int64_t> now) {
    return {std::move(what),
            {base::french_number(then)},
            {now ? base::french_number(*now) : std::string("–")},
            {now ? french_change(then, *now) : std::string("–")}};
}

void fill_comparison(SnapshotView& view, SnapshotCounts const& then, SnapshotCounts const& now,
                     std::string const& address, int page) {
    std::vector<html::Column> const columns{
        {"Chiffre"}, {"À cet instant", true}, {"Aujourd’hui", true}, {"Écart", true}};
    view.since = since_sentence(then, now);
    view.summary = {"Toute la consultation", columns, {}};
    for (auto const& [code, number] : then.summary)
        view.summary.rows.push_back(compared({title_of_summary(code)}, number, number_of(now.summary, code)));
    auto const total = static_cast<std::int64_t>(then.proposals.size());
    view.pages = {std::clamp(page, 1, forms::last_page(total)), forms::last_page(total), address + "?page="};
    view.proposals = {"Soutiens comptés par proposition", columns, {}};
    view.proposals.columns.front().title = "Proposition";
    std::int64_t const first = std::int64_t{view.pages.current - 1} * forms::per_page;
    for (std::int64_t i = first; i < std::min<std::int64_t>(total, first + forms::per_page); ++i) {
        auto const& one = then.proposals[static_cast<std::size_t>(i)];
        auto const present =
            std::ranges::find(now.proposals, one.reference, &SnapshotCounts::OfProposal::reference);
        view.proposals.rows.push_back(
            compared({one.reference + " – " + one.title, proposal_desk_address(one.reference)}, one.counted,
                     present == now.proposals.end() ? std::nullopt : std::optional(present->counted)));
    }
}

}  // namespace

std::string snapshots_address(Campaign const& campaign) {
    return desk_address(campaign) + "/instantanes";
}

http::Response snapshots_list_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    return list_page(visit, *campaign, nullptr);
}

http::Response snapshot_asked(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    auto name = checked_snapshot_name(forms::line_of(visit.form(), "nom"));
    if (!name.ok()) return list_page(visit, *campaign, &name.refusal());
    if (!campaign->is_public())
        return web::refusal_page(
            visit,
            base::refuse(base::RefusalCode::conflict,
                         "Cette consultation n’est pas publiée\u00a0: elle n’a pas encore de chiffres."));
    // Counted in the page's own view, never inside the write that keeps it.
    PreparedSnapshot const prepared = prepare_snapshot(visit.reader(), visit.services.world, *campaign, *name,
                                                       visit.now, std::nullopt, source_of(visit));
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const kept = keep_snapshot(tx, visit.services.world, visit.actor(), prepared);
        if (!kept.ok()) return kept.refusal();
        return fmt::format("{}/{}?fait=oui", snapshots_address(*campaign), kept->value);
    });
    return next ? web::redirect(visit, *next) : web::refusal_page(visit, next.refusal());
}

http::Response snapshot_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    auto const kept =
        snapshot_by_id(visit.reader(), campaign->id, web::id_of<Snapshot>(visit.path("snapshot")));
    if (!kept) return web::not_found(visit);
    Snapshot const& one = kept->snapshot;
    SnapshotView view;
    view.title = one.name;
    if (visit.request.query.get("fait") == "oui")
        view.notice = "Les chiffres sont arrêtés. Leurs fichiers sont prêts.";
    view.rows = {{"Arrêtés au", base::french_date_time(one.speaks_of()) + " (heure de Paris)", {}, {}}};
    if (one.is_closing())
        view.rows.push_back({"Relevés le", base::french_date_time(one.at) + " (heure de Paris)", {}, {}});
    view.rows.push_back({"Fait", one.is_closing() ? "d’office, à la clôture" : maker_of(one), {}, {}});
    view.rows.push_back({"Empreinte SHA-256", grouped(one.sha256), {}, {}});
    view.rows.push_back(
        {"Journal",
         one.journal_root.empty()
             ? std::string("aucun acte scellé à cet instant")
             : fmt::format("{}, racine {}",
                           base::french_count(one.journal_size, "acte scellé", "actes scellés"),
                           grouped(one.journal_root)),
         {},
         {}});
    if (!one.journal_root.empty())
        view.journal_href = fmt::format("/journal/coherence?de={}", one.journal_size);
    std::string const address = fmt::format("{}/{}", snapshots_address(*campaign), one.id.value);
    for (KeptFile const& file : kept_files) {
        view.files.push_back({std::string(file.label), fmt::format("{}/{}", address, file.name)});
        view.file_facts.push_back("Empreinte SHA-256 " +
                                  grouped(file.file == SnapshotFile::sheet ? one.sheet_sha256
                                          : file.file == SnapshotFile::pdf ? one.pdf_sha256
                                                                           : one.sha256));
    }
    fill_comparison(view, counts_of(kept->figures), present_counts(visit.reader(), campaign->id), address,
                    forms::asked_page(visit.request.query).value_or(1));
    view.back_href = snapshots_address(*campaign);
    return web::page_of(visit, desk_head(*campaign, list_link(*campaign), one.name),
                        [&](html::Out& out) { pages::snapshot(out, view); });
}

http::Response snapshot_sent(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    auto const wanted = std::ranges::find(kept_files, visit.path("file"), &KeptFile::name);
    if (wanted == kept_files.end()) return web::not_found(visit);
    auto const found = snapshot_file(visit.reader(), campaign->id,
                                     web::id_of<Snapshot>(visit.path("snapshot")), wanted->file);
    if (!found) return web::not_found(visit);
    base::Civil const day = base::civil(found->at);
    http::Response response;
    response.content_type = std::string(wanted->type);
    response.header("Content-Disposition",
                    fmt::format("attachment; filename=\"{}-{:04}-{:02}-{:02}-{}\"",
                                base::slug(campaign->slug), day.year, day.month, day.day, wanted->name));
    response.body = found->bytes;
    return response;
}

}  // namespace consultation
