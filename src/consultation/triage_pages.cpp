#include "consultation/triage_pages.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/contribution_texts.hpp"
#include "consultation/decision_rows.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/desk_rows.hpp"
#include "consultation/pages_triage.hpp"
#include "consultation/pages_triage_several.hpp"
#include "consultation/triage_choice.hpp"
#include "people/quality.hpp"
#include "territories/authority.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace consultation {
namespace {

constexpr std::size_t reference_bytes_max = 40;

std::string bench_address(Campaign const& campaign) {
    return desk_address(campaign) + "/tri";
}

/// The bench with these filters, on this page, at this contribution.
std::string bench_href(Campaign const& campaign, TriageFilters const& filters, int page,
                       std::string const& reference, std::string const& done = {}) {
    auto pairs = filters.pairs();
    pairs.emplace_back("page", page > 1 ? std::to_string(page) : std::string());
    pairs.emplace_back("contribution", reference);
    pairs.emplace_back("fait", done);
    return bench_address(campaign) + forms::query_of(pairs);
}

/// Filters carried through a form as one hidden field.
TriageFilters carried_filters(http::Pairs const& values, Choices const& offered) {
    auto const query = http::parse_query(values.get("filtre"));
    return TriageFilters::from(query ? *query : http::Pairs{}, offered);
}

html::HiddenInput carrying(TriageFilters const& filters) {
    auto pairs = filters.pairs();
    pairs.emplace_back("page", filters.page > 1 ? std::to_string(filters.page) : std::string());
    std::string const query = forms::query_of(pairs);
    return {"filtre", query.empty() ? query : query.substr(1)};
}

std::vector<std::string> ticked(http::Pairs const& values) {
    std::vector<std::string> references;
    for (std::string_view const one : values.all("contribution")) {
        if (one.empty() || one.size() > reference_bytes_max) continue;
        if (std::ranges::find(references, one) == references.end()) references.emplace_back(one);
    }
    return references;
}

/// "476 = 12 à traiter + 78 réorientées + 4 rejetées + 382 regroupées".
std::string conservation_line(Conservation const& line) {
    using base::french_count;
    return fmt::format(
        "{} = {} à traiter + {} + {} + {}", french_count(line.contributions, "contribution", "contributions"),
        base::french_number(line.pending), french_count(line.reoriented, "réorientée", "réorientées"),
        french_count(line.rejected, "rejetée", "rejetées"),
        french_count(line.grouped, "regroupée", "regroupées"));
}

std::string target_of(Decision const& decision) {
    std::vector<std::string> names;
    if (decision.desk) names.push_back("vers " + decision.desk->name);
    if (decision.ground) names.push_back(decision.ground->name);
    for (ProposalName const& proposal : decision.proposals) names.push_back(suggestion_of(proposal));
    return base::joined(names, "\u202f; ");
}

std::string what_of(Decision const& decision) {
    if (decision.outcome == Outcome::pending) return "Remise à traiter";
    std::string const target = target_of(decision);
    return target.empty() ? std::string(title_of(decision.outcome))
                          : fmt::format("{}\u00a0: {}", title_of(decision.outcome), target);
}

/// What stands, so that a grouping is completed rather than typed anew.
TypedDecision standing_choice(ContributionRead const& read) {
    TypedDecision typed;
    if (read.history.empty()) return typed;
    Decision const& standing = read.history.back();
    if (standing.desk) typed.desk = standing.desk->slug;
    if (standing.ground) typed.ground = standing.ground->slug;
    for (ProposalName const& proposal : standing.proposals)
        typed.proposals.push_back(suggestion_of(proposal));
    return typed;
}

TriagePane pane_of(ContributionRead const& read, Choices const& offered) {
    Contribution const& one = read.contribution;
    TriagePane pane;
    pane.reference = one.reference;
    pane.title = one.text.title;
    pane.kind = title_of(one.text.kind);
    pane.href = address_of_contribution(one.reference);
    auto const quality = people::quality_from(one.quality);
    base::check(quality.has_value(), "a stored quality");
    pane.by = fmt::format("{}, {}", read.body.name, people::public_description(*quality, one.function));
    pane.published = one.published_at ? "publiée le " + base::french_date(*one.published_at) : std::string();
    if (read.is_affiliation_pending) pane.note = "Rattachement de l’auteur en cours de vérification.";
    for (NamedBody const& other : read.others) pane.others.push_back(other.name);
    pane.problem = paragraphs(one.text.problem);
    pane.rows = text_rows(one.text, offered);
    pane.tag = title_of(one.outcome);
    pane.colour = colour_of(one.outcome);
    for (auto decision = read.history.rbegin(); decision != read.history.rend(); ++decision)
        pane.story.push_back({base::french_date_time(decision->decided_at), what_of(*decision),
                              decision->reason, decision->is_standing});
    return pane;
}

std::vector<html::Choice> body_kinds() {
    std::vector<html::Choice> all{{"", "Toutes", "", false}};
    for (territories::Kind const kind : territories::all_kinds()) {
        if (kind == territories::Kind::former_commune) continue;
        all.push_back(
            {std::string(territories::code(kind)), std::string(territories::french(kind)), "", false});
    }
    all.push_back({"partenaire", "Partenaire", "", false});
    return all;
}

void fill_filters(TriageView& view, TriageFilters const& filters, Campaign const& campaign,
                  Choices const& offered) {
    view.search = forms::field("q", "Chercher dans les contributions", filters.text);
    view.outcome = forms::field("statut", "Décision");
    view.outcomes = html::chosen({{"", "À traiter", "", false},
                                  {"reoriented", "Réorientées", "", false},
                                  {"rejected", "Rejetées", "", false},
                                  {"grouped", "Regroupées", "", false},
                                  {"toutes", "Toutes", "", false}},
                                 filters.outcome);
    view.theme = forms::field("theme", "Thème");
    view.themes = {{"", "Tous", "", false}};
    for (Theme const& theme : offered.themes) view.themes.push_back({theme.slug, theme.name, "", false});
    view.themes = html::chosen(std::move(view.themes), filters.theme);
    view.kind = forms::field("nature", "Nature");
    view.kinds = html::chosen({{"", "Toutes", "", false},
                               {"besoin", "Besoins", "", false},
                               {"service", "Services existants", "", false}},
                              filters.kind);
    view.body_kind = forms::field("type", "Type de structure");
    view.body_kinds = html::chosen(body_kinds(), filters.body_kind);
    view.department = forms::field("departement", "Département (numéro)", filters.department);
    view.department.width_characters = 3;
    auto const label_of = [](std::vector<html::Choice> const& all) {
        auto const found = std::ranges::find(all, true, &html::Choice::is_chosen);
        return found == all.end() ? std::string() : found->label;
    };
    auto const tag = [&](std::string label, std::string TriageFilters::*member) {
        if ((filters.*member).empty()) return;
        TriageFilters without = filters;
        (without.*member).clear();
        view.chosen.push_back({std::move(label), bench_href(campaign, without, 1, {})});
    };
    tag(label_of(view.outcomes), &TriageFilters::outcome);
    tag(label_of(view.themes), &TriageFilters::theme);
    tag(label_of(view.kinds), &TriageFilters::kind);
    tag(label_of(view.body_kinds), &TriageFilters::body_kind);
    tag("Département " + filters.department, &TriageFilters::department);
    tag("«\u00a0" + filters.text + "\u00a0»", &TriageFilters::text);
    view.clear_href = bench_address(campaign);
    for (auto const& [name, value] : filters.pairs())
        if (name != "q" && !value.empty()) view.kept_by_search.push_back({name, value});
}

void fill_list(TriageView& view, Listed<ListedContribution> const& listed, TriageFilters const& filters,
               Campaign const& campaign, std::string const& current) {
    std::size_t at = listed.items.size();
    for (std::size_t i = 0; i < listed.items.size(); ++i) {
        ListedContribution const& one = listed.items[i];
        TriageEntry entry;
        entry.reference = one.reference;
        entry.title = one.title;
        // On a phone the pane stands under the list: one lands at it.
        entry.href = bench_href(campaign, filters, listed.page, one.reference) + "#lecture";
        entry.facts = fmt::format("{} · {}", one.body.name, one.theme_name);
        if (!filters.outcome.empty()) {
            entry.tag = title_of(one.outcome);
            entry.colour = colour_of(one.outcome);
        }
        entry.is_current = one.reference == current;
        if (entry.is_current) at = i;
        view.entries.push_back(std::move(entry));
    }
    view.count = base::french_count(listed.total, "contribution", "contributions");
    auto pairs = filters.pairs();
    std::string const query = forms::query_of(pairs);
    view.pages = {listed.page, listed.pages(),
                  bench_address(campaign) + (query.empty() ? "?page=" : query + "&page=")};
    view.empty_advice =
        view.chosen.empty()
            ? "Il n’y a plus rien à traiter. Choisissez «\u00a0Toutes\u00a0» dans les filtres pour "
              "revoir ce qui a été décidé."
            : "Rien ne répond à ces filtres. Retirez-en un, ou cherchez d’autres mots.";
    bool const is_listed = at < listed.items.size();
    if (is_listed && at + 1 < listed.items.size())
        view.next_href = view.entries[at + 1].href;
    else if (listed.page < listed.pages())
        view.next_href = bench_href(campaign, filters, listed.page + 1, {});
    if (is_listed && at > 0)
        view.previous_href = view.entries[at - 1].href;
    else if (listed.page > 1)
        view.previous_href = bench_href(campaign, filters, listed.page - 1, {});
}

std::string notice_of(http::Pairs const& query) {
    std::string_view const done = query.get("fait");
    if (done == "aucune") return "Cochez au moins une contribution.";
    if (auto const number = forms::positive_number(done);
        number && *number <= static_cast<std::int64_t>(decided_at_once_max))
        return fmt::format("Décision enregistrée pour {}.",
                           base::french_count(*number, "contribution", "contributions"));
    bool const is_reference =
        done.size() > 2 && done.size() <= reference_bytes_max && done.starts_with("C-") &&
        std::ranges::all_of(done.substr(2), [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
    return is_reference ? fmt::format("Décision enregistrée pour {}. L’auteur est prévenu par e-mail.", done)
                        : std::string();
}

/// A refused form of the pane: what was typed and why it was refused.
struct RefusedDecision {
    TypedDecision typed;
    base::Refusal refusal;
};

http::Response bench(web::Visit& visit, Campaign const& campaign, Choices const& offered,
                     TriageFilters const& filters, std::string current,
                     std::optional<RefusedDecision> const& refused) {
    Listed<ListedContribution> const listed =
        triage_page(visit.reader(), filters.filter(campaign.id, offered), filters.page);
    if (current.empty() && !listed.items.empty()) current = listed.items.front().reference;
    TriageView view;
    view.campaign = campaign.title;
    view.address = bench_address(campaign);
    view.line = conservation_line(conservation(visit.reader(), campaign.id));
    if (!refused) view.notice = notice_of(visit.request.query);
    fill_filters(view, filters, campaign, offered);
    fill_list(view, listed, filters, campaign, current);
    TriageFilters carried = filters;
    carried.page = listed.page;
    view.several_action = bench_address(campaign) + "/plusieurs";
    view.kept_by_boxes = {carrying(carried)};
    view.csv_href = fmt::format("/api/v1/campaigns/{}/contributions.csv", campaign.slug);
    view.desks = desk_links(campaign, Desks::triage);
    if (!current.empty()) {
        auto const read = contribution_by_reference(visit.reader(), current);
        if (!read || read->contribution.campaign != campaign.id) return web::not_found(visit);
        view.has_pane = true;
        view.pane = pane_of(*read, offered);
        view.pane.may_decide = visit.is_operator() && !campaign.has_results();
        view.pane.forms =
            decision_forms(refused ? refused->typed : standing_choice(*read), offered,
                           view.pane.may_decide ? changeable_proposals(visit.reader(), campaign.id)
                                                : std::vector<ProposalName>{},
                           view.address, "cette contribution");
        view.pane.forms.may_reopen = read->contribution.outcome != Outcome::pending;
        view.pane.forms.hidden = refused ? visit.form_fields_again() : visit.form_fields();
        view.pane.forms.hidden.push_back({"contribution", current});
        view.pane.forms.hidden.push_back(carrying(carried));
        if (refused) show_decision_errors(view.pane.forms, refused->refusal);
    }
    web::PageHead head = desk_head(campaign, "Tri des contributions");
    head.is_wide = true;
    head.has_errors = refused.has_value();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::triage(out, view); },
        refused ? web::status_of(refused->refusal.code) : 200);
}

http::Response several(web::Visit& visit, Campaign const& campaign, Choices const& offered,
                       TriageFilters const& filters, std::vector<NamedContribution> const& chosen,
                       std::optional<RefusedDecision> const& refused) {
    TriageSeveralView view;
    std::string const count =
        base::french_count(static_cast<std::int64_t>(chosen.size()), "contribution", "contributions");
    view.title = "Décider pour " + count;
    std::vector<html::HiddenInput> references;
    for (NamedContribution const& one : chosen) {
        if (view.items.size() < forms::confirmed_items_max)
            view.items.push_back({fmt::format("{} – {} ({})", one.reference, one.title, one.body_name),
                                  address_of_contribution(one.reference)});
        references.push_back({"contribution", one.reference});
    }
    if (chosen.size() > view.items.size())
        view.more =
            fmt::format("et {} autres",
                        base::french_number(static_cast<std::int64_t>(chosen.size() - view.items.size())));
    view.forms = decision_forms(refused ? refused->typed : TypedDecision{}, offered,
                                changeable_proposals(visit.reader(), campaign.id), bench_address(campaign),
                                chosen.size() == 1 ? "cette contribution" : "ces " + count);
    view.forms.may_reopen = std::ranges::any_of(
        chosen, [](NamedContribution const& one) { return one.outcome != Outcome::pending; });
    view.forms.hidden = refused ? visit.form_fields_again() : visit.form_fields();
    view.forms.hidden.insert(view.forms.hidden.end(), references.begin(), references.end());
    view.forms.hidden.push_back(carrying(filters));
    if (refused) show_decision_errors(view.forms, refused->refusal);
    view.back_href = bench_href(campaign, filters, filters.page, {});
    web::PageHead head = desk_head(campaign, view.title);
    head.has_errors = refused.has_value();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::triage_several(out, view); },
        refused ? web::status_of(refused->refusal.code) : 200);
}

