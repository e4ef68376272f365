#include "consultation/proposal_desk_pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.hpp"
#include "base/french.hpp"
#include "base/french_hours.hpp"
#include "base/text.hpp"
#include "consultation/colours.hpp"
#include "consultation/contribution_texts.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/desk_rows.hpp"
#include "consultation/pages_proposal_desk.hpp"
#include "consultation/pages_proposal_form.hpp"
#include "consultation/pages_proposal_sheet.hpp"
#include "consultation/proposal_actions.hpp"
#include "consultation/proposal_lists.hpp"
#include "consultation/proposal_texts.hpp"
#include "consultation/triage_actions.hpp"
#include "territories/in_sentence.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"
#include "web/list_response.hpp"

namespace consultation {
namespace {

html::Link list_link(Campaign const& campaign) {
    return {"Propositions", proposals_desk_address(campaign)};
}

/// The state asked for in the address: "brouillons", "publiees"; else all.
std::optional<ProposalState> asked_state(std::string_view word) {
    if (word == "brouillons") return ProposalState::draft;
    if (word == "ouvertes") return ProposalState::open;
    return std::nullopt;
}

ProposalSort asked_sort(std::string_view word) {
    if (word == "titre") return ProposalSort::title;
    if (word == "recentes") return ProposalSort::recent;
    return ProposalSort::supports;
}

std::string missing_of(ProposalState state, std::string const& summary,
                       std::vector<std::string> const& theme_names) {
    if (state != ProposalState::draft) return {};
    if (summary.empty() && theme_names.empty()) return "Il manque un résumé et un thème pour la publier.";
    if (summary.empty()) return "Il manque un résumé pour la publier.";
    if (theme_names.empty()) return "Il manque un thème pour la publier.";
    return {};
}

DeskProposal line_of(ListedProposal const& one, bool may_write, StateTag tag) {
    DeskProposal line;
    line.reference = one.reference;
    line.title = one.title;
    line.href = proposal_desk_address(one.reference);
    line.facts = fmt::format("{} · {} · {}", one.reference,
                             base::french_count(one.contributions, "contribution", "contributions"),
                             base::french_count(one.supports, "soutien", "soutiens"));
    if (!one.theme_names.empty()) line.facts += " · " + base::joined(one.theme_names, "\u202f; ");
    line.missing = missing_of(one.state, one.summary, one.theme_names);
    line.tag = std::move(tag.label);
    line.colour = tag.colour;
    line.may_publish = may_write && one.state == ProposalState::draft && line.missing.empty();
    return line;
}

std::string notice_of(http::Pairs const& query) {
    std::string_view const done = query.get("fait");
    if (done == "creee") return "La proposition est créée, en brouillon. Elle n’est visible que de l’équipe.";
    if (done == "modifiee") return "La proposition est modifiée.";
    if (done == "detachee") return "La contribution est détachée. Son auteur est prévenu par e-mail.";
    if (done == "supprimee") return "Le brouillon est supprimé.";
    if (done == "aucune") return "Cochez au moins une proposition.";
    if (auto const number = forms::positive_number(done);
        number && *number <= static_cast<std::int64_t>(proposals_at_once_max))
        return *number == 1 ? std::string("La proposition est publiée.")
                            : fmt::format("{} propositions sont publiées.", *number);
    return {};
}

http::Response form_page(web::Visit& visit, Campaign const& campaign, ProposalFormView const& view,
                         int status) {
    web::PageHead head = desk_head(campaign, list_link(campaign), view.title);
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::proposal_form(out, view); }, status);
}

ProposalFormView create_form(Campaign const& campaign) {
    ProposalFormView view;
    view.title = "Créer une proposition";
    view.action = proposals_desk_address(campaign) + "/nouvelle";
    view.note = "Elle reste un brouillon, visible de l’équipe seule, jusqu’à sa publication.";
    view.back_href = proposals_desk_address(campaign);
    return view;
}

ProposalFormView edit_form(DeskRead const& desk) {
    ProposalFormView view;
    view.title = "Modifier " + desk.read.proposal.reference;
    view.action = proposal_desk_address(desk.read.proposal.reference) + "/modifier";
    view.is_public = desk.read.proposal.is_public();
    if (view.is_public)
        view.note =
            "Cette proposition est publique\u00a0: vos changements seront visibles aussitôt. Le texte "
            "d’avant reste lisible, comme version.";
    view.back_href = proposal_desk_address(desk.read.proposal.reference);
    return view;
}

