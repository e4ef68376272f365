-- How many days after a decision its author may ask for a review (PROGRAMME B3: "demande de réexamen").
ALTER TABLE campaigns ADD COLUMN review_days {int} NOT NULL DEFAULT 60;

-- A review is asked once per decision, with a reason that only its author and the operator read. The answer is public.
-- `waiting` ends as `maintained`, `replaced` (by new_decision_id), or `lapsed` (the decision was replaced meanwhile).
CREATE TABLE review_requests (
    id {id},
    decision_id {int} NOT NULL UNIQUE REFERENCES decisions (id),
    contribution_id {int} NOT NULL REFERENCES contributions (id),
    person_id {int} NOT NULL,
    reason TEXT NOT NULL,
    requested_at {int} NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'maintained', 'replaced', 'lapsed')),
    answer TEXT NOT NULL,
    answered_at {int},
    answered_by {int},
    new_decision_id {int},
    CHECK ((state = 'waiting') = (answered_at IS NULL))
) {strict};
CREATE INDEX review_requests_queue ON review_requests (state, requested_at, id);
CREATE INDEX review_requests_contribution ON review_requests (contribution_id, id);
