-- Mails that went out, or will. `to_key` is the address as base::email_key folds it: limits and erasure go by it.
-- `message_id` stays the same at every attempt, so that a mail sent twice is seen to be one by who receives it.
CREATE TABLE mails (
    id {id},
    message_id TEXT NOT NULL UNIQUE,
    to_address TEXT NOT NULL,
    to_key TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    kind TEXT NOT NULL,
    why TEXT NOT NULL,
    stop TEXT NOT NULL,
    unsubscribe_url TEXT NOT NULL,
    secret {int} NOT NULL CHECK (secret IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'bounced')),
    created_at {int} NOT NULL,
    sent_at {int},
    attempts {int} NOT NULL,
    failure TEXT NOT NULL
) {strict};
CREATE INDEX mails_state ON mails (state, kind, id);
CREATE INDEX mails_to ON mails (to_key, created_at);
CREATE INDEX mails_created ON mails (created_at);
