// "Jour de clôture": what the team watches while a phase closes, on one page.
#pragma once

#include <string>
#include <vector>

#include "html/columns.hpp"
#include "html/view.hpp"
#include "http/message.hpp"
#include "web/visit.hpp"

namespace consultation {

/// Something to watch, in words, with where to act.
struct Watched {
    std::string name;
    std::string state;
    std::string tag;
    html::TagColour colour = html::TagColour::grey;
    html::Link act;
};
struct ClosingDayView {
    std::string notice;
    std::string campaign;
    std::vector<html::Link> desks;
    std::string headline;  // "La phase « Soutiens » ferme dans 5 heures"
    std::string detail;    // the instant, and overseas
    std::string extend_href;
    std::vector<html::Figure> figures;
    std::string counted_on;
    std::string refresh_href;
    std::vector<html::ColumnChart> hours;
    std::string quiet;  // instead of a picture of nothing
    std::vector<Watched> watched;
    std::vector<html::Link> links;
};

/// GET /operateur/campagnes/{campaign}/cloture.
http::Response closing_day_page(web::Visit& visit);

}  // namespace consultation
