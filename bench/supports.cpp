#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

#include "bench/sections.hpp"
#include "bench/table.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/figures.hpp"
#include "consultation/proposal_lists.hpp"
#include "consultation/support_actions.hpp"
#include "consultation/support_lists.hpp"
#include "people/actions_affiliation.hpp"
#include "people/person_rows.hpp"
#include "people/quality.hpp"
#include "territories/contacts.hpp"
#include "territories/lookup.hpp"

namespace bench {
namespace {

constexpr int writers = 32;
constexpr std::size_t authorities_wanted = 35'000;
constexpr std::int64_t supports_wanted = 200'000;
constexpr int singles = 6'000;  // supports cast one by one, each acknowledged
constexpr std::size_t claims_per_write = 200;

struct Voter {
    people::Actor actor;
};

/// The engine alone: one row of the size of a support's rows per insert, `writers` rows per durable commit.
double raw_group_commit_us(std::string const& path) {
    std::filesystem::remove(path);
    sqlite3* handle = nullptr;
    sqlite3_open(path.c_str(), &handle);
    auto const run = [&](char const* sql) { sqlite3_exec(handle, sql, nullptr, nullptr, nullptr); };
    run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, c INTEGER, d TEXT) STRICT");
    sqlite3_stmt* insert = nullptr;
    sqlite3_prepare_v2(handle, "INSERT INTO t (a, b, c, d) VALUES (?1, ?2, ?3, 'counted')", -1, &insert,
                       nullptr);
    Cost const cost = cost_of(singles, [&] {
        for (int i = 0; i < singles; i += writers) {
            run("BEGIN IMMEDIATE");
            for (int k = 0; k < writers; ++k) {
                sqlite3_bind_int64(insert, 1, i);
                sqlite3_bind_int64(insert, 2, k);
                sqlite3_bind_int64(insert, 3, i * k);
                sqlite3_step(insert);
                sqlite3_reset(insert);
            }
            run("COMMIT");
        }
    });
    sqlite3_finalize(insert);
    sqlite3_close(handle);
    row("the engine alone: one small row, 32 a durable commit", cost.per_second, "/s");
    return cost.per_second;
}

std::vector<territories::Authority> communes(app::Program& program) {
    std::vector<territories::Authority> found;
    std::string after;
    auto const snapshot = program.database().snapshot();
    do {
        auto page =
            territories::find_authorities(*snapshot, {.kind = territories::Kind::commune,
                                                      .is_in_force_only = true,
                                                      .limit = territories::AuthoritySearch::limit_max,
                                                      .after = after});
        for (territories::Authority const& one : page.authorities) found.push_back(one);
        after = page.next;
    } while (!after.empty() && found.size() < authorities_wanted);
    return found;
}

std::string email_of(std::size_t voter) {
    return fmt::format("mairie{}@bench.example", voter);
}

std::vector<Voter> voters_for(app::Program& program, std::vector<territories::Authority> const& authorities) {
    std::vector<Voter> voters;
    base::World const& world = program.services().world;
    for (std::size_t from = 0; from < authorities.size(); from += claims_per_write) {
        auto const made = program.database().write([&](db::Tx& tx) -> base::Result<std::vector<Voter>> {
            std::vector<Voter> batch;
            for (std::size_t i = from; i < std::min(from + claims_per_write, authorities.size()); ++i) {
                auto const person =
                    people::find_or_create_person(tx, world.clock.now(), email_of(i)).person.id;
                auto const affiliation = people::claim(
                    tx, world, people::Hooks{},
                    {.person = person,
                     .authority = authorities[i].id,
                     .partner = {},
                     .quality = people::Quality::agent,
                     .function = std::string(people::functions(people::Quality::agent).front().value)});
                if (!affiliation.ok()) return affiliation.refusal();
                Voter voter;
                voter.actor.person = person;
                voter.actor.affiliation = affiliation->id;
                voter.actor.authority = authorities[i].id;
                batch.push_back(voter);
            }
            return batch;
        });
        if (!made.ok()) throw std::runtime_error(made.refusal().message);
        voters.insert(voters.end(), made->begin(), made->end());
    }
    return voters;
}

}  // namespace

