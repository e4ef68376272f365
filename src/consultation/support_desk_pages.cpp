#include "consultation/support_desk_pages.hpp"
#include "consultation/colours.hpp"

#include <fmt/format.h>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/page_forms.hpp"
#include "consultation/pages_support_desk.hpp"
#include "consultation/proposal_desk_pages.hpp"
#include "consultation/proposal_desk_views.hpp"
#include "consultation/proposal_lists.hpp"
#include "consultation/support_actions.hpp"
#include "consultation/support_lists.hpp"
#include "territories/authority.hpp"
#include "territories/lookup.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"
#include "web/list_response.hpp"

namespace consultation {
namespace {

std::string supports_address(DeskRead const& desk) {
    return proposal_desk_address(desk.read.proposal.reference) + "/soutiens";
}

web::PageHead support_head(DeskRead const& desk, std::string title, bool is_deeper) {
    std::string const& reference = desk.read.proposal.reference;
    web::PageHead head =
        desk_head(desk.campaign, {"Propositions", proposals_desk_address(desk.campaign)}, std::move(title));
    head.breadcrumbs.insert(head.breadcrumbs.end() - 1, {reference, proposal_desk_address(reference)});
    if (is_deeper) head.breadcrumbs.insert(head.breadcrumbs.end() - 1, {"Soutiens", supports_address(desk)});
    return head;
}

DeskSupport line_of(ListedSupport const& one, DeskRead const& desk, bool may_write) {
    DeskSupport line;
    line.authority = one.body.name;
    line.href = "/collectivites/" + one.body.reference;
    line.place = one.body.department_name.empty()
                     ? one.region_name
                     : fmt::format("{} ({})", one.body.department_name, one.body.department_code);
    line.since = base::french_date_time(one.standing.since);
    line.reason = one.standing.reason;
    line.tag = title_of(one.standing.state);
    line.colour = colour_of(one.standing.state);
    std::string const base_address = supports_address(desk) + "/" + one.body.reference;
    if (may_write &&
        (one.standing.state == SupportState::counted || one.standing.state == SupportState::pending))
        line.act = {"Écarter", base_address + "/ecarter"};
    if (may_write && one.standing.state == SupportState::set_aside)
        line.act = {"Rétablir", base_address + "/retablir"};
    return line;
}

/// "comptes", "attente", "ecartes", "retires" in addresses; else all.
struct NamedState {
    std::string_view word;
    std::string_view label;
    std::optional<SupportState> state;
};
constexpr NamedState named_states[] = {{"", "Tous", std::nullopt},
                                       {"comptes", "Comptés", SupportState::counted},
                                       {"attente", "En attente", SupportState::pending},
                                       {"ecartes", "Écartés", SupportState::set_aside},
                                       {"retires", "Retirés", SupportState::withdrawn}};

std::string desk_notice_of(http::Pairs const& query) {
    std::string_view const done = query.get("fait");
    if (done == "ecarte")
        return "Le soutien est écarté. Les personnes qui l’avaient exprimé sont prévenues par e-mail.";
    if (done == "retabli")
        return "Le soutien est rétabli. Les personnes qui l’avaient exprimé sont prévenues par e-mail.";
    return {};
}

enum class Act { set_aside, restore };

ConfirmActView act_view(DeskRead const& desk, territories::Authority const& authority, Act act,
                        std::string const& reason) {
    bool const is_aside = act == Act::set_aside;
    Proposal const& proposal = desk.read.proposal;
    ConfirmActView view;
    view.title = is_aside ? "Écarter ce soutien" : "Rétablir ce soutien";
    view.sentences = {fmt::format("{}, pour la proposition {} «\u00a0{}\u00a0».", authority.long_name,
                                  proposal.reference, proposal.title)};
    view.sentences.emplace_back(
        is_aside
            ? "Il ne sera plus compté, même si d’autres personnes de cette collectivité le renouvellent, "
              "jusqu’à ce que vous le rétablissiez. Les personnes concernées peuvent le contester."
            : "Il redevient ce que valent les soutiens de ses agents et de ses élus\u00a0: compté, en "
              "attente ou retiré. S’il était contesté, l’auteur de la contestation reçoit le motif en "
              "réponse, et elle est close.");
    view.reason = forms::field("reason", "Motif", reason,
                               "Public, et envoyé aux personnes qui ont exprimé ce soutien.");
    view.reason_characters_max = static_cast<int>(set_aside_reason_max);
    view.action = fmt::format("{}/{}/{}", supports_address(desk), authority.reference,
                              is_aside ? "ecarter" : "retablir");
    view.button = is_aside ? "Écarter le soutien" : "Rétablir le soutien";
    view.is_warning = is_aside;
    view.back_href = supports_address(desk);
    view.back_label = "Ne rien changer";
    return view;
}

http::Response act_page(web::Visit& visit, Act act) {
    auto const desk = desk_proposal_of_path(visit, Visibility::public_only);
    auto const authority =
        desk ? territories::authority_by_reference(visit.reader(), visit.path("authority")) : std::nullopt;
    if (!authority) return web::not_found(visit);
    ConfirmActView view = act_view(*desk, *authority, act, {});
    view.hidden = visit.form_fields();
    return forms::confirm_page(visit, view, support_head(*desk, view.title, true).breadcrumbs);
}

http::Response act_sent(web::Visit& visit, Act act, OnRestored const& on_restored) {
    auto const desk = desk_proposal_of_path(visit, Visibility::public_only);
    auto const authority =
        desk ? territories::authority_by_reference(visit.reader(), visit.path("authority")) : std::nullopt;
    if (!authority) return web::not_found(visit);
    std::string const reason = forms::text_of(visit.form(), "reason");
    Settings const settings = forms::settings_of(visit);
    SetAside const command{desk->read.proposal.id, authority->id, reason};
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const done =
            act == Act::set_aside
                ? set_aside(tx, visit.services.world, settings, visit.actor(), command)
                : restore(tx, visit.services.world, settings, visit.actor(), command, on_restored);
        if (!done.ok()) return done.refusal();
        return supports_address(*desk) + (act == Act::set_aside ? "?fait=ecarte" : "?fait=retabli");
    });
    if (next) return web::redirect(visit, *next);
    if (!forms::is_about_form(next.refusal())) return web::refusal_page(visit, next.refusal());
    ConfirmActView view = act_view(*desk, *authority, act, reason);
    view.hidden = visit.form_fields_again();
    forms::show_errors(view, next.refusal(), {&view.reason});
    return forms::confirm_page(visit, view, support_head(*desk, view.title, true).breadcrumbs,
                               web::status_of(next.refusal().code));
}

