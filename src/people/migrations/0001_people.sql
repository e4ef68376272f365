-- Persons. The e-mail address is the account; nothing else is asked for (civic.md: no open registration).
CREATE TABLE persons (
    id {id},
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    created_at {int} NOT NULL,
    last_sign_in_at {int}
) {strict};

-- Partners: associations, companies, other bodies that contribute and follow but do not support (PROGRAMME A3).
CREATE TABLE partners (
    id {id},
    name TEXT NOT NULL,
-- sqlite:    name_key TEXT NOT NULL,
-- postgresql:    name_key TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('association', 'company', 'other')),
    siren TEXT,
    created_at {int} NOT NULL
) {strict};
-- Namesakes are told apart by their SIREN.
CREATE UNIQUE INDEX partners_name ON partners (name_key, coalesce(siren, ''));

-- The right of a person to act for a body. One of authority_id and partner_id is set.
CREATE TABLE affiliations (
    id {id},
    person_id {int} NOT NULL REFERENCES persons (id),
    authority_id {int} REFERENCES authorities (id),
    partner_id {int} REFERENCES partners (id),
    quality TEXT NOT NULL CHECK (quality IN ('agent', 'elected', 'partner')),
    function TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'verified', 'refused', 'ended')),
    method TEXT NOT NULL CHECK (method IN ('', 'domain', 'official_address', 'colleague', 'prefecture', 'operator')),
    requested_at {int} NOT NULL,
    decided_at {int},
    decided_by {int},
    reason TEXT NOT NULL,
    CHECK ((authority_id IS NULL) <> (partner_id IS NULL))
) {strict};
-- At most one standing affiliation of a person to a body.
CREATE UNIQUE INDEX affiliations_standing_authority ON affiliations (person_id, authority_id)
    WHERE state IN ('pending', 'verified') AND authority_id IS NOT NULL;
CREATE UNIQUE INDEX affiliations_standing_partner ON affiliations (person_id, partner_id)
    WHERE state IN ('pending', 'verified') AND partner_id IS NOT NULL;
CREATE INDEX affiliations_person ON affiliations (person_id, state);
CREATE INDEX affiliations_authority ON affiliations (authority_id, state);
CREATE INDEX affiliations_waiting ON affiliations (state, requested_at);

-- Roles beyond acting for a body: operator, auditor, relay of a département (scope = its code).
CREATE TABLE roles (
    id {id},
    person_id {int} NOT NULL REFERENCES persons (id),
    role TEXT NOT NULL CHECK (role IN ('operator', 'auditor', 'relay')),
    scope TEXT NOT NULL,
    given_at {int} NOT NULL,
    given_by {int} NOT NULL,
    taken_at {int}
) {strict};
CREATE UNIQUE INDEX roles_standing ON roles (person_id, role, scope) WHERE taken_at IS NULL;

-- A sign-in under way: bound to one browser by its cookie (browser_hash), finished by the code typed there or by
-- the link's button anywhere. `intent` is what the person came to do; it survives. `purpose` says it in words for the
-- mail. The code's hash is keyed with the browser's token, which is not kept: this table alone does not give the code.
CREATE TABLE sign_in_requests (
    id {id},
    browser_hash {bytes} NOT NULL UNIQUE,
    link_hash {bytes} NOT NULL UNIQUE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    authority_id {int},
    code_hash {bytes} NOT NULL,
    tries {int} NOT NULL,
    created_at {int} NOT NULL,
    sent_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    used_at {int},
    intent TEXT NOT NULL,
    purpose TEXT NOT NULL
) {strict};
CREATE INDEX sign_in_requests_email ON sign_in_requests (email_key, created_at);
CREATE INDEX sign_in_requests_created ON sign_in_requests (created_at);

-- Limits on mails that a visitor causes: one row a key ("address:…", "authority:12", "official:12"), locked while its
-- mails of the last hours are counted, so that many at once are still counted one by one.
CREATE TABLE mail_limits (
    key TEXT NOT NULL PRIMARY KEY,
    last_at {int} NOT NULL
) {strict};
CREATE TABLE mail_causes (
    id {id},
    key TEXT NOT NULL,
    at {int} NOT NULL
) {strict};
CREATE INDEX mail_causes_key ON mail_causes (key, at);
CREATE INDEX mail_causes_at ON mail_causes (at);

-- Signed-in browsers. Tokens are kept hashed.
CREATE TABLE sign_ins (
    token_hash {bytes} PRIMARY KEY,
    person_id {int} NOT NULL REFERENCES persons (id),
    acting_affiliation_id {int} REFERENCES affiliations (id),
    browser TEXT NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL
) {without_rowid};
CREATE INDEX sign_ins_person ON sign_ins (person_id);
CREATE INDEX sign_ins_expiry ON sign_ins (expires_at);

-- A code sent to the authority's official addresses, to verify one affiliation (PROGRAMME A2, way 1): 7 days. One row a
-- sending; `sent_to` holds the addresses, one a line. The hash is keyed with a secret kept outside the database.
CREATE TABLE official_codes (
    id {id},
    affiliation_id {int} NOT NULL REFERENCES affiliations (id),
    sent_to TEXT NOT NULL,
    code_hash {bytes} NOT NULL,
    tries {int} NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    used_at {int}
) {strict};
CREATE INDEX official_codes_affiliation ON official_codes (affiliation_id, created_at);

-- Personal API tokens: one affiliation each, revocable, kept hashed.
CREATE TABLE api_tokens (
    id {id},
    token_hash {bytes} NOT NULL UNIQUE,
    person_id {int} NOT NULL REFERENCES persons (id),
    affiliation_id {int} NOT NULL REFERENCES affiliations (id),
    label TEXT NOT NULL,
    created_at {int} NOT NULL,
    last_used_day {int},
    revoked_at {int}
) {strict};
CREATE INDEX api_tokens_person ON api_tokens (person_id);
