// The SQL of figures and of the checks.
#include "consultation/figures.hpp"
#include "consultation/snapshot_rows.hpp"

#include <fmt/format.h>

#include <map>

#include "consultation/campaign_rows.hpp"
#include "consultation/support.hpp"

namespace consultation {
namespace {

constexpr std::string_view figures_columns =
    "SELECT g.id, "
    "(SELECT count(*) FROM contributions c WHERE c.campaign_id = g.id AND c.state = 'published'), "
    "(SELECT count(*) FROM contributions c WHERE c.campaign_id = g.id AND c.state = 'published' "
    "AND c.outcome = 'pending'), "
    "(SELECT count(*) FROM contributions c WHERE c.campaign_id = g.id AND c.state = 'published' "
    "AND c.outcome = 'reoriented'), "
    "(SELECT count(*) FROM contributions c WHERE c.campaign_id = g.id AND c.state = 'published' "
    "AND c.outcome = 'rejected'), "
    "(SELECT count(*) FROM contributions c WHERE c.campaign_id = g.id AND c.state = 'published' "
    "AND c.outcome = 'grouped'), "
    "(SELECT count(*) FROM proposals p WHERE p.campaign_id = g.id AND p.state <> 'draft'), "
    "(SELECT count(*) FROM proposals p JOIN supports s ON s.proposal_id = p.id AND s.state = 'counted' "
    "WHERE p.campaign_id = g.id), "
    "(SELECT count(*) FROM proposals p WHERE p.campaign_id = g.id AND p.state = 'selected') "
    "FROM campaigns g ";

CampaignFigures figures_from(db::Row const& row) {
    return {row.id<Campaign>(0),
            {row.integer(1), row.integer(2), row.integer(3), row.integer(4), row.integer(5)},
            row.integer(6),
            row.integer(7),
            row.integer(8)};
}

/// Collects sentences up to their limit.
class Disagreements {
  public:
    void add(std::string sentence) {
        if (sentences_.size() < problems_max) sentences_.push_back(std::move(sentence));
    }
    std::vector<std::string> sentences() && { return std::move(sentences_); }

