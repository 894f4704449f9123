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

-- name: Migration2
-- Why a record cannot be read; and how many deletions a comparison asks a person for, and how many are allowed.
ALTER TABLE adapter_snapshot ADD COLUMN fault TEXT;
ALTER TABLE adapter_snapshot_feed ADD COLUMN gone_asked BIGINT NOT NULL DEFAULT 0;
ALTER TABLE adapter_snapshot_feed ADD COLUMN gone_allowed BIGINT NOT NULL DEFAULT 0;

-- name: Migration3
-- The number of the last reading that somebody waits for, and of the last one that has ended.
ALTER TABLE adapter_snapshot_feed ADD COLUMN reading_asked BIGINT NOT NULL DEFAULT 0;
ALTER TABLE adapter_snapshot_feed ADD COLUMN reading_ended BIGINT NOT NULL DEFAULT 0;

-- name: Migration4
-- When the record was changed, by the system's clock.
ALTER TABLE adapter_snapshot ADD COLUMN changed_at BIGINT;

-- name: Changes
SELECT record_key AS RecordKey, sequence AS Sequence, cohort AS Cohort, reference AS Reference, content AS Content,
    fault AS Fault, changed_at AS ChangedAt
FROM adapter_snapshot
WHERE system = @system AND entity = @entity AND sequence > @after
ORDER BY sequence LIMIT @limit;

-- name: Find
SELECT record_key AS RecordKey, record AS Record, hash AS Hash, sequence AS Sequence
FROM adapter_snapshot
WHERE system = @system AND entity = @entity AND record_key IN @keys;

-- name: Live
SELECT record_key AS RecordKey, record AS Record, hash AS Hash, sequence AS Sequence
FROM adapter_snapshot
WHERE system = @system AND entity = @entity AND record > @after AND content IS NOT NULL
ORDER BY record LIMIT @limit;

-- name: Listed
SELECT record_key AS RecordKey, record AS Record, content AS Content, fault AS Fault
FROM adapter_snapshot
WHERE system = @system AND entity = @entity AND record > @after AND content IS NOT NULL
ORDER BY record LIMIT @limit;

-- name: Next
INSERT INTO adapter_snapshot_feed (system, entity, sequence, records) VALUES (@system, @entity, 1, @added)
ON CONFLICT (system, entity) DO UPDATE SET
    sequence = adapter_snapshot_feed.sequence + 1, records = adapter_snapshot_feed.records + @added
RETURNING sequence AS Sequence, records AS Records;

-- name: Put
INSERT INTO adapter_snapshot (system, entity, record_key, record, sequence, hash, cohort, reference, content, fault, changed_at)
VALUES (@system, @entity, @key, @record, @sequence, @hash, @cohort, @reference, @content, @fault, @changedAt)
ON CONFLICT (system, entity, record_key) DO UPDATE SET
    sequence = excluded.sequence, hash = excluded.hash, cohort = excluded.cohort, reference = excluded.reference,
    content = excluded.content, fault = excluded.fault, changed_at = excluded.changed_at
WHERE adapter_snapshot.sequence <= @upTo
RETURNING record;

-- name: Number
SELECT record FROM adapter_snapshot WHERE system = @system AND entity = @entity AND record_key = @key;

-- name: LookAgain
UPDATE adapter_snapshot SET hash = 'again' WHERE system = @system AND entity = @entity AND record_key = @key;

-- name: Last
SELECT sequence FROM adapter_snapshot_feed WHERE system = @system AND entity = @entity;

-- name: Remove
UPDATE adapter_snapshot SET sequence = @sequence, hash = '', content = NULL, fault = NULL, changed_at = NULL
WHERE system = @system AND entity = @entity AND record_key = @key AND sequence <= @upTo;

-- name: Doubt
SELECT gone_asked AS Asked, gone_allowed AS Allowed FROM adapter_snapshot_feed WHERE system = @system AND entity = @entity;

-- name: Ask
UPDATE adapter_snapshot_feed SET gone_asked = @gone WHERE system = @system AND entity = @entity;

-- name: Allow
UPDATE adapter_snapshot_feed SET gone_allowed = gone_asked
WHERE system = @system AND entity = @entity AND gone_asked > 0
RETURNING gone_allowed;

-- name: Settle
UPDATE adapter_snapshot_feed SET gone_asked = 0, gone_allowed = 0 WHERE system = @system AND entity = @entity;

-- name: AskReading
INSERT INTO adapter_snapshot_feed (system, entity, sequence, records, reading_asked) VALUES (@system, @entity, 0, 0, 1)
ON CONFLICT (system, entity) DO UPDATE SET reading_asked = adapter_snapshot_feed.reading_asked + 1
RETURNING reading_asked;

-- name: AskedReading
SELECT reading_asked FROM adapter_snapshot_feed WHERE system = @system AND entity = @entity AND reading_asked > reading_ended;

-- name: AnswerReading
UPDATE adapter_snapshot_feed SET reading_ended = @number WHERE system = @system AND entity = @entity AND reading_ended < @number;

-- name: IsAnswered
SELECT COUNT(*) FROM adapter_snapshot_feed WHERE system = @system AND entity = @entity AND reading_ended >= @number;
