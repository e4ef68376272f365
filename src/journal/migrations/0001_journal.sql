-- Acts, append-only. person_id and body_id are 0 when nobody or no body is concerned (the command line).
-- Erasing a person empties salt and payload; the leaf stays, so the tree stays whole.
CREATE TABLE journal_entries (
    id {id},
    at {int} NOT NULL,
    act TEXT NOT NULL,
    person_id {int} NOT NULL,
    body_id {int} NOT NULL,
    subject TEXT NOT NULL,
    payload TEXT NOT NULL,
    salt {bytes} NOT NULL,
    leaf {bytes} NOT NULL
) {strict};
CREATE INDEX journal_entries_subject ON journal_entries (subject, id);
CREATE INDEX journal_entries_person ON journal_entries (person_id, id);

-- Committed entries that have no position yet.
CREATE TABLE journal_pending (entry_id {int} PRIMARY KEY) {strict};

-- The tree's leaves, dense from 0.
CREATE TABLE journal_leaves (
    position {int} PRIMARY KEY,
    entry_id {int} NOT NULL UNIQUE,
    leaf {bytes} NOT NULL
) {strict};

-- Signed heads: the root over the first `size` leaves, with the subtree roots from which it grows.
CREATE TABLE journal_heads (
    size {int} PRIMARY KEY,
    root {bytes} NOT NULL,
    frontier {bytes} NOT NULL,
    at {int} NOT NULL,
    signature {bytes} NOT NULL
) {strict};

-- Requests already answered, so that the same one again gets the same answer (HOUSE.md "Idempotency key").
CREATE TABLE idempotency_keys (
    actor TEXT NOT NULL,
    route TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash {bytes} NOT NULL,
    answer TEXT NOT NULL,
    at {int} NOT NULL,
    PRIMARY KEY (actor, route, key)
) {without_rowid};
CREATE INDEX idempotency_keys_at ON idempotency_keys (at);

-- Work to do after a commit. `dedupe` makes the same work wait once.
CREATE TABLE jobs (
    id {id},
    kind TEXT NOT NULL,
    dedupe TEXT NOT NULL,
    payload TEXT NOT NULL,
    run_at {int} NOT NULL,
    attempts {int} NOT NULL,
    leased_until {int} NOT NULL,
    failure TEXT NOT NULL,
    UNIQUE (kind, dedupe)
) {strict};
CREATE INDEX jobs_due ON jobs (run_at);
