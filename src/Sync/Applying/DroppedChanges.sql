-- name: List
-- The newest of each record, as long as no later change of the record went over.
SELECT d.id, d.stream, d.key, d.version, d.reason, d.settled_at FROM sync_settled d
WHERE d.outcome = 'dropped' AND d.change IS NOT NULL AND (@stream = '' OR d.stream LIKE @stream ESCAPE '\')
    AND NOT EXISTS (SELECT 1 FROM sync_version v WHERE v.stream = d.stream AND v.key = d.key AND v.version >= d.version)
    AND NOT EXISTS (SELECT 1 FROM sync_settled l
        WHERE l.stream = d.stream AND l.key = d.key AND l.outcome = 'dropped' AND l.version > d.version)
ORDER BY d.id LIMIT @limit;

-- name: Find
SELECT stream, key, version FROM sync_settled WHERE id = @id AND outcome = 'dropped' AND change IS NOT NULL;

-- name: Accept
-- Earlier ones of the record, too: it is the record that the other side does without. Their values are of no more use.
UPDATE sync_settled SET outcome = 'accepted', change = NULL
WHERE stream = @stream AND key = @key AND version <= @version AND outcome = 'dropped';

-- name: Return
INSERT INTO sync_parked (id, stream, key, version, change, reason, parked_at)
SELECT id, stream, key, version, change, reason, parked_at FROM sync_settled
WHERE id = @id AND outcome = 'dropped' AND change IS NOT NULL;

-- name: Forget
DELETE FROM sync_settled WHERE id = @id AND outcome = 'dropped';