  private:
    std::vector<std::string> sentences_;
};

/// Every support row against what its standing casts amount to.
void check_supports(db::Reader const& reader, std::map<std::int64_t, Campaign> const& campaigns,
                    Disagreements& found) {
    reader.stream(
        "SELECT s.state, s.since, p.campaign_id, p.reference, s.authority_id, k.first_cast, "
        "k.first_verified, "
        "a.legal_class, k.first_admitted FROM supports s JOIN proposals p ON p.id = s.proposal_id "
        "JOIN authorities a ON a.id = s.authority_id "
        "LEFT JOIN (SELECT proposal_id, authority_id, min(cast_at) AS first_cast, "
        "min(CASE WHEN late_request_id IS NULL THEN verified_at END) AS first_verified, "
        "min(CASE WHEN late_request_id IS NOT NULL THEN verified_at END) AS first_admitted "
        "FROM support_casts WHERE withdrawn_at IS NULL GROUP BY proposal_id, authority_id) k "
        "ON k.proposal_id = s.proposal_id AND k.authority_id = s.authority_id",
        {}, [&](db::Row const& row) {
            Campaign const& campaign = campaigns.at(row.integer(2));
            Standing const stored{*support_state(row.text(0)), row.instant(1), {}};
            std::vector<Cast> casts;
            if (!row.is_null(5)) casts.push_back({row.instant(5), row.maybe_instant(6)});
            if (!row.is_null(8)) casts.push_back({row.instant(5), row.maybe_instant(8), "late"});
            Standing const derived = standing_of(casts, campaign.late_verification_until(), stored);
            std::string const name =
                fmt::format("support of {} by authority {}", row.text(3), row.integer(4));
            if (derived.state != stored.state || derived.since != stored.since)
                found.add(fmt::format("{} is {} since {}, its casts make it {} since {}", name,
                                      name_of(stored.state), stored.since.us, name_of(derived.state),
                                      derived.since.us));
            if (stored.state == SupportState::counted && !campaign.may_support(row.text(7)))
                found.add(
                    fmt::format("{} is counted although its class, {}, does not support", name, row.text(7)));
        });
}

void check_each(db::Reader const& reader, std::string_view sql, std::string_view sentence,
                Disagreements& found) {
    reader.stream(sql, {}, [&](db::Row const& row) {
        found.add(fmt::format(fmt::runtime(sentence), row.text(0), row.text(1)));
    });
}

}  // namespace

CampaignFigures campaign_figures(db::Reader const& reader, base::Id<Campaign> campaign) {
    static std::string const sql = std::string(figures_columns) + "WHERE g.id = $1";
    return reader.first<CampaignFigures>(sql, {campaign}, figures_from).value_or(CampaignFigures{});
}

std::vector<CampaignFigures> every_campaign_figures(db::Reader const& reader) {
    static std::string const sql = std::string(figures_columns) +
                                   "WHERE g.state <> 'draft' ORDER BY g.created_at DESC, g.id DESC LIMIT $1";
    return reader.list<CampaignFigures>(sql, {campaigns_max}, figures_from);
}

std::int64_t supporting_authorities(db::Reader const& reader, base::Id<Campaign> campaign) {
    return reader.integer(
        "SELECT count(DISTINCT s.authority_id) FROM proposals p JOIN supports s ON s.proposal_id = p.id "
        "AND s.state = 'counted' WHERE p.campaign_id = $1",
        {campaign});
}

std::vector<std::string> problems(db::Reader const& reader) {
    Disagreements found;
    std::map<std::int64_t, Campaign> campaigns;
    std::vector<base::Id<Campaign>> const ids = reader.list<base::Id<Campaign>>(
        "SELECT id FROM campaigns ORDER BY id", {}, [](db::Row const& row) { return row.id<Campaign>(0); });
    for (base::Id<Campaign> const id : ids) campaigns.emplace(id.value, *campaign_by_id(reader, id));
    check_supports(reader, campaigns, found);
    check_each(reader,
               "SELECT p.reference, CAST(k.authority_id AS TEXT) FROM support_casts k "
               "JOIN proposals p ON p.id = k.proposal_id LEFT JOIN supports s "
               "ON s.proposal_id = k.proposal_id AND s.authority_id = k.authority_id "
               "WHERE s.proposal_id IS NULL",
               "a cast for {} by authority {} has no support", found);
    check_each(reader,
               "SELECT p.reference, CAST(k.authority_id AS TEXT) FROM support_casts k "
               "JOIN proposals p ON p.id = k.proposal_id JOIN affiliations f ON f.id = k.affiliation_id "
               "WHERE k.withdrawn_at IS NULL AND k.verified_at IS NULL AND f.state <> 'pending'",
               "a cast for {} by authority {} did not follow its affiliation", found);
    check_each(reader,
               "SELECT c.reference, c.outcome FROM contributions c "
               "LEFT JOIN decisions s ON s.contribution_id = c.id AND s.replaced_by IS NULL "
               "WHERE c.outcome <> coalesce(s.outcome, 'pending')",
               "contribution {} is {} unlike its standing decision", found);
    check_each(reader,
               "SELECT c.reference, v.state FROM review_requests v JOIN contributions c "
               "ON c.id = v.contribution_id JOIN decisions d ON d.id = v.decision_id "
               "WHERE (v.state = 'waiting' AND d.replaced_by IS NOT NULL) "
               "OR (v.state = 'replaced' AND v.new_decision_id IS NULL)",
               "the review of contribution {} is {} unlike its decision", found);
    check_each(reader,
               "SELECT CAST(l.id AS TEXT), l.state FROM late_requests l "
               "LEFT JOIN contributions c ON c.id = l.contribution_id AND c.state <> 'draft' "
               "WHERE (l.state = 'accepted' AND l.phase = 'collect' AND c.id IS NULL) "
               "OR (l.state = 'accepted' AND l.phase = 'support' AND NOT EXISTS "
               "(SELECT 1 FROM support_casts k WHERE k.late_request_id = l.id))",
               "late request {} is {} but its act was not done", found);
    check_each(reader,
               "SELECT CAST(k.late_request_id AS TEXT), coalesce(l.state, 'unknown') FROM support_casts k "
               "LEFT JOIN late_requests l ON l.id = k.late_request_id "
               "WHERE k.late_request_id IS NOT NULL AND coalesce(l.state, '') <> 'accepted'",
               "a support was cast by late request {}, which is {}", found);
    check_each(reader,
               "SELECT p.reference, p.state FROM proposals p LEFT JOIN selections s ON s.proposal_id = p.id "
               "AND s.published_at IS NOT NULL WHERE p.state IN ('selected', 'not_selected', 'deferred') "
               "AND p.state <> coalesce(s.choice, '')",
               "proposal {} is {} unlike the published choice", found);
    check_each(reader,
               "SELECT p.reference, CAST(p.version AS TEXT) FROM proposals p "
               "LEFT JOIN proposal_versions v ON v.proposal_id = p.id AND v.version = p.version "
               "WHERE (p.state <> 'draft' AND (v.version IS NULL OR v.title <> p.title OR v.summary <> "
               "p.summary OR v.problem <> p.problem)) OR (p.state = 'draft' AND p.version <> 0)",
               "proposal {} does not say what its version {} says", found);
    check_each(reader,
               "SELECT c.reference, CAST(d.id AS TEXT) FROM decisions d "
               "JOIN contributions c ON c.id = d.contribution_id WHERE d.undone_at IS NOT NULL "
               "AND (d.replaced_by IS NULL OR d.replaced_by <> d.id OR d.told_at IS NOT NULL)",
               "contribution {}: decision {} is undone, yet stands, was replaced or was told", found);
    check_each(
        reader,
        "SELECT c.reference, CAST(d.id AS TEXT) FROM decisions d "
        "JOIN contributions c ON c.id = d.contribution_id JOIN decision_batches b ON b.id = d.batch_id "
        "WHERE b.campaign_id <> c.campaign_id OR (b.undone_at IS NOT NULL AND d.replaced_by IS NULL)",
        "contribution {}: decision {} contradicts its batch", found);
    check_each(reader,
               "SELECT c.reference, r.state FROM second_readings r "
               "JOIN contributions c ON c.id = r.contribution_id WHERE r.state = 'confirmed' "
               "AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.contribution_id = r.contribution_id "
               "AND d.read_by = r.read_by AND d.decided_by = r.asked_by)",
               "contribution {}: a reading is {} without its decision", found);
    check_each(reader,
               "SELECT c.reference, CAST(q.id AS TEXT) FROM questions q "
               "JOIN contributions c ON c.id = q.contribution_id WHERE (q.answered_at IS NOT NULL) <> "
               "EXISTS (SELECT 1 FROM answers w WHERE w.question_id = q.id)",
               "contribution {}: question {} is unlike its answers", found);
    for (std::string const& sentence : snapshot_problems(reader)) found.add(sentence);
    for (base::Id<Campaign> const id : ids)
        if (Conservation const line = campaign_figures(reader, id).conservation; !line.adds_up())
            found.add(fmt::format("campaign {}: {} contributions are not {} + {} + {} + {}",
                                  campaigns.at(id.value).slug, line.contributions, line.pending,
                                  line.reoriented, line.rejected, line.grouped));
    return std::move(found).sentences();
}

}  // namespace consultation
