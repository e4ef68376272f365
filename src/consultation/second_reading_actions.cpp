#include "consultation/second_reading_actions.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "consultation/bench_rows.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/decision_rows.hpp"
#include "consultation/rights.hpp"
#include "consultation/second_reading_rows.hpp"
#include "journal/journal.hpp"

namespace consultation {
namespace {

using base::RefusalCode;

/// The proposals into which it groups still receive contributions.
base::Result<base::Done> require_open_targets(db::Tx& tx, OutcomeChoice const& choice) {
    Grouped const* const grouped = std::get_if<Grouped>(&choice);
    if (!grouped) return base::Done{};
    for (base::Id<Proposal> const id : grouped->proposals) {
        auto const target = hold_grouping_target(tx, id);
        base::check(target.has_value(), "a proposal of a reading");
        if (target->state != ProposalState::draft && target->state != ProposalState::open)
            return base::refuse(
                RefusalCode::conflict,
                fmt::format("Le comité s’est prononcé sur la proposition {}\u00a0: elle ne reçoit plus "
                            "de contributions.",
                            target->name.reference),
                "Renvoyez la décision à qui l’a prise.");
    }
    return base::Done{};
}

base::Result<base::Done> require_right(SecondReading const& reading, people::Actor const& actor,
                                       ReadingVerdict verdict) {
    bool const is_own = reading.asked_by == actor.person;
    if (verdict == ReadingVerdict::take_back)
        return is_own
                   ? base::Result<base::Done>(base::Done{})
                   : base::refuse(RefusalCode::forbidden, "Seul l’auteur de la décision peut la reprendre.");
    if (is_own)
        return base::refuse(RefusalCode::forbidden, "Personne ne relit sa propre décision.",
                            "Un autre membre de l’équipe doit la relire\u202f; vous pouvez la reprendre.");
    if (reading.reader.exists() && reading.reader != actor.person)
        return base::refuse(RefusalCode::forbidden, "Cette relecture est demandée à une autre personne.");
    return base::Done{};
}

SecondReading::State state_after(ReadingVerdict verdict) {
    switch (verdict) {
        case ReadingVerdict::confirm:
            return SecondReading::State::confirmed;
        case ReadingVerdict::send_back:
            return SecondReading::State::sent_back;
        case ReadingVerdict::take_back:
            return SecondReading::State::taken_back;
    }
    base::fail("an unknown verdict");
}

}  // namespace

base::Result<base::Done> require_no_reading(db::Reader const& reader, ContributionIds contributions) {
    std::string const reference = waiting_reading_among(reader, contributions);
    if (reference.empty()) return base::Done{};
    return base::refuse(RefusalCode::conflict,
                        fmt::format("Une décision sur {} attend sa relecture.", reference),
                        "Elle doit d’abord être confirmée, renvoyée ou reprise.");
}

base::Result<base::Done> ask_reading(db::Tx& tx, base::World const& world, Taking const& taking,
                                     PersonId reader) {
    if (reader == taking.by)
        return base::refuse_field("relecture",
                                  "Choisissez un collègue\u00a0: personne ne relit sa propre décision.");
    if (reader.exists() && !is_operator(tx, reader))
        return base::refuse_field("relecture", "Choisissez une personne de l’équipe.");
    base::Instant const now = world.clock.now();
    for (auto const& [id, reference] : taking.contributions) {
        SecondReading reading;
        reading.contribution = id;
        reading.choice = taking.choice;
        reading.reason = taking.reason;
        reading.asked_by = taking.by;
        reading.reader = reader;
        auto const made = insert_reading(tx, reading, now);
        journal::record_at(
            tx, now, world.random,
            {"reading.asked",
             taking.by.value,
             0,
             reference,
             {{"reading", std::to_string(made.value)}, {"reader", std::to_string(reader.value)}}});
    }
    return base::Done{};
}

base::Result<base::Done> reread(db::Tx& tx, base::World const& world, Settings const& settings,
                                people::Actor const& actor, Reread const& command) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    auto const seen = reading_by_id(tx, command.reading);
    if (!seen) return base::refuse(RefusalCode::not_found, "Cette relecture n’existe pas.");
    auto const contribution = lock_contribution(tx, seen->contribution);
    // Under the contribution's lock, what is read now stays so.
    auto const reading = reading_by_id(tx, command.reading);
    if (auto const right = require_right(*reading, actor, command.verdict); !right.ok())
        return right.refusal();
    if (reading->state != SecondReading::State::waiting)
        return base::refuse(RefusalCode::conflict, "Cette décision n’attend plus de relecture.",
                            "Ouvrez la contribution pour voir ce qu’elle est devenue.");
    auto const comment = base::tidied(command.comment);
    std::size_t const length = comment ? base::length_in_characters(*comment) : 0;
    if (command.verdict == ReadingVerdict::send_back &&
        (length < reading_comment_min || length > reading_comment_max))
        return base::refuse_field("commentaire",
                                  fmt::format("Dites ce qui est à reprendre, en {} à {} caractères.",
                                              reading_comment_min, reading_comment_max));
    base::Instant const now = world.clock.now();
    bool const is_kept = command.verdict == ReadingVerdict::send_back;
    (void)end_reading(tx, reading->id, state_after(command.verdict), actor.person, is_kept ? *comment : "",
                      now);
    std::string_view const act = command.verdict == ReadingVerdict::confirm ? "reading.confirmed"
                                 : is_kept                                  ? "reading.sent_back"
                                                                            : "reading.taken_back";
    journal::record_at(tx, now, world.random,
                       {act,
                        actor.person.value,
                        0,
                        contribution->reference,
                        {{"reading", std::to_string(reading->id.value)}}});
    if (command.verdict == ReadingVerdict::send_back) {
        // Back in the hands of who took it, unless that person has left the team.
        std::vector<base::Id<Contribution>> const one{contribution->id};
        if (is_operator(tx, reading->asked_by)) assign_rows(tx, one, reading->asked_by, actor.person, now);
    }
    if (command.verdict != ReadingVerdict::confirm) return base::Done{};
    if (contribution->state != ContributionState::published)
        return base::refuse(RefusalCode::conflict, "La contribution a été retirée par son auteur.");
    if (auto const open = require_open_targets(tx, reading->choice); !open.ok()) return open.refusal();
    take(tx, world, settings,
         {contribution->campaign,
          {{contribution->id, contribution->reference}},
          reading->choice,
          reading->reason,
          {},
          reading->asked_by,
          actor.person},
         triage_rules(tx, contribution->campaign));
    return base::Done{};
}

}  // namespace consultation