/// The filters of the list; `kept` is the word of the state.
struct AskedSupports {
    SupportFilter filter;
    std::string kept;
    std::string query() const { return forms::query_of({{"q", filter.name}, {"statut", kept}}); }
};
AskedSupports asked_supports(http::Pairs const& query) {
    AskedSupports asked;
    asked.filter.state.reset();
    for (NamedState const& one : named_states)
        if (one.word == query.get("statut")) {
            asked.filter.state = one.state;
            asked.kept = one.word;
        }
    asked.filter.name = forms::line_of(query, "q");
    return asked;
}

std::vector<documents::ListColumn> support_columns() {
    using documents::ColumnType;
    return {{"proposition", "Proposition", ColumnType::text, 14},
            {"titre", "Titre", ColumnType::text, 50},
            {"collectivite", "Collectivité", ColumnType::text, 36},
            {"code", "Code Insee ou Siren", ColumnType::text, 12},
            {"type", "Type", ColumnType::text, 16},
            {"departement", "Département", ColumnType::text, 8},
            {"region", "Région", ColumnType::text, 26},
            {"population", "Population", ColumnType::integer, 12},
            {"etat", "État", ColumnType::text, 14},
            {"depuis", "Depuis", ColumnType::moment, 17},
            {"raison", "Raison", ColumnType::text, 40}};
}

void put_supports(db::Reader const& reader, ProposalName const& proposal, SupportFilter const& filter,
                  web::PutRow const& put) {
    each_listed([&](int page) { return supports_of(reader, proposal.id, filter, page); },
                [&](ListedSupport const& one) {
                    auto const kind = territories::kind_from(one.kind);
                    documents::SheetCell population;
                    if (one.population) population = *one.population;
                    put({proposal.reference, proposal.title, one.body.name, one.code,
                         kind ? std::string(territories::french(*kind)) : one.kind, one.body.department_code,
                         one.region_name, population, std::string(title_of(one.standing.state)),
                         one.standing.since, one.standing.reason});
                });
}

}  // namespace

