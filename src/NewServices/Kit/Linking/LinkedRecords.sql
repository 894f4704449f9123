-- name: Migration1
-- A deleted record keeps its row, so that its version goes on and the last position stays.
CREATE TABLE linked_records (
    key TEXT NOT NULL PRIMARY KEY,
    content TEXT,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL UNIQUE,
    origin TEXT NOT NULL,
    hub_change TEXT);

-- name: Migration2
-- When a user of the service last changed the record, in microseconds since 1970; null where nobody has since this is kept.
ALTER TABLE linked_records ADD COLUMN changed_at BIGINT;

-- name: Find
SELECT key AS Key, content AS Content, version AS Version, position AS Position, origin AS Origin, hub_change AS HubChange,
    changed_at AS ChangedAt
FROM linked_records WHERE key = @key;

-- name: Save
INSERT INTO linked_records (key, content, version, position, origin, hub_change, changed_at)
VALUES (@key, @content, 1, (SELECT COALESCE(MAX(position), 0) + 1 FROM linked_records), @origin, @hubChange,
    @changedAt)
ON CONFLICT (key) DO UPDATE SET content = excluded.content, version = linked_records.version + 1,
    position = excluded.position, origin = excluded.origin,
    hub_change = COALESCE(excluded.hub_change, linked_records.hub_change),
    changed_at = COALESCE(excluded.changed_at, linked_records.changed_at);

-- name: Last
SELECT COALESCE(MAX(position), 0) FROM linked_records;

-- name: Read
SELECT key AS Key, content AS Content, version AS Version, position AS Position, origin AS Origin, hub_change AS HubChange,
    changed_at AS ChangedAt
FROM linked_records WHERE position > @after ORDER BY position LIMIT @limit;
