#include "consultation/desk_search_pages.hpp"

#include "base/french.hpp"
#include "consultation/bench_tools_views.hpp"
#include "consultation/contribution_lists.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/desk_rows.hpp"
#include "consultation/pages_desk_search.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace consultation {
namespace {

constexpr std::string_view address = "/operateur/recherche";

}  // namespace

http::Response desk_search_page(web::Visit& visit) {
    DeskSearchView view;
    std::string const typed = forms::line_of(visit.request.query, "q");
    std::string_view const sort = visit.request.query.get("sorte");
    bool is_proposals = sort == "propositions";
    int const page = forms::asked_page(visit.request.query).value_or(1);
    view.search =
        forms::field("q", "Que cherchez-vous\u202f?", typed,
                     "Référence, mots, thème, commune, code Insee ou Siren, e-mail de l’auteur ou de qui a "
                     "décidé, texte d’une note.");
    view.action = address;
    if (!typed.empty()) {
        ContributionFilter wanted;
        wanted.anything = typed;
        auto const contributions = triage_page(visit.reader(), wanted, is_proposals ? 1 : page);
        auto const proposals = proposals_known_by(visit.reader(), typed, is_proposals ? page : 1);
        // A proposal's reference finds it, whichever sort the page opens on.
        if (sort.empty() && contributions.total == 0 && proposals.total > 0) is_proposals = true;
        auto const kind = [&](std::string label, std::string_view name, bool is_present) {
            std::string const href =
                std::string(address) + forms::query_of({{"q", typed}, {"sorte", std::string(name)}});
            view.kinds.push_back({std::move(label), is_present ? std::string() : href});
        };
        kind(base::french_count(contributions.total, "contribution", "contributions"), "contributions",
             !is_proposals);
        kind(base::french_count(proposals.total, "proposition", "propositions"), "propositions",
             is_proposals);
        if (is_proposals)
            for (ProposalName const& one : proposals.items)
                view.found.push_back(
                    {one.reference + " – " + one.title, proposal_desk_address(one.reference)});
        else
            for (BenchLine const& one : contributions.items)
                view.found.push_back(
                    {one.item.reference + " – " + one.item.title + " (" + one.item.body.name + ")",
                     "/operateur/contributions/" + one.item.reference});
        std::string const query =
            forms::query_of({{"q", typed}, {"sorte", is_proposals ? "propositions" : "contributions"}});
        view.pages = {is_proposals ? proposals.page : contributions.page,
                      is_proposals ? proposals.pages() : contributions.pages(),
                      std::string(address) + query + "&page="};
        view.has_searched = true;
    }
    web::PageHead head;
    head.title = typed.empty() ? "Chercher partout" : "Recherche\u00a0: " + typed;
    head.breadcrumbs = {{"Espace opérateur", "/operateur"}, {"Chercher partout", ""}};
    return web::page_of(visit, head, [&](html::Out& out) { pages::desk_search(out, view); });
}

http::Response contribution_on_bench(web::Visit& visit) {
    auto const read = contribution_by_reference(visit.reader(), visit.path("reference"));
    if (!read) return web::not_found(visit);
    return web::redirect(visit, std::string(desks_address) + "/" + read->campaign_slug +
                                    "/tri?statut=toutes&contribution=" + read->contribution.reference);
}

}  // namespace consultation
