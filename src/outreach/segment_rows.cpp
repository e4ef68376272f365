#include "outreach/segment_rows.hpp"

#include <fmt/format.h>

#include <variant>

#include "base/check.hpp"

namespace outreach {
namespace {

/// A statement being written, with its values in the order in which they stand in it.
class Statement {
  public:
    Statement& text(std::string_view sql) {
        sql_ += sql;
        return *this;
    }
    Statement& value(std::variant<std::int64_t, std::string> value) {
        values_.push_back(std::move(value));
        sql_ += fmt::format("${}", values_.size());
        return *this;
    }
    /// "$3, $4": between the parentheses of an IN; NULL when there is none.
    Statement& list(std::vector<std::string> const& values) {
        if (values.empty()) sql_ += "NULL";
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (i > 0) sql_ += ", ";
            value(values[i]);
        }
        return *this;
    }
    std::string const& sql() const { return sql_; }
    std::vector<db::Value> values() const {
        std::vector<db::Value> all;
        for (auto const& one : values_) {
            if (auto const* const number = std::get_if<std::int64_t>(&one))
                all.emplace_back(*number);
            else
                all.emplace_back(std::get<std::string>(one));
        }
        return all;
    }

  private:
    std::string sql_;
    std::vector<std::variant<std::int64_t, std::string>> values_;
};

constexpr std::string_view person_columns =
    "SELECT p.email AS email, p.email_key AS email_key, p.id AS person_id, ";
/// Who asked for the end of their account is not written to any more.
constexpr std::string_view not_leaving = "NOT EXISTS (SELECT 1 FROM erasures x WHERE x.person_id = p.id) ";

void published_by(Statement& out, std::string_view authority, std::int64_t campaign) {
    out.text(fmt::format(
                 "EXISTS (SELECT 1 FROM contributions c WHERE c.authority_id = {} AND c.state = 'published' "
                 "AND c.campaign_id = ",
                 authority))
        .value(campaign)
        .text(fmt::format(
            ") OR EXISTS (SELECT 1 FROM contribution_bodies b JOIN contributions c ON c.id = "
            "b.contribution_id WHERE b.authority_id = {} AND c.state = 'published' AND c.campaign_id = ",
            authority))
        .value(campaign)
        .text(") ");
}

void supported_by(Statement& out, std::string_view authority, std::int64_t campaign) {
    out.text(fmt::format("EXISTS (SELECT 1 FROM supports s JOIN proposals r ON r.id = s.proposal_id WHERE "
                         "s.authority_id = {} AND s.state IN ('counted', 'pending') AND r.campaign_id = ",
                         authority))
        .value(campaign)
        .text(") ");
}

void took_part(Statement& out, std::string_view authority, std::int64_t campaign,
               consultation::PhaseKind phase) {
    if (phase == consultation::PhaseKind::support)
        supported_by(out, authority, campaign);
    else
        published_by(out, authority, campaign);
}

void supporters(Statement& out, std::int64_t campaign, Segment const& segment) {
    out.text(person_columns)
        .text(
            "k.authority_id AS authority_id FROM support_casts k JOIN proposals r ON r.id = k.proposal_id "
            "JOIN persons p ON p.id = k.person_id WHERE k.withdrawn_at IS NULL AND ")
        .text(not_leaving)
        .text("AND r.campaign_id = ")
        .value(campaign);
    if (!segment.proposals.empty()) out.text(" AND r.reference IN (").list(segment.proposals).text(")");
    if (segment.who == Who::selected_supporters) out.text(" AND r.state = 'selected'");
    if (segment.who == Who::pending_supports) out.text(" AND k.verified_at IS NULL");
}

void authors(Statement& out, std::int64_t campaign, std::string const& state) {
    out.text(person_columns)
        .text(
            "c.authority_id AS authority_id FROM contributions c JOIN persons p ON p.id = c.author_person_id "
            "WHERE ")
        .text(not_leaving)
        .text("AND c.state = ")
        .value(state)
        .text(" AND c.campaign_id = ")
        .value(campaign);
}

/// Of authorities; in a collect of partners too.
void absent_members(Statement& out, std::int64_t campaign, Segment const& segment) {
    bool const is_support = segment.phase == consultation::PhaseKind::support;
    out.text(person_columns)
        .text(
            "f.authority_id AS authority_id FROM affiliations f JOIN persons p ON p.id = f.person_id "
            "LEFT JOIN authorities w ON w.id = f.authority_id WHERE f.state IN ('verified', 'pending') AND ")
        .text(not_leaving)
        .text("AND ");
    if (is_support) {
        out.text("w.legal_class IN (").list(segment.supporting_classes).text(") AND NOT (");
        supported_by(out, "f.authority_id", campaign);
        out.text(")");
        return;
    }
    out.text(
           "NOT EXISTS (SELECT 1 FROM contributions c WHERE c.author_person_id = p.id AND c.state = "
           "'published' "
           "AND c.campaign_id = ")
        .value(campaign)
        .text(
            ") AND (f.partner_id IS NULL OR NOT EXISTS (SELECT 1 FROM contributions c WHERE c.partner_id = "
            "f.partner_id AND c.state = 'published' AND c.campaign_id = ")
        .value(campaign)
        .text(")) AND NOT (");
    published_by(out, "f.authority_id", campaign);
    out.text(")");
}

void official_addresses(Statement& out, std::int64_t campaign, Segment const& segment) {
    out.text(
        "SELECT e.email AS email, e.email_key AS email_key, CAST(NULL AS BIGINT) AS person_id, "
        "e.authority_id AS authority_id FROM official_emails e JOIN authorities w ON w.id = e.authority_id "
        "WHERE e.wrong_since IS NULL AND w.in_force = 1 AND ");
    if (segment.who == Who::silent_communes) {
        out.text("w.kind = 'commune' AND NOT (");
        published_by(out, "e.authority_id", campaign);
        out.text("OR ");
        supported_by(out, "e.authority_id", campaign);
        out.text(")");
        return;
    }
    std::vector<std::string> const classes = segment.phase == consultation::PhaseKind::support
                                                 ? segment.supporting_classes
                                                 : std::vector<std::string>{"authority"};
    out.text("w.legal_class IN (").list(classes).text(") AND NOT (");
    took_part(out, "e.authority_id", campaign, segment.phase);
    out.text(")");
}

void selection(Statement& out, std::int64_t campaign, Segment const& segment) {
    switch (segment.who) {
        case Who::contributors:
            return authors(out, campaign, "published");
        case Who::drafts:
            return authors(out, campaign, "draft");
        case Who::supporters:
        case Who::selected_supporters:
        case Who::pending_supports:
            return supporters(out, campaign, segment);
        case Who::members:
            out.text(person_columns)
                .text(
                    "f.authority_id AS authority_id FROM affiliations f JOIN persons p ON p.id = f.person_id "
                    "WHERE f.state = 'verified' AND f.authority_id IS NOT NULL AND ")
                .text(not_leaving);
            return;
        case Who::absent_members:
            return absent_members(out, campaign, segment);
        case Who::silent_communes:
        case Who::absent_authorities:
            return official_addresses(out, campaign, segment);
    }
    base::fail("an unknown segment");
}

/// The authorities `a` that the segment keeps.
void narrowed(Statement& out, Segment const& segment) {
    if (segment.kind) out.text(" AND a.kind = ").value(std::string(territories::code(*segment.kind)));
    if (!segment.region.empty()) out.text(" AND a.region_code = ").value(segment.region);
    if (!segment.department.empty()) out.text(" AND a.department_code = ").value(segment.department);
    if (!segment.size) return;
    auto const range = territories::range_of(*segment.size);
    if (!range) {
        out.text(" AND a.id IS NOT NULL AND a.population IS NULL");
        return;
    }
    out.text(" AND a.population >= ").value(range->least);
    if (range->most) out.text(" AND a.population <= ").value(*range->most);
}

/// "FROM (…) s LEFT JOIN authorities a … WHERE …": one line an address and authority concerned.
void filtered(Statement& out, std::int64_t campaign, Segment const& segment) {
    out.text("FROM (");
    selection(out, campaign, segment);
    out.text(") s LEFT JOIN authorities a ON a.id = s.authority_id WHERE 1 = 1");
    narrowed(out, segment);
}

}  // namespace

