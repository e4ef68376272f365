-- Closing day: who came after the closing of a phase may ask, within a rule of the campaign, that their act be taken
-- all the same. Nothing is taken in silence: a request is decided by the operator with a reason, and an act that was
-- admitted says so wherever it is shown (PROGRAMME B1, docs/decisions/0013).

-- So many days after the closing of the collection or of the supports; 0: never.
ALTER TABLE campaigns ADD COLUMN late_request_days {int} NOT NULL DEFAULT 0;

-- `phase` says what the act was: a contribution (its draft, with the hash of what it held) or supports (their
-- proposals in late_request_proposals). `waiting` ends as `accepted` or `refused` (by the operator), `lapsed` (the
-- phase was extended: the person may act), or `withdrawn` (by the person).
CREATE TABLE late_requests (
    id {id},
    campaign_id {int} NOT NULL REFERENCES campaigns (id),
    phase TEXT NOT NULL CHECK (phase IN ('collect', 'support')),
    person_id {int} NOT NULL,
    affiliation_id {int} NOT NULL,
    authority_id {int},
    partner_id {int},
    contribution_id {int},
    wanted_hash TEXT NOT NULL,
    closed_at {int} NOT NULL,
    filed_at {int} NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'refused', 'lapsed', 'withdrawn')),
    answer TEXT NOT NULL,
    decided_at {int},
    decided_by {int},
    CHECK ((state = 'waiting') = (decided_at IS NULL))
) {strict};
CREATE INDEX late_requests_queue ON late_requests (campaign_id, state, filed_at, id);
CREATE INDEX late_requests_person ON late_requests (person_id, id);
-- A draft is asked for once; again only after the request was withdrawn or lost its object.
CREATE UNIQUE INDEX late_requests_contribution ON late_requests (contribution_id)
    WHERE contribution_id IS NOT NULL AND state IN ('waiting', 'accepted', 'refused');

-- Which supports were wanted. `stands`: 1 while the request waits or was decided, 0 once withdrawn or lapsed.
CREATE TABLE late_request_proposals (
    request_id {int} NOT NULL REFERENCES late_requests (id),
    proposal_id {int} NOT NULL REFERENCES proposals (id),
    affiliation_id {int} NOT NULL,
    stands {int} NOT NULL,
    PRIMARY KEY (request_id, proposal_id)
) {without_rowid};
CREATE UNIQUE INDEX late_request_proposals_once ON late_request_proposals (proposal_id, affiliation_id)
    WHERE stands = 1;

-- The request by whose decision a support was cast after the closing; null: cast in time.
ALTER TABLE support_casts ADD COLUMN late_request_id {int};
