-- name: CountParked
SELECT COUNT(*) FROM sync_parked WHERE stream = ANY(@streams) AND key = ANY(@keys);