http::Response form_again(web::Visit& visit, Campaign const& campaign, ProposalFormView view,
                          TypedProposal const& typed, Choices const& offered, base::Refusal const& refusal) {
    if (!forms::is_about_form(refusal)) return web::refusal_page(visit, refusal);
    fill_proposal(view, typed, offered);
    std::vector<html::HiddenInput> const own = std::exchange(view.hidden, visit.form_fields_again());
    view.hidden.insert(view.hidden.end(), own.begin(), own.end());
    show_proposal_errors(view, refusal);
    return form_page(visit, campaign, view, web::status_of(refusal.code));
}

/// Which text the form was filled from: a colleague's change since is not overwritten unseen.
html::HiddenInput seen_field(Proposal const& proposal) {
    return {"seen", std::to_string(proposal.changed_at.us)};
}
std::optional<base::Instant> seen_in(http::Pairs const& form) {
    auto const us = base::parse_int(form.get("seen"));
    return us ? std::optional(base::Instant{*us}) : std::nullopt;
}

/// The form as typed. After a conflict it is about the text that stands now: sent again, it replaces it
/// knowingly.
http::Response edit_again(web::Visit& visit, DeskRead const& desk, TypedProposal const& typed,
                          Choices const& offered, base::Refusal const& refusal) {
    ProposalFormView view = edit_form(desk);
    if (refusal.code == base::RefusalCode::conflict)
        view.hidden.push_back(seen_field(desk.read.proposal));
    else
        view.hidden.push_back({"seen", std::string(visit.form().get("seen"))});
    return form_again(visit, desk.campaign, std::move(view), typed, offered, refusal);
}

/// The proposals ticked, by reference.
std::vector<std::string> ticked(http::Pairs const& values) {
    std::vector<std::string> references;
    for (std::string_view const one : values.all("proposition")) {
        if (one.empty() || one.size() > reference_bytes_max) continue;
        if (std::ranges::find(references, one) == references.end()) references.emplace_back(one);
    }
    return references;
}

ConfirmActView publish_view(Campaign const& campaign, std::vector<ProposalName> const& drafts) {
    ConfirmActView view;
    view.title = drafts.size() == 1 ? std::string("Publier cette proposition\u202f?")
                                    : fmt::format("Publier {} propositions\u202f?", drafts.size());
    view.sentences = {
        "Elles deviennent publiques aussitôt, avec les contributions qu’elles regroupent, et ne redeviennent "
        "pas des brouillons."};
    if (drafts.size() == 1)
        view.sentences = {
            "Elle devient publique aussitôt, avec les contributions qu’elle regroupe, et ne redevient pas un "
            "brouillon."};
    Phase const* const support = campaign.phase(PhaseKind::support);
    if (support)
        view.sentences.push_back(fmt::format("Les collectivités peuvent soutenir les propositions {}.",
                                             base::french_span(support->opens_at, support->closes_at)));
    view.items_title = "Ce qui sera public";
    for (ProposalName const& one : drafts)
        if (view.items.size() < forms::confirmed_items_max)
            view.items.push_back({one.reference + " – " + one.title, proposal_desk_address(one.reference)});
    if (drafts.size() > view.items.size())
        view.more = fmt::format("et {} autres", drafts.size() - view.items.size());
    view.action = proposals_desk_address(campaign) + "/publier";
    view.button = drafts.size() == 1 ? std::string("Publier la proposition")
                                     : fmt::format("Publier {} propositions", drafts.size());
    view.back_href = proposals_desk_address(campaign);
    view.back_label = "Revenir aux propositions";
    return view;
}

void add_proposals(ConfirmActView& view, std::vector<ProposalName> const& drafts) {
    for (ProposalName const& one : drafts) view.hidden.push_back({"proposition", one.reference});
}

/// A contribution that this proposal gathers, as the address names it.
struct Detached {
    DeskRead desk;
    ContributionRead contribution;
};
std::optional<Detached> detached_of_path(web::Visit& visit) {
    auto desk = desk_proposal_of_path(visit, Visibility::drafts_too);
    auto contribution =
        desk ? contribution_by_reference(visit.reader(), visit.path("contribution")) : std::nullopt;
    if (!contribution || contribution->history.empty()) return std::nullopt;
    auto const& gathered = contribution->history.back().proposals;
    if (std::ranges::find(gathered, desk->read.proposal.id, &ProposalName::id) == gathered.end())
        return std::nullopt;
    return Detached{std::move(*desk), std::move(*contribution)};
}

