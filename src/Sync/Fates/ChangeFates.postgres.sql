-- name: Parked
SELECT key, reason FROM sync_parked WHERE stream = ANY(@streams) AND key = ANY(@keys);

-- name: Waiting
SELECT key, parent, parent_key FROM sync_waiting WHERE stream = ANY(@streams) AND key = ANY(@keys);

-- name: Conflicts
SELECT DISTINCT legacy_key, new_key FROM sync_conflict
WHERE stream = ANY(@streams) AND resolved_at IS NULL AND (legacy_key = ANY(@keys) OR new_key = ANY(@keys));
