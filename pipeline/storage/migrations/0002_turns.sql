-- A submission is examined in turns: when it came, and again when something was said of its findings.
ALTER TABLE submissions ADD COLUMN turn BIGINT;             -- the place in the ledger of what led to it
ALTER TABLE submissions ADD COLUMN first_verdict VARCHAR;   -- the one that it got when it came
UPDATE submissions SET turn = seq, first_verdict = verdict;
ALTER TABLE findings ADD COLUMN key VARCHAR;                -- codes of the row's key
ALTER TABLE findings ADD COLUMN value DOUBLE;               -- the number that it is about
ALTER TABLE findings ADD COLUMN explanation VARCHAR;
ALTER TABLE findings ADD COLUMN eased VARCHAR;              -- remembered, waived or overridden: why it blocks no longer

ALTER TABLE versions ADD COLUMN turn BIGINT;
UPDATE versions SET turn = (SELECT seq FROM submissions WHERE submissions.submission = versions.submission);

-- Withdrawn by who sent it. The rows stay; nothing counts them.
CREATE TABLE withdrawals (
    submission VARCHAR PRIMARY KEY,
    seq BIGINT NOT NULL,                -- its place in the ledger
    withdrawn_at TIMESTAMP NOT NULL     -- UTC
);

CREATE VIEW versions_in_force AS
SELECT * FROM versions WHERE submission NOT IN (SELECT submission FROM withdrawals);

CREATE OR REPLACE VIEW current_versions AS
SELECT country, quarter, collection, max(version) AS version, arg_max(submission, version) AS submission,
       arg_max(nil_return, version) AS nil_return
FROM versions_in_force GROUP BY country, quarter, collection;
