-- A mailing: one text to a frozen list of addresses, each written to once. `segment` and `filters` say who they were when
-- the list was frozen, `audience` says it in French; `scope` is the département of a relay's mailing, else ''.
-- `slice` counts the slices begun, so that a job run twice writes once. After `until` nothing leaves any more.
-- The figures after it are kept when the list itself is forgotten (`forgotten_at`).
CREATE TABLE mailings (
    id {id},
    campaign_id {int} NOT NULL REFERENCES campaigns (id),
    kind TEXT NOT NULL CHECK (kind IN ('segment', 'reminder', 'invitation')),
    segment TEXT NOT NULL,
    filters TEXT NOT NULL,
    audience TEXT NOT NULL,
    scope TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'sending', 'paused', 'stopped', 'sent')),
    slice {int} NOT NULL,
    until {int},
    written_by {int} NOT NULL,
    changed_at {int} NOT NULL,
    started_at {int},
    ended_at {int},
    recipients {int} NOT NULL,
    posted {int} NOT NULL,
    sent {int} NOT NULL,
    failed {int} NOT NULL,
    bounced {int} NOT NULL,
    refused {int} NOT NULL,
    dropped {int} NOT NULL,
    forgotten_at {int},
    CHECK ((state = 'draft') = (started_at IS NULL))
) {strict};
CREATE INDEX mailings_campaign ON mailings (campaign_id, kind, id);
CREATE INDEX mailings_scope ON mailings (kind, scope, id);
CREATE INDEX mailings_ended ON mailings (ended_at);

-- What is said to some of the recipients only: before the text, and why they get it.
CREATE TABLE mailing_parts (
    mailing_id {int} NOT NULL REFERENCES mailings (id),
    part {int} NOT NULL,
    lead TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (mailing_id, part)
) {without_rowid};

-- The frozen list: an address once. `refused`: its owner stopped such mails, or mails to it come back. `dropped`: the
-- mailing was stopped before. What became of a posted one stands in `mails`.
CREATE TABLE mailing_recipients (
    mailing_id {int} NOT NULL REFERENCES mailings (id),
    email_key TEXT NOT NULL,
    email TEXT NOT NULL,
    person_id {int},
    authority_id {int},
    part {int} NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'posted', 'refused', 'dropped')),
    mail_id {int},
    at {int},
    PRIMARY KEY (mailing_id, email_key)
) {without_rowid};
CREATE INDEX mailing_recipients_state ON mailing_recipients (mailing_id, state, email_key);
CREATE INDEX mailing_recipients_authority ON mailing_recipients (authority_id, mailing_id);
CREATE INDEX mailing_recipients_address ON mailing_recipients (email_key);

-- Reminders before a phase closes: a row once something was decided of one. `version` is the phase's: an extension
-- makes a new reminder. `held`: not to be sent; `empty`: nobody was left to remind; `missed`: its day passed.
CREATE TABLE reminders (
    campaign_id {int} NOT NULL REFERENCES campaigns (id),
    phase TEXT NOT NULL,
    version {int} NOT NULL,
    days_before {int} NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'held', 'sent', 'empty', 'missed')),
    decided_by {int} NOT NULL,
    decided_at {int} NOT NULL,
    mailing_id {int},
    PRIMARY KEY (campaign_id, phase, version, days_before)
) {without_rowid};
