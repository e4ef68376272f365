-- Editions of the register (référentiel) that were loaded, oldest first. `version` is the package's.
CREATE TABLE editions (
    id {int} PRIMARY KEY,
    year {int} NOT NULL,
    version TEXT NOT NULL,
    loaded_at {int} NOT NULL,
    authorities {int} NOT NULL,
    UNIQUE (year, version)
) {strict};

-- One row: loads lock it, and it gives the ids of new authorities (an id is never given twice).
CREATE TABLE register_counter (
    id {int} PRIMARY KEY,
    next_authority {int} NOT NULL
) {strict};
INSERT INTO register_counter (id, next_authority) VALUES (1, 1);

-- Territorial codes for filters and maps: 101 départements and 18 régions (is_full = 1), and the overseas
-- collectivities, which are neither but need a line (is_full = 0).
CREATE TABLE regions (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
-- sqlite:    name_key TEXT NOT NULL,
-- postgresql:    name_key TEXT COLLATE "C" NOT NULL,
    is_full {int} NOT NULL
) {without_rowid};
CREATE TABLE departments (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
-- sqlite:    name_key TEXT NOT NULL,
-- postgresql:    name_key TEXT COLLATE "C" NOT NULL,
    region_code TEXT NOT NULL,
    is_full {int} NOT NULL
) {without_rowid};

-- Authorities, groupings and other local public bodies. A row is never deleted: a merged commune becomes a
-- 'former_commune' with its successor. `legal_class` is stated, never inferred.
-- `reference` is the code in addresses and files: INSEE code of a commune, SIREN of a grouping, DEP-35,
-- REG-53, COL-972, ANC-01015.
CREATE TABLE authorities (
    id {int} PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    legal_class TEXT NOT NULL CHECK (legal_class IN ('authority', 'grouping', 'local_public_body')),
    form TEXT NOT NULL,
    insee_code TEXT,
    siren TEXT,
    name TEXT NOT NULL,
    long_name TEXT NOT NULL,
-- sqlite:    name_key TEXT NOT NULL,
-- postgresql:    name_key TEXT COLLATE "C" NOT NULL,
    population {int},
    department_code TEXT,
    region_code TEXT,
    epci_id {int},
    successor_id {int},
    in_force {int} NOT NULL,
    since_edition {int} NOT NULL,
    until_edition {int}
) {strict};
CREATE INDEX authorities_name ON authorities (name_key, id);
CREATE INDEX authorities_insee ON authorities (insee_code);
CREATE UNIQUE INDEX authorities_siren ON authorities (siren) WHERE siren IS NOT NULL AND in_force = 1;
CREATE INDEX authorities_siren_all ON authorities (siren);
CREATE INDEX authorities_kind ON authorities (kind, department_code, name_key);
CREATE INDEX authorities_epci ON authorities (epci_id);
CREATE INDEX authorities_successor ON authorities (successor_id);

-- Words of the names, for search by any word and by the beginning of the last one.
CREATE TABLE authority_words (
-- sqlite:    word TEXT NOT NULL,
-- postgresql:    word TEXT COLLATE "C" NOT NULL,
    authority_id {int} NOT NULL,
    PRIMARY KEY (word, authority_id)
) {without_rowid};

CREATE TABLE authority_postcodes (
    postcode TEXT NOT NULL,
    authority_id {int} NOT NULL,
    PRIMARY KEY (postcode, authority_id)
) {without_rowid};
CREATE INDEX authority_postcodes_authority ON authority_postcodes (authority_id, postcode);

-- INSEE codes that an authority had, or that communes merged into it had, and that no row carries.
CREATE TABLE authority_codes (
    code TEXT NOT NULL,
    authority_id {int} NOT NULL,
    PRIMARY KEY (code, authority_id)
) {without_rowid};

-- What each edition said of what was then in force: frozen, so that a later merge changes no count.
CREATE TABLE authority_editions (
    edition_id {int} NOT NULL,
    authority_id {int} NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    population {int},
    department_code TEXT,
    region_code TEXT,
    epci_id {int},
    PRIMARY KEY (edition_id, authority_id)
) {without_rowid};
