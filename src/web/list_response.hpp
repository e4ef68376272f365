// What a list shows, as a file: one way for every list of every room (civic.md lesson 12: operators live in
// spreadsheets).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "documents/list_file.hpp"
#include "html/view.hpp"
#include "http/message.hpp"
#include "web/visit.hpp"

namespace web {

struct ListAsked {
    std::string name;     // of the file: "soutiens-essai"
    std::string title;    // of the sheet: "Soutiens"
    std::string about;    // what was chosen: filters in words; empty: everything
    std::string address;  // of the page that shows the same, without the origin
    std::vector<documents::ListColumn> columns;
};

/// The file that the address asks for (…xlsx, else CSV), streamed from a temporary file that goes afterwards.
/// In demonstration mode a last column says so on every line. Throws (500 with its incident) when it cannot
/// be written whole.
using PutRow = std::function<void(std::vector<documents::SheetCell>)>;
http::Response list_response(Visit& visit, ListAsked asked, std::function<void(PutRow const&)> const& write);

/// "Télécharger : CSV, XLSX": the addresses of both, with the page's filters ("?q=eau" or nothing).
std::vector<html::Link> list_links(std::string const& address, std::string const& query);

}  // namespace web
