-- Spreadsheets of decisions that operators send back: kept for some days, so that what is applied is what was tried.
-- `seen`: the standing decision of each of its contributions when it was tried ("contribution decision" a line);
-- `batch_id` once applied.
CREATE TABLE decision_sheets (
    id {id},
    campaign_id {int} NOT NULL REFERENCES campaigns (id),
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes {bytes} NOT NULL,
    seen TEXT NOT NULL,
    sent_by {int} NOT NULL,
    sent_at {int} NOT NULL,
    applied_at {int},
    batch_id {int} REFERENCES decision_batches (id)
) {strict};
CREATE INDEX decision_sheets_person ON decision_sheets (sent_by, id);
CREATE INDEX decision_sheets_sent ON decision_sheets (sent_at);
