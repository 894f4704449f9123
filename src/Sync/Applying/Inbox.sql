-- name: Standing
SELECT
    (SELECT COUNT(*) FROM sync_inbox WHERE stream = @stream AND key = @key AND version = @version AND position = @position) AS handled,
    (SELECT MAX(version) FROM sync_version WHERE stream = @stream AND key = @key) AS version;

-- name: StandingOfWaited
SELECT
    1 - (SELECT COUNT(*) FROM sync_waiting WHERE stream = @stream AND key = @key AND version = @version AND position = @position) AS handled,
    (SELECT MAX(version) FROM sync_version WHERE stream = @stream AND key = @key) AS version;

-- name: Version
SELECT version FROM sync_version WHERE stream = @stream AND key = @key;

-- name: HasHandled
SELECT (SELECT COUNT(*) FROM sync_version WHERE stream = @stream AND key = @key)
    + (SELECT COUNT(*) FROM sync_parked WHERE stream = @stream AND key = @key)
    + (SELECT COUNT(*) FROM sync_inbox WHERE stream = @stream AND key = @key);

-- name: Record
INSERT INTO sync_inbox (stream, key, version, position, sequence, handled_at)
VALUES (@stream, @key, @version, @position, @sequence, @now)
ON CONFLICT DO NOTHING;

-- name: Guard
INSERT INTO sync_version (stream, key, version) VALUES (@stream, @key, @version)
ON CONFLICT (stream, key) DO UPDATE SET version = excluded.version WHERE excluded.version > sync_version.version;

-- name: Count
UPDATE sync_stream SET applied = applied + 1 WHERE stream = @stream;

-- name: Prune
DELETE FROM sync_inbox
WHERE handled_at < @before
  AND sequence <= (SELECT s.sequence FROM sync_stream s WHERE s.stream = sync_inbox.stream);