void supports(app::Program& program) {
    title(fmt::format("Supports: {} writers at once, each answered once durable (SQLite, synchronous=FULL)",
                      writers));
    double const raw = raw_group_commit_us(program.config().database + ".raw");
    std::vector<base::Id<consultation::Proposal>> proposals;
    base::Id<consultation::Campaign> campaign;
    {
        auto const snapshot = program.database().snapshot();
        base::Instant const now = program.services().world.clock.now();
        for (consultation::Campaign const& one : consultation::campaigns(*snapshot))
            if (one.is_open(consultation::PhaseKind::support, now)) campaign = one.id;
        if (!campaign.exists())
            throw std::runtime_error("no campaign is open to supports: fill a demonstration today");
        consultation::ProposalFilter filter;
        filter.campaign = campaign;
        for (auto const& one :
             consultation::proposals_page(*snapshot, filter, consultation::ProposalSort::title, 1).items)
            proposals.push_back(one.id);
        std::sort(proposals.begin(), proposals.end());
    }
    std::vector<Voter> voters;
    auto const authorities = communes(program);
    // Official addresses make each claim verified at once: the supports below count.
    std::string directory = "code,emails\n";
    for (std::size_t i = 0; i < authorities.size(); ++i)
        directory += fmt::format("{},{}\n", authorities[i].reference, email_of(i));
    auto const contacts = territories::load_contacts(program.database(), program.services().world, directory);
    if (!contacts.ok()) throw std::runtime_error(contacts.refusal().message);
    Cost const claimed = cost_of(static_cast<std::int64_t>(authorities.size()),
                                 [&] { voters = voters_for(program, authorities); });
    row(fmt::format("{} persons and affiliations made through their actions", voters.size()),
        claimed.per_second, "/s");

    base::World const& world = program.services().world;
    std::atomic<std::int64_t> failed{0};
    auto const cast = [&](Voter const& voter, std::vector<base::Id<consultation::Proposal>> const& chosen) {
        auto const done = program.database().write([&](db::Tx& tx) {
            return consultation::cast_support(tx, world, voter.actor, {chosen, {}});
        });
        if (!done.ok()) ++failed;
    };
    auto const by_all_writers = [&](std::size_t from, std::size_t to, auto const& chosen_for) {
        std::atomic<std::size_t> next{from};
        std::vector<std::thread> threads;
        for (int i = 0; i < writers; ++i)
            threads.emplace_back([&] {
                for (std::size_t at = next++; at < to; at = next++) cast(voters[at], chosen_for(at));
            });
        for (std::thread& thread : threads) thread.join();
    };
    Cost const single = cost_of(singles, [&] {
        by_all_writers(0, singles,
                       [&](std::size_t at) { return std::vector{proposals[at % proposals.size()]}; });
    });
    row("durable support, one by one: CPU", single.cpu_us, "us", 0, {}, "<= 300 us");
    row("durable support, one by one: rate", single.per_second, "/s", raw, "rows/s of the engine alone");
    std::size_t const per_voter = std::min<std::size_t>(
        proposals.size(), static_cast<std::size_t>(supports_wanted) / voters.size() + 1);
    double const wall = wall_seconds();
    by_all_writers(0, voters.size(), [&](std::size_t at) {
        std::vector<base::Id<consultation::Proposal>> chosen;
        for (std::size_t k = 0; k < per_voter; ++k) chosen.push_back(proposals[(at + k) % proposals.size()]);
        return chosen;
    });
    double const took = wall_seconds() - wall;
    auto const snapshot = program.database().snapshot();
    auto const counted = consultation::support_breakdown(*snapshot, proposals.front()).counted;
    row(fmt::format("{} supports by {} authorities, {} at a time: seconds", per_voter * voters.size(),
                    voters.size(), per_voter),
        took, "s");
    row("supports a second", static_cast<double>(per_voter * voters.size()) / took, "/s");
    row("refused (must be 0)", static_cast<double>(failed), "");
    row("counted supports of one proposal now", static_cast<double>(counted), "");
    row("resident memory", resident_mib(), "MiB");
}

}  // namespace bench
