-- Files joined to a contribution. While it is a draft or after its withdrawal only its author and those who oversee may
-- have them; published, everybody. from_version: the first published version at which it stands; until_version: the last
-- one (its name is forgotten then, its content released). file_id: stored_files, of the room files.
CREATE TABLE contribution_attachments (
    id {id},
    key TEXT NOT NULL UNIQUE,
    contribution_id {int} NOT NULL REFERENCES contributions (id),
    file_id {int} NOT NULL,
    type TEXT NOT NULL,
    size {int} NOT NULL,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    added_at {int} NOT NULL,
    from_version {int} NOT NULL,
    until_version {int}
) {strict};
CREATE UNIQUE INDEX contribution_attachments_standing ON contribution_attachments (contribution_id, file_id)
    WHERE until_version IS NULL;
CREATE INDEX contribution_attachments_contribution ON contribution_attachments (contribution_id, id);
