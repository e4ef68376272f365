#include <fmt/format.h>

#include "base/crypto.hpp"
#include "bench/sections.hpp"
#include "bench/table.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/event.hpp"
#include "consultation/telling.hpp"
#include "journal/jobs.hpp"

namespace bench {
namespace {

constexpr int followers_wanted = 35'000;

/// The payload of the next round, taken out of the queue; nothing when all rounds are done.
std::optional<std::string> next_round(app::Program& program) {
    return program.database()
        .write([&](db::Tx& tx) -> base::Result<std::optional<std::string>> {
            return tx.first<std::string>("DELETE FROM jobs WHERE kind = $1 RETURNING payload",
                                         {consultation::telling_job},
                                         [](db::Row const& row) { return row.string(0); });
        })
        .value();
}

}  // namespace

void followers(app::Program& program) {
    title("One fact told to everybody who follows its campaign, in rounds of one transaction");
    auto const campaigns = consultation::campaigns(*program.database().snapshot());
    base::World const& world = program.services().world;
    auto const made = program.database().write([&](db::Tx& tx) -> base::Result<std::int64_t> {
        std::string const topic = fmt::format("campaign:{}", campaigns.front().id.value);
        tx.execute(
            "INSERT INTO persons (email, email_key, created_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
            "SELECT i + 1 FROM n WHERE i < $1) SELECT 'follower' || i || '@bench.example', 'follower' || i "
            "|| "
            "'@bench.example', 0 FROM n",
            {followers_wanted});
        std::int64_t const count = tx.execute(
            "INSERT INTO follows (person_id, kind, target_id, topic, frequency, since) SELECT id, "
            "'campaign', "
            "$1, $2, 'at_once', 0 FROM persons WHERE email LIKE 'follower%@bench.example'",
            {campaigns.front().id, topic});
        consultation::announce(tx, world.clock.now(), {},
                               {{.kind = consultation::EventKind::phase_extended,
                                 .campaign = campaigns.front().id,
                                 .detail = "support"}});
        return count;
    });
    if (!made.ok()) throw std::runtime_error(made.refusal().message);
    double const memory = resident_mib();
    std::int64_t mails = 0;
    std::int64_t rounds = 0;
    Cost const cost = cost_of(*made, [&] {
        while (auto const payload = next_round(program)) {
            mails += consultation::tell_round(program.database(), world,
                                              {program.config().site.origin, std::string(32, 'k')},
                                              consultation::telling_job, *payload);
            ++rounds;
        }
    });
    row("followers", static_cast<double>(*made), "");
    row("mails posted", static_cast<double>(mails), "");
    row("rounds, one transaction each", static_cast<double>(rounds), "");
    row("a follower", cost.cpu_us / 1000.0, "ms CPU", 0, {}, "2 statements a mail");
    row("all of them", cost.wall_us * static_cast<double>(*made) / 1e6, "s");
    row("resident memory grew by", resident_mib() - memory, "MiB", 0, {}, "constant");
}

}  // namespace bench
