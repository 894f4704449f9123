-- name: Upsert
-- Puts the change as well, in one round trip, and returns nothing that is left to do.
WITH next AS (
    INSERT INTO sync_feed_state (entity, generation, last, pruned)
    SELECT @entity, @now, 1, 0
    WHERE NOT EXISTS (
        SELECT 1 FROM sync_feed f WHERE f.entity = @entity AND f.key = @key AND f.kind = 'Upsert' AND f.hash = @hash)
    ON CONFLICT (entity) DO UPDATE SET last = sync_feed_state.last + 1,
        generation = CASE WHEN sync_feed_state.generation = 0 THEN excluded.generation ELSE sync_feed_state.generation END
    RETURNING last)
INSERT INTO sync_feed (entity, key, number, kind, hash, content, side, changed_at)
SELECT @entity, @key, next.last, 'Upsert', @hash, @content, @side, @now FROM next
ON CONFLICT (entity, key) DO UPDATE SET number = excluded.number, kind = excluded.kind, hash = excluded.hash,
    content = excluded.content, side = excluded.side, changed_at = excluded.changed_at;