/// Before many authors are written to: what, for which, why.
http::Response confirmation(web::Visit& visit, Campaign const& campaign, TriageFilters const& filters,
                            std::vector<NamedContribution> const& chosen, TypedDecision const& typed,
                            ReadDecision const& decision) {
    ConfirmActView view;
    std::string const count =
        base::french_count(static_cast<std::int64_t>(chosen.size()), "contribution", "contributions");
    view.title = fmt::format("{} {}\u202f?", decision.verb, count);
    view.sentences = {
        "Chaque auteur sera prévenu par e-mail, avec le motif. La décision est publique et datée\u00a0; vous "
        "pourrez la remplacer par une autre."};
    if (!decision.target.empty())
        view.rows.push_back({"Décision", decision.verb + "\u00a0: " + decision.target, {}, {}});
    view.rows.push_back({"Motif", typed.reason, {}, {}});
    view.items_title = "Contributions concernées";
    view.hidden = visit.form_fields();
    for (html::HiddenInput& input : typed.inputs()) view.hidden.push_back(std::move(input));
    std::size_t decided_before = 0;
    for (NamedContribution const& one : chosen) {
        if (view.items.size() < forms::confirmed_items_max)
            view.items.push_back({fmt::format("{} – {} ({})", one.reference, one.title, one.body_name), {}});
        if (one.outcome != Outcome::pending) ++decided_before;
        view.hidden.push_back({"contribution", one.reference});
    }
    if (decided_before > 0)
        view.warning =
            fmt::format("{}\u00a0: la nouvelle décision remplacera la précédente.",
                        decided_before == 1
                            ? std::string("Une de ces contributions a déjà été traitée")
                            : fmt::format("{} de ces contributions ont déjà été traitées", decided_before));
    if (chosen.size() > view.items.size())
        view.more =
            fmt::format("et {} autres",
                        base::french_number(static_cast<std::int64_t>(chosen.size() - view.items.size())));
    view.hidden.push_back(carrying(filters));
    view.hidden.push_back({"confirme", "oui"});
    view.action = bench_address(campaign);
    view.button = fmt::format("{} {}", decision.verb, count);
    view.back_href = bench_href(campaign, filters, filters.page, {});
    view.back_label = "Revenir au tri sans rien décider";
    return forms::confirm_page(visit, view, desk_head(campaign, "Confirmer").breadcrumbs);
}

