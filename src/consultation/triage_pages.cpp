#include "consultation/triage_pages.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/batch_rows.hpp"
#include "consultation/bench_rows.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/desk_rows.hpp"
#include "consultation/pages_triage_several.hpp"
#include "consultation/triage_bench_page.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace consultation {
namespace {

std::vector<std::string> ticked(http::Pairs const& values) {
    std::vector<std::string> references;
    for (std::string_view const one : values.all("contribution")) {
        if (one.empty() || one.size() > reference_bytes_max) continue;
        if (std::ranges::find(references, one) == references.end()) references.emplace_back(one);
    }
    return references;
}

std::string count_of(std::size_t number) {
    return base::french_count(static_cast<std::int64_t>(number), "contribution", "contributions");
}

std::string more_than(std::size_t all, std::size_t shown) {
    return all > shown
               ? fmt::format("et {} autres", base::french_number(static_cast<std::int64_t>(all - shown)))
               : std::string();
}

/// The decisions that stood when the form was shown, in the order of its contributions: one hidden field.
html::HiddenInput seen_input(std::vector<NamedContribution> const& chosen) {
    std::vector<std::string> ids;
    for (NamedContribution const& one : chosen) ids.push_back(std::to_string(one.standing.value));
    return {"vu", base::joined(ids, ",")};
}

/// By contribution; empty when the form does not say: nothing is compared then.
std::map<base::Id<Contribution>, base::Id<Decision>> seen_in(http::Pairs const& form,
                                                             std::vector<std::string> const& references,
                                                             std::vector<NamedContribution> const& chosen) {
    std::map<base::Id<Contribution>, base::Id<Decision>> seen;
    auto const ids = base::split(form.get("vu"), ',');
    if (ids.size() != references.size()) return seen;
    for (NamedContribution const& one : chosen) {
        auto const at = std::ranges::find(references, one.reference) - references.begin();
        if (auto const id = base::parse_int(ids[static_cast<std::size_t>(at)]))
            seen.emplace(one.id, base::Id<Decision>(*id));
    }
    return seen;
}

http::Response several(web::Visit& visit, Campaign const& campaign, Choices const& offered,
                       TriageFilters const& filters, std::vector<NamedContribution> const& chosen,
                       RefusedForm const& refused) {
    TriageSeveralView view;
    view.title = "Décider pour " + count_of(chosen.size());
    std::vector<html::HiddenInput> references;
    for (NamedContribution const& one : chosen) {
        if (view.items.size() < forms::confirmed_items_max)
            view.items.push_back({fmt::format("{} – {} ({})", one.reference, one.title, one.body_name),
                                  address_of_contribution(one.reference)});
        references.push_back({"contribution", one.reference});
    }
    view.more = more_than(chosen.size(), view.items.size());
    BenchFrame frame = bench_frame(visit.reader(), campaign.id, visit.actor().person, visit.now);
    std::erase_if(frame.colleagues, [&](Colleague const& one) { return one.person == visit.actor().person; });
    view.forms = decision_forms(refused.typed ? *refused.typed : TypedDecision{}, offered,
                                {frame.proposals, {}, frame.colleagues, frame.rules}, bench_address(campaign),
                                chosen.size() == 1 ? "cette contribution" : "ces " + count_of(chosen.size()));
    view.forms.may_reopen = std::ranges::any_of(
        chosen, [](NamedContribution const& one) { return one.outcome != Outcome::pending; });
    view.forms.hidden = refused ? visit.form_fields_again() : visit.form_fields();
    view.forms.hidden.insert(view.forms.hidden.end(), references.begin(), references.end());
    view.forms.hidden.push_back(carrying(filters));
    view.forms.hidden.push_back(seen_input(chosen));
    if (refused) show_decision_errors(view.forms, *refused.refusal);
    view.back_href = bench_href(campaign, filters, filters.page, {});
    web::PageHead head = desk_head(campaign, {"Tri des contributions", bench_address(campaign)}, view.title);
    head.has_errors = static_cast<bool>(refused);
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::triage_several(out, view); },
        refused ? web::status_of(refused.refusal->code) : 200);
}

/// What a batch will do: which change, which are left as they are and why.
struct Preview {
    std::vector<NamedContribution> changed;
    std::size_t same = 0;      // decided so already
    std::size_t to_read = 0;   // a decision on them waits for its reading
    std::size_t replaced = 0;  // of the changed: decided otherwise before
};

Preview preview_of(db::Reader const& reader, std::vector<NamedContribution> const& chosen,
                   ReadDecision const& decision, std::string const& reason) {
    std::vector<base::Id<Contribution>> ids;
    for (NamedContribution const& one : chosen) ids.push_back(one.id);
    auto const standing = standing_decisions(reader, ids);
    OutcomeChoice wanted = decision.choice;
    if (Grouped* const grouped = std::get_if<Grouped>(&wanted)) std::ranges::sort(grouped->proposals);
    Preview preview;
    for (NamedContribution const& one : chosen) {
        auto const found = standing.find(one.id);
        bool const is_same = found == standing.end()
                                 ? std::holds_alternative<Reopened>(wanted)
                                 : found->second.choice == wanted && found->second.reason == reason;
        if (one.waits_for_reading) {
            ++preview.to_read;
        } else if (is_same) {
            ++preview.same;
        } else {
            if (one.outcome != Outcome::pending) ++preview.replaced;
            preview.changed.push_back(one);
        }
    }
    return preview;
}

