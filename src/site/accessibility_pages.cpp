// The accessibility statement (model of the order of 20 September 2019) and the criteria behind it.
#include <fmt/format.h>

#include "base/text.hpp"
#include "site/accessibility.hpp"
#include "site/pages.hpp"
#include "site/pages_accessibility.hpp"
#include "site/pages_criteria.hpp"
#include "site/views.hpp"
#include "web/frame.hpp"

namespace site {
namespace {

constexpr std::string_view criteria_address = "/accessibilite/criteres";

std::string percent(int permille) {
    return permille % 10 == 0 ? fmt::format("{}\u202f%", permille / 10)
                              : fmt::format("{},{}\u202f%", permille / 10, permille % 10);
}

std::string address_of(int theme) {
    return fmt::format("{}?theme={}", criteria_address, theme);
}

std::vector<html::Link> theme_links(int current) {
    std::vector<html::Link> links;
    for (Theme const& theme : themes())
        links.push_back({fmt::format("{}. {}", theme.number, theme.title),
                         theme.number == current ? std::string() : address_of(theme.number)});
    return links;
}

html::Link link_of(Criterion const& criterion) {
    return {fmt::format("{} {}", criterion.number, criterion.title), address_of(criterion.theme())};
}

}  // namespace

http::Response accessibility_page(web::Visit& visit) {
    SelfAssessment const& own = self_assessment();
    Tally const sum = tally(own.criteria);
    web::AccessibilityAudit const& audit = visit.services.settings.audit;
    StatementView view;
    view.state = visit.services.settings.accessibility;
    view.is_audited = !audit.auditor.empty();
    view.auditor = audit.auditor;
    view.date = view.is_audited ? audit.date : own.date;
    view.rate = percent(view.is_audited ? audit.rate_permille : sum.rate_permille());
    view.counts = {{"Conformes", std::to_string(sum.conform)},
                   {"Non conformes", std::to_string(sum.not_conform)},
                   {"Non évalués, comptés comme non conformes", std::to_string(sum.not_assessed)},
                   {"Non applicables", std::to_string(sum.not_applicable)}};
    for (Criterion const& one : own.criteria) {
        if (one.finding == Finding::not_conform) view.failing.push_back(link_of(one));
        if (one.finding == Finding::not_assessed) view.unassessed.push_back(link_of(one));
    }
    view.environment = own.environment;
    view.tools = own.tools;
    view.sample = own.sample;
    std::string const title = "Accessibilité\u00a0: " + view.state;
    return web::page_of(visit, {.title = title, .breadcrumbs = {{"Accueil", "/"}, {"Accessibilité", ""}}},
                        [&](html::Out& out) { pages::accessibility(out, view, visit.services.settings); });
}

http::Response criteria_page(web::Visit& visit) {
    auto const asked = base::parse_int(visit.request.query.get("theme"));
    std::size_t const at = asked && *asked >= 1 && *asked <= static_cast<std::int64_t>(themes().size())
                               ? static_cast<std::size_t>(*asked - 1)
                               : 0;
    Theme const& theme = themes()[at];
    ThemeView view{fmt::format("{}. {}", theme.number, theme.title), {}, theme_links(theme.number)};
    view.criteria = {view.title, {{"Critère"}, {"Constat"}, {"Comment il a été vérifié"}}, {}};
    for (Criterion const& one : self_assessment().criteria)
        if (one.theme() == theme.number)
            view.criteria.rows.push_back({{fmt::format("{} {}", one.number, one.title)},
                                          {std::string(french(one.finding))},
                                          {one.how}});
    return web::page_of(
        visit,
        {.title = "Critère par critère\u00a0: " + theme.title,
         .breadcrumbs = {{"Accueil", "/"}, {"Accessibilité", "/accessibilite"}, {"Critère par critère", ""}}},
        [&](html::Out& out) { pages::criteria(out, view); });
}

}  // namespace site