http::Response support_list_file(web::Visit& visit) {
    auto const desk = desk_proposal_of_path(visit, Visibility::public_only);
    if (!desk) return web::not_found(visit);
    AskedSupports const asked = asked_supports(visit.request.query);
    Proposal const& proposal = desk->read.proposal;
    return web::list_response(visit,
                              {"soutiens-" + base::slug(proposal.reference), "Soutiens",
                               proposal.reference + " – " + proposal.title,
                               supports_address(*desk) + asked.query(), support_columns()},
                              [&](web::PutRow const& put) {
                                  put_supports(visit.reader(),
                                               {proposal.id, proposal.reference, proposal.title, true},
                                               asked.filter, put);
                              });
}

http::Response campaign_support_list_file(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    AskedSupports const asked = asked_supports(visit.request.query);
    ProposalFilter filter;
    filter.campaign = campaign->id;
    filter.with_drafts = true;
    return web::list_response(
        visit,
        {"soutiens-" + base::slug(campaign->slug), "Soutiens", campaign->title, desk_address(*campaign),
         support_columns()},
        [&](web::PutRow const& put) {
            each_listed(
                [&](int page) { return proposals_page(visit.reader(), filter, ProposalSort::title, page); },
                [&](ListedProposal const& one) {
                    put_supports(visit.reader(), {one.id, one.reference, one.title, true}, asked.filter, put);
                });
        });
}

http::Response support_desk_page(web::Visit& visit) {
    auto const desk = desk_proposal_of_path(visit, Visibility::public_only);
    auto const page = forms::asked_page(visit.request.query);
    if (!desk || !page) return web::not_found(visit);
    AskedSupports const asked = asked_supports(visit.request.query);
    SupportFilter const& filter = asked.filter;
    std::string const& kept = asked.kept;
    Listed<ListedSupport> const listed = supports_of(visit.reader(), desk->read.proposal.id, filter, *page);
    SupportDeskView view;
    view.notice = desk_notice_of(visit.request.query);
    view.reference = desk->read.proposal.reference;
    view.title = desk->read.proposal.title;
    view.href = proposal_desk_address(view.reference);
    view.line = fmt::format("{}, {} en attente",
                            base::french_count(desk->read.supports, "soutien compté", "soutiens comptés"),
                            base::french_number(desk->read.pending));
    view.address = supports_address(*desk);
    view.search = forms::field("q", "Chercher une collectivité", filter.name);
    if (!kept.empty()) view.kept_by_search.push_back({"statut", kept});
    for (NamedState const& one : named_states)
        view.states.push_back(
            {std::string(one.label),
             one.word == kept
                 ? std::string()
                 : view.address + forms::query_of({{"q", filter.name}, {"statut", std::string(one.word)}})});
    view.count = base::french_count(listed.total, "soutien", "soutiens");
    // The line above counts fewer: those set aside and withdrawn are listed too.
    bool const is_whole = kept.empty() && filter.name.empty();
    if (is_whole && listed.total > desk->read.supports + desk->read.pending)
        view.count += ", écartés et retirés compris";
    bool const may_write = visit.is_operator() && !desk->campaign.has_results();
    for (ListedSupport const& one : listed.items) view.items.push_back(line_of(one, *desk, may_write));
    std::string const query = asked.query();
    view.pages = {listed.page, listed.pages(), view.address + (query.empty() ? "?page=" : query + "&page=")};
    view.files = web::list_links(supports_address(*desk), query);
    view.all_files = web::list_links(desk_address(desk->campaign) + "/soutiens", {});
    return web::page_of(visit, support_head(*desk, "Soutiens", false),
                        [&](html::Out& out) { pages::support_desk(out, view); });
}

http::Response support_set_aside_page(web::Visit& visit) {
    return act_page(visit, Act::set_aside);
}
http::Response support_set_aside_sent(web::Visit& visit) {
    return act_sent(visit, Act::set_aside, {});
}
http::Response support_restore_page(web::Visit& visit) {
    return act_page(visit, Act::restore);
}
http::Response support_restore_sent(web::Visit& visit, OnRestored const& on_restored) {
    return act_sent(visit, Act::restore, on_restored);
}

}  // namespace consultation
