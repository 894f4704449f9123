-- name: Place
SELECT
    (SELECT sequence FROM sync_stream WHERE stream = @forward) AS forward,
    (SELECT sequence FROM sync_stream WHERE stream = @back) AS back,
    (SELECT last FROM sync_feed_state WHERE entity = @entity) AS feed;

-- name: Handled
-- Of those numbered up to the place only what was handled since: messages of a process that read the stream before may come late.
SELECT DISTINCT key FROM sync_inbox
WHERE stream = @stream AND sequence > @place - @overlap AND (sequence > @place OR handled_at >= @since)
LIMIT @limit;

-- name: Agreed
SELECT key FROM sync_feed WHERE entity = @entity AND number > @place LIMIT @limit;
