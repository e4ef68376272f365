#include "consultation/draft_pages.hpp"

#include <fmt/format.h>

#include "base/french.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_actions.hpp"
#include "consultation/contribution_lists.hpp"
#include "consultation/draft_fields.hpp"
#include "consultation/near.hpp"
#include "web/json.hpp"
#include "web/rate_limiter.hpp"

namespace consultation {
namespace {

/// A person types in one form at a time: a save each two seconds, a few fields at once.
constexpr web::Rate saves_rate{"draft_field", 120, base::Duration::minutes(1)};
constexpr web::Rate near_rate{"near", 60, base::Duration::minutes(1)};

http::Response refused(base::Refusal const& refusal) {
    web::Json json;
    json.object()
        .key("message")
        .text(refusal.fields.empty() ? refusal.message : refusal.fields.front().message)
        .key("advice")
        .text(refusal.advice)
        .end();
    return web::json_response(json.take(), web::status_of(refusal.code));
}

std::optional<base::Refusal> too_often(web::Visit& visit, web::Rate const& rate) {
    int const wait = visit.services.limiter.take(rate, std::to_string(visit.actor().person.value), visit.now);
    if (wait == 0) return std::nullopt;
    return base::refuse(base::RefusalCode::too_many, "Trop de demandes en peu de temps.",
                        "L’enregistrement reprend de lui-même dans un instant.");
}

/// "14 h 05", in Paris.
std::string hour_of(base::Instant at) {
    std::string const whole = base::french_date_time(at);
    std::size_t const mark = whole.find(" à ");
    return mark == std::string::npos ? whole : whole.substr(mark + std::string_view(" à ").size());
}

}  // namespace

http::Response draft_started(web::Visit& visit) {
    auto const campaign = campaign_by_slug(visit.reader(), forms::line_of(visit.form(), "campaign"));
    if (!campaign)
        return refused(base::refuse(base::RefusalCode::not_found, "Cette consultation n’existe pas."));
    ContributionText text;
    text.kind =
        visit.form().get("kind") == "service" ? ContributionKind::existing_service : ContributionKind::need;
    auto const made = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const draft = save_draft(tx, visit.services.world, visit.actor(), {campaign->id, {}, text});
        if (!draft.ok()) return draft.refusal();
        return fmt::format("{} {}", draft->id.value, draft->changed_at.us);
    });
    if (!made.ok()) return refused(made.refusal());
    std::size_t const blank = made->find(' ');
    web::Json json;
    json.object().key("id").text(made->substr(0, blank)).key("changed").text(made->substr(blank + 1)).end();
    return web::json_response(json.take());
}

http::Response draft_field_sent(web::Visit& visit) {
    if (auto const often = too_often(visit, saves_rate)) return refused(*often);
    SaveField const command{web::id_of<Contribution>(visit.path("id")), forms::line_of(visit.form(), "field"),
                            forms::text_of(visit.form(), "value"), forms::text_of(visit.form(), "was"),
                            forms::line_of(visit.form(), "changed")};
    auto const saved = visit.write(
        [&](db::Tx& tx) { return save_draft_field(tx, visit.services.world, visit.actor(), command); });
    if (!saved.ok()) return refused(saved.refusal());
    web::Json json;
    if (saved->theirs) {
        json.object().key("theirs").text(*saved->theirs).end();
        return web::json_response(json.take(), web::status_of(base::RefusalCode::conflict));
    }
    json.object()
        .key("at")
        .text(hour_of(visit.services.world.clock.now()))
        .key("value")
        .text(saved->value)
        .key("previous")
        .text(std::to_string(saved->previous_change.us))
        .key("changed")
        .text(std::to_string(saved->changed_at.us))
        .end();
    return web::json_response(json.take());
}

std::vector<NearItem> near_items(web::Visit& visit, Campaign const& campaign, base::Id<Contribution> own,
                                 std::string_view title, std::string_view problem) {
    std::vector<NearItem> items;
    bool const may_support = campaign.is_open(PhaseKind::support, visit.now);
    for (NearText const& one : near_texts(visit.reader(), campaign.id, own, title, problem)) {
        NearItem item;
        item.title = one.title;
        item.href =
            one.is_proposal ? address_of_proposal(one.reference) : address_of_contribution(one.reference);
        item.facts = one.is_proposal ? fmt::format("Proposition {} · {}", one.reference, one.became)
                                     : fmt::format("{} · {}", one.body_name, one.became);
        if (one.is_proposal && may_support)
            item.act = {"Soutenir plutôt cette proposition", "/soutenir?proposition=" + one.reference};
        items.push_back(std::move(item));
    }
    return items;
}

http::Response near_page(web::Visit& visit) {
    if (auto const often = too_often(visit, near_rate)) return refused(*often);
    auto const campaign = forms::campaign_of_path(visit);
    if (!campaign)
        return refused(base::refuse(base::RefusalCode::not_found, "Cette consultation n’existe pas."));
    auto const items =
        near_items(visit, *campaign, web::id_of<Contribution>(visit.request.query.get("sauf")),
                   forms::line_of(visit.request.query, "titre").substr(0, 4 * contribution_title_max), {});
    web::Json json;
    json.object().key("items").array();
    for (NearItem const& one : items)
        json.object()
            .key("title")
            .text(one.title)
            .key("href")
            .text(one.href)
            .key("facts")
            .text(one.facts)
            .end();
    json.end().end();
    return web::json_response(json.take());
}

}  // namespace consultation
