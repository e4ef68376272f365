-- Every public text of a proposal, as of contributions (docs/decisions/0019): authorities support a text, so what it
-- said when they did stays readable. Version 1 is written when the proposal opens; each later one has its public reason.
-- 0 while the proposal is a draft.
ALTER TABLE proposals ADD COLUMN version {int} NOT NULL DEFAULT 0;

CREATE TABLE proposal_versions (
    proposal_id {int} NOT NULL REFERENCES proposals (id),
    version {int} NOT NULL,
    at {int} NOT NULL,
    reason TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    problem TEXT NOT NULL,
    maturity TEXT NOT NULL,
    build_cost_cents {int},
    deploy_cost_cents {int},
    PRIMARY KEY (proposal_id, version)
) {strict};

CREATE TABLE proposal_version_themes (
    proposal_id {int} NOT NULL,
    version {int} NOT NULL,
    theme_id {int} NOT NULL REFERENCES themes (id),
    PRIMARY KEY (proposal_id, version, theme_id),
    FOREIGN KEY (proposal_id, version) REFERENCES proposal_versions (proposal_id, version)
) {strict};

-- What is public already becomes version 1 as it reads today: texts of before were not kept.
INSERT INTO proposal_versions (proposal_id, version, at, reason, title, summary, problem, maturity, build_cost_cents,
                               deploy_cost_cents)
SELECT id, 1, coalesce(published_at, created_at), '', title, summary, problem, maturity, build_cost_cents, deploy_cost_cents
FROM proposals WHERE state <> 'draft';
INSERT INTO proposal_version_themes (proposal_id, version, theme_id)
SELECT t.proposal_id, 1, t.theme_id FROM proposal_themes t JOIN proposals p ON p.id = t.proposal_id
WHERE p.state <> 'draft';
UPDATE proposals SET version = 1 WHERE state <> 'draft';
