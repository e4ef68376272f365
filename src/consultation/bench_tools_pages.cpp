#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "base/french_hours.hpp"
#include "base/text.hpp"
#include "consultation/batch_rows.hpp"
#include "consultation/bench_actions.hpp"
#include "consultation/bench_rows.hpp"
#include "consultation/bench_tools_views.hpp"
#include "consultation/bench_work_pages.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/pages_batch.hpp"
#include "consultation/pages_batches.hpp"
#include "consultation/pages_share_out.hpp"
#include "consultation/pages_triage_rules.hpp"
#include "consultation/triage_bench_page.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace consultation {
namespace {

std::string what_of(Batch const& batch) {
    return base::french_count(batch.decisions, "décision", "décisions");
}

std::string state_of(Batch const& batch, base::Instant now) {
    if (batch.undone_at) return "Lot annulé le " + base::french_date_time(*batch.undone_at) + ".";
    if (batch.may_be_undone(now))
        return fmt::format("Le lot peut être annulé {}. Ensuite, les auteurs sont prévenus par e-mail.",
                           base::french_until(batch.tell_at, now));
    return fmt::format("{} sur {}.", base::french_count(batch.told, "auteur prévenu", "auteurs prévenus"),
                       base::french_number(batch.decisions));
}

std::string fact_of(BatchItem const& item) {
    if (item.is_undone) return "annulée";
    if (!item.is_standing) return "remplacée depuis";
    return item.is_told ? "auteur prévenu" : "auteur pas encore prévenu";
}

html::Link bench_link(Campaign const& campaign) {
    return {"Tri des contributions", bench_address(campaign)};
}

web::PageHead batch_head(Campaign const& campaign, std::string title) {
    web::PageHead head =
        desk_head(campaign, {"Décisions par lot", bench_address(campaign) + "/lots"}, std::move(title));
    head.breadcrumbs.insert(head.breadcrumbs.end() - 2, bench_link(campaign));
    return head;
}

/// The shown form of sharing out.
http::Response share_out_form(web::Visit& visit, Campaign const& campaign, base::Refusal const* refusal) {
    BenchFrame const frame = bench_frame(visit.reader(), campaign.id, visit.actor().person, visit.now);
    ShareOutView view;
    view.action = bench_address(campaign) + "/repartir";
    view.has_any = frame.nobodys > 0 || refusal != nullptr;
    view.lead =
        frame.nobodys == 0
            ? std::string("Rien à répartir\u00a0: chaque contribution à traiter est déjà à quelqu’un.")
            : fmt::format(
                  "{} à traiter et à personne. Les plus anciennes sont données d’abord, à tour de rôle.",
                  base::french_count(frame.nobodys, "contribution est", "contributions sont"));
    view.count = forms::field(
        "nombre", "Combien en répartir\u202f?",
        refusal ? forms::line_of(visit.form(), "nombre")
                : std::to_string(std::min(frame.nobodys, static_cast<std::int64_t>(shared_out_max))));
    view.count.width_characters = 4;
    view.count.inputmode = "numeric";
    view.among = forms::field("a", "Entre qui\u202f?");
    auto const ticked = refusal ? visit.form().all("a") : std::vector<std::string_view>{};
    for (Colleague const& one : frame.colleagues) {
        std::string const number = std::to_string(one.person.value);
        bool const is_ticked = !refusal || std::ranges::find(ticked, number) != ticked.end();
        view.colleagues.push_back(
            {number, fmt::format("{} ({} à traiter)", one.email, base::french_number(one.waiting)), "",
             is_ticked});
    }
    view.hidden = refusal ? visit.form_fields_again() : visit.form_fields();
    view.back_href = bench_address(campaign);
    if (refusal) forms::show_errors(view, *refusal, {&view.count, &view.among});
    web::PageHead head = desk_head(campaign, bench_link(campaign), "Répartir entre collègues");
    head.has_errors = refusal != nullptr;
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::share_out(out, view); },
        refusal ? web::status_of(refusal->code) : 200);
}

http::Response rules_form(web::Visit& visit, Campaign const& campaign, TriageRules const& rules,
                          base::Refusal const* refusal) {
    TriageRulesView view;
    view.action = bench_address(campaign) + "/reglages";
    view.grace =
        forms::field("delai", "Minutes pendant lesquelles une décision s’annule",
                     refusal ? forms::line_of(visit.form(), "delai") : std::to_string(rules.grace_minutes),
                     "L’e-mail à l’auteur part ensuite. Avec 0, il part aussitôt et rien ne s’annule.");
    view.grace.width_characters = 4;
    view.grace.inputmode = "numeric";
    view.rereads = forms::field("relire", "Faire relire les rejets");
    bool const rereads = refusal ? visit.form().get("relire") == "oui" : rules.rereads_rejections;
    view.rereads_choices =
        html::chosen({{"oui", "Chaque rejet est relu par un collègue avant de compter", "", false},
                      {"non", "Seulement quand l’équipe le demande", "", false}},
                     rereads ? "oui" : "non");
    view.hidden = refusal ? visit.form_fields_again() : visit.form_fields();
    view.back_href = bench_address(campaign);
    if (refusal) forms::show_errors(view, *refusal, {&view.grace, &view.rereads});
    web::PageHead head = desk_head(campaign, bench_link(campaign), "Réglages du tri");
    head.has_errors = refusal != nullptr;
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::triage_rules(out, view); },
        refusal ? web::status_of(refusal->code) : 200);
}

}  // namespace