/// Before many authors are written to: what, for which, why, what is left alone, which mails leave and when.
http::Response confirmation(web::Visit& visit, Campaign const& campaign, TriageFilters const& filters,
                            std::vector<NamedContribution> const& chosen, TypedDecision const& typed,
                            ReadDecision const& decision, base::Refusal const* refusal) {
    ConfirmActView view;
    Preview const preview = preview_of(visit.reader(), chosen, decision, typed.reason);
    TriageRules const rules = triage_rules(visit.reader(), campaign.id);
    std::string const count = count_of(preview.changed.size());
    view.title = fmt::format("{} {}\u202f?", decision.verb, count);
    bool const is_read_first = typed.wants_reading() || (rules.rereads_rejections &&
                                                         std::holds_alternative<Rejected>(decision.choice));
    std::string const grace = base::french_count(rules.grace_minutes, "minute", "minutes");
    if (is_read_first)
        view.sentences = {
            "Un collègue relira chaque décision avant qu’elle compte\u202f; jusque-là, rien n’est public "
            "et aucun e-mail ne part."};
    else if (rules.grace_minutes == 0)
        view.sentences = {
            "Chaque auteur sera prévenu par e-mail, avec l’explication. La décision est publique et "
            "datée\u00a0; vous pourrez la remplacer par une autre."};
    else
        view.sentences = {fmt::format(
            "{} dans {}, avec l’explication. D’ici là, vous pourrez annuler tout le lot. La décision est "
            "publique et datée dès maintenant.",
            base::french_count(static_cast<std::int64_t>(preview.changed.size()),
                               "e-mail partira vers son auteur", "e-mails partiront vers leurs auteurs"),
            grace)};
    if (!decision.target.empty())
        view.rows.push_back({"Décision", decision.verb + "\u00a0: " + decision.target, {}, {}});
    view.rows.push_back({"Explication", typed.reason, {}, {}});
    if (preview.same > 0)
        view.rows.push_back(
            {"Laissées telles quelles", count_of(preview.same) + ", déjà décidées ainsi", {}, {}});
    if (preview.to_read > 0)
        view.rows.push_back({"Laissées de côté",
                             count_of(preview.to_read) + ", dont une décision attend sa relecture",
                             {},
                             {}});
    if (preview.replaced > 0)
        view.warning =
            fmt::format("{}\u00a0: la nouvelle décision remplacera la précédente.",
                        preview.replaced == 1
                            ? std::string("Une de ces contributions a déjà été traitée")
                            : fmt::format("{} de ces contributions ont déjà été traitées", preview.replaced));
    view.items_title = "Contributions concernées";
    view.hidden = refusal ? visit.form_fields_again() : visit.form_fields();
    for (html::HiddenInput& input : typed.inputs()) view.hidden.push_back(std::move(input));
    for (NamedContribution const& one : preview.changed) {
        if (view.items.size() < forms::confirmed_items_max)
            view.items.push_back({fmt::format("{} – {} ({})", one.reference, one.title, one.body_name), {}});
        view.hidden.push_back({"contribution", one.reference});
    }
    view.more = more_than(preview.changed.size(), view.items.size());
    view.hidden.push_back(seen_input(preview.changed));
    view.hidden.push_back(carrying(filters));
    view.hidden.push_back({"confirme", "oui"});
    view.reason = forms::field("nom", "Nom du lot",
                               typed.name.empty() ? fmt::format("{} {}", decision.verb, count) : typed.name,
                               "Pour le retrouver parmi les décisions par lot.");
    view.reason_rows = 1;
    view.reason_characters_max = static_cast<int>(batch_name_max);
    if (refusal) forms::show_errors(view, *refusal, {&view.reason});
    view.action = bench_address(campaign);
    view.button = fmt::format("{} {}", decision.verb, count);
    view.back_href = bench_href(campaign, filters, filters.page, {});
    view.back_label = "Revenir au tri sans rien décider";
    if (preview.changed.empty())
        return web::refusal_page(
            visit, base::refuse(base::RefusalCode::conflict, "Aucune de ces contributions ne changerait.",
                                "Elles sont déjà décidées ainsi, ou une décision attend sa relecture."));
    return forms::confirm_page(
        visit, view,
        desk_head(campaign, {"Tri des contributions", bench_address(campaign)}, "Confirmer").breadcrumbs,
        refusal ? web::status_of(refusal->code) : 200);
}

