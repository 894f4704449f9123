-- name: Add
INSERT INTO sync_batch (id, act, search, use_side, actor, reason, total, cursor, outcomes, made_at)
VALUES (@Id, @Act, @search, @Use, @Actor, @Reason, @Total, '', '{}', @madeAt);

-- name: Find
SELECT id, act, search, use_side AS useSide, actor, reason, total, cursor, outcomes, made_at AS madeAt
FROM sync_batch WHERE id = @id;

-- name: Keep
UPDATE sync_batch SET cursor = @Cursor, outcomes = @outcomes WHERE id = @Id;

-- name: Prune
DELETE FROM sync_batch WHERE made_at < @before;
