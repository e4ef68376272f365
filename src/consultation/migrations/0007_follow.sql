-- Who is told of what. `topic` is "kind:id" ("proposal:12", "department:2A"); `since` is when the person began to
-- be told of it, or began again. A stopped follow stays in its owner's list.
CREATE TABLE follows (
    id {id},
    person_id {int} NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('campaign', 'theme', 'proposal', 'contribution', 'authority', 'department', 'region')),
    target_id {int} NOT NULL,
    topic TEXT NOT NULL,
    frequency TEXT NOT NULL CHECK (frequency IN ('at_once', 'daily', 'stopped')),
    since {int} NOT NULL,
    UNIQUE (person_id, topic)
) {strict};
CREATE INDEX follows_topic ON follows (topic, frequency, person_id);

-- Facts that followers are told of: one row a fact, written in the transaction of the act. Facts of one act share
-- its batch and are told in one mail. `author_id` is told in other ways, `actor_id` knows.
CREATE TABLE follow_events (
    id {id},
    batch_id {int} NOT NULL,
    kind TEXT NOT NULL,
    campaign_id {int} NOT NULL,
    contribution_id {int},
    proposal_id {int},
    decision_id {int},
    detail TEXT NOT NULL,
    actor_id {int} NOT NULL,
    author_id {int} NOT NULL,
    at {int} NOT NULL
) {strict};
CREATE INDEX follow_events_batch ON follow_events (batch_id);
CREATE INDEX follow_events_at ON follow_events (at);

-- What each fact is about: whoever follows one of these is told.
CREATE TABLE follow_event_topics (
    event_id {int} NOT NULL REFERENCES follow_events (id),
    topic TEXT NOT NULL,
    PRIMARY KEY (event_id, topic)
) {without_rowid};