/// The contribution to read after those that are decided: the next that waits on the same page of the list.
std::string next_waiting(std::vector<BenchLine> const& items, std::vector<std::string> const& decided) {
    auto const is_decided = [&](BenchLine const& one) {
        return std::ranges::find(decided, one.item.reference) != decided.end();
    };
    auto const waits = [&](BenchLine const& one) {
        return one.item.outcome == Outcome::pending && !one.marks.waits_for_reading && !is_decided(one);
    };
    auto const last = std::find_if(items.rbegin(), items.rend(), is_decided).base();
    auto const after = std::find_if(last, items.end(), waits);
    if (after != items.end()) return after->item.reference;
    auto const before = std::find_if(items.begin(), last, waits);
    return before != last ? before->item.reference : std::string();
}

}  // namespace

http::Response triage_several_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    Choices const offered = choices(visit.reader(), campaign->id);
    TriageFilters const filters = carried_filters(visit.request.query, offered);
    if (visit.request.query.get("tout") == "oui") {
        auto const ids =
            triage_ids(visit.reader(), filters.filter(campaign->id, offered, visit.actor().person, visit.now),
                       static_cast<int>(decided_at_once_max));
        if (ids.empty())
            return web::redirect(visit, bench_href(*campaign, filters, filters.page, {}, "aucune"));
        return several(visit, *campaign, offered, filters,
                       named_contributions(visit.reader(), campaign->id, ids), {});
    }
    if (auto const id = web::id_of<Batch>(visit.request.query.get("lot")); id.exists()) {
        auto const batch = batch_by_id(visit.reader(), id);
        if (!batch || batch->campaign != campaign->id) return web::not_found(visit);
        return several(visit, *campaign, offered, filters,
                       named_contributions(visit.reader(), campaign->id, standing_items(visit.reader(), id)),
                       {});
    }
    std::vector<std::string> const references = ticked(visit.request.query);
    if (references.empty())
        return web::redirect(visit, bench_href(*campaign, filters, filters.page, {}, "aucune"));
    if (references.size() > decided_at_once_max) return web::not_found(visit);
    std::vector<NamedContribution> const chosen =
        named_contributions(visit.reader(), campaign->id, references);
    if (chosen.size() != references.size()) return web::not_found(visit);
    return several(visit, *campaign, offered, filters, chosen, {});
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
            base::refuse(
                base::RefusalCode::conflict,
                "Une des contributions choisies n’est plus publiée, ou n’est pas de cette consultation.",
                "Rien n’a été décidé. Revenez au tri et recommencez."));
    bool const is_confirmed = visit.form().get("confirme") == "oui";
    bool const is_one = chosen.size() == 1 && !is_confirmed;
    TypedDecision const typed = TypedDecision::from(visit.form());
    auto const again = [&](base::Refusal const& refusal) {
        if (!forms::is_about_form(refusal)) return web::refusal_page(visit, refusal);
        RefusedForm const refused{typed, {}, refusal};
        return is_one ? bench(visit, *campaign, offered, filters, chosen.front().reference, refused)
                      : several(visit, *campaign, offered, filters, chosen, refused);
    };
    auto const decision = read_decision(visit.reader(), campaign->id, typed, offered);
    if (!decision.ok()) return again(decision.refusal());
    if (!is_one && !is_confirmed)
        return confirmation(visit, *campaign, filters, chosen, typed, *decision, nullptr);
    if (is_confirmed && base::length_in_characters(typed.name) > batch_name_max) {
        auto const refusal =
            base::refuse_field("nom", fmt::format("Nommez le lot en {} caractères au plus.", batch_name_max));
        return confirmation(visit, *campaign, filters, chosen, typed, *decision, &refusal);
    }

    // Which to read next is seen before the list changes.
    Listed<BenchLine> const listed = triage_page(
        visit.reader(), filters.filter(campaign->id, offered, visit.actor().person, visit.now), filters.page);
    Settings const settings = forms::settings_of(visit);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        Decide command;
        for (NamedContribution const& one : chosen) command.contributions.push_back(one.id);
        command.choice = decision->choice;
        command.reason = typed.reason;
        command.seen = seen_in(visit.form(), references, chosen);
        command.wants_reading = typed.wants_reading();
        command.reader = typed.reader();
        if (is_confirmed)
            command.name = typed.name.empty() ? fmt::format("{} {}", decision->verb, count_of(chosen.size()))
                                              : typed.name;
        auto const decided = decide(tx, visit.services.world, settings, visit.actor(), command);
        if (!decided.ok()) return decided.refusal();
        if (is_confirmed && decided->batch.exists())
            return fmt::format("{}/lots/{}", bench_address(*campaign), decided->batch.value);
        std::string const done = decided->to_read > 0 ? "relecture"
                                 : is_one             ? chosen.front().reference
                                                      : std::to_string(chosen.size());
        return bench_href(*campaign, filters, listed.page, next_waiting(listed.items, references), done,
                          decided->batch) +
               fmt::format("&quoi={}#lecture", typed.outcome);
    });
    return next ? web::redirect(visit, *next) : again(next.refusal());
}

}  // namespace consultation