SegmentCount count_of(db::Reader const& reader, base::Id<consultation::Campaign> campaign,
                      Segment const& segment) {
    Statement statement;
    statement.text("SELECT count(DISTINCT s.email_key), count(DISTINCT s.authority_id) ");
    filtered(statement, campaign.value, segment);
    SegmentCount count;
    std::vector<db::Value> const values = statement.values();
    reader.each(statement.sql(), std::span<db::Value const>(values), [&](db::Row const& row) {
        count = {row.integer(0), row.integer(1)};
    });
    return count;
}

std::int64_t unreachable_of(db::Reader const& reader, base::Id<consultation::Campaign> campaign,
                            Segment const& segment) {
    if (segment.who != Who::silent_communes) return 0;
    Statement statement;
    statement.text(
        "SELECT count(*) FROM authorities a WHERE a.in_force = 1 AND a.kind = 'commune' AND NOT EXISTS "
        "(SELECT 1 FROM official_emails e WHERE e.authority_id = a.id AND e.wrong_since IS NULL) AND NOT (");
    published_by(statement, "a.id", campaign.value);
    statement.text("OR ");
    supported_by(statement, "a.id", campaign.value);
    statement.text(")");
    narrowed(statement, segment);
    std::int64_t count = 0;
    std::vector<db::Value> const values = statement.values();
    reader.each(statement.sql(), std::span<db::Value const>(values),
                [&](db::Row const& row) { count = row.integer(0); });
    return count;
}

