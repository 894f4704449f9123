-- name: Add
INSERT INTO sync_parked (id, stream, key, version, change, reason, parked_at)
VALUES (@id, @stream, @key, @version, @change, @reason, @now);

-- name: List
-- Ids count up with the time.
SELECT id AS Id, stream AS Stream, key AS Key, version AS Version, reason AS Reason, parked_at AS At FROM sync_parked
WHERE id > @after AND parked_at >= @since AND parked_at <= @until
    AND (@stream = '' OR stream LIKE @stream ESCAPE '\')
    AND (@key = '' OR key = @key)
ORDER BY id LIMIT @limit;

-- name: Reasons
-- No reason where the row is not meant. The bounds stand outside WHERE: PostgreSQL without statistics, such as after many changes
-- were parked at once, expects them to leave a few rows, and sorts all there are for each page.
SELECT id AS Id, CASE WHEN parked_at >= @since AND parked_at <= @until
    AND (@stream = '' OR stream LIKE @stream ESCAPE '\')
    AND (@key = '' OR key = @key) THEN reason END AS Reason FROM sync_parked
WHERE id > @after ORDER BY id LIMIT @limit;

-- name: Those
SELECT id AS Id, stream AS Stream, key AS Key, version AS Version, reason AS Reason, parked_at AS At FROM sync_parked
WHERE id IN @ids ORDER BY id;

-- name: Count
SELECT COUNT(*) FROM sync_parked
WHERE parked_at >= @since AND parked_at <= @until
    AND (@stream = '' OR stream LIKE @stream ESCAPE '\')
    AND (@key = '' OR key = @key);

-- name: Find
SELECT change FROM sync_parked WHERE id = @id;

-- name: Take
DELETE FROM sync_parked WHERE id = @id RETURNING id, stream, key, version, change, reason, parked_at AS at;

-- name: Supersede
DELETE FROM sync_parked WHERE stream = @stream AND key = @key AND version <= @version
RETURNING id, stream, key, version, change, reason, parked_at AS at;

-- name: Settle
INSERT INTO sync_settled (id, stream, key, version, change, reason, parked_at, outcome, batch, settled_at)
VALUES (@Id, @Stream, @Key, @Version, @change, @Reason, @At, @outcome, @batch, @now);

-- name: SettledBy
SELECT id, outcome FROM sync_settled WHERE batch = @batch AND id > @after ORDER BY id;

-- name: FindSettled
SELECT outcome FROM sync_settled WHERE id = @id AND batch = @batch;

-- name: Refuse
UPDATE sync_parked SET reason = @reason WHERE id = @id;

-- name: Prune
DELETE FROM sync_settled WHERE settled_at < @before;
