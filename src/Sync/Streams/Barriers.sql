-- name: Raise
UPDATE sync_stream SET barrier = (SELECT MAX(s.barrier) + 1 FROM sync_stream s) WHERE stream = @stream RETURNING barrier;

-- name: Level
UPDATE sync_stream SET barrier = @number WHERE stream = @stream AND barrier < @number;

-- name: Find
SELECT CASE WHEN barrier > passed THEN barrier ELSE 0 END FROM sync_stream WHERE stream = @stream;

-- name: Pass
UPDATE sync_stream SET passed = @number WHERE stream = @stream AND lease_epoch = @epoch;

-- name: Standings
SELECT stream, passed, caught_up AS caughtUp, at_end AS atEnd, oldest_at AS oldestAt, error, lease_until AS leaseUntil FROM sync_stream;
