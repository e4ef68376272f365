-- What came back, per address. A bounce of a mail: at most one permanent and one temporary.
CREATE TABLE mail_bounces (
    id {id},
    mail_id {int} NOT NULL,
    to_key TEXT NOT NULL,
    at {int} NOT NULL,
    permanent {int} NOT NULL CHECK (permanent IN (0, 1)),
    status TEXT NOT NULL,
    UNIQUE (mail_id, permanent)
) {strict};
CREATE INDEX mail_bounces_address ON mail_bounces (to_key, at);
CREATE INDEX mail_bounces_at ON mail_bounces (at);

-- Addresses that get no notification any more because mails to them come back; transactional mail still goes.
CREATE TABLE mail_suspensions (
    to_key TEXT NOT NULL PRIMARY KEY,
    since {int} NOT NULL,
    permanent {int} NOT NULL,
    status TEXT NOT NULL
) {strict};
CREATE INDEX mail_suspensions_since ON mail_suspensions (since);

-- Kinds of notifications that an address does not want ("all": none). The address is kept as a keyed hash only.
CREATE TABLE mail_stops (
    address TEXT NOT NULL,
    kind TEXT NOT NULL,
    at {int} NOT NULL,
    PRIMARY KEY (address, kind)
) {without_rowid};
