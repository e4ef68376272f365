#include "consultation/second_reading_rows.hpp"

#include <fmt/format.h>

#include "consultation/in_list.hpp"

namespace consultation {

std::string_view name_of(SecondReading::State state) {
    switch (state) {
        case SecondReading::State::waiting:
            return "waiting";
        case SecondReading::State::confirmed:
            return "confirmed";
        case SecondReading::State::sent_back:
            return "sent_back";
        case SecondReading::State::taken_back:
            return "taken_back";
    }
    base::fail("an unknown state of a reading");
}

base::Id<SecondReading> insert_reading(db::Tx& tx, SecondReading const& reading, base::Instant at) {
    Reoriented const* const reoriented = std::get_if<Reoriented>(&reading.choice);
    Rejected const* const rejected = std::get_if<Rejected>(&reading.choice);
    base::Id<SecondReading> const id(tx.insert(
        "INSERT INTO second_readings (contribution_id, outcome, desk_id, ground_id, reason, asked_by, "
        "asked_at, "
        "reader_id, state, comment) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', '') RETURNING id",
        {reading.contribution, name_of(outcome_of(reading.choice)),
         reoriented ? std::optional(reoriented->desk) : std::nullopt,
         rejected ? std::optional(rejected->ground) : std::nullopt, reading.reason, reading.asked_by, at,
         reading.reader.exists() ? db::Value(reading.reader) : db::Value(nullptr)}));
    if (Grouped const* const grouped = std::get_if<Grouped>(&reading.choice))
        for (base::Id<Proposal> const proposal : grouped->proposals)
            tx.execute("INSERT INTO second_reading_proposals (reading_id, proposal_id) VALUES ($1, $2)",
                       {id, proposal});
    return id;
}

std::optional<SecondReading> reading_by_id(db::Reader const& reader, base::Id<SecondReading> id) {
    auto found = reader.first<SecondReading>(
        "SELECT id, contribution_id, outcome, desk_id, ground_id, reason, asked_by, coalesce(reader_id, 0), "
        "state "
        "FROM second_readings WHERE id = $1",
        {id}, [](db::Row const& row) {
            SecondReading one;
            one.id = row.id<SecondReading>(0);
            one.contribution = row.id<Contribution>(1);
            switch (*outcome(row.text(2))) {
                case Outcome::reoriented:
                    one.choice = Reoriented{row.id<Desk>(3)};
                    break;
                case Outcome::rejected:
                    one.choice = Rejected{row.id<Ground>(4)};
                    break;
                case Outcome::grouped:
                    one.choice = Grouped{};
                    break;
                case Outcome::pending:
                    one.choice = Reopened{};
                    break;
            }
            one.reason = row.string(5);
            one.asked_by = PersonId(row.integer(6));
            one.reader = PersonId(row.integer(7));
            for (auto const state : {SecondReading::State::waiting, SecondReading::State::confirmed,
                                     SecondReading::State::sent_back, SecondReading::State::taken_back})
                if (name_of(state) == row.text(8)) one.state = state;
            return one;
        });
    if (!found) return found;
    if (Grouped* const grouped = std::get_if<Grouped>(&found->choice))
        grouped->proposals = reader.list<base::Id<Proposal>>(
            "SELECT proposal_id FROM second_reading_proposals WHERE reading_id = $1 ORDER BY proposal_id",
            {id}, [](db::Row const& row) { return row.id<Proposal>(0); });
    return found;
}

bool end_reading(db::Tx& tx, base::Id<SecondReading> id, SecondReading::State state, PersonId by,
                 std::string_view comment, base::Instant at) {
    return tx.execute(
               "UPDATE second_readings SET state = $1, read_by = $2, read_at = $3, comment = $4 "
               "WHERE id = $5 AND state = 'waiting'",
               {name_of(state), by, at, comment, id}) == 1;
}

std::string waiting_reading_among(db::Reader const& reader, ContributionIds contributions) {
    std::vector<db::Value> values;
    std::string reference;
    std::string const ids = in_list(values, contributions);
    reader.each(
        fmt::format("SELECT c.reference FROM second_readings r JOIN contributions c "
                    "ON c.id = r.contribution_id WHERE r.state = 'waiting' AND r.contribution_id IN ({}) "
                    "ORDER BY c.reference LIMIT 1",
                    ids),
        values, [&](db::Row const& row) { reference = row.string(0); });
    return reference;
}

}  // namespace consultation