/// The proposals in which it stays.
std::vector<ProposalName> remaining(Detached const& detached) {
    std::vector<ProposalName> rest = detached.contribution.history.back().proposals;
    std::erase_if(rest, [&](ProposalName const& one) { return one.id == detached.desk.read.proposal.id; });
    return rest;
}

ConfirmActView detach_view(Detached const& detached, std::string const& reason) {
    Contribution const& contribution = detached.contribution.contribution;
    std::string const& reference = detached.desk.read.proposal.reference;
    ConfirmActView view;
    view.title = fmt::format("Détacher {} de {}", contribution.reference, reference);
    view.sentences = {fmt::format("«\u00a0{}\u00a0», {}.", contribution.text.title,
                                  territories::of_body(detached.contribution.body.name))};
    std::vector<ProposalName> const rest = remaining(detached);
    if (rest.empty()) {
        view.sentences.emplace_back(
            "Elle n’est regroupée dans aucune autre proposition\u00a0: elle sera remise à traiter.");
    } else {
        std::vector<std::string> names;
        for (ProposalName const& one : rest) names.push_back(one.reference);
        view.sentences.push_back(fmt::format("Elle reste regroupée dans {}.", base::joined(names, ", ")));
    }
    view.sentences.emplace_back(
        "C’est une nouvelle décision, datée et publique. La précédente reste dans l’histoire de la "
        "contribution.");
    view.reason = forms::field("reason", "Motif", reason, "Public, et envoyé à l’auteur.");
    view.reason_characters_max = static_cast<int>(decision_reason_max);
    view.action = fmt::format("{}/detacher/{}", proposal_desk_address(reference), contribution.reference);
    view.button = "Détacher la contribution";
    view.is_warning = true;
    view.back_href = proposal_desk_address(reference);
    view.back_label = "Ne rien changer";
    return view;
}

std::vector<html::SummaryRow> rows_of(ProposalRead const& read) {
    Proposal const& one = read.proposal;
    std::vector<html::SummaryRow> rows;
    auto const add = [&](char const* key, std::string value) {
        if (!value.empty()) rows.push_back({key, std::move(value), {}, {}});
    };
    add("Thèmes", base::joined(read.theme_names, "\u202f; "));
    add("Contributions regroupées", base::french_number(read.contributions));
    add("Soutiens comptés", base::french_number(read.supports));
    if (read.pending > 0) add("Soutiens en attente", base::french_number(read.pending));
    if (one.build_cost) add("Coût de construction", base::french_amount(*one.build_cost));
    if (one.deploy_cost) add("Coût de déploiement", base::french_amount(*one.deploy_cost));
    add("Maturité", one.maturity);
    if (one.published_at) add("Publiée le", base::french_date_time(*one.published_at));
    return rows;
}

/// The list as the address asks for it.
struct AskedProposals {
    ProposalFilter filter;
    ProposalSort sort;
    std::string state_word;
    std::string sort_word;
};
AskedProposals asked_proposals(http::Pairs const& query, base::Id<Campaign> campaign) {
    AskedProposals asked;
    asked.filter.campaign = campaign;
    asked.filter.with_drafts = true;
    asked.filter.text = forms::line_of(query, "q");
    asked.state_word = query.get("statut");
    asked.sort_word = query.get("tri");
    asked.filter.state = asked_state(asked.state_word);
    asked.sort = asked_sort(asked.sort_word);
    return asked;
}

}  // namespace

std::optional<DeskRead> desk_proposal_of_path(web::Visit& visit, Visibility visibility) {
    auto read = proposal_by_reference(visit.reader(), visit.path("reference"), visibility);
    if (!read) return std::nullopt;
    auto campaign = campaign_by_id(visit.reader(), read->proposal.campaign);
    base::check(campaign.has_value(), "a proposal without its campaign");
    return DeskRead{std::move(*read), std::move(*campaign)};
}

std::string proposals_desk_address(Campaign const& campaign) {
    return desk_address(campaign) + "/propositions";
}

