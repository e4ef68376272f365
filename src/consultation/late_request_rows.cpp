#include "consultation/late_request_rows.hpp"

#include <fmt/format.h>

#include "consultation/campaign_rows.hpp"
#include "consultation/conditions.hpp"

namespace consultation {
namespace {

constexpr std::string_view request_columns =
    "l.id, l.campaign_id, l.phase, l.person_id, l.affiliation_id, l.authority_id, l.partner_id, "
    "l.contribution_id, l.wanted_hash, l.closed_at, l.filed_at, l.reason, l.state, l.answer, l.decided_at, "
    "l.decided_by";
constexpr int request_columns_count = 16;

LateRequest request_from(db::Row const& row) {
    LateRequest one;
    one.id = row.id<LateRequest>(0);
    one.campaign = row.id<Campaign>(1);
    one.phase = *phase_kind(row.text(2));
    one.person = PersonId(row.integer(3));
    one.affiliation = row.id<people::Affiliation>(4);
    one.authority = row.maybe_id<territories::Authority>(5).value_or(AuthorityId());
    one.partner = row.maybe_id<people::Partner>(6).value_or(base::Id<people::Partner>());
    one.contribution = row.maybe_id<Contribution>(7).value_or(base::Id<Contribution>());
    one.wanted_hash = row.string(8);
    one.closed_at = row.instant(9);
    one.filed_at = row.instant(10);
    one.reason = row.string(11);
    one.state = *late_state(row.text(12));
    one.answer = row.string(13);
    one.decided_at = row.maybe_instant(14);
    one.decided_by = row.maybe_id<people::Person>(15).value_or(PersonId());
    return one;
}

std::string const& listed_head() {
    static std::string const sql = fmt::format(
        "SELECT {}, g.slug, g.title, coalesce(a.long_name, r.name, ''), coalesce(a.reference, ''), "
        "coalesce(f.quality, ''), coalesce(f.function, ''), coalesce(f.state, ''), "
        "coalesce(c.title, (SELECT min(p.title) FROM late_request_proposals i "
        "JOIN proposals p ON p.id = i.proposal_id WHERE i.request_id = l.id), ''), "
        "(SELECT count(*) FROM late_request_proposals n WHERE n.request_id = l.id), "
        "CASE WHEN c.state = 'published' THEN c.reference ELSE '' END "
        "FROM late_requests l JOIN campaigns g ON g.id = l.campaign_id "
        "LEFT JOIN authorities a ON a.id = l.authority_id LEFT JOIN partners r ON r.id = l.partner_id "
        "LEFT JOIN affiliations f ON f.id = l.affiliation_id "
        "LEFT JOIN contributions c ON c.id = l.contribution_id",
        request_columns);
    return sql;
}

ListedLateRequest listed_from(db::Row const& row) {
    ListedLateRequest one;
    int at = request_columns_count;
    one.request = request_from(row);
    one.campaign_slug = row.string(at++);
    one.campaign_title = row.string(at++);
    one.body_name = row.string(at++);
    one.body_reference = row.string(at++);
    one.quality = row.string(at++);
    one.function = row.string(at++);
    one.affiliation_state = row.string(at++);
    one.title = row.string(at++);
    one.proposals = row.integer(at++);
    one.contribution_reference = row.string(at++);
    return one;
}

Conditions conditions_of(LateFilter const& filter) {
    Conditions where;
    if (filter.campaign.exists()) where.add("l.campaign_id = $#", {filter.campaign});
    if (filter.person.exists()) where.add("l.person_id = $#", {filter.person});
    if (filter.state) where.add("l.state = $#", {name_of(*filter.state)});
    if (filter.phase) where.add("l.phase = $#", {name_of(*filter.phase)});
    return where;
}

}  // namespace

std::optional<base::Id<LateRequest>> insert_late_request(db::Tx& tx, LateRequest const& request,
                                                         std::span<base::Id<Proposal> const> proposals) {
    auto const id = tx.first<base::Id<LateRequest>>(
        "INSERT INTO late_requests (campaign_id, phase, person_id, affiliation_id, authority_id, partner_id, "
        "contribution_id, wanted_hash, closed_at, filed_at, reason, state, answer) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'waiting', '') ON CONFLICT DO NOTHING "
        "RETURNING id",
        {request.campaign, name_of(request.phase), request.person, request.affiliation,
         or_null(request.authority), or_null(request.partner), or_null(request.contribution),
         request.wanted_hash, request.closed_at, request.filed_at, request.reason},
        [](db::Row const& row) { return row.id<LateRequest>(0); });
    if (!id) return std::nullopt;
    for (base::Id<Proposal> const proposal : proposals)
        if (tx.execute("INSERT INTO late_request_proposals (request_id, proposal_id, affiliation_id, stands) "
                       "VALUES ($1, $2, $3, 1) ON CONFLICT DO NOTHING",
                       {*id, proposal, request.affiliation}) == 0)
            return std::nullopt;
    return id;
}

std::optional<LateRequest> late_request_by_id(db::Reader const& reader, base::Id<LateRequest> id) {
    static std::string const sql =
        fmt::format("SELECT {} FROM late_requests l WHERE l.id = $1", request_columns);
    return reader.first<LateRequest>(sql, {id}, request_from);
}

std::optional<LateRequest> lock_late_request(db::Tx& tx, base::Id<LateRequest> id) {
    if (!tx.lock("SELECT id FROM late_requests WHERE id = $1", {id})) return std::nullopt;
    return late_request_by_id(tx, id);
}

void close_late_request(db::Tx& tx, base::Id<LateRequest> id, LateState state, std::string_view answer,
                        base::Instant at, PersonId by) {
    tx.execute(
        "UPDATE late_requests SET state = $1, answer = $2, decided_at = $3, decided_by = $4 WHERE id = $5",
        {name_of(state), answer, at, by, id});
    if (state == LateState::withdrawn || state == LateState::lapsed)
        tx.execute("UPDATE late_request_proposals SET stands = 0 WHERE request_id = $1", {id});
}

std::int64_t lapse_late_requests(db::Tx& tx, base::Id<Campaign> campaign, PhaseKind phase, base::Instant at,
                                 PersonId by) {
    tx.execute(
        "UPDATE late_request_proposals SET stands = 0 WHERE request_id IN "
        "(SELECT id FROM late_requests WHERE campaign_id = $1 AND phase = $2 AND state = 'waiting')",
        {campaign, name_of(phase)});
    return tx.execute(
        "UPDATE late_requests SET state = 'lapsed', decided_at = $1, decided_by = $2 "
        "WHERE campaign_id = $3 AND phase = $4 AND state = 'waiting'",
        {at, by, campaign, name_of(phase)});
}

void forget_late_requests_of(db::Tx& tx, PersonId person) {
    tx.execute(
        "UPDATE late_request_proposals SET stands = 0 WHERE request_id IN "
        "(SELECT id FROM late_requests WHERE person_id = $1 AND state = 'waiting')",
        {person});
    tx.execute(
        "UPDATE late_requests SET state = 'withdrawn', decided_at = filed_at, decided_by = person_id "
        "WHERE person_id = $1 AND state = 'waiting'",
        {person});
    tx.execute(
        "UPDATE late_requests SET contribution_id = NULL WHERE person_id = $1 AND contribution_id IN "
        "(SELECT id FROM contributions WHERE state = 'draft')",
        {person});
}

std::int64_t waiting_late_requests_of(db::Reader const& reader, PersonId person,
                                      base::Id<Campaign> campaign) {
    return reader.integer(
        "SELECT count(*) FROM late_requests WHERE person_id = $1 AND campaign_id = $2 AND state = 'waiting'",
        {person, campaign});
}

std::vector<ProposalName> proposals_asked_for(db::Reader const& reader, base::Id<LateRequest> id) {
    return reader.list<ProposalName>(
        "SELECT p.id, p.reference, p.title, p.state FROM late_request_proposals i "
        "JOIN proposals p ON p.id = i.proposal_id WHERE i.request_id = $1 ORDER BY p.title, p.id LIMIT $2",
        {id, static_cast<int>(supports_at_once_max)}, [](db::Row const& row) {
            ProposalName one;
            one.id = row.id<Proposal>(0);
            one.reference = row.string(1);
            one.title = row.string(2);
            one.is_public = row.text(3) != "draft";
            return one;
        });
}

std::optional<LateRequest> late_request_of(db::Reader const& reader, base::Id<Contribution> contribution) {
    static std::string const sql = fmt::format(
        "SELECT {} FROM late_requests l WHERE l.contribution_id = $1 "
        "AND l.state IN ('waiting', 'accepted', 'refused')",
        request_columns);
    return reader.first<LateRequest>(sql, {contribution}, request_from);
}

Listed<ListedLateRequest> late_requests_page(db::Reader const& reader, LateFilter const& filter, int page) {
    return conditions_of(filter).page<ListedLateRequest>(
        reader, "SELECT count(*) FROM late_requests l", listed_head(),
        filter.person.exists() ? " ORDER BY l.filed_at DESC, l.id DESC" : " ORDER BY l.filed_at, l.id", page,
        listed_from);
}

void each_late_request(db::Reader const& reader, LateFilter const& filter,
                       std::function<void(ListedLateRequest const&)> const& each) {
    Conditions const where = conditions_of(filter);
    reader.stream(where.statement(listed_head(), fmt::format(" ORDER BY l.filed_at, l.id LIMIT {}",
                                                             late_requests_exported_max)),
                  where.values(), [&](db::Row const& row) { each(listed_from(row)); });
}

std::optional<ListedLateRequest> listed_late_request(db::Reader const& reader, base::Id<LateRequest> id) {
    static std::string const sql = listed_head() + " WHERE l.id = $1";
    return reader.first<ListedLateRequest>(sql, {id}, listed_from);
}

}  // namespace consultation
