#include "consultation/open_data_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/crypto.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign_json.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/datasets.hpp"
#include "consultation/exports.hpp"
#include "consultation/open_data_view.hpp"
#include "consultation/pages_dictionary.hpp"
#include "consultation/pages_open_data.hpp"
#include "consultation/settings.hpp"
#include "journal/sequencer.hpp"
#include "web/frame.hpp"

namespace consultation {
namespace {

constexpr std::size_t campaigns_per_page = 5;  // each has eight links
constexpr std::string_view address = "/donnees-ouvertes";
constexpr std::string_view dictionary_address = "/donnees-ouvertes/dictionnaire";
constexpr std::size_t root_part_digits = 16;

std::string lines(std::int64_t count) {
    return base::french_count(count, "ligne", "lignes");
}

/// How many lines a file has, from the campaign's figures; nothing for what they do not say.
std::string count_of(Dataset const& dataset, CampaignFigures const& figures) {
    if (dataset.name == "contributions") return lines(figures.conservation.contributions);
    if (dataset.name == "proposals") return lines(figures.proposals);
    if (dataset.name == "supports") return lines(figures.supports);
    return {};
}

OpenDataCampaign view_of(Campaign const& campaign, CampaignFigures const& figures) {
    OpenDataCampaign view{campaign.title, address_of_campaign(campaign.slug), {}};
    for (Dataset const& one : datasets()) {
        std::string const json = fmt::format("/api/v1/campaigns/{}/{}", campaign.slug, one.name);
        view.files.push_back({std::string(one.title), count_of(one, figures), json + ".csv", json});
    }
    return view;
}

/// The page asked for, within what there is; anything else shows the first.
int page_asked(web::Visit const& visit, int last) {
    auto const number = base::parse_int(visit.request.query.get("page"));
    return number && *number >= 1 && *number <= last ? static_cast<int>(*number) : 1;
}

void put_campaigns(OpenDataView& view, web::Visit& visit) {
    std::vector<Campaign> const all = campaigns(visit.reader());
    std::vector<CampaignFigures> const figures = every_campaign_figures(visit.reader());
    int const last =
        std::max(1, static_cast<int>((all.size() + campaigns_per_page - 1) / campaigns_per_page));
    view.pages = {page_asked(visit, last), last, std::string(address) + "?page="};
    std::size_t const from = static_cast<std::size_t>(view.pages.current - 1) * campaigns_per_page;
    for (std::size_t i = from; i < std::min(all.size(), from + campaigns_per_page); ++i)
        view.campaigns.push_back(view_of(all[i], figures_of(figures, all[i].id)));
}

void put_journal(OpenDataView& view, web::Visit& visit) {
    auto const head = journal::latest_head(visit.reader());
    if (!head) return;
    view.journal_size = base::french_count(head->size, "acte", "actes");
    std::string const root = base::hex(base::as_bytes(head->root));
    for (std::size_t at = 0; at < root.size(); at += root_part_digits)
        view.journal_root.push_back(root.substr(at, root_part_digits));
    view.journal_at = base::french_date_time(head->at);
}

http::Response open_data_page(web::Visit& visit) {
    OpenDataView view;
    view.is_demo = visit.services.settings.is_demo;
    view.licence = open_licence;
    view.licence_href = open_licence_url;
    put_campaigns(view, visit);
    put_journal(view, visit);
    return web::page_of(
        visit,
        {.title = "Données ouvertes",
         .section = std::string(address),
         .breadcrumbs = {{"Accueil", "/"}, {"Données ouvertes", ""}},
         .description = "Contributions, propositions, soutiens et décisions des consultations, à "
                        "télécharger et à recalculer."},
        [&](html::Out& out) { pages::open_data(out, view); });
}

/// The files of the catalogue, then the columns of the one asked for (the first, if none or an unknown one
/// is): the page stays light however many files there are.
http::Response dictionary_page(web::Visit& visit) {
    Dataset const* shown = dataset(visit.request.query.get("fichier"));
    if (!shown) shown = &datasets().front();
    DictionaryView view;
    for (Dataset const& one : datasets())
        view.files.push_back(
            {fmt::format("{} ({}.csv)", one.title, one.name),
             &one == shown ? std::string() : fmt::format("{}?fichier={}", dictionary_address, one.name)});
    view.line = shown->line;
    view.columns = {fmt::format("Colonnes de {}.csv", shown->name),
                    {{"Colonne"}, {"Type"}, {"Ce qu’elle veut dire"}},
                    {}};
    auto const add = [&](DataColumn const& column) {
        view.columns.rows.push_back(
            {{std::string(column.name)}, {std::string(french(column.type))}, {std::string(column.meaning)}});
    };
    for (DataColumn const& column : shown->columns) add(column);
    if (visit.services.settings.is_demo) add(demonstration_column);
    return web::page_of(visit,
                        {.title = "Dictionnaire des données",
                         .section = std::string(address),
                         .breadcrumbs = {{"Accueil", "/"},
                                         {"Données ouvertes", std::string(address)},
                                         {"Dictionnaire des données", ""}}},
                        [&](html::Out& out) { pages::dictionary(out, view); });
}

http::Response dictionary_json_file(web::Visit& visit) {
    return web::json_response(dictionary_json(visit.services.settings.is_demo));
}

http::Response dictionary_file(web::Visit& visit) {
    http::Response response;
    response.content_type = "text/csv; charset=utf-8; header=present";
    response.body = dictionary_csv(visit.services.settings.is_demo);
    return response;
}

}  // namespace

web::Routes open_data_routes() {
    using enum http::Method;
    using enum web::Policy;
    return {{get, std::string(address), public_page, open_data_page, {}},
            {get, std::string(dictionary_address), public_page, dictionary_page, {}},
            {get, std::string(dictionary_address) + ".csv", public_page, dictionary_file, {}},
            {get, std::string(dictionary_address) + ".json", public_page, dictionary_json_file, {}}};
}

}  // namespace consultation
