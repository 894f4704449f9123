-- name: Migration1
CREATE TABLE adapter_file (
    system TEXT NOT NULL,
    entity TEXT NOT NULL,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    placed TEXT NOT NULL,
    hash TEXT NOT NULL,
    state TEXT NOT NULL,
    rows_read BIGINT NOT NULL,
    last_change BIGINT NOT NULL,
    reason TEXT,
    moved BIGINT NOT NULL,
    taken_at BIGINT NOT NULL,
    PRIMARY KEY (system, entity, number));
CREATE INDEX adapter_file_hash ON adapter_file (system, entity, hash);
CREATE TABLE adapter_file_row (
    system TEXT NOT NULL,
    entity TEXT NOT NULL,
    number BIGINT NOT NULL,
    line BIGINT NOT NULL,
    record_key TEXT NOT NULL,
    has_key BIGINT NOT NULL,
    hash TEXT NOT NULL,
    fault TEXT,
    PRIMARY KEY (system, entity, number, line));
CREATE INDEX adapter_file_row_key ON adapter_file_row (system, entity, number, record_key);

-- name: Open
SELECT number AS Number, name AS Name, placed AS Placed, hash AS Hash, state AS State, rows_read AS Rows,
    last_change AS Last, reason AS Reason, moved AS Moved, taken_at AS TakenAt
FROM adapter_file WHERE system = @system AND entity = @entity AND state <> 'told' ORDER BY number;

-- name: FindContent
SELECT number AS Number, name AS Name, placed AS Placed, hash AS Hash, state AS State, rows_read AS Rows,
    last_change AS Last, reason AS Reason, moved AS Moved, taken_at AS TakenAt
FROM adapter_file
WHERE system = @system AND entity = @entity AND hash = @hash AND reason IS NULL ORDER BY number DESC LIMIT 1;

-- name: Refused
SELECT number AS Number, name AS Name, placed AS Placed, hash AS Hash, state AS State, rows_read AS Rows,
    last_change AS Last, reason AS Reason, moved AS Moved, taken_at AS TakenAt
FROM adapter_file
WHERE system = @system AND entity = @entity AND reason IS NOT NULL ORDER BY number DESC LIMIT @limit;

-- name: Take
-- Nobody takes a file while another one is being read.
INSERT INTO adapter_file
    (system, entity, number, name, placed, hash, state, rows_read, last_change, reason, moved, taken_at)
SELECT @system, @entity,
    (SELECT COALESCE(MAX(f.number), 0) + 1 FROM adapter_file f WHERE f.system = @system AND f.entity = @entity),
    @name, @placed, @hash, @state, 0, 0, @reason, 0, @now
WHERE NOT EXISTS (
    SELECT 1 FROM adapter_file o WHERE o.system = @system AND o.entity = @entity AND o.state = 'reading')
RETURNING number;

-- name: Advance
UPDATE adapter_file SET rows_read = @to
WHERE system = @system AND entity = @entity AND number = @number AND state = 'reading' AND rows_read = @from;

-- name: AddRow
INSERT INTO adapter_file_row (system, entity, number, line, record_key, has_key, hash, fault)
VALUES (@system, @entity, @number, @Line, @RecordKey, @HasKey, @Hash, @Fault);

-- name: FindRows
SELECT line AS Line, record_key AS RecordKey, has_key AS HasKey, hash AS Hash, fault AS Fault FROM adapter_file_row
WHERE system = @system AND entity = @entity AND number = @number AND record_key IN @keys;

-- name: Rows
SELECT line AS Line, record_key AS RecordKey, has_key AS HasKey, hash AS Hash, fault AS Fault FROM adapter_file_row
WHERE system = @system AND entity = @entity AND number = @number AND line > @after ORDER BY line LIMIT @limit;

-- name: CountWithoutKey
SELECT COUNT(*) FROM adapter_file_row
WHERE system = @system AND entity = @entity AND number = @number AND has_key = 0;

-- name: Missing
SELECT s.record_key AS RecordKey, s.record AS Record, s.hash AS Hash, s.sequence AS Sequence
FROM adapter_snapshot s
WHERE s.system = @system AND s.entity = @entity AND s.content IS NOT NULL AND s.record > @after
    AND NOT EXISTS (
        SELECT 1 FROM adapter_file_row r
        WHERE r.system = s.system AND r.entity = s.entity AND r.number = @number AND r.record_key = s.record_key)
ORDER BY s.record LIMIT @limit;

-- name: CountMissing
SELECT COUNT(*) FROM adapter_snapshot s
WHERE s.system = @system AND s.entity = @entity AND s.content IS NOT NULL
    AND NOT EXISTS (
        SELECT 1 FROM adapter_file_row r
        WHERE r.system = s.system AND r.entity = s.entity AND r.number = @number AND r.record_key = s.record_key);

-- name: CountLive
SELECT COUNT(*) FROM adapter_snapshot WHERE system = @system AND entity = @entity AND content IS NOT NULL;

-- name: End
UPDATE adapter_file SET state = @state, last_change = @last, reason = @reason
WHERE system = @system AND entity = @entity AND number = @number AND state = 'reading';

-- name: Move
UPDATE adapter_file SET moved = 1 WHERE system = @system AND entity = @entity AND number = @number;

-- name: Tell
UPDATE adapter_file SET state = 'told' WHERE system = @system AND entity = @entity AND number = @number;

-- name: ForgetRows
DELETE FROM adapter_file_row WHERE system = @system AND entity = @entity AND number = @number;

-- name: Prune
-- The newest of each entity stays, so that numbers go on.
DELETE FROM adapter_file
WHERE state = 'told' AND taken_at < @before
    AND number < (
        SELECT MAX(f.number) FROM adapter_file f
        WHERE f.system = adapter_file.system AND f.entity = adapter_file.entity);
