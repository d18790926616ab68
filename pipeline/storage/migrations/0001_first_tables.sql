-- What was examined, and what was found. One row a submission; its rows stand in the tables of the collections.
CREATE TABLE submissions (
    submission VARCHAR PRIMARY KEY,
    seq BIGINT NOT NULL,                -- its place in the ledger: the order in which submissions came
    received_at TIMESTAMP NOT NULL,     -- UTC
    examined_at TIMESTAMP NOT NULL,     -- UTC
    file_name VARCHAR,
    sender VARCHAR,
    kind VARCHAR,
    country VARCHAR,
    quarter VARCHAR,
    agency VARCHAR,
    verdict VARCHAR NOT NULL,
    records BIGINT NOT NULL,            -- data rows in the file
    contracts VARCHAR NOT NULL          -- hash of the contracts and rules that it was held against
);

-- What each file delivered, accepted or not.
CREATE TABLE parts (
    submission VARCHAR NOT NULL,
    country VARCHAR,
    quarter VARCHAR,
    collection VARCHAR NOT NULL,
    records BIGINT NOT NULL,
    nil_return BOOLEAN NOT NULL,
    PRIMARY KEY (submission, collection)
);

CREATE TABLE findings (
    submission VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    blocks BOOLEAN NOT NULL,
    collection VARCHAR,
    sheet VARCHAR,
    line INTEGER,
    letter VARCHAR,
    "column" VARCHAR,
    found VARCHAR,
    expected VARCHAR,
    explained BOOLEAN NOT NULL
);

-- Every rule leaves a record of having run, a row a batch.
CREATE TABLE rule_runs (
    examined_at TIMESTAMP NOT NULL,
    collection VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    rows BIGINT NOT NULL,
    broken BIGINT NOT NULL
);

-- Where each column of a submission stood, so that every stored value has an address: sheet, line, letter.
CREATE TABLE letters (
    submission VARCHAR NOT NULL,
    collection VARCHAR NOT NULL,
    "column" VARCHAR NOT NULL,
    letter VARCHAR NOT NULL
);

-- Append-only: an accepted part is a version; the highest is the current one, all stay readable.
CREATE TABLE versions (
    country VARCHAR NOT NULL,
    quarter VARCHAR NOT NULL,
    collection VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    submission VARCHAR NOT NULL,
    received_at TIMESTAMP NOT NULL,
    accepted_at TIMESTAMP NOT NULL,
    nil_return BOOLEAN NOT NULL,
    PRIMARY KEY (country, quarter, collection, version)
);

CREATE VIEW current_versions AS
SELECT country, quarter, collection, max(version) AS version, arg_max(submission, version) AS submission,
       arg_max(nil_return, version) AS nil_return
FROM versions GROUP BY country, quarter, collection;

-- Figures of every card, before and after protection. Same columns; conf_status is F before it.
CREATE TABLE indicators (
    indicator VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    quarter VARCHAR NOT NULL,
    dimension VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    value DOUBLE,
    numerator DOUBLE,
    denominator DOUBLE,
    obs_status VARCHAR NOT NULL,
    conf_status VARCHAR NOT NULL,
    coverage DOUBLE,
    members_in INTEGER,
    members_owing INTEGER
);
CREATE TABLE protected_indicators AS FROM indicators WITH NO DATA;

-- What the figures of a quarter were calculated from, so that an unchanged quarter is left alone.
CREATE TABLE calculations (
    stage VARCHAR NOT NULL,
    quarter VARCHAR NOT NULL,
    basis VARCHAR NOT NULL,             -- hash of the versions, duties, cards and day that went in
    PRIMARY KEY (stage, quarter)
);