std::vector<html::Link> sheet_trail(DeskRead const& desk, std::string title) {
    std::string const& reference = desk.read.proposal.reference;
    web::PageHead head = desk_head(desk.campaign, list_link(desk.campaign), std::move(title));
    head.breadcrumbs.insert(head.breadcrumbs.end() - 1, {reference, proposal_desk_address(reference)});
    return head.breadcrumbs;
}

http::Response proposal_list_file(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    using documents::ColumnType;
    AskedProposals const asked = asked_proposals(visit.request.query, campaign->id);
    return web::list_response(
        visit,
        {"propositions-" + base::slug(campaign->slug),
         "Propositions",
         campaign->title,
         proposals_desk_address(*campaign),
         {{"reference", "Référence", ColumnType::text, 14},
          {"etat", "État", ColumnType::text, 14},
          {"titre", "Titre", ColumnType::text, 60},
          {"resume", "Résumé", ColumnType::text, 60},
          {"themes", "Thèmes", ColumnType::text, 30},
          {"contributions", "Contributions", ColumnType::integer, 14},
          {"soutiens", "Soutiens comptés", ColumnType::integer, 14},
          {"publiee_le", "Publiée le", ColumnType::moment, 17}}},
        [&](web::PutRow const& put) {
            each_listed(
                [&](int page) { return proposals_page(visit.reader(), asked.filter, asked.sort, page); },
                [&](ListedProposal const& one) {
                    documents::SheetCell published;
                    if (one.published_at) published = *one.published_at;
                    put({one.reference, std::string(title_of(one.state)), one.title, one.summary,
                         base::joined(one.theme_names, ", "), one.contributions, one.supports, published});
                });
        });
}

http::Response proposal_desk_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    auto const page = forms::asked_page(visit.request.query);
    if (!campaign || !page) return web::not_found(visit);
    auto const [filter, sort, state_word, sort_word] = asked_proposals(visit.request.query, campaign->id);
    Listed<ListedProposal> const listed = proposals_page(visit.reader(), filter, sort, *page);
    bool const may_write = visit.is_operator() && !campaign->has_results();
    ProposalDeskView view;
    view.notice = notice_of(visit.request.query);
    view.desks = desk_links(*campaign, Desks::proposals);
    view.address = proposals_desk_address(*campaign);
    view.search = forms::field("q", "Chercher une proposition", filter.text);
    auto const href = [&](std::string const& state, std::string const& order) {
        return view.address + forms::query_of({{"q", filter.text}, {"statut", state}, {"tri", order}});
    };
    std::string const state_kept = filter.state ? state_word : std::string();
    std::string const sort_kept = sort == ProposalSort::supports ? std::string() : sort_word;
    if (!state_kept.empty()) view.kept_by_search.push_back({"statut", state_kept});
    if (!sort_kept.empty()) view.kept_by_search.push_back({"tri", sort_kept});
    for (auto const& [word, label] : {std::pair{"", "Toutes"}, std::pair{"brouillons", "Brouillons"},
                                      std::pair{"ouvertes", "Ouvertes aux soutiens"}})
        view.states.push_back({label, state_kept == word ? std::string() : href(word, sort_kept)});
    for (auto const& [word, label] :
         {std::pair{"", "soutiens"}, std::pair{"titre", "titre"}, std::pair{"recentes", "date"}})
        view.sorts.push_back({label, sort_kept == word ? std::string() : href(state_kept, word)});
    view.count = base::french_count(listed.total, "proposition", "propositions");
    for (ListedProposal const& one : listed.items) {
        view.items.push_back(line_of(one, may_write, tag_of(one.state, *campaign, visit.now)));
        view.has_drafts = view.has_drafts || view.items.back().may_publish;
    }
    std::string const query =
        forms::query_of({{"q", filter.text}, {"statut", state_kept}, {"tri", sort_kept}});
    view.pages = {listed.page, listed.pages(), view.address + (query.empty() ? "?page=" : query + "&page=")};
    view.publish_action = view.address + "/publier";
    if (may_write) view.create_href = view.address + "/nouvelle";
    view.files = web::list_links(view.address, query);
    view.empty_advice = query.empty()
                            ? "Aucune proposition n’est encore écrite. Créez-en une, ou regroupez des "
                              "contributions dans une nouvelle depuis le tri."
                            : "Rien ne répond à cette recherche. Essayez d’autres mots, ou un autre état.";
    return web::page_of(visit, desk_head(*campaign, "Propositions"),
                        [&](html::Out& out) { pages::proposal_desk(out, view); });
}

