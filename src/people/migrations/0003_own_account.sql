-- Signed-in browsers: the last day (since 1970) on which one was seen, and when it last gave the second factor.
ALTER TABLE sign_ins ADD COLUMN last_seen_day {int};
ALTER TABLE sign_ins ADD COLUMN factor_at {int};

-- A code sent to confirm an act on one's own account: to the new address ('address') or to the present one
-- ('erasure'). One of each stands; a new one replaces it. Bound to person, purpose and exact address.
CREATE TABLE account_codes (
    person_id {int} NOT NULL REFERENCES persons (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('address', 'erasure')),
    email TEXT NOT NULL,
    code_hash {bytes} NOT NULL,
    tries {int} NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    PRIMARY KEY (person_id, purpose)
) {without_rowid};
CREATE INDEX account_codes_expiry ON account_codes (expires_at);

-- Erasures asked for. due_at is NULL while nobody can say when (results are not published yet). done_at: the person
-- was replaced by a pseudonym.
CREATE TABLE erasures (
    person_id {int} PRIMARY KEY REFERENCES persons (id),
    asked_at {int} NOT NULL,
    due_at {int},
    done_at {int}
) {without_rowid};
CREATE INDEX erasures_due ON erasures (due_at) WHERE done_at IS NULL;

-- The second factor (TOTP, RFC 6238). The secret is encrypted with a key kept outside the database; last_step is the
-- time step of the last code accepted, so that none serves twice.
CREATE TABLE second_factors (
    person_id {int} PRIMARY KEY REFERENCES persons (id),
    secret {bytes} NOT NULL,
    made_at {int} NOT NULL,
    active_since {int},
    last_step {int} NOT NULL,
    tries {int} NOT NULL,
    tries_since {int} NOT NULL
) {without_rowid};
CREATE TABLE recovery_codes (
    person_id {int} NOT NULL REFERENCES persons (id),
    code_hash {bytes} NOT NULL,
    used_at {int},
    PRIMARY KEY (person_id, code_hash)
) {without_rowid};
