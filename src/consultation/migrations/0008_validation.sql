-- Authorities whose contributions wait for an administrator before publication, since their choice.
CREATE TABLE validating_authorities (
    authority_id {int} NOT NULL PRIMARY KEY,
    chosen_at {int} NOT NULL
) {strict};

-- A draft submitted to the authority's administrators. It stays a draft until one of them validates it.
CREATE TABLE validations (
    id {id},
    contribution_id {int} NOT NULL,
    authority_id {int} NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent_back', 'validated')),
    submitted_at {int} NOT NULL,
    submitted_by {int} NOT NULL,
    decided_at {int},
    decided_by {int},
    comment TEXT NOT NULL
) {strict};
CREATE UNIQUE INDEX validations_waiting ON validations (contribution_id) WHERE state = 'waiting';
CREATE INDEX validations_authority ON validations (authority_id, state, submitted_at);
CREATE INDEX validations_contribution ON validations (contribution_id, id);

-- Who began a draft that was handed over; null: its author.
ALTER TABLE contributions ADD COLUMN begun_by {int};
