-- Official addresses of authorities, from the operator's directory. `wrong_since`: somebody said "this is no
-- longer the right one"; such an address receives no code until the operator says that it is right again.
CREATE TABLE official_emails (
    authority_id {int} NOT NULL,
    email_key TEXT NOT NULL,
    email TEXT NOT NULL,
    loaded_at {int} NOT NULL,
    wrong_since {int},
    PRIMARY KEY (authority_id, email_key)
) {without_rowid};
CREATE INDEX official_emails_key ON official_emails (email_key);

-- E-mail domains recorded for one authority; never a webmail's.
CREATE TABLE authority_domains (
    domain TEXT NOT NULL,
    authority_id {int} NOT NULL,
    PRIMARY KEY (domain, authority_id)
) {without_rowid};
CREATE INDEX authority_domains_authority ON authority_domains (authority_id);
