// Supports by programs: the same actions as the pages', under a personal token (PROGRAMME B6, issue 2 "Fixed
// names").
#include <fmt/format.h>

#include "consultation/api.hpp"
#include "consultation/export_rows.hpp"
#include "consultation/support_actions.hpp"
#include "web/json.hpp"
#include "web/rate_limiter.hpp"

namespace consultation {
namespace {

/// Of one person, whatever tokens they use: more than a campaign has proposals, less than a flood.
constexpr web::Rate support_rate{"consultation.api_support", 600, base::Duration::minutes(1)};

/// What was done, as JSON text: kept under the idempotency key.
std::string answer_text(db::Reader const& reader, SupportAnswer const& answer, bool is_withdrawal) {
    auto const standing = standing_support(reader, answer.proposal, answer.authority);
    base::check(standing.has_value(), "an authority that supports is in the register");
    web::Json json;
    json.object();
    json.key("proposal").text(answer.proposal_reference);
    json.key("authority").text(standing->authority);
    // Who withdraws asks what stands now; who supports asks whether it counts.
    json.key("state").text(is_withdrawal ? name_of(standing->state) : name_of(answer.verdict));
    json.key("since");
    if (standing->state == SupportState::withdrawn)
        json.null();
    else
        json.instant(standing->since);
    json.key("why").text(answer.advice.empty() ? answer.why : answer.why + " " + answer.advice);
    json.end();
    return json.take();
}

base::Result<SupportAnswer> cast(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                 base::Id<Proposal> proposal) {
    auto const answers = cast_support(tx, world, actor, {{proposal}, {}});
    if (!answers.ok()) return answers.refusal();
    base::check(answers->size() == 1, "one proposal and one authority make one answer");
    return answers->front();
}

using Act = base::Result<SupportAnswer> (*)(db::Tx&, base::World const&, people::Actor const&,
                                            base::Id<Proposal>);

base::Result<std::string> done(db::Tx& tx, web::Visit const& visit, Act act) {
    auto const proposal = referred_proposal(tx, visit.path("reference"));
    if (!proposal)
        return base::refuse(base::RefusalCode::not_found,
                            "Cette proposition n’existe pas ou n’est pas publiée.",
                            "Vérifiez sa référence, de la forme P-2026-067.");
    if (!proposal->accepts_api)
        return base::refuse(base::RefusalCode::forbidden,
                            "Les règles de cette consultation n’admettent pas les soutiens par l’API.",
                            "Soutenez cette proposition sur sa page.");
    auto const answer = act(tx, visit.services.world, visit.actor(), proposal->id);
    if (!answer.ok()) return answer.refusal();
    return answer_text(tx, *answer, visit.request.method == http::Method::del);
}

http::Response change_support(web::Visit& visit, Act act) {
    std::string const person = fmt::format("person:{}", visit.actor().person.value);
    if (int const wait_s = visit.services.limiter.take(support_rate, person, visit.now); wait_s > 0) {
        base::Refusal refusal =
            base::refuse(base::RefusalCode::too_many, "Trop de demandes avec vos jetons en peu de temps.",
                         "Attendez un peu avant de recommencer.");
        refusal.retry_after_s = wait_s;
        return web::problem(refusal);
    }
    auto const answer = visit.write_once([&](db::Tx& tx) { return done(tx, visit, act); });
    return answer.ok() ? web::json_response(*answer) : web::problem(answer.refusal());
}

}  // namespace

http::Response put_support(web::Visit& visit) {
    return change_support(visit, cast);
}

http::Response delete_support(web::Visit& visit) {
    return change_support(visit, withdraw_support);
}

}  // namespace consultation
