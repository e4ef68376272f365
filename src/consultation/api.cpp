#include "consultation/api.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "consultation/api_operations.hpp"
#include "consultation/campaign_json.hpp"
#include "consultation/datasets.hpp"
#include "consultation/exports.hpp"
#include "consultation/list_cursor.hpp"
#include "web/json.hpp"
#include "web/rate_limiter.hpp"

namespace consultation {
namespace {

constexpr std::size_t file_name_random_bytes = 16;
constexpr std::size_t filter_length_max = 100;
/// A file costs a walk through the whole list: a burst is allowed, a flood is not.
constexpr web::Rate file_rate{"consultation.csv", 120, base::Duration::minutes(1)};

http::Response no_such_campaign() {
    return web::problem(base::refuse(base::RefusalCode::not_found,
                                     "Cette consultation n’existe pas ou n’est pas publiée.",
                                     "GET /api/v1/campaigns donne la liste des consultations."));
}

std::optional<Campaign> public_campaign(web::Visit& visit) {
    auto campaign = campaign_by_slug(visit.reader(), visit.path("slug"));
    if (!campaign || !campaign->is_public()) return std::nullopt;
    return campaign;
}

struct Wanted {
    DataFilter filter;
    LineKey after;
    int per_page = api_per_page_default;
};

/// What page of a list is asked for; an empty `after` is the start. Other parameters are ignored.
base::Result<Wanted> wanted_page(web::Visit const& visit, Dataset const& dataset, Campaign const& campaign) {
    Wanted wanted;
    http::Pairs const& query = visit.request.query;
    if (auto const typed = query.find("per_page")) {
        auto const number = base::parse_int(*typed);
        if (query.all("per_page").size() > 1 || !number || *number < 1 || *number > api_per_page_max)
            return base::refuse_field(
                "per_page", fmt::format("per_page est un nombre entier de 1 à {}.", api_per_page_max));
        wanted.per_page = static_cast<int>(*number);
    }
    if (auto const typed = query.find("after"); typed && !typed->empty()) {
        auto const key = key_of(dataset.name, campaign.id, *typed);
        if (query.all("after").size() > 1 || !key)
            return base::refuse_field(
                "after",
                "after n’est pas un curseur de cette liste : reprenez la valeur de next de la "
                "page précédente, telle quelle.");
        wanted.after = *key;
    }
    for (DataFilterField const& field : dataset.filters) {
        auto const typed = query.find(field.name);
        if (!typed || typed->empty()) continue;
        bool const is_known = field.values.empty() || std::find(field.values.begin(), field.values.end(),
                                                                *typed) != field.values.end();
        if (query.all(field.name).size() > 1 || typed->size() > filter_length_max || !is_known)
            return base::refuse_field(std::string(field.name),
                                      field.values.empty()
                                          ? fmt::format("{} est donné une fois, en {} octets au plus.",
                                                        field.name, filter_length_max)
                                          : fmt::format("{} est donné une fois, et vaut {}.", field.name,
                                                        base::joined(field.values, " ou ")));
        wanted.filter.*field.member = *typed;
    }
    return wanted;
}

void put_cell(web::Json& json, DataCell const& cell) {
    if (auto const* const text = std::get_if<std::string>(&cell)) {
        json.text(*text);
    } else if (auto const* const number = std::get_if<std::int64_t>(&cell)) {
        json.number(*number);
    } else if (auto const* const yes = std::get_if<bool>(&cell)) {
        json.boolean(*yes);
    } else if (auto const* const at = std::get_if<base::Instant>(&cell)) {
        json.instant(*at);
    } else if (auto const* const list = std::get_if<std::vector<std::string>>(&cell)) {
        json.array();
        for (std::string const& item : *list) json.text(item);
        json.end();
    } else {
        json.null();
    }
}

http::Response list_as_json(web::Visit& visit, Dataset const& dataset) {
    auto const campaign = public_campaign(visit);
    if (!campaign) return no_such_campaign();
    auto const wanted = wanted_page(visit, dataset, *campaign);
    if (!wanted.ok()) return web::problem(400, {}, wanted.refusal().message);

    web::Json json;
    json.object().key("items").array();
    int given = 0;
    LineKey last;
    bool goes_on = false;
    // One line more than wanted says whether there is a next page.
    dataset.each(visit.reader(), *campaign, wanted->filter, wanted->after, wanted->per_page + 1,
                 [&](LineKey key, std::span<DataCell const> line) {
                     if (given == wanted->per_page) {
                         goes_on = true;
                         return;
                     }
                     json.object();
                     for (std::size_t i = 0; i < line.size(); ++i) {
                         json.key(dataset.columns[i].name);
                         put_cell(json, line[i]);
                     }
                     json.end();
                     ++given;
                     last = key;
                 });
    json.end();
    json.key("total").number(dataset.total(visit.reader(), *campaign, wanted->filter));
    json.key("next");
    if (goes_on)
        json.text(cursor_of(dataset.name, campaign->id, last));
    else
        json.null();
    if (visit.services.settings.is_demo) json.key("demonstration").boolean(true);
    json.end();
    return web::json_response(json.take());
}

http::Response list_as_csv(web::Visit& visit, Dataset const& dataset) {
    web::Services const& services = visit.services;
    if (int const wait_s = services.limiter.take(file_rate, visit.request.remote_address, visit.now);
        wait_s > 0) {
        base::Refusal refusal = base::refuse(
            base::RefusalCode::too_many, "Trop de fichiers demandés depuis cette adresse en peu de temps.",
            "Attendez un peu avant de recommencer.");
        refusal.retry_after_s = wait_s;
        return web::problem(refusal);
    }
    auto const campaign = public_campaign(visit);
    if (!campaign) return no_such_campaign();
    // Written whole before the first byte is sent: a slow reader holds neither a worker nor a snapshot, and a
    // failed export is an error, not half a file.
    ExportFile file(services.temporary_folder + "/" +
                    base::hex(services.world.random.bytes(file_name_random_bytes)) + ".csv");
    write_csv(visit.reader(), *campaign, dataset, services.settings.is_demo, file);
    http::Response response;
    response.content_type = "text/csv; charset=utf-8; header=present";
    response.header("Content-Disposition", fmt::format("attachment; filename=\"{}-{}.csv\"",
                                                       base::slug(campaign->slug), dataset.name));
    response.file_path = file.finish();
    response.delete_file = true;
    return response;
}

http::Response campaigns_as_json(web::Visit& visit) {
    std::vector<CampaignFigures> const figures = every_campaign_figures(visit.reader());
    web::Json json;
    json.array();
    for (Campaign const& campaign : campaigns(visit.reader()))
        put_campaign(json, campaign, figures_of(figures, campaign.id), visit.services.settings.is_demo);
    json.end();
    return web::json_response(json.take());
}

}  // namespace

web::Routes api_routes() {
    using enum http::Method;
    using enum web::Policy;
    web::Routes routes{
        {get, "/api/v1/campaigns", api_public, campaigns_as_json, {}, {}, false, campaigns_operation()},
        {put,
         "/api/v1/proposals/{reference}/support",
         api_token,
         put_support,
         {},
         {},
         false,
         put_support_operation()},
        {del,
         "/api/v1/proposals/{reference}/support",
         api_token,
         delete_support,
         {},
         {},
         false,
         delete_support_operation()},
    };
    for (Dataset const& dataset : datasets()) {
        std::string const address = fmt::format("/api/v1/campaigns/{{slug}}/{}", dataset.name);
        routes.push_back({get,
                          address,
                          api_public,
                          [&dataset](web::Visit& visit) { return list_as_json(visit, dataset); },
                          {},
                          {},
                          false,
                          list_operation(dataset)});
        routes.push_back({get,
                          address + ".csv",
                          api_public,
                          [&dataset](web::Visit& visit) { return list_as_csv(visit, dataset); },
                          {},
                          {},
                          false,
                          file_operation(dataset)});
    }
    return routes;
}

}  // namespace consultation