http::Response proposal_create_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    ProposalFormView view = create_form(*campaign);
    fill_proposal(view, {}, choices(visit.reader(), campaign->id));
    view.hidden = visit.form_fields();
    return form_page(visit, *campaign, view, 200);
}

http::Response proposal_create_sent(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    Choices const offered = choices(visit.reader(), campaign->id);
    TypedProposal const typed = TypedProposal::from(visit.form());
    auto const form = read_proposal(typed, offered);
    if (!form.ok())
        return form_again(visit, *campaign, create_form(*campaign), typed, offered, form.refusal());
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const made = create_proposal(tx, visit.services.world, visit.actor(), campaign->id, *form);
        if (!made.ok()) return made.refusal();
        return proposal_desk_address(made->reference) + "?fait=creee";
    });
    return next ? web::redirect(visit, *next)
                : form_again(visit, *campaign, create_form(*campaign), typed, offered, next.refusal());
}

http::Response proposal_publish_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    std::vector<std::string> const references = ticked(visit.request.query);
    if (references.empty()) return web::redirect(visit, proposals_desk_address(*campaign) + "?fait=aucune");
    if (references.size() > proposals_named_max) return web::not_found(visit);
    std::vector<ProposalName> const chosen = named_proposals(visit.reader(), campaign->id, references);
    if (chosen.size() != references.size()) return web::not_found(visit);
    ConfirmActView view = publish_view(*campaign, chosen);
    view.hidden = visit.form_fields();
    add_proposals(view, chosen);
    return forms::confirm_page(visit, view,
                               desk_head(*campaign, list_link(*campaign), "Publier").breadcrumbs);
}

http::Response proposal_publish_sent(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    std::vector<std::string> const references = ticked(visit.form());
    if (references.empty()) return web::redirect(visit, proposals_desk_address(*campaign) + "?fait=aucune");
    if (references.size() > proposals_named_max) return web::not_found(visit);
    std::vector<ProposalName> const chosen = named_proposals(visit.reader(), campaign->id, references);
    if (chosen.size() != references.size()) return web::not_found(visit);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        std::vector<base::Id<Proposal>> ids;
        for (ProposalName const& one : chosen) ids.push_back(one.id);
        auto const opened = publish_proposals(tx, visit.services.world, visit.actor(), ids);
        if (!opened.ok()) return opened.refusal();
        return fmt::format("{}?fait={}", proposals_desk_address(*campaign), std::max(1, *opened));
    });
    if (next) return web::redirect(visit, *next);
    if (!forms::is_about_form(next.refusal())) return web::refusal_page(visit, next.refusal());
    ConfirmActView view = publish_view(*campaign, chosen);
    view.hidden = visit.form_fields_again();
    add_proposals(view, chosen);
    forms::show_errors(view, next.refusal(), {});
    return forms::confirm_page(visit, view, desk_head(*campaign, list_link(*campaign), "Publier").breadcrumbs,
                               web::status_of(next.refusal().code));
}

http::Response proposal_sheet_page(web::Visit& visit) {
    auto const desk = desk_proposal_of_path(visit, Visibility::drafts_too);
    auto const page = forms::asked_page(visit.request.query);
    if (!desk || !page) return web::not_found(visit);
    Proposal const& one = desk->read.proposal;
    bool const may_write = visit.is_operator() && one.is_changeable() && !desk->campaign.has_results();
    std::string const address = proposal_desk_address(one.reference);
    ProposalSheetView view;
    view.notice = notice_of(visit.request.query);
    view.reference = one.reference;
    view.title = one.title;
    view.summary = one.summary;
    view.problem = paragraphs(one.problem);
    StateTag const tag = tag_of(one.state, desk->campaign, visit.now);
    view.tag = tag.label;
    view.colour = tag.colour;
    view.missing = missing_of(one.state, one.summary, desk->read.theme_names);
    view.triage_href = desk_address(desk->campaign) + "/tri";
    view.rows = rows_of(desk->read);
    if (one.is_public()) view.public_href = address_of_proposal(one.reference);
    if (may_write) view.edit_href = address + "/modifier";
    if (may_write && one.state == ProposalState::draft && view.missing.empty())
        view.publish_href = proposals_desk_address(desk->campaign) + "/publier" +
                            forms::query_of({{"proposition", one.reference}});
    if (may_write && one.state == ProposalState::draft) view.delete_href = address + "/supprimer";
    view.supports_href = address + "/soutiens";
    // The first page came with the proposal; a further one is asked for.
    Listed<ListedContribution> listed;
    listed.items = desk->read.gathers;
    listed.total = desk->read.contributions;
    if (*page > 1) {
        ContributionFilter filter;
        filter.campaign = one.campaign;
        filter.proposal = one.id;
        listed = contributions_page(visit.reader(), filter, ContributionSort::title, *page);
    }
    view.gathers_count =
        base::french_count(listed.total, "contribution regroupée", "contributions regroupées");
    for (ListedContribution const& gathered : listed.items)
        view.gathers.push_back(
            {gathered.title, address_of_contribution(gathered.reference),
             fmt::format("{} · {} · {}", gathered.reference, title_of(gathered.kind), gathered.body.name),
             desk_address(desk->campaign) + "/tri" +
                 forms::query_of({{"statut", "toutes"}, {"contribution", gathered.reference}}),
             may_write ? fmt::format("{}/detacher/{}", address, gathered.reference) : std::string()});
    view.pages = {listed.page, listed.pages(), address + "?page="};
    return web::page_of(visit, desk_head(desk->campaign, list_link(desk->campaign), one.reference),
                        [&](html::Out& out) { pages::proposal_sheet(out, view); });
}

