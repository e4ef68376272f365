// The frame around every page: header, who acts, breadcrumbs, footer; and the pages of refusals and faults.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "html/form.hpp"
#include "html/out.hpp"
#include "html/view.hpp"
#include "web/visit.hpp"

namespace web {

/// What a page says of itself. Breadcrumbs or a back link, never both (PAGES.md).
struct PageHead {
    std::string title;  // "thing – campaign"; the site's name is added
    std::string section =
        {};  // the current entry of the navigation: "consultations", "collectivites", "aide"
    std::vector<html::Link> breadcrumbs = {};
    html::Link back = {};
    bool has_errors = false;  // "Erreur :" before the title
    std::string description = {};
    bool is_wide = false;  // benches use the whole width
    /// The acts of the journal that operator and auditor may read from here: "objet=P-2026-012",
    /// "pour=29134".
    std::string journal_query = {};
};

/// The page around `content`, with the cookies the visit wants set.
http::Response page(Visit& visit, PageHead const& head, html::Html content, int status = 200);

/// Renders `write(out)` as the content.
template<class Write>
http::Response page_of(Visit& visit, PageHead const& head, Write&& write, int status = 200) {
    html::Out out;
    write(out);
    return page(visit, head, out.take_from(0), status);
}

/// A refusal as a page (or as a JSON problem under /api/).
http::Response refusal_page(Visit& visit, base::Refusal const& refusal);
/// The fault page with its incident number.
http::Response fault_page(Visit& visit, std::string_view incident);
/// 404 with the search.
http::Response not_found(Visit& visit);
/// Errors found by the server before there is a visit; no request is known.
http::Response bare_error_page(SiteSettings const& settings, Assets const& assets, int status);

http::Response redirect(Visit& visit, std::string location);

}  // namespace web