/// The contribution to read after those that are decided: the next that waits on the same page of the list.
std::string next_waiting(std::vector<ListedContribution> const& items,
                         std::vector<std::string> const& decided) {
    auto const is_decided = [&](ListedContribution const& one) {
        return std::ranges::find(decided, one.reference) != decided.end();
    };
    auto const waits = [&](ListedContribution const& one) {
        return one.outcome == Outcome::pending && !is_decided(one);
    };
    auto const last = std::find_if(items.rbegin(), items.rend(), is_decided).base();
    auto const after = std::find_if(last, items.end(), waits);
    if (after != items.end()) return after->reference;
    auto const before = std::find_if(items.begin(), last, waits);
    return before != last ? before->reference : std::string();
}

}  // namespace

http::Response triage_bench_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    Choices const offered = choices(visit.reader(), campaign->id);
    TriageFilters const filters = TriageFilters::from(visit.request.query, offered);
    return bench(visit, *campaign, offered, filters, forms::line_of(visit.request.query, "contribution"),
                 std::nullopt);
}

http::Response triage_several_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    Choices const offered = choices(visit.reader(), campaign->id);
    TriageFilters const filters = carried_filters(visit.request.query, offered);
    std::vector<std::string> const references = ticked(visit.request.query);
    if (references.empty())
        return web::redirect(visit, bench_href(*campaign, filters, filters.page, {}, "aucune"));
    if (references.size() > decided_at_once_max) return web::not_found(visit);
    std::vector<NamedContribution> const chosen =
        named_contributions(visit.reader(), campaign->id, references);
    if (chosen.size() != references.size()) return web::not_found(visit);
    return several(visit, *campaign, offered, filters, chosen, std::nullopt);
}

