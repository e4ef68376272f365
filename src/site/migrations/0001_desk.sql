-- What the operator says above every page (scope '') or above a campaign's (its slug). Ended early: ends_at is
-- that instant, ended_by who did it.
CREATE TABLE banners (
    id {id},
    kind TEXT NOT NULL CHECK (kind IN ('information', 'incident')),
    text TEXT NOT NULL,
    campaign TEXT NOT NULL,
    starts_at {int} NOT NULL,
    ends_at {int} NOT NULL,
    created_at {int} NOT NULL,
    created_by {int} NOT NULL,
    ended_by {int},
    CHECK (starts_at < ends_at OR ended_by IS NOT NULL)
) {strict};
CREATE INDEX banners_end ON banners (ends_at);
-- The one row under whose lock banners are published (made at first use): no more may stand than a page shows.
CREATE TABLE banner_lock (id {int} PRIMARY KEY) {strict};

-- Messages received by the contact form (PROGRAMME "contact"), and where each stands.
CREATE TABLE contact_messages (
    id {id},
    reference TEXT NOT NULL UNIQUE,
    topic TEXT NOT NULL CHECK (topic IN ('use', 'affiliation', 'campaign', 'content', 'accessibility', 'privacy', 'security', 'other')),
    text TEXT NOT NULL,
    body TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
-- sqlite:    search_key TEXT NOT NULL,
-- postgresql:    search_key TEXT COLLATE "C" NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'closed')),
    assigned_to {int},
    created_at {int} NOT NULL,
    waiting_since {int} NOT NULL,
    closed_at {int}
) {strict};
CREATE INDEX contact_messages_state ON contact_messages (state, waiting_since);
CREATE INDEX contact_messages_email ON contact_messages (email_key);
CREATE INDEX contact_messages_closed ON contact_messages (closed_at);

-- What follows a message: answers by the team, notes for the team only, what its author adds.
CREATE TABLE contact_posts (
    id {id},
    message_id {int} NOT NULL REFERENCES contact_messages (id),
    kind TEXT NOT NULL CHECK (kind IN ('answer', 'note', 'addition')),
    person_id {int},
    text TEXT NOT NULL,
    at {int} NOT NULL
) {strict};
CREATE INDEX contact_posts_message ON contact_posts (message_id, id);

-- References are numbered per year.
CREATE TABLE contact_numbers (
    year {int} PRIMARY KEY,
    next {int} NOT NULL
) {strict};
