#include "web/list_response.hpp"

#include <fmt/format.h>

#include "base/crypto.hpp"

namespace web {
namespace {

constexpr std::size_t name_random_bytes = 16;
constexpr std::string_view sheet_ending = ".xlsx";
constexpr std::string_view demonstration = "actes inventés";

}  // namespace

http::Response list_response(Visit& visit, ListAsked asked, std::function<void(PutRow const&)> const& write) {
    SiteSettings const& site = visit.services.settings;
    bool const is_sheet = visit.request.path.ends_with(sheet_ending);
    documents::Stamp stamp{asked.title,
                           visit.now,
                           site.name + (site.is_demo ? " (démonstration, actes inventés)" : ""),
                           site.origin + asked.address,
                           {}};
    if (!asked.about.empty()) stamp.more.emplace_back("Filtres", asked.about);
    if (site.is_demo) asked.columns.push_back({"demonstration", "Démonstration"});
    std::string const ending = is_sheet ? ".xlsx" : ".csv";
    documents::ListFile file(visit.services.temporary_folder + "/" +
                                 base::hex(visit.services.world.random.bytes(name_random_bytes)) + ending,
                             is_sheet ? documents::ListFormat::xlsx : documents::ListFormat::csv, stamp,
                             asked.columns);
    write([&](std::vector<documents::SheetCell> cells) {
        if (site.is_demo) cells.emplace_back(std::string(demonstration));
        file.row(cells);
    });
    http::Response response;
    response.content_type =
        is_sheet ? std::string(documents::workbook_media_type) : "text/csv; charset=utf-8; header=present";
    response.header("Content-Disposition", fmt::format("attachment; filename=\"{}{}\"", asked.name, ending));
    response.file_path = file.finish();
    response.delete_file = true;
    return response;
}

std::vector<html::Link> list_links(std::string const& address, std::string const& query) {
    return {{"CSV", address + ".csv" + query}, {"XLSX", address + ".xlsx" + query}};
}

}  // namespace web
