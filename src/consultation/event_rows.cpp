// The SQL of facts.
#include "consultation/event_rows.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign.hpp"
#include "consultation/settings.hpp"
#include "territories/in_sentence.hpp"

namespace consultation {
namespace {

/// The topics of a contribution that is news to its whole territory and theme.
constexpr std::string_view wide_contribution_topics =
    "INSERT INTO follow_event_topics (event_id, topic) "
    "SELECT e.id, 'campaign:' || c.campaign_id FROM follow_events e JOIN contributions c ON c.id = "
    "e.contribution_id WHERE e.id = $1 "
    "UNION SELECT e.id, 'theme:' || c.theme_id FROM follow_events e JOIN contributions c ON c.id = "
    "e.contribution_id WHERE e.id = $2 AND c.theme_id IS NOT NULL "
    "UNION SELECT e.id, 'authority:' || a.id FROM follow_events e JOIN contributions c ON c.id = "
    "e.contribution_id JOIN authorities a ON a.id = c.authority_id WHERE e.id = $3 "
    "UNION SELECT e.id, 'department:' || a.department_code FROM follow_events e JOIN contributions c ON c.id "
    "= "
    "e.contribution_id JOIN authorities a ON a.id = c.authority_id WHERE e.id = $4 AND a.department_code IS "
    "NOT "
    "NULL "
    "UNION SELECT e.id, 'region:' || a.region_code FROM follow_events e JOIN contributions c ON c.id = "
    "e.contribution_id JOIN authorities a ON a.id = c.authority_id WHERE e.id = $5 AND a.region_code IS NOT "
    "NULL "
    "UNION SELECT e.id, 'authority:' || b.authority_id FROM follow_events e JOIN contribution_bodies b ON "
    "b.contribution_id = e.contribution_id WHERE e.id = $6";
/// Of what becomes of a contribution: itself and the authorities for which it was made.
constexpr std::string_view narrow_contribution_topics =
    "INSERT INTO follow_event_topics (event_id, topic) "
    "SELECT e.id, 'contribution:' || e.contribution_id FROM follow_events e WHERE e.id = $1 "
    "UNION SELECT e.id, 'authority:' || c.authority_id FROM follow_events e JOIN contributions c ON c.id = "
    "e.contribution_id WHERE e.id = $2 AND c.authority_id IS NOT NULL "
    "UNION SELECT e.id, 'authority:' || b.authority_id FROM follow_events e JOIN contribution_bodies b ON "
    "b.contribution_id = e.contribution_id WHERE e.id = $3";
/// Whoever follows a contribution is told of the proposal that it became a part of.
constexpr std::string_view new_proposal_topics =
    "INSERT INTO follow_event_topics (event_id, topic) "
    "SELECT e.id, 'campaign:' || e.campaign_id FROM follow_events e WHERE e.id = $1 "
    "UNION SELECT e.id, 'theme:' || t.theme_id FROM follow_events e JOIN proposal_themes t ON t.proposal_id "
    "= "
    "e.proposal_id WHERE e.id = $2 "
    "UNION SELECT e.id, 'contribution:' || d.contribution_id FROM follow_events e JOIN decision_proposals g "
    "ON "
    "g.proposal_id = e.proposal_id JOIN decisions d ON d.id = g.decision_id WHERE e.id = $3 AND "
    "d.replaced_by IS "
    "NULL";
constexpr std::string_view results_topics =
    "INSERT INTO follow_event_topics (event_id, topic) "
    "SELECT e.id, 'campaign:' || e.campaign_id FROM follow_events e WHERE e.id = $1 "
    "UNION SELECT e.id, 'proposal:' || p.id FROM follow_events e JOIN proposals p ON p.campaign_id = "
    "e.campaign_id WHERE e.id = $2 AND p.state <> 'draft'";

void insert_topics(db::Tx& tx, EventKind kind, base::Id<Event> id) {
    switch (kind) {
        case EventKind::contribution_published:
            tx.execute(wide_contribution_topics, {id, id, id, id, id, id});
            return;
        case EventKind::contribution_decided:
        case EventKind::review_answered:
            tx.execute(narrow_contribution_topics, {id, id, id});
            return;
        case EventKind::contribution_edited:
            tx.execute(
                "INSERT INTO follow_event_topics (event_id, topic) SELECT e.id, 'contribution:' || "
                "e.contribution_id FROM follow_events e WHERE e.id = $1",
                {id});
            return;
        case EventKind::proposal_published:
            tx.execute(new_proposal_topics, {id, id, id});
            return;
        case EventKind::proposal_edited:
        case EventKind::proposal_supported:
            tx.execute(
                "INSERT INTO follow_event_topics (event_id, topic) SELECT e.id, 'proposal:' || e.proposal_id "
                "FROM follow_events e WHERE e.id = $1",
                {id});
            return;
        case EventKind::phase_extended:
            tx.execute(
                "INSERT INTO follow_event_topics (event_id, topic) SELECT e.id, 'campaign:' || e.campaign_id "
                "FROM follow_events e WHERE e.id = $1",
                {id});
            return;
        case EventKind::results_published:
            tx.execute(results_topics, {id, id});
            return;
    }
    base::fail("an unknown kind of fact");
}

/// Who is not told by a follow: who acted, whose contribution it is, and of extensions and results everybody
/// who took part, because they get a mail of their own.
constexpr std::string_view not_told_otherwise =
    " AND f.person_id <> e.actor_id AND f.person_id <> e.author_id "
    "AND NOT EXISTS (SELECT 1 FROM mail_suspensions s WHERE s.to_key = p.email_key) "
    "AND NOT (e.kind IN ('phase.extended', 'results.published') AND (EXISTS (SELECT 1 FROM contributions c "
    "WHERE c.author_person_id = f.person_id AND c.state = 'published' AND c.campaign_id = e.campaign_id) OR "
    "EXISTS (SELECT 1 FROM support_casts k JOIN proposals r ON r.id = k.proposal_id WHERE k.person_id = "
    "f.person_id AND k.withdrawn_at IS NULL AND r.campaign_id = e.campaign_id))) ";

constexpr std::string_view matched =
    "SELECT m.person_id, m.email, m.event_id, m.topic, m.follows, m.total FROM (SELECT f.person_id, p.email, "
    "t.event_id, min(f.topic) AS topic, count(*) AS follows, row_number() OVER (PARTITION BY f.person_id "
    "ORDER "
    "BY t.event_id DESC) AS rank, count(*) OVER (PARTITION BY f.person_id) AS total FROM follow_events e "
    "JOIN "
    "follow_event_topics t ON t.event_id = e.id JOIN follows f ON f.topic = t.topic JOIN persons p ON p.id = "
    "f.person_id WHERE ";
constexpr std::string_view ranked =
    "GROUP BY f.person_id, p.email, t.event_id) m WHERE m.rank <= $6 ORDER BY m.person_id, m.event_id DESC";

Match match_from(db::Row const& row) {
    return {PersonId(row.integer(0)), row.string(1), row.id<Event>(2), row.string(3),
            row.integer(4),           row.integer(5)};
}

/// The row of a fact with what it names.
struct EventFact {
    EventKind kind = EventKind::proposal_published;
    base::Instant at;
    std::string detail;
    std::string campaign_slug;
    std::string campaign_title;
    std::string contribution_reference;  // empty: not public
    std::string contribution_title;
    std::string body;
    std::string proposal_reference;  // empty: not public
    std::string proposal_title;
    std::string outcome;  // of a decision that stands; empty: replaced
};

ToldEvent told(EventFact const& fact, std::string subject, std::string sentence, std::string path) {
    return {fact.at, std::move(subject), std::move(sentence), std::move(path), fact.campaign_title};
}

std::optional<ToldEvent> contribution_told(EventFact const& fact) {
    if (fact.contribution_reference.empty()) return std::nullopt;
    std::string const& reference = fact.contribution_reference;
    std::string const path = address_of_contribution(reference);
    std::string const named = fmt::format("«\u00a0{}\u00a0»", fact.contribution_title);
    std::string const by =
        fact.body.empty() ? std::string() : fmt::format(", pour {}", territories::in_sentence(fact.body));
    switch (fact.kind) {
        case EventKind::contribution_published:
            return told(fact, fmt::format("{}\u00a0: nouvelle contribution {}", reference, named),
                        fmt::format("Nouvelle contribution {} {}{}.", reference, named, by), path);
        case EventKind::contribution_edited:
            return told(fact, fmt::format("{}\u00a0: la contribution {} est modifiée", reference, named),
                        fmt::format("La contribution {} {} a une nouvelle version.", reference, named), path);
        case EventKind::review_answered:
            return told(
                fact, fmt::format("{}\u00a0: réponse à la demande de réexamen de {}", reference, named),
                fmt::format("L’opérateur a répondu à la demande de réexamen de la contribution {} {}.",
                            reference, named),
                path);
        default:
            break;
    }
    if (fact.outcome.empty()) return std::nullopt;  // another decision has replaced it
    std::string_view const became = fact.outcome == "grouped"      ? "regroupée dans une proposition"
                                    : fact.outcome == "reoriented" ? "réorientée"
                                    : fact.outcome == "rejected"   ? "rejetée"
                                                                   : "de nouveau à l’étude";
    return told(
        fact, fmt::format("{}\u00a0: la contribution {} est {}", reference, named, became),
        fmt::format("La contribution {} {}{} est {}. La page dit pourquoi.", reference, named, by, became),
        path);
}

std::optional<ToldEvent> proposal_told(EventFact const& fact) {
    if (fact.proposal_reference.empty()) return std::nullopt;
    std::string const& reference = fact.proposal_reference;
    std::string const path = address_of_proposal(reference);
    std::string const named = fmt::format("«\u00a0{}\u00a0»", fact.proposal_title);
    if (fact.kind == EventKind::proposal_published)
        return told(fact, fmt::format("{}\u00a0: la proposition {} est publiée", reference, named),
                    fmt::format("La proposition {} {} est publiée.", reference, named), path);
    if (fact.kind == EventKind::proposal_edited)
        return told(fact, fmt::format("{}\u00a0: la proposition {} est modifiée", reference, named),
                    fmt::format("Le texte de la proposition {} {} est modifié. La page dit ce qui change et "
                                "pourquoi.",
                                reference, named),
                    path + "/versions");
    std::string const count = base::french_count(base::parse_int(fact.detail).value_or(0),
                                                 "collectivité de plus la soutient depuis la veille",
                                                 "collectivités de plus la soutiennent depuis la veille");
    return told(fact, fmt::format("{}\u00a0: {}", reference, count),
                fmt::format("Proposition {} {}\u00a0: {}.", reference, named, count), path);
}

std::optional<ToldEvent> told_of(EventFact const& fact) {
    switch (fact.kind) {
        case EventKind::contribution_published:
        case EventKind::contribution_edited:
        case EventKind::contribution_decided:
        case EventKind::review_answered:
            return contribution_told(fact);
        case EventKind::proposal_published:
        case EventKind::proposal_edited:
        case EventKind::proposal_supported:
            return proposal_told(fact);
        case EventKind::phase_extended: {
            auto const phase = phase_kind(fact.detail);
            std::string const name = phase ? std::string(title_of(*phase)) : std::string("l’étape en cours");
            return told(
                fact, fmt::format("{}\u00a0: «\u00a0{}\u00a0» est prolongée", fact.campaign_title, name),
                fmt::format(
                    "L’étape «\u00a0{}\u00a0» est prolongée. La page donne la nouvelle date et le motif.",
                    name),
                address_of_campaign(fact.campaign_slug));
        }
        case EventKind::results_published:
            return told(fact, fmt::format("{}\u00a0: le choix du comité est publié", fact.campaign_title),
                        "Le choix du comité est publié, avec le motif de chaque décision.",
                        address_of_results(fact.campaign_slug));
    }
    base::fail("an unknown kind of fact");
}

template<class T>
std::optional<std::int64_t> number_or_nothing(base::Id<T> id) {
    return id.exists() ? std::optional(id.value) : std::nullopt;
}

}  // namespace

base::Id<Event> insert_event(db::Tx& tx, Event const& event, base::Id<Event> batch, PersonId actor,
                             base::Instant at) {
    base::Id<Event> const id(tx.insert(
        "INSERT INTO follow_events (batch_id, kind, campaign_id, contribution_id, proposal_id, decision_id, "
        "detail, actor_id, author_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id",
        {batch, name_of(event.kind), event.campaign, number_or_nothing(event.contribution),
         number_or_nothing(event.proposal), number_or_nothing(event.decision), event.detail, actor,
         event.author, at}));
    if (!batch.exists()) tx.execute("UPDATE follow_events SET batch_id = $1 WHERE id = $2", {id, id});
    insert_topics(tx, event.kind, id);
    return id;
}

bool is_awaited(db::Reader const& reader, base::Id<Event> batch, Frequency frequency) {
    return reader.exists(
        "SELECT 1 FROM follow_events e JOIN follow_event_topics t ON t.event_id = e.id JOIN follows f ON "
        "f.topic "
        "= t.topic WHERE e.batch_id = $1 AND f.frequency = $2 LIMIT 1",
        {batch, name_of(frequency)});
}

int insert_support_events(db::Tx& tx, base::Instant from, base::Instant to) {
    // Only what somebody has told in a digest: of the others no row is needed.
    std::vector<Event> const gained = tx.list<Event>(
        "SELECT p.id, p.campaign_id, count(*) FROM follows f JOIN proposals p ON f.kind = 'proposal' AND "
        "p.id = "
        "f.target_id JOIN supports s ON s.proposal_id = p.id WHERE f.id = (SELECT min(g.id) FROM follows g "
        "WHERE "
        "g.topic = f.topic AND g.frequency = 'daily') AND s.state = 'counted' AND s.since >= $1 AND s.since "
        "< $2 "
        "GROUP BY p.id, p.campaign_id ORDER BY p.id",
        {from, to}, [](db::Row const& row) {
            Event event;
            event.kind = EventKind::proposal_supported;
            event.proposal = row.id<Proposal>(0);
            event.campaign = row.id<Campaign>(1);
            event.detail = std::to_string(row.integer(2));
            return event;
        });
    for (Event const& event : gained) insert_event(tx, event, {}, PersonId(), to);
    return static_cast<int>(gained.size());
}

std::optional<std::int64_t> next_follower(db::Reader const& reader, Telling const& telling,
                                          std::int64_t after) {
    std::int64_t const found =
        telling.frequency == Frequency::at_once
            ? reader.integer(
                  "SELECT min((SELECT min(f.person_id) FROM follows f WHERE f.topic = t.topic AND "
                  "f.frequency = "
                  "'at_once' AND f.person_id > $1)) FROM follow_events e JOIN follow_event_topics t ON "
                  "t.event_id = "
                  "e.id WHERE e.batch_id = $2",
                  {after, telling.batch})
            : reader.integer(
                  "SELECT min((SELECT min(f.person_id) FROM follows f WHERE f.topic = t.topic AND "
                  "f.frequency = "
                  "'daily' AND f.person_id > $1)) FROM (SELECT DISTINCT u.topic FROM follow_events e JOIN "
                  "follow_event_topics u ON u.event_id = e.id WHERE e.at > $2 AND e.at <= $3) t",
                  {after, telling.from, telling.to});
    return found == 0 ? std::nullopt : std::optional(found);
}

std::vector<Match> matches(db::Reader const& reader, Telling const& telling, std::int64_t first,
                           std::int64_t last, int per_person) {
    if (telling.frequency == Frequency::at_once)
        return reader.list<Match>(
            std::string(matched) +
                "e.batch_id = $1 AND e.id >= $2 AND f.frequency = $3 AND f.since <= e.at AND f.person_id >= "
                "$4 AND "
                "f.person_id <= $5" +
                std::string(not_told_otherwise) + std::string(ranked),
            {telling.batch, telling.batch, name_of(telling.frequency), first, last, per_person}, match_from);
    return reader.list<Match>(
        std::string(matched) +
            "e.at > $1 AND e.at <= $2 AND f.frequency = $3 AND f.since <= e.at AND f.person_id >= $4 AND "
            "f.person_id <= $5 AND NOT EXISTS (SELECT 1 FROM follow_event_topics u JOIN follows g ON g.topic "
            "= "
            "u.topic WHERE u.event_id = e.id AND g.person_id = f.person_id AND g.frequency = 'at_once' AND "
            "g.since "
            "<= e.at)" +
            std::string(not_told_otherwise) + std::string(ranked),
        {telling.from, telling.to, name_of(telling.frequency), first, last, per_person}, match_from);
}

std::optional<ToldEvent> told_event(db::Reader const& reader, base::Id<Event> event) {
    auto const fact = reader.first<EventFact>(
        "SELECT e.kind, e.at, e.detail, k.slug, k.title, coalesce(c.reference, ''), coalesce(c.title, ''), "
        "coalesce(a.long_name, q.name, ''), coalesce(p.reference, ''), coalesce(p.title, ''), "
        "coalesce(d.outcome, '') FROM follow_events e "
        "JOIN campaigns k ON k.id = e.campaign_id AND k.state <> 'draft' "
        "LEFT JOIN contributions c ON c.id = e.contribution_id AND c.state = 'published' "
        "LEFT JOIN authorities a ON a.id = c.authority_id LEFT JOIN partners q ON q.id = c.partner_id "
        "LEFT JOIN proposals p ON p.id = e.proposal_id AND p.state <> 'draft' "
        "LEFT JOIN decisions d ON d.id = e.decision_id AND d.replaced_by IS NULL WHERE e.id = $1",
        {event}, [](db::Row const& row) {
            auto const kind = event_kind(row.text(0));
            base::check(kind.has_value(), "a stored fact has a kind");
            return EventFact{*kind,         row.instant(1), row.string(2), row.string(3),
                             row.string(4), row.string(5),  row.string(6), row.string(7),
                             row.string(8), row.string(9),  row.string(10)};
        });
    return fact ? told_of(*fact) : std::nullopt;
}

std::int64_t forget_old_events(db::Tx& tx, base::Instant before, int limit) {
    tx.execute(
        "DELETE FROM follow_event_topics WHERE event_id IN (SELECT id FROM follow_events WHERE at < $1 ORDER "
        "BY at, "
        "id LIMIT $2)",
        {before, limit});
    return tx.execute(
        "DELETE FROM follow_events WHERE id IN (SELECT id FROM follow_events WHERE at < $1 ORDER BY at, id "
        "LIMIT $2)",
        {before, limit});
}

}  // namespace consultation
