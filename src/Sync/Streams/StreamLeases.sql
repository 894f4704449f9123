-- name: Now
SELECT CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER);

-- name: Begin
INSERT INTO sync_stream (stream, position, sequence, applied) VALUES (@stream, NULL, 0, 0) ON CONFLICT DO NOTHING;

-- name: Take
UPDATE sync_stream
SET lease_holder = @holder, lease_epoch = lease_epoch + 1, lease_until = @until, caught_up = 0, at_end = 0, oldest_at = NULL, error = NULL
WHERE stream = @stream AND (lease_until < @now OR @atOnce)
RETURNING lease_epoch, position, sequence;

-- name: Renew
UPDATE sync_stream SET lease_until = @until, caught_up = @caughtUp, oldest_at = @oldestAt, error = @error, at_end = @atEnd
WHERE stream = @stream AND lease_epoch = @epoch;

-- name: Release
UPDATE sync_stream SET lease_until = 0 WHERE stream = @stream AND lease_epoch = @epoch;
