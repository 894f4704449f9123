-- name: Parked
SELECT key, reason FROM sync_parked WHERE stream IN @streams AND key IN @keys;

-- name: Waiting
SELECT key, parent, parent_key FROM sync_waiting WHERE stream IN @streams AND key IN @keys;

-- name: Conflicts
SELECT DISTINCT legacy_key, new_key FROM sync_conflict
WHERE stream IN @streams AND resolved_at IS NULL AND (legacy_key IN @keys OR new_key IN @keys);
