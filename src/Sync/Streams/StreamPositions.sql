-- name: Advance
-- The epoch stands in the row itself, so that no position is written past another process's taking of the stream.
UPDATE sync_stream SET position = @position, sequence = @sequence WHERE stream = @stream AND lease_epoch = @epoch;

-- name: Standings
SELECT s.stream, s.position, s.applied, (SELECT COUNT(*) FROM sync_parked p WHERE p.stream = s.stream) AS parked,
    (SELECT COUNT(*) FROM sync_waiting w WHERE w.stream = s.stream) AS waiting,
    (SELECT COUNT(*) FROM sync_conflict x WHERE x.stream = s.stream AND x.resolved_at IS NULL) AS conflicts,
    (SELECT MIN(w.since) FROM sync_waiting w WHERE w.stream = s.stream) AS waitingSince,
    s.caught_up AS caughtUp, s.at_end AS atEnd, s.oldest_at AS oldestAt, s.error, s.lease_until AS leaseUntil
FROM sync_stream s;

-- name: CountParked
SELECT COUNT(*) FROM sync_parked WHERE stream IN @streams AND key IN @keys;