http::Response triage_decided(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    Choices const offered = choices(visit.reader(), campaign->id);
    TriageFilters const filters = carried_filters(visit.form(), offered);
    std::vector<std::string> const references = ticked(visit.form());
    if (references.empty())
        return web::redirect(visit, bench_href(*campaign, filters, filters.page, {}, "aucune"));
    if (references.size() > decided_at_once_max)
        return web::refusal_page(
            visit, base::refuse(
                       base::RefusalCode::invalid,
                       fmt::format("Décidez pour {} contributions au plus à la fois.", decided_at_once_max)));
    std::vector<NamedContribution> const chosen =
        named_contributions(visit.reader(), campaign->id, references);
    if (chosen.size() != references.size())
        return web::refusal_page(
            visit,
            base::refuse(base::RefusalCode::conflict,
                         "Une des contributions choisies n’est plus publiée, ou n’est pas de cette campagne.",
                         "Rien n’a été décidé. Revenez au tri et recommencez."));
    bool const is_one = chosen.size() == 1;
    TypedDecision const typed = TypedDecision::from(visit.form());
    auto const again = [&](base::Refusal const& refusal) {
        if (!forms::is_about_form(refusal)) return web::refusal_page(visit, refusal);
        RefusedDecision const refused{typed, refusal};
        return is_one ? bench(visit, *campaign, offered, filters, chosen.front().reference, refused)
                      : several(visit, *campaign, offered, filters, chosen, refused);
    };
    auto const decision = read_decision(visit.reader(), campaign->id, typed, offered);
    if (!decision.ok()) return again(decision.refusal());
    if (!is_one && visit.form().get("confirme") != "oui")
        return confirmation(visit, *campaign, filters, chosen, typed, *decision);

    // Which to read next is seen before the list changes.
    Listed<ListedContribution> const listed =
        triage_page(visit.reader(), filters.filter(campaign->id, offered), filters.page);
    Settings const settings = forms::settings_of(visit);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        Decide command;
        for (NamedContribution const& one : chosen) command.contributions.push_back(one.id);
        command.choice = decision->choice;
        command.reason = typed.reason;
        auto const decided = decide(tx, visit.services.world, settings, visit.actor(), command);
        if (!decided.ok()) return decided.refusal();
        return bench_href(*campaign, filters, listed.page, next_waiting(listed.items, references),
                          is_one ? chosen.front().reference : std::to_string(chosen.size()));
    });
    return next ? web::redirect(visit, *next) : again(next.refusal());
}

}  // namespace consultation
