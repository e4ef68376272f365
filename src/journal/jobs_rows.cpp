// The SQL of jobs.
#include <algorithm>

#include "base/text.hpp"
#include "journal/jobs.hpp"

namespace journal {
namespace {

/// A node that dies holds its job this long.
constexpr base::Duration lease = base::Duration::minutes(5);
constexpr int pause_s_max = 3600;

base::Duration pause_after(std::int64_t attempts) {
    return base::Duration::seconds(
        std::min<std::int64_t>(pause_s_max, std::int64_t{5} << std::min<std::int64_t>(attempts, 10)));
}

struct Taken {
    std::int64_t id;
    std::string kind;
    std::string payload;
    std::int64_t attempts;
};

}  // namespace

void enqueue(db::Tx& tx, Job const& job) {
    base::check(!job.kind.empty() && !job.dedupe.empty(), "a job has a kind and a key");
    tx.execute(
        "INSERT INTO jobs (kind, dedupe, payload, run_at, attempts, leased_until, failure) "
        "VALUES ($1, $2, $3, $4, 0, 0, '') ON CONFLICT DO NOTHING",
        {job.kind, job.dedupe, job.payload, job.run_at});
}

int JobRunner::run_due(int limit) {
    int done = 0;
    while (done < limit) {
        base::Instant const now = clock_.now();
        {
            // Looking costs no write: most of the time nothing is due.
            auto const snapshot = database_.snapshot();
            if (!snapshot->exists("SELECT 1 FROM jobs WHERE run_at <= $1 AND leased_until <= $2 LIMIT 1",
                                  {now, now}))
                return done;
        }
        auto const taken = database_.write([&](db::Tx& tx) -> base::Result<std::optional<Taken>> {
            // Two nodes may choose the same job; the outer condition lets only one have it.
            return tx.first<Taken>(
                "UPDATE jobs SET leased_until = $1, attempts = attempts + 1 WHERE id = "
                "(SELECT id FROM jobs WHERE run_at <= $2 AND leased_until <= $3 ORDER BY run_at, id LIMIT 1) "
                "AND leased_until <= $4 RETURNING id, kind, payload, attempts",
                {now + lease, now, now, now}, [](db::Row const& row) {
                    return Taken{row.integer(0), row.string(1), row.string(2), row.integer(3)};
                });
        });
        if (!taken.ok() || !taken->has_value()) return done;
        Taken const& job = **taken;
        std::string failure;
        auto const handler = handlers_.find(job.kind);
        if (handler == handlers_.end()) {
            failure = "no handler for " + job.kind;
        } else {
            try {
                handler->second(job.payload);
            } catch (std::exception const& error) {
                failure = error.what();
            }
        }
        if (!failure.empty() && tell_) tell_(job.kind, failure);
        auto const closed = database_.write([&](db::Tx& tx) -> base::Result<base::Done> {
            if (failure.empty())
                tx.execute("DELETE FROM jobs WHERE id = $1", {job.id});
            else
                tx.execute("UPDATE jobs SET run_at = $1, leased_until = 0, failure = $2 WHERE id = $3",
                           {clock_.now() + pause_after(job.attempts), base::shortened(failure, 300), job.id});
            return base::Done{};
        });
        if (!closed.ok()) return done;  // the queue is full: the lease ends and the job is run again
        ++done;
    }
    return done;
}

JobCounts job_counts(db::Reader const& reader) {
    JobCounts counts;
    reader.each(
        "SELECT count(*), coalesce(sum(CASE WHEN attempts > 0 THEN 1 ELSE 0 END), 0), "
        "coalesce(min(run_at), 0) FROM jobs",
        {}, [&](db::Row const& row) {
            counts.waiting = row.integer(0);
            counts.failing = row.integer(1);
            if (counts.waiting > 0) counts.oldest = row.instant(2);
        });
    return counts;
}

}  // namespace journal