http::Response batches_list_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    auto const listed =
        batches_page(visit.reader(), campaign->id, forms::asked_page(visit.request.query).value_or(1));
    BatchesView view;
    std::string const address = bench_address(*campaign) + "/lots";
    for (Batch const& batch : listed.items) {
        view.batches.push_back({batch.name, fmt::format("{}/{}", address, batch.id.value)});
        view.facts.push_back(fmt::format("{}, {}, par {}. {}", base::french_date_time(batch.at),
                                         what_of(batch), batch.by_email, state_of(batch, visit.now)));
    }
    view.pages = {listed.page, listed.pages(), address + "?page="};
    view.back_href = bench_address(*campaign);
    return web::page_of(visit, desk_head(*campaign, bench_link(*campaign), "Décisions par lot"),
                        [&](html::Out& out) { pages::batches(out, view); });
}

http::Response batch_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    auto const batch = batch_by_id(visit.reader(), web::id_of<Batch>(visit.path("batch")));
    if (!batch || batch->campaign != campaign->id || batch->name.empty()) return web::not_found(visit);
    auto const items =
        batch_items_page(visit.reader(), batch->id, forms::asked_page(visit.request.query).value_or(1));
    BatchView view;
    view.title = batch->name;
    view.id = batch->id.value;
    view.notice = state_of(*batch, visit.now);
    view.may_undo = visit.is_operator() && batch->may_be_undone(visit.now) && !campaign->has_results();
    view.undo_action = bench_address(*campaign) + "/annuler";
    view.hidden = visit.form_fields();
    view.rows = {{"Décidé par", batch->by_email, {}, {}},
                 {"Le", base::french_date_time(batch->at), {}, {}},
                 {"Décisions", base::french_number(batch->decisions), {}, {}},
                 {"Encore en vigueur", base::french_number(batch->standing), {}, {}},
                 {"Auteurs prévenus", base::french_number(batch->told), {}, {}}};
    for (BatchItem const& item : items.items) {
        view.items.push_back({fmt::format("{} – {}", item.reference, item.title),
                              bench_address(*campaign) + "?statut=toutes&contribution=" + item.reference});
        view.facts.push_back(fact_of(item));
    }
    std::string const address = fmt::format("{}/lots/{}", bench_address(*campaign), view.id);
    view.pages = {items.page, items.pages(), address + "?page="};
    if (visit.is_operator() && !view.may_undo && !batch->undone_at && batch->standing > 0 &&
        batch->standing <= static_cast<std::int64_t>(decided_at_once_max) && !campaign->has_results()) {
        view.again_href = bench_address(*campaign) + "/plusieurs";
        view.again = {{"lot", std::to_string(view.id)}};
    }
    view.back_href = bench_address(*campaign) + "/lots";
    return web::page_of(visit, batch_head(*campaign, batch->name),
                        [&](html::Out& out) { pages::batch(out, view); });
}

http::Response share_out_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    return share_out_form(visit, *campaign, nullptr);
}

http::Response share_out_sent(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    auto const count = forms::positive_number(forms::line_of(visit.form(), "nombre"));
    if (!count || *count > static_cast<std::int64_t>(shared_out_max)) {
        auto const refusal =
            base::refuse_field("nombre", fmt::format("Indiquez un nombre de 1 à {}.", shared_out_max));
        return share_out_form(visit, *campaign, &refusal);
    }
    ContributionFilter wanted;
    wanted.campaign = campaign->id;
    wanted.outcome = Outcome::pending;
    wanted.assignee = PersonId();
    auto const ids = triage_ids(visit.reader(), wanted, static_cast<int>(*count));
    std::vector<PersonId> among;
    for (std::string_view const one : visit.form().all("a"))
        if (auto const number = forms::positive_number(one); number && among.size() < colleagues_max)
            among.emplace_back(*number);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        if (ids.empty()) return base::refuse_field("nombre", "Aucune contribution n’est à répartir.");
        auto const shared = share_out(tx, visit.services.world, visit.actor(), ids, among);
        if (!shared.ok()) return shared.refusal();
        return bench_address(*campaign) + "?fait=repartie";
    });
    if (next) return web::redirect(visit, *next);
    if (!forms::is_about_form(next.refusal())) return web::refusal_page(visit, next.refusal());
    return share_out_form(visit, *campaign, &next.refusal());
}

http::Response triage_rules_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    return rules_form(visit, *campaign, triage_rules(visit.reader(), campaign->id), nullptr);
}

http::Response triage_rules_sent(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    auto const minutes = base::parse_int(forms::line_of(visit.form(), "delai"));
    TriageRules rules;
    // What is no number is refused by the action as any other wrong one.
    rules.grace_minutes =
        minutes && *minutes >= 0 && *minutes <= grace_minutes_max ? static_cast<int>(*minutes) : -1;
    rules.rereads_rejections = visit.form().get("relire") == "oui";
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const set = set_triage_rules(tx, visit.services.world, visit.actor(), campaign->id, rules);
        if (!set.ok()) return set.refusal();
        return bench_address(*campaign) + "?fait=reglages";
    });
    if (next) return web::redirect(visit, *next);
    if (!forms::is_about_form(next.refusal())) return web::refusal_page(visit, next.refusal());
    return rules_form(visit, *campaign, rules, &next.refusal());
}

}  // namespace consultation
