-- name: Unfilled
SELECT entity FROM sync_feed_state WHERE fill_after IS NOT NULL;

-- name: Take
-- Held until the commit: nobody else fills, or takes a number.
UPDATE sync_feed_state SET generation = CASE WHEN generation = 0 THEN @now ELSE generation END
WHERE entity = @entity AND fill_after IS NOT NULL
RETURNING last, fill_after AS fillAfter;

-- name: Bonds
SELECT legacy_key AS legacyKey, new_key AS newKey, hash, content, origin, agreed_at AS agreedAt FROM sync_bond
WHERE entity = @entity AND legacy_key > @after ORDER BY legacy_key, new_key LIMIT @limit;

-- name: Fill
INSERT INTO sync_feed (entity, key, number, kind, hash, content, side, changed_at)
VALUES (@entity, @key, @number, 'Upsert', @hash, @content, @side, @at)
ON CONFLICT (entity, key) DO NOTHING;

-- name: Pass
UPDATE sync_feed_state SET last = @last, fill_after = @after WHERE entity = @entity;
