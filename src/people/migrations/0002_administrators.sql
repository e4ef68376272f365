-- Administrators of an authority, suspension, yearly renewal. Both ways below keep the states of 0001:
-- `suspended_at` on an ended affiliation: stopped by the authority or the operator, may be reinstated as it was;
-- `lapsed_at` on a pending one: it was verified, and waits to be reconfirmed (`lapsed_election`: because of that
-- general election; else the year is over).
ALTER TABLE affiliations ADD COLUMN administrator_since {int};
ALTER TABLE affiliations ADD COLUMN suspended_at {int};
ALTER TABLE affiliations ADD COLUMN confirmed_at {int};
ALTER TABLE affiliations ADD COLUMN lapsed_at {int};
ALTER TABLE affiliations ADD COLUMN lapsed_election {int};
-- The last reminder of the renewal: how many days before (30, 7), and when it was posted.
ALTER TABLE affiliations ADD COLUMN reminded_days {int};
ALTER TABLE affiliations ADD COLUMN reminded_at {int};
-- The person said that the official address is no longer the right one: the operator sees it in the queue.
ALTER TABLE affiliations ADD COLUMN address_doubted_at {int};
CREATE INDEX affiliations_renewal ON affiliations (state, (coalesce(confirmed_at, decided_at)));

-- One row an authority that has members: the lock under which its administrators are named, suspended and released.
CREATE TABLE member_locks (authority_id {int} NOT NULL PRIMARY KEY) {strict};

-- Colleagues invited by e-mail; whoever signs in with that address may accept.
CREATE TABLE invitations (
    id {id},
    authority_id {int} NOT NULL REFERENCES authorities (id),
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    quality TEXT NOT NULL CHECK (quality IN ('agent', 'elected')),
    function TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('sent', 'accepted', 'withdrawn')),
    invited_by {int} NOT NULL REFERENCES persons (id),
    invited_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    answered_at {int}
) {strict};
CREATE UNIQUE INDEX invitations_standing ON invitations (authority_id, email_key) WHERE state = 'sent';
CREATE INDEX invitations_email ON invitations (email_key, state);

-- General elections, per kind of authority: from that day the élus of such authorities reconfirm.
CREATE TABLE elections (
    id {id},
    kind TEXT NOT NULL,
    held_at {int} NOT NULL,
    label TEXT NOT NULL,
    recorded_at {int} NOT NULL,
    recorded_by {int} NOT NULL,
    UNIQUE (kind, held_at)
) {strict};

-- Why a role was given or taken; told to the person.
ALTER TABLE roles ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE roles ADD COLUMN taken_by {int};
