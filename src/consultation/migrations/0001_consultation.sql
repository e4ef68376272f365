-- A campaign: one consultation with its texts, rules and phases (PROGRAMME B1).
CREATE TABLE campaigns (
    id {id},
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    pitch TEXT NOT NULL,
    description TEXT NOT NULL,
    rules TEXT NOT NULL,
    envelope_cents {int},
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'archived')),
    supporting_classes TEXT NOT NULL,
    late_verification_days {int} NOT NULL,
    api_supports {int} NOT NULL,
    edition {int},
    results_published_at {int},
    created_at {int} NOT NULL
) {strict};

-- Phases with exact instants. An extension is a new row with a higher version; the highest version holds.
CREATE TABLE phases (
    id {id},
    campaign_id {int} NOT NULL REFERENCES campaigns (id),
    kind TEXT NOT NULL CHECK (kind IN ('collect', 'support', 'committee', 'interest', 'delivery')),
    version {int} NOT NULL,
    opens_at {int} NOT NULL,
    closes_at {int} NOT NULL,
    reason TEXT NOT NULL,
    decided_at {int} NOT NULL,
    decided_by {int} NOT NULL,
    UNIQUE (campaign_id, kind, version)
) {strict};

CREATE TABLE themes (
    id {id},
    campaign_id {int} NOT NULL REFERENCES campaigns (id),
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    hint TEXT NOT NULL,
    rank {int} NOT NULL,
    UNIQUE (campaign_id, slug)
) {strict};

-- Where a contribution may be reoriented to.
CREATE TABLE desks (
    id {id},
    campaign_id {int} NOT NULL REFERENCES campaigns (id),
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    url TEXT NOT NULL,
    UNIQUE (campaign_id, slug)
) {strict};

-- Why a contribution may be ineligible.
CREATE TABLE grounds (
    id {id},
    campaign_id {int} NOT NULL REFERENCES campaigns (id),
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (campaign_id, slug)
) {strict};

-- Numbers of public references, per kind and year; gaps are allowed.
CREATE TABLE reference_numbers (
    kind TEXT NOT NULL,
    year {int} NOT NULL,
    next {int} NOT NULL,
    PRIMARY KEY (kind, year)
) {without_rowid};

-- A need or an existing service (B2). A draft may lack its theme; its reference is a random one until it is
-- published. The current text; every published text is kept in contribution_versions.
CREATE TABLE contributions (
    id {id},
    reference TEXT NOT NULL UNIQUE,
    campaign_id {int} NOT NULL REFERENCES campaigns (id),
    kind TEXT NOT NULL CHECK (kind IN ('need', 'existing_service')),
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
    outcome TEXT NOT NULL CHECK (outcome IN ('pending', 'reoriented', 'rejected', 'grouped')),
    theme_id {int} REFERENCES themes (id),
    title TEXT NOT NULL,
-- sqlite:    title_key TEXT NOT NULL,
-- postgresql:    title_key TEXT COLLATE "C" NOT NULL,
    problem TEXT NOT NULL,
    audience TEXT NOT NULL,
    territory TEXT NOT NULL,
    service_name TEXT NOT NULL,
    maturity TEXT NOT NULL,
    licence TEXT NOT NULL,
    source_url TEXT NOT NULL,
    cost TEXT NOT NULL,
    hosting TEXT NOT NULL,
    author_person_id {int} NOT NULL,
    author_affiliation_id {int} NOT NULL,
    authority_id {int},
    partner_id {int},
    quality TEXT NOT NULL,
    function TEXT NOT NULL,
    version {int} NOT NULL,
    created_at {int} NOT NULL,
    published_at {int},
    changed_at {int} NOT NULL,
    CHECK (state = 'draft' OR (theme_id IS NOT NULL AND published_at IS NOT NULL)),
    CHECK ((authority_id IS NULL) <> (partner_id IS NULL))
) {strict};
CREATE INDEX contributions_campaign ON contributions (campaign_id, state, outcome, published_at);
CREATE INDEX contributions_recent ON contributions (campaign_id, state, published_at);
CREATE INDEX contributions_authority ON contributions (authority_id, state);
CREATE INDEX contributions_author ON contributions (author_person_id, state);

CREATE TABLE contribution_versions (
    contribution_id {int} NOT NULL REFERENCES contributions (id),
    version {int} NOT NULL,
    at {int} NOT NULL,
    person_id {int} NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (contribution_id, version)
) {without_rowid};

-- The bodies for which a contribution is made, beside the author's own (a workshop of several authorities).
CREATE TABLE contribution_bodies (
    contribution_id {int} NOT NULL REFERENCES contributions (id),
    authority_id {int} NOT NULL,
    PRIMARY KEY (contribution_id, authority_id)
) {without_rowid};
CREATE INDEX contribution_bodies_authority ON contribution_bodies (authority_id);

