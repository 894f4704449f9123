-- name: Those
SELECT id AS Id, stream AS Stream, key AS Key, version AS Version, reason AS Reason, parked_at AS At FROM sync_parked
WHERE id = ANY (@ids) ORDER BY id;
