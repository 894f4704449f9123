-- name: Migration1
CREATE TABLE written_record (
    entity TEXT NOT NULL,
    name TEXT NOT NULL,
    side TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (entity, name));
CREATE INDEX written_record_at ON written_record (at);

-- name: Save
INSERT INTO written_record (entity, name, side, at)
SELECT value ->> 'entity', value ->> 'name', value ->> 'side', CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)
FROM json_each(@records) WHERE true
ON CONFLICT (entity, name) DO UPDATE SET side = excluded.side, at = excluded.at;

-- name: Find
SELECT side, CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER) - at AS age FROM written_record
WHERE entity = @entity AND name IN @names ORDER BY at DESC LIMIT 1;

-- name: Forget
DELETE FROM written_record WHERE at < CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER) - @age;
