// Decisions by spreadsheet: the bench as a file, a file tried, its report, its decisions applied.
#pragma once

#include "http/message.hpp"
#include "web/visit.hpp"

namespace consultation {

/// GET …/tri/liste.csv and …/tri/liste.xlsx, with the bench's filters; the workbook has the columns to fill.
http::Response triage_list_file(web::Visit& visit);
/// GET and POST …/tri/tableur: how, the file to send.
http::Response decision_sheet_page(web::Visit& visit);
http::Response decision_sheet_sent(web::Visit& visit);
/// GET …/tri/tableur/{sheet}: the report, before and after applying; the sender's only. POST applies.
http::Response sheet_report_page(web::Visit& visit);
http::Response sheet_applied(web::Visit& visit);
/// GET …/tri/tableur/{sheet}/rapport.csv and .xlsx.
http::Response sheet_report_file(web::Visit& visit);

}  // namespace consultation
