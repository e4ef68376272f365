-- What relays say of official addresses: one of them is wrong (`wrong`), a better one is known (`proposed`), or both; '' for
-- what is not said. `department_code`: for which prefecture. The operator accepts (the directory changes) or refuses.
CREATE TABLE address_reports (
    id {id},
    authority_id {int} NOT NULL REFERENCES authorities (id),
    department_code TEXT NOT NULL,
    wrong TEXT NOT NULL,
    wrong_key TEXT NOT NULL,
    proposed TEXT NOT NULL,
    proposed_key TEXT NOT NULL,
    source TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'refused')),
    reported_by {int} NOT NULL,
    reported_at {int} NOT NULL,
    decided_by {int},
    decided_at {int},
    reason TEXT NOT NULL,
    CHECK (wrong <> '' OR proposed <> ''),
    CHECK ((state = 'waiting') = (decided_at IS NULL))
) {strict};
CREATE UNIQUE INDEX address_reports_waiting ON address_reports (authority_id, wrong_key, proposed_key)
    WHERE state = 'waiting';
CREATE INDEX address_reports_state ON address_reports (state, id);
CREATE INDEX address_reports_department ON address_reports (department_code, id);
CREATE INDEX address_reports_authority ON address_reports (authority_id, id);