-- Proposals gather contributions and are what authorities support (B5).
CREATE TABLE proposals (
    id {id},
    reference TEXT NOT NULL UNIQUE,
    campaign_id {int} NOT NULL REFERENCES campaigns (id),
    state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'selected', 'not_selected', 'deferred')),
    title TEXT NOT NULL,
-- sqlite:    title_key TEXT NOT NULL,
-- postgresql:    title_key TEXT COLLATE "C" NOT NULL,
    summary TEXT NOT NULL,
    problem TEXT NOT NULL,
    maturity TEXT NOT NULL,
    build_cost_cents {int},
    deploy_cost_cents {int},
    created_at {int} NOT NULL,
    published_at {int},
    changed_at {int} NOT NULL
) {strict};
CREATE INDEX proposals_campaign ON proposals (campaign_id, state, title_key);

CREATE TABLE proposal_themes (
    proposal_id {int} NOT NULL REFERENCES proposals (id),
    theme_id {int} NOT NULL REFERENCES themes (id),
    PRIMARY KEY (proposal_id, theme_id)
) {without_rowid};

-- Decisions on contributions: dated, named, replaceable by a later one, never erased (B3).
CREATE TABLE decisions (
    id {id},
    contribution_id {int} NOT NULL REFERENCES contributions (id),
    outcome TEXT NOT NULL CHECK (outcome IN ('pending', 'reoriented', 'rejected', 'grouped')),
    desk_id {int} REFERENCES desks (id),
    ground_id {int} REFERENCES grounds (id),
    reason TEXT NOT NULL,
    decided_at {int} NOT NULL,
    decided_by {int} NOT NULL,
    replaced_by {int}
) {strict};
CREATE UNIQUE INDEX decisions_standing ON decisions (contribution_id) WHERE replaced_by IS NULL;
CREATE INDEX decisions_contribution ON decisions (contribution_id, id);
CREATE INDEX decisions_recent ON decisions (decided_at);

-- Into which proposals a grouping decision puts the contribution (n:m).
CREATE TABLE decision_proposals (
    decision_id {int} NOT NULL REFERENCES decisions (id),
    proposal_id {int} NOT NULL REFERENCES proposals (id),
    PRIMARY KEY (decision_id, proposal_id)
) {without_rowid};
CREATE INDEX decision_proposals_proposal ON decision_proposals (proposal_id, decision_id);

-- Each person's own support for an authority (B6). verified_at: since when the affiliation under which it was cast
-- is known to be right; it stays when that affiliation ends later, because the act was good on its day. A cast whose
-- affiliation is refused is withdrawn.
CREATE TABLE support_casts (
    id {id},
    proposal_id {int} NOT NULL REFERENCES proposals (id),
    authority_id {int} NOT NULL,
    person_id {int} NOT NULL,
    affiliation_id {int} NOT NULL,
    cast_at {int} NOT NULL,
    verified_at {int},
    withdrawn_at {int}
) {strict};
CREATE UNIQUE INDEX support_casts_standing ON support_casts (proposal_id, authority_id, person_id)
    WHERE withdrawn_at IS NULL;
CREATE INDEX support_casts_affiliation ON support_casts (affiliation_id);
CREATE INDEX support_casts_person ON support_casts (person_id);

-- What each authority's support of each proposal amounts to: one row, derived from its casts in the same transaction.
CREATE TABLE supports (
    proposal_id {int} NOT NULL REFERENCES proposals (id),
    authority_id {int} NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('counted', 'pending', 'set_aside', 'withdrawn')),
    since {int} NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (proposal_id, authority_id)
) {without_rowid};
CREATE INDEX supports_state ON supports (proposal_id, state, authority_id);
CREATE INDEX supports_authority ON supports (authority_id, state);

-- The committee's choice per proposal; published together at one instant (B8).
CREATE TABLE selections (
    id {id},
    proposal_id {int} NOT NULL UNIQUE REFERENCES proposals (id),
    choice TEXT NOT NULL CHECK (choice IN ('selected', 'not_selected', 'deferred')),
    reason TEXT NOT NULL,
    recorded_at {int} NOT NULL,
    recorded_by {int} NOT NULL,
    published_at {int}
) {strict};

-- Rounds of mails already posted, so that a job run twice writes to nobody twice.
CREATE TABLE mail_rounds (
    job TEXT NOT NULL,
    payload TEXT NOT NULL,
    posted_at {int} NOT NULL,
    PRIMARY KEY (job, payload)
) {without_rowid};
