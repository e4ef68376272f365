#include "consultation/bench_work_pages.hpp"

#include <fmt/format.h>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/bench_actions.hpp"
#include "consultation/bench_rows.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/desk_rows.hpp"
#include "consultation/proposal_deletion.hpp"
#include "consultation/question_actions.hpp"
#include "consultation/second_reading_actions.hpp"
#include "consultation/triage_bench_page.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"

namespace consultation {
namespace {

/// One contribution of the bench, named by a form of its pane.
struct OnItem {
    Campaign campaign;
    Choices offered;
    TriageFilters filters;
    NamedContribution contribution;
    std::string back(std::string const& done) const {
        return bench_href(campaign, filters, filters.page, contribution.reference, done) + "#lecture";
    }
};

std::optional<OnItem> item_of_form(web::Visit& visit) {
    auto campaign = forms::campaign_of_path(visit);
    if (!campaign) return std::nullopt;
    Choices offered = choices(visit.reader(), campaign->id);
    TriageFilters filters = carried_filters(visit.form(), offered);
    std::vector<std::string> const references{forms::line_of(visit.form(), "contribution")};
    auto named = named_contributions(visit.reader(), campaign->id, references);
    if (named.empty()) return std::nullopt;
    return OnItem{std::move(*campaign), std::move(offered), std::move(filters), std::move(named.front())};
}

/// Runs the act and goes back to the contribution; refused: the bench again, the fold `open` with what was
/// typed.
template<class Act>
http::Response done_on_item(web::Visit& visit, std::string const& open, std::string const& done,
                            Act const& act) {
    auto const item = item_of_form(visit);
    if (!item) return web::not_found(visit);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        if (auto const made = act(tx, *item); !made.ok()) return made.refusal();
        return item->back(done);
    });
    if (next) return web::redirect(visit, *next);
    if (!forms::is_about_form(next.refusal())) return web::refusal_page(visit, next.refusal());
    return bench(visit, item->campaign, item->offered, item->filters, item->contribution.reference,
                 {std::nullopt, open, next.refusal()});
}

/// "31/03/2026" as the end of that day in Paris; nothing for what is no day.
std::optional<base::Instant> end_of_day(std::string_view typed) {
    auto const parts = base::split(typed, '/');
    if (parts.size() != 3) return std::nullopt;
    auto const day = base::parse_int(parts[0]);
    auto const month = base::parse_int(parts[1]);
    auto const year = base::parse_int(parts[2]);
    if (!day || !month || !year || *year < 2000 || *year > 2999 || *month < 1 || *month > 12 || *day < 1 ||
        *day > 31)
        return std::nullopt;
    return base::parse_local(fmt::format("{:04}-{:02}-{:02}T23:59:59", *year, *month, *day));
}

}  // namespace

http::Response triage_assigned(web::Visit& visit) {
    std::string_view const to = visit.form().get("a");
    PersonId const me = visit.actor().person;
    PersonId const person = to == "moi" ? me : PersonId(forms::positive_number(to).value_or(0));
    return done_on_item(
        visit, {}, person.exists() ? "attribuee" : "rendue", [&](db::Tx& tx, OnItem const& item) {
            return assign(tx, visit.services.world, visit.actor(), {item.contribution.id}, person);
        });
}

http::Response triage_note_sent(web::Visit& visit) {
    return done_on_item(visit, "note", "note", [&](db::Tx& tx, OnItem const& item) {
        return write_note(tx, visit.services.world, visit.actor(), item.contribution.id,
                          forms::text_of(visit.form(), "note"));
    });
}

http::Response triage_flag_sent(web::Visit& visit) {
    bool const is_lifted = visit.form().get("lever") == "oui";
    return done_on_item(visit, "revoir", is_lifted ? "revue" : "revoir",
                        [&](db::Tx& tx, OnItem const& item) -> base::Result<base::Done> {
                            if (is_lifted)
                                return unflag(tx, visit.services.world, visit.actor(), item.contribution.id);
                            std::string const day = forms::line_of(visit.form(), "echeance");
                            auto const due = end_of_day(day);
                            if (!day.empty() && !due)
                                return base::refuse_field(
                                    "echeance", "Écrivez le jour comme 31/03/2026, ou laissez vide.");
                            return flag(tx, visit.services.world, visit.actor(),
                                        {item.contribution.id, forms::line_of(visit.form(), "revoir"), due});
                        });
}

http::Response triage_question_sent(web::Visit& visit) {
    Settings const settings = forms::settings_of(visit);
    return done_on_item(visit, "question", "question", [&](db::Tx& tx, OnItem const& item) {
        return ask(tx, visit.services.world, settings, visit.actor(), item.contribution.id,
                   forms::text_of(visit.form(), "question"));
    });
}

http::Response triage_reading_sent(web::Visit& visit) {
    std::string_view const typed = visit.form().get("verdict");
    ReadingVerdict const verdict = typed == "renvoyer"    ? ReadingVerdict::send_back
                                   : typed == "reprendre" ? ReadingVerdict::take_back
                                                          : ReadingVerdict::confirm;
    std::string const done = typed == "renvoyer"    ? "renvoyee"
                             : typed == "reprendre" ? "reprise"
                                                    : "confirmee";
    Settings const settings = forms::settings_of(visit);
    return done_on_item(visit, "relecture", done, [&](db::Tx& tx, OnItem const&) -> base::Result<base::Done> {
        if (typed != "renvoyer" && typed != "reprendre" && typed != "confirmer")
            return base::refuse(base::RefusalCode::invalid, "Choisissez quoi faire de la décision.");
        return reread(tx, visit.services.world, settings, visit.actor(),
                      {web::id_of<SecondReading>(visit.form().get("lecture")), verdict,
                       forms::text_of(visit.form(), "commentaire")});
    });
}

http::Response triage_undone(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign) return web::not_found(visit);
    Choices const offered = choices(visit.reader(), campaign->id);
    TriageFilters const filters = carried_filters(visit.form(), offered);
    auto const id = web::id_of<Batch>(visit.form().get("lot"));
    auto const batch = batch_by_id(visit.reader(), id);
    if (!batch || batch->campaign != campaign->id) return web::not_found(visit);
    // A single decision: back to what it was about.
    auto const items = batch_items_page(visit.reader(), id, 1);
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const undone = undo(tx, visit.services.world, forms::settings_of(visit), visit.actor(), id);
        if (!undone.ok()) return undone.refusal();
        if (!batch->name.empty()) return fmt::format("{}/lots/{}", bench_address(*campaign), id.value);
        std::string const left = draft_left_by(tx, id);
        return bench_href(*campaign, filters, filters.page, items.items.front().reference, "annulee") +
               (left.empty() ? std::string() : "&brouillon=" + left) + "#lecture";
    });
    return next ? web::redirect(visit, *next) : web::refusal_page(visit, next.refusal());
}

}  // namespace consultation
