-- What can be found. `kind` and `subject_id` say whose text it is; the text itself stays with its room.
CREATE TABLE search_documents (
    doc {id},
    kind TEXT NOT NULL,
    subject_id {int} NOT NULL,
    rank_hint {int} NOT NULL,
-- postgresql:    words TSVECTOR NOT NULL,
    UNIQUE (kind, subject_id)
) {strict};
-- postgresql:CREATE INDEX search_documents_words ON search_documents USING gin (words);

-- SQLite: stems made by our tokenizer, separated by spaces, so that no tokenizer must be registered on a
-- connection. rowid = doc. `other` holds whole words and second stems, for prefixes and missing accents.
-- sqlite:CREATE VIRTUAL TABLE search_texts USING fts5(title, body, other, tokenize = 'unicode61 remove_diacritics 0');
