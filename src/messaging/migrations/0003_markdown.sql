-- The body is safe Markdown, of which both parts are rendered when the mail leaves (decision 0014).
ALTER TABLE mails ADD COLUMN markdown {int} NOT NULL DEFAULT 0 CHECK (markdown IN (0, 1));
