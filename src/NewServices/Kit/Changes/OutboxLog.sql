-- name: Migration1
-- Apart from the records, so that a deleted one is not brought back by an older change that comes late.
-- legacy_version is the last one applied here; null until the legacy side has spoken.
CREATE TABLE record_versions (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    legacy_version BIGINT);

CREATE TABLE record_log (
    position BIGINT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    cohort_key TEXT,
    version BIGINT NOT NULL,
    origin TEXT NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    external_reference TEXT,
    trace_parent TEXT,
    content TEXT);

-- By which the entries of a record are found that a later one stands for.
CREATE INDEX record_log_by_record ON record_log (id);

-- Counted in a row rather than by the database: who holds the row commits before the next number is given out,
-- so no position becomes visible after a later one.
CREATE TABLE record_counters (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL);

-- name: NextPosition
INSERT INTO record_counters (name, value) VALUES ('log position', 1)
ON CONFLICT (name) DO UPDATE SET value = record_counters.value + 1
RETURNING value;

-- name: Append
INSERT INTO record_log (position, id, cohort_key, version, origin, kind, at, external_reference, trace_parent, content)
VALUES (@position, @Key, @CohortKey, @version, @origin, @kind, @at, @ExternalReference, @TraceParent, @Content);

-- name: Forget
-- Each entry tells the whole record. Those of the other origin stay: a stream may take one origin's only.
DELETE FROM record_log WHERE id = @Key AND origin = @origin AND position < @position;

-- name: Read
SELECT position AS Position, id AS Key, cohort_key AS CohortKey, version AS Version, origin AS Origin, kind AS Kind,
    external_reference AS ExternalReference, trace_parent AS TraceParent, content AS Content, at AS At
FROM record_log WHERE position > @after ORDER BY position LIMIT @limit;

-- name: FindChangedAt
SELECT at FROM record_log WHERE id = @id AND origin = 'New' ORDER BY position DESC LIMIT 1;

-- name: RaiseVersion
INSERT INTO record_versions (id, version, legacy_version) VALUES (@id, 1, @legacyVersion)
ON CONFLICT (id) DO UPDATE SET version = record_versions.version + 1,
    legacy_version = COALESCE(excluded.legacy_version, record_versions.legacy_version)
RETURNING version;

-- name: FindVersion
SELECT version FROM record_versions WHERE id = @id;

-- name: NoteLegacyVersion
INSERT INTO record_versions (id, version, legacy_version) VALUES (@id, 0, @legacyVersion)
ON CONFLICT (id) DO UPDATE SET legacy_version = excluded.legacy_version;

-- name: FindLegacyVersion
SELECT legacy_version FROM record_versions WHERE id = @id;
