-- Priority policies of a campaign (PROGRAMME B1: Petites Villes de Demain, Action cœur de ville…): lists of communes
-- that its operator loads. `source` says where the list comes from and of which day.
CREATE TABLE policies (
    id {id},
    campaign_id {int} NOT NULL REFERENCES campaigns (id),
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    UNIQUE (campaign_id, slug)
) {strict};
CREATE TABLE policy_members (
    policy_id {int} NOT NULL REFERENCES policies (id),
    authority_id {int} NOT NULL,
    PRIMARY KEY (policy_id, authority_id)
) {without_rowid};
CREATE INDEX policy_members_authority ON policy_members (authority_id);
