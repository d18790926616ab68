-- Recorded time: everything can be asked as of a place in the ledger.
ALTER TABLE submissions ADD COLUMN batch BIGINT;            -- the first turn of those that were examined together
UPDATE submissions SET batch = turn;

-- What was published, of which state.
CREATE TABLE publications (
    seq BIGINT PRIMARY KEY,             -- its place in the ledger
    edition VARCHAR NOT NULL,
    published_at TIMESTAMP NOT NULL,    -- UTC
    as_of BIGINT NOT NULL               -- the place in the ledger up to which it counts what was received and said
);

CREATE MACRO versions_at(place) AS TABLE
SELECT * FROM versions
WHERE turn <= place AND submission NOT IN (SELECT submission FROM withdrawals WHERE seq <= place);

CREATE MACRO current_versions_at(place) AS TABLE
SELECT country, quarter, collection, max(version) AS version, arg_max(submission, version) AS submission,
       arg_max(nil_return, version) AS nil_return
FROM versions_at(place) GROUP BY country, quarter, collection;

DROP VIEW current_versions;
DROP VIEW versions_in_force;
CREATE VIEW current_versions AS FROM current_versions_at(9223372036854775807);

-- Every version on both axes of time: the quarter that it is about, and when it was received, accepted and first
-- counted in an edition.
CREATE VIEW recorded_versions AS
SELECT versions.*, withdrawals.withdrawn_at, (
    SELECT min(publications.published_at) FROM publications
    WHERE publications.as_of >= versions.turn
      AND (withdrawals.seq IS NULL OR publications.as_of < withdrawals.seq)
      AND NOT EXISTS (
        FROM versions AS later LEFT JOIN withdrawals AS gone USING (submission)
        WHERE (later.country, later.quarter, later.collection)
            = (versions.country, versions.quarter, versions.collection)
          AND later.version > versions.version AND later.turn <= publications.as_of
          AND (gone.seq IS NULL OR gone.seq > publications.as_of))
) AS published_at
FROM versions LEFT JOIN withdrawals USING (submission);
