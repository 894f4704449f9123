-- name: Migration1
-- One row for each record that was told: its text until that is in a file, and its version, so that nothing older comes after it.
CREATE TABLE adapter_outgoing_row (
    system TEXT NOT NULL,
    entity TEXT NOT NULL,
    record_key TEXT NOT NULL,
    version BIGINT NOT NULL,
    number BIGINT NOT NULL,
    line TEXT,
    file BIGINT,
    since BIGINT NOT NULL,
    PRIMARY KEY (system, entity, record_key));
CREATE INDEX adapter_outgoing_row_number ON adapter_outgoing_row (system, entity, number) WHERE line IS NOT NULL;
CREATE TABLE adapter_outgoing_file (
    system TEXT NOT NULL,
    entity TEXT NOT NULL,
    number BIGINT NOT NULL,
    state TEXT NOT NULL,
    rows_numbered BIGINT NOT NULL,
    held_by TEXT,
    held_until BIGINT NOT NULL,
    PRIMARY KEY (system, entity));

-- name: Migration2
-- When the last file got its name.
ALTER TABLE adapter_outgoing_file ADD COLUMN written_at BIGINT;

-- name: Number
INSERT INTO adapter_outgoing_file (system, entity, number, state, rows_numbered, held_by, held_until)
VALUES (@system, @entity, 0, 'none', 1, NULL, 0)
ON CONFLICT (system, entity) DO UPDATE SET rows_numbered = adapter_outgoing_file.rows_numbered + 1
RETURNING rows_numbered;

-- name: Put
INSERT INTO adapter_outgoing_row (system, entity, record_key, version, number, line, file, since)
VALUES (@system, @entity, @key, @version, @number, @line, NULL, @now)
ON CONFLICT (system, entity, record_key) DO UPDATE SET
    version = excluded.version, number = excluded.number, line = excluded.line, file = NULL, since = excluded.since
WHERE adapter_outgoing_row.version < excluded.version;

-- name: Hold
UPDATE adapter_outgoing_file SET held_by = @by, held_until = @until
WHERE system = @system AND entity = @entity AND (held_by = @by OR held_until < @now)
RETURNING number, state;

-- name: State
SELECT state FROM adapter_outgoing_file WHERE system = @system AND entity = @entity;

-- name: Waiting
SELECT COUNT(*) AS Rows, MIN(since) AS Since FROM adapter_outgoing_row
WHERE system = @system AND entity = @entity AND line IS NOT NULL AND file IS NULL;

-- name: Pending
-- Rows of a file that is being written count, as it may come to nothing.
SELECT
    (SELECT COUNT(*) FROM adapter_outgoing_row WHERE system = @system AND entity = @entity AND line IS NOT NULL) AS Rows,
    (SELECT written_at FROM adapter_outgoing_file WHERE system = @system AND entity = @entity) AS WrittenAt;

-- name: Begin
UPDATE adapter_outgoing_file SET number = number + 1, state = 'writing'
WHERE system = @system AND entity = @entity AND held_by = @by AND state = 'none' RETURNING number;

-- name: Assign
UPDATE adapter_outgoing_row SET file = @file
WHERE system = @system AND entity = @entity AND line IS NOT NULL AND file IS NULL AND number <= (
    SELECT MAX(n.number) FROM (
        SELECT r.number FROM adapter_outgoing_row r
        WHERE r.system = @system AND r.entity = @entity AND r.line IS NOT NULL AND r.file IS NULL
        ORDER BY r.number LIMIT @batch) n);

-- name: Lines
SELECT number, line FROM adapter_outgoing_row
WHERE system = @system AND entity = @entity AND file = @file AND line IS NOT NULL AND number > @after
ORDER BY number LIMIT @limit;

-- name: Complete
UPDATE adapter_outgoing_file SET state = 'complete'
WHERE system = @system AND entity = @entity AND number = @file AND held_by = @by AND state = 'writing';

-- name: End
UPDATE adapter_outgoing_file SET state = 'none', written_at = @now
WHERE system = @system AND entity = @entity AND number = @file AND held_by = @by;

-- name: Forget
UPDATE adapter_outgoing_row SET line = NULL, file = NULL WHERE system = @system AND entity = @entity AND file = @file;
