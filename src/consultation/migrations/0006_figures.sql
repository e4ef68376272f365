-- Snapshots: the figures of a campaign at one instant, with the files that show them, so that the same bytes come for
-- ever. `figures` is the canonical text of which `sha256` is the hash. `due_at`: of the one made by itself when the
-- last support could count; one for each such instant, whoever comes twice.
CREATE TABLE snapshots (
    id {id},
    campaign_id {int} NOT NULL REFERENCES campaigns (id),
    name TEXT NOT NULL,
    at {int} NOT NULL,
    due_at {int},
    made_by {int} NOT NULL,
    journal_size {int} NOT NULL,
    journal_root TEXT NOT NULL,
    figures TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    sheet {bytes} NOT NULL,
    sheet_sha256 TEXT NOT NULL,
    pdf {bytes} NOT NULL,
    pdf_sha256 TEXT NOT NULL,
    UNIQUE (campaign_id, due_at)
) {strict};
CREATE INDEX snapshots_campaign ON snapshots (campaign_id, id);
