-- name: Migration1
CREATE TABLE adapter_snapshot_feed (
    system TEXT NOT NULL,
    entity TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    records BIGINT NOT NULL,
    PRIMARY KEY (system, entity));
CREATE TABLE adapter_snapshot (
    system TEXT NOT NULL,
    entity TEXT NOT NULL,
    record_key TEXT NOT NULL,
    record BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    hash TEXT NOT NULL,
    cohort TEXT,
    reference TEXT,
    content TEXT,
    PRIMARY KEY (system, entity, record_key));
CREATE UNIQUE INDEX adapter_snapshot_sequence ON adapter_snapshot (system, entity, sequence);
CREATE UNIQUE INDEX adapter_snapshot_record ON adapter_snapshot (system, entity, record);

-- name: Changes
SELECT record_key AS RecordKey, sequence AS Sequence, cohort AS Cohort, reference AS Reference, content AS Content
FROM adapter_snapshot
WHERE system = @system AND entity = @entity AND sequence > @after
ORDER BY sequence LIMIT @limit;

-- name: Find
SELECT record_key AS RecordKey, record AS Record, hash AS Hash
FROM adapter_snapshot
WHERE system = @system AND entity = @entity AND record_key IN @keys;

-- name: Live
SELECT record_key AS RecordKey, record AS Record, hash AS Hash
FROM adapter_snapshot
WHERE system = @system AND entity = @entity AND record > @after AND content IS NOT NULL
ORDER BY record LIMIT @limit;

-- name: Next
INSERT INTO adapter_snapshot_feed (system, entity, sequence, records) VALUES (@system, @entity, 1, @added)
ON CONFLICT (system, entity) DO UPDATE SET
    sequence = adapter_snapshot_feed.sequence + 1, records = adapter_snapshot_feed.records + @added
RETURNING sequence AS Sequence, records AS Records;

-- name: Put
INSERT INTO adapter_snapshot (system, entity, record_key, record, sequence, hash, cohort, reference, content)
VALUES (@system, @entity, @key, @record, @sequence, @hash, @cohort, @reference, @content)
ON CONFLICT (system, entity, record_key) DO UPDATE SET
    sequence = excluded.sequence, hash = excluded.hash, cohort = excluded.cohort, reference = excluded.reference, content = excluded.content;

-- name: Remove
UPDATE adapter_snapshot SET sequence = @sequence, hash = '', content = NULL
WHERE system = @system AND entity = @entity AND record_key = @key;
