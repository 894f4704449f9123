-- name: Migration1
CREATE TABLE adapter_modification_feed (
    system TEXT NOT NULL,
    entity TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    newest BIGINT,
    read_from BIGINT,
    PRIMARY KEY (system, entity));
CREATE TABLE adapter_modification (
    system TEXT NOT NULL,
    entity TEXT NOT NULL,
    record_key TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    version BIGINT NOT NULL,
    hash TEXT NOT NULL,
    cohort TEXT,
    reference TEXT,
    content TEXT NOT NULL,
    PRIMARY KEY (system, entity, record_key));
CREATE UNIQUE INDEX adapter_modification_sequence ON adapter_modification (system, entity, sequence);

-- name: Migration2
-- Why a record cannot be read.
ALTER TABLE adapter_modification ADD COLUMN fault TEXT;

-- name: Migration3
-- When the system says that the record was changed; null for rows of before.
ALTER TABLE adapter_modification ADD COLUMN modified_at BIGINT;

-- name: Migration4
-- Whether the system says that the record is deleted.
ALTER TABLE adapter_modification ADD COLUMN deleted BIGINT NOT NULL DEFAULT 0;

-- name: Migration5
-- A stamp that the system told of once later ones were read, as its clock was set back; readings begin there until a stamp
-- behind set_back_until is told of. Null while its stamps go on.
ALTER TABLE adapter_modification_feed ADD COLUMN set_back BIGINT;
ALTER TABLE adapter_modification_feed ADD COLUMN set_back_until BIGINT;

-- name: Changes
SELECT record_key AS RecordKey, sequence AS Sequence, version AS Version, cohort AS Cohort, reference AS Reference,
    content AS Content, fault AS Fault, modified_at AS ModifiedAt, deleted AS Deleted
FROM adapter_modification
WHERE system = @system AND entity = @entity AND sequence > @after
ORDER BY sequence LIMIT @limit;

-- name: Feed
SELECT newest AS Newest, read_from AS ReadFrom, set_back AS SetBack, set_back_until AS SetBackUntil
FROM adapter_modification_feed WHERE system = @system AND entity = @entity;

-- name: Find
SELECT record_key AS RecordKey, version AS Version, hash AS Hash, modified_at AS ModifiedAt
FROM adapter_modification
WHERE system = @system AND entity = @entity AND record_key IN @keys;

-- name: Reach
INSERT INTO adapter_modification_feed (system, entity, sequence, newest) VALUES (@system, @entity, 0, @newest)
ON CONFLICT (system, entity) DO UPDATE SET newest = CASE
    WHEN adapter_modification_feed.newest > @newest THEN adapter_modification_feed.newest ELSE @newest END;

-- name: Next
UPDATE adapter_modification_feed SET sequence = sequence + 1 WHERE system = @system AND entity = @entity RETURNING sequence;

-- name: Put
INSERT INTO adapter_modification (system, entity, record_key, sequence, version, hash, cohort, reference, content, fault,
    modified_at, deleted)
VALUES (@system, @entity, @key, @sequence, @version, @hash, @cohort, @reference, @content, @fault,
    @modifiedAt, @deleted)
ON CONFLICT (system, entity, record_key) DO UPDATE SET
    sequence = excluded.sequence, version = excluded.version, hash = excluded.hash,
    cohort = excluded.cohort, reference = excluded.reference, content = excluded.content, fault = excluded.fault,
    modified_at = excluded.modified_at, deleted = excluded.deleted
WHERE adapter_modification.version < excluded.version
    OR (adapter_modification.version = excluded.version AND adapter_modification.hash <> excluded.hash);

-- name: SetBack
-- The second time, the earlier stamp and the end that is there already.
UPDATE adapter_modification_feed SET
    set_back = CASE WHEN set_back < @stamp THEN set_back ELSE @stamp END,
    set_back_until = COALESCE(set_back_until, newest)
WHERE system = @system AND entity = @entity;

-- name: GoOn
UPDATE adapter_modification_feed SET set_back = NULL, set_back_until = NULL
WHERE system = @system AND entity = @entity AND set_back_until < @stamp;

-- name: End
UPDATE adapter_modification_feed SET read_from = @from WHERE system = @system AND entity = @entity;