std::int64_t count_of_any(db::Reader const& reader, base::Id<consultation::Campaign> campaign,
                          std::vector<Segment> const& segments) {
    Statement statement;
    statement.text("SELECT count(DISTINCT every_one.email_key) FROM (");
    for (std::size_t i = 0; i < segments.size(); ++i) {
        statement.text(i == 0 ? "SELECT s.email_key " : " UNION SELECT s.email_key ");
        filtered(statement, campaign.value, segments[i]);
    }
    statement.text(") AS every_one");
    std::int64_t count = 0;
    std::vector<db::Value> const values = statement.values();
    reader.each(statement.sql(), std::span<db::Value const>(values),
                [&](db::Row const& row) { count = row.integer(0); });
    return count;
}

std::vector<Turn> sample_of(db::Reader const& reader, base::Id<consultation::Campaign> campaign,
                            Segment const& segment) {
    Statement statement;
    // Name and code of one authority, the one that freeze() keeps for an address that stands for several.
    statement.text(
        "SELECT t.email_key, t.email, coalesce(n.long_name, ''), coalesce(n.reference, '') FROM (SELECT "
        "s.email_key AS email_key, min(s.email) AS email, min(s.authority_id) AS authority_id ");
    filtered(statement, campaign.value, segment);
    statement.text(" GROUP BY s.email_key ORDER BY s.email_key LIMIT ")
        .value(std::int64_t{sample_max})
        .text(") t LEFT JOIN authorities n ON n.id = t.authority_id ORDER BY t.email_key");
    std::vector<Turn> sample;
    std::vector<db::Value> const values = statement.values();
    reader.each(statement.sql(), std::span<db::Value const>(values), [&](db::Row const& row) {
        sample.push_back({row.string(0), row.string(1), 0, row.string(2), row.string(3)});
    });
    return sample;
}

std::int64_t freeze(db::Tx& tx, base::Id<Mailing> id, int part, base::Id<consultation::Campaign> campaign,
                    Segment const& segment) {
    Statement statement;
    statement
        .text(
            "INSERT INTO mailing_recipients (mailing_id, email_key, email, person_id, authority_id, part, "
            "state) "
            "SELECT ")
        .value(id.value)
        .text(", s.email_key, min(s.email), min(s.person_id), min(s.authority_id), ")
        .value(std::int64_t{part})
        .text(", 'waiting' ");
    filtered(statement, campaign.value, segment);
    statement.text(" GROUP BY s.email_key ON CONFLICT DO NOTHING");
    std::vector<db::Value> const values = statement.values();
    return tx.execute(statement.sql(), std::span<db::Value const>(values));
}

}  // namespace outreach
