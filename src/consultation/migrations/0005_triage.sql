-- The triage bench (PROGRAMME B3): decisions in batches that can be undone before their mails leave, colleagues, notes,
-- questions to authors, second readings.
CREATE TABLE triage_rules (
    campaign_id {int} PRIMARY KEY REFERENCES campaigns (id),
    grace_minutes {int} NOT NULL CHECK (grace_minutes BETWEEN 0 AND 1440),
    rereads_rejections {int} NOT NULL CHECK (rereads_rejections IN (0, 1))
) {without_rowid};

-- Decisions that were taken by one act; a decision on one contribution is a batch without a name.
CREATE TABLE decision_batches (
    id {id},
    campaign_id {int} NOT NULL REFERENCES campaigns (id),
    name TEXT NOT NULL,
    decided_by {int} NOT NULL,
    decided_at {int} NOT NULL,
    tell_at {int} NOT NULL,
    undone_at {int},
    undone_by {int}
) {strict};
CREATE INDEX decision_batches_campaign ON decision_batches (campaign_id, id);

-- told_at: when the author's mail was posted. An undone decision is replaced by itself and was never told.
ALTER TABLE decisions ADD COLUMN batch_id {int};
ALTER TABLE decisions ADD COLUMN told_at {int};
ALTER TABLE decisions ADD COLUMN undone_at {int};
ALTER TABLE decisions ADD COLUMN read_by {int};
UPDATE decisions SET told_at = decided_at;
CREATE INDEX decisions_batch ON decisions (batch_id);
CREATE INDEX decisions_replaced ON decisions (replaced_by);

-- Who works on a contribution; the one without an end stands.
CREATE TABLE assignments (
    id {id},
    contribution_id {int} NOT NULL REFERENCES contributions (id),
    person_id {int} NOT NULL,
    given_by {int} NOT NULL,
    given_at {int} NOT NULL,
    ended_at {int},
    ended_by {int}
) {strict};
CREATE UNIQUE INDEX assignments_standing ON assignments (contribution_id) WHERE ended_at IS NULL;
CREATE INDEX assignments_contribution ON assignments (contribution_id);
CREATE INDEX assignments_person ON assignments (person_id, ended_at);

-- "À revoir": to come back to, for a reason, perhaps on a day.
CREATE TABLE flags (
    id {id},
    contribution_id {int} NOT NULL REFERENCES contributions (id),
    reason TEXT NOT NULL,
    due_at {int},
    set_by {int} NOT NULL,
    set_at {int} NOT NULL,
    lifted_at {int},
    lifted_by {int}
) {strict};
CREATE UNIQUE INDEX flags_standing ON flags (contribution_id) WHERE lifted_at IS NULL;
CREATE INDEX flags_contribution ON flags (contribution_id);

-- What operators write for each other; never public.
CREATE TABLE notes (
    id {id},
    contribution_id {int} NOT NULL REFERENCES contributions (id),
    person_id {int} NOT NULL,
    at {int} NOT NULL,
    text TEXT NOT NULL
) {strict};
CREATE INDEX notes_contribution ON notes (contribution_id, id);

-- A decision that waits for a colleague's reading: none yet, hence no row of decisions.
CREATE TABLE second_readings (
    id {id},
    contribution_id {int} NOT NULL REFERENCES contributions (id),
    outcome TEXT NOT NULL CHECK (outcome IN ('pending', 'reoriented', 'rejected', 'grouped')),
    desk_id {int} REFERENCES desks (id),
    ground_id {int} REFERENCES grounds (id),
    reason TEXT NOT NULL,
    asked_by {int} NOT NULL,
    asked_at {int} NOT NULL,
    reader_id {int},
    state TEXT NOT NULL CHECK (state IN ('waiting', 'confirmed', 'sent_back', 'taken_back')),
    read_by {int},
    read_at {int},
    comment TEXT NOT NULL,
    CHECK (read_by IS NULL OR state = 'taken_back' OR read_by <> asked_by)
) {strict};
CREATE UNIQUE INDEX second_readings_waiting ON second_readings (contribution_id) WHERE state = 'waiting';
CREATE INDEX second_readings_contribution ON second_readings (contribution_id);
CREATE TABLE second_reading_proposals (
    reading_id {int} NOT NULL REFERENCES second_readings (id),
    proposal_id {int} NOT NULL REFERENCES proposals (id),
    PRIMARY KEY (reading_id, proposal_id)
) {without_rowid};

-- What the operator asks an author before deciding; private to the author's side and the operators.
CREATE TABLE questions (
    id {id},
    contribution_id {int} NOT NULL REFERENCES contributions (id),
    text TEXT NOT NULL,
    asked_by {int} NOT NULL,
    asked_at {int} NOT NULL,
    reminded_at {int},
    answered_at {int},
    closed_at {int}
) {strict};
CREATE UNIQUE INDEX questions_standing ON questions (contribution_id) WHERE closed_at IS NULL;
CREATE INDEX questions_contribution ON questions (contribution_id, id);
CREATE TABLE answers (
    id {id},
    question_id {int} NOT NULL REFERENCES questions (id),
    person_id {int} NOT NULL,
    at {int} NOT NULL,
    text TEXT NOT NULL
) {strict};
CREATE INDEX answers_question ON answers (question_id, id);
