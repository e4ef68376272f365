-- What is kept under DATA/files, by content. check_state: clean (antivirus said so), unchecked (no antivirus is set),
-- waiting (it could not answer yet), refused (it found something; never served).
CREATE TABLE stored_files (
    id {id},
    sha256 TEXT NOT NULL,
    type TEXT NOT NULL,
    size {int} NOT NULL,
    check_state TEXT NOT NULL CHECK (check_state IN ('clean', 'unchecked', 'waiting', 'refused')),
    stored_at {int} NOT NULL,
    UNIQUE (sha256, type)
) {strict};
CREATE INDEX stored_files_stored ON stored_files (stored_at);

-- Who needs it still: 'contribution_attachment:12'. A file without a use is swept after a day.
CREATE TABLE file_uses (
    file_id {int} NOT NULL REFERENCES stored_files (id),
    holder TEXT NOT NULL,
    PRIMARY KEY (file_id, holder)
) {without_rowid};
