-- name: Migration1
-- The last agreed change of each record, and how far each entity's feed goes. Bonds of before are filled in after fill_after; null
-- where that is done.
CREATE TABLE sync_feed (
    entity TEXT NOT NULL,
    key TEXT NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    hash TEXT NOT NULL,
    content TEXT,
    side TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (entity, key));

CREATE UNIQUE INDEX sync_feed_by_number ON sync_feed (entity, number);
CREATE INDEX sync_feed_deleted ON sync_feed (changed_at) WHERE kind = 'Delete';

CREATE TABLE sync_feed_state (
    entity TEXT NOT NULL PRIMARY KEY,
    generation BIGINT NOT NULL,
    last BIGINT NOT NULL,
    pruned BIGINT NOT NULL,
    fill_after TEXT);

INSERT INTO sync_feed_state (entity, generation, last, pruned, fill_after) SELECT DISTINCT entity, 0, 0, 0, '' FROM sync_bond;

-- name: Upsert
-- Returns the number to put the change under; none where the feed says so already. The state's row stays locked until
-- the commit, so that no number is seen as long as a lower one may come.
INSERT INTO sync_feed_state (entity, generation, last, pruned)
SELECT @entity, @now, 1, 0
WHERE NOT EXISTS (
    SELECT 1 FROM sync_feed f WHERE f.entity = @entity AND f.key = @key AND f.kind = 'Upsert' AND f.hash = @hash)
ON CONFLICT (entity) DO UPDATE SET last = sync_feed_state.last + 1,
    generation = CASE WHEN sync_feed_state.generation = 0 THEN excluded.generation ELSE sync_feed_state.generation END
RETURNING last;

-- name: Put
INSERT INTO sync_feed (entity, key, number, kind, hash, content, side, changed_at)
VALUES (@entity, @key, @number, 'Upsert', @hash, @content, @side, @now)
ON CONFLICT (entity, key) DO UPDATE SET number = excluded.number, kind = excluded.kind, hash = excluded.hash,
    content = excluded.content, side = excluded.side, changed_at = excluded.changed_at;

-- name: Delete
-- Of a record that the feed never told of nothing is told.
UPDATE sync_feed_state SET last = last + 1
WHERE entity = @entity
  AND EXISTS (SELECT 1 FROM sync_feed f WHERE f.entity = @entity AND f.key = @key AND f.kind = 'Upsert');

UPDATE sync_feed SET kind = 'Delete', number = (SELECT s.last FROM sync_feed_state s WHERE s.entity = @entity),
    hash = '', content = NULL, side = @side, changed_at = @now
WHERE entity = @entity AND key = @key AND kind = 'Upsert';

-- name: Read
SELECT number, key, kind, hash, content, side, changed_at AS changedAt FROM sync_feed
WHERE entity = @entity AND number > @after ORDER BY number LIMIT @limit;

-- name: Last
SELECT last FROM sync_feed_state WHERE entity = @entity;

-- name: State
SELECT generation, pruned FROM sync_feed_state WHERE entity = @entity;

-- name: Lasts
SELECT entity, last FROM sync_feed_state;

-- name: Before
SELECT changed_at FROM sync_feed WHERE entity = @entity AND number <= @after ORDER BY number DESC LIMIT 1;

-- name: Prune
-- The state first, as whoever appends takes it.
UPDATE sync_feed_state SET pruned = (
    SELECT MAX(f.number) FROM sync_feed f
    WHERE f.entity = @entity AND f.kind = 'Delete' AND f.changed_at < @before)
WHERE entity = @entity AND EXISTS (
    SELECT 1 FROM sync_feed f
    WHERE f.entity = @entity AND f.kind = 'Delete' AND f.changed_at < @before AND f.number > sync_feed_state.pruned);

DELETE FROM sync_feed WHERE entity = @entity AND kind = 'Delete' AND changed_at < @before
  AND number <= (SELECT s.pruned FROM sync_feed_state s WHERE s.entity = @entity);
