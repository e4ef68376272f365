-- The campaign editor: every change of a section of a campaign, numbered from 1 in each section. The highest number
-- is the section's version, which a form brings back: whoever saves on an older one is told. `before_text` and
-- `after_text` are label and value lines (campaign_change.hpp); `reason` is public, for corrections after opening.
CREATE TABLE campaign_changes (
    id {id},
    campaign_id {int} NOT NULL REFERENCES campaigns (id),
    section TEXT NOT NULL,
    version {int} NOT NULL,
    changed_at {int} NOT NULL,
    changed_by {int} NOT NULL,
    reason TEXT NOT NULL,
    before_text TEXT NOT NULL,
    after_text TEXT NOT NULL,
    UNIQUE (campaign_id, section, version)
) {strict};
CREATE INDEX campaign_changes_recent ON campaign_changes (campaign_id, id);
