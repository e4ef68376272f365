-- Sign-ins that have ended, known for a day: a form that was open then still says whose it is (docs/decisions/0021).
-- They open nothing.
CREATE TABLE ended_sign_ins (
    token_hash {bytes} PRIMARY KEY,
    person_id {int} NOT NULL REFERENCES persons (id),
    acting_affiliation_id {int},
    ended_at {int} NOT NULL
) {without_rowid};
CREATE INDEX ended_sign_ins_person ON ended_sign_ins (person_id, ended_at);
CREATE INDEX ended_sign_ins_end ON ended_sign_ins (ended_at);

-- Forms that came from such a sign-in: kept for their person, for a day, to be read and sent again.
CREATE TABLE kept_forms (
    id {id},
    person_id {int} NOT NULL REFERENCES persons (id),
    acting_affiliation_id {int},
    target TEXT NOT NULL,
    page TEXT NOT NULL,
    browser TEXT NOT NULL,
    had_files {int} NOT NULL,
    content_hash {bytes} NOT NULL,
    kept_at {int} NOT NULL
) {strict};
CREATE INDEX kept_forms_person ON kept_forms (person_id, kept_at);
CREATE INDEX kept_forms_age ON kept_forms (kept_at);
CREATE TABLE kept_fields (
    kept_form_id {int} NOT NULL REFERENCES kept_forms (id),
    position {int} NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (kept_form_id, position)
) {without_rowid};
