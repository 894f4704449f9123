-- name: List
SELECT entity, asked, answered, only_waits AS onlyWaits, verdict, pace FROM sync_rehearsal;

-- name: Ask
INSERT INTO sync_rehearsal (entity, asked, answered, only_waits) VALUES (@entity, 1, 0, 0)
ON CONFLICT (entity) DO UPDATE SET asked = sync_rehearsal.asked + 1
RETURNING asked;

-- name: Keep
INSERT INTO sync_rehearsal (entity, asked, answered, only_waits, verdict, pace)
SELECT @entity, @answered, @answered, @onlyWaits, @verdict, @pace
WHERE EXISTS (SELECT 1 FROM sync_stream s WHERE s.stream = @stream AND s.lease_epoch = @epoch)
ON CONFLICT (entity) DO UPDATE SET answered = excluded.answered, only_waits = excluded.only_waits, verdict = excluded.verdict,
    pace = excluded.pace;

-- name: Parked
SELECT change, reason FROM sync_parked WHERE stream = @stream ORDER BY id LIMIT @limit;

-- name: Waiting
SELECT change FROM sync_waiting WHERE stream = @stream ORDER BY since, key LIMIT @limit;

-- name: Dropped
-- The newest of each record, as long as no later change of the record went over.
SELECT d.change, d.reason FROM sync_settled d
WHERE d.stream = @stream AND d.outcome = 'dropped' AND d.change IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM sync_version v WHERE v.stream = d.stream AND v.key = d.key AND v.version >= d.version)
    AND NOT EXISTS (SELECT 1 FROM sync_settled l
        WHERE l.stream = d.stream AND l.key = d.key AND l.outcome = 'dropped' AND l.version > d.version)
ORDER BY d.id LIMIT @limit;

-- name: CountDropped
SELECT COUNT(DISTINCT d.key) FROM sync_settled d
WHERE d.stream = @stream AND d.outcome = 'dropped' AND d.change IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM sync_version v WHERE v.stream = d.stream AND v.key = d.key AND v.version >= d.version);
