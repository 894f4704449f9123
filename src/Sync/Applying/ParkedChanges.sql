-- name: Add
INSERT INTO sync_parked (id, stream, key, version, change, reason, parked_at)
VALUES (@id, @stream, @key, @version, @change, @reason, @now);

-- name: List
SELECT id, stream, key, version, reason, parked_at FROM sync_parked ORDER BY parked_at, id;

-- name: Find
SELECT change FROM sync_parked WHERE id = @id;

-- name: Remove
DELETE FROM sync_parked WHERE id = @id;

-- name: Refuse
UPDATE sync_parked SET reason = @reason WHERE id = @id;