http::Response proposal_edit_page(web::Visit& visit) {
    auto const desk = desk_proposal_of_path(visit, Visibility::drafts_too);
    if (!desk) return web::not_found(visit);
    Choices const offered = choices(visit.reader(), desk->campaign.id);
    ProposalFormView view = edit_form(*desk);
    fill_proposal(view, TypedProposal::from(desk->read.proposal, offered), offered);
    view.hidden = visit.form_fields();
    view.hidden.push_back(seen_field(desk->read.proposal));
    return form_page(visit, desk->campaign, view, 200);
}

http::Response proposal_edit_sent(web::Visit& visit) {
    auto const desk = desk_proposal_of_path(visit, Visibility::drafts_too);
    if (!desk) return web::not_found(visit);
    Choices const offered = choices(visit.reader(), desk->campaign.id);
    TypedProposal const typed = TypedProposal::from(visit.form());
    auto const form = read_proposal(typed, offered);
    if (!form.ok()) return edit_again(visit, *desk, typed, offered, form.refusal());
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const kept = edit_proposal(tx, visit.services.world, visit.actor(),
                                        {desk->read.proposal.id, *form, typed.reason, seen_in(visit.form())});
        if (!kept.ok()) return kept.refusal();
        return proposal_desk_address(kept->reference) + "?fait=modifiee";
    });
    return next ? web::redirect(visit, *next) : edit_again(visit, *desk, typed, offered, next.refusal());
}

http::Response proposal_detach_page(web::Visit& visit) {
    auto const detached = detached_of_path(visit);
    if (!detached) return web::not_found(visit);
    ConfirmActView view = detach_view(*detached, {});
    view.hidden = visit.form_fields();
    return forms::confirm_page(visit, view, sheet_trail(detached->desk, "Détacher"));
}

http::Response proposal_detach_sent(web::Visit& visit) {
    auto const detached = detached_of_path(visit);
    if (!detached) return web::not_found(visit);
    std::string const reason = forms::text_of(visit.form(), "reason");
    Settings const settings = forms::settings_of(visit);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        Decide command;
        command.contributions = {detached->contribution.contribution.id};
        command.reason = reason;
        Grouped rest;
        for (ProposalName const& one : remaining(*detached)) rest.proposals.push_back(one.id);
        if (rest.proposals.empty())
            command.choice = Reopened{};
        else
            command.choice = std::move(rest);
        auto const decided = decide(tx, visit.services.world, settings, visit.actor(), command);
        if (!decided.ok()) return decided.refusal();
        return proposal_desk_address(detached->desk.read.proposal.reference) + "?fait=detachee";
    });
    if (next) return web::redirect(visit, *next);
    if (!forms::is_about_form(next.refusal())) return web::refusal_page(visit, next.refusal());
    ConfirmActView view = detach_view(*detached, reason);
    view.hidden = visit.form_fields_again();
    forms::show_errors(view, next.refusal(), {&view.reason});
    return forms::confirm_page(visit, view, sheet_trail(detached->desk, "Détacher"),
                               web::status_of(next.refusal().code));
}

}  // namespace consultation
