-- name: Add
INSERT INTO sync_batch (id, act, search, use_side, actor, reason, total, cursor, outcomes, made_at)
VALUES (@Id, @Act, @search, @Use, @Actor, @Reason, @Total, '', '{}', @madeAt);

-- name: Find
SELECT id, act, search, use_side AS useSide, actor, reason, total, cursor, outcomes, made_at AS madeAt
FROM sync_batch WHERE id = @id;

-- name: Keep
UPDATE sync_batch SET cursor = @Cursor, outcomes = @outcomes WHERE id = @Id;

-- name: NoteAudited
INSERT INTO sync_batch_audited (batch, id) VALUES (@batch, @id) ON CONFLICT DO NOTHING;

-- name: PruneAudited
DELETE FROM sync_batch_audited WHERE batch IN (SELECT b.id FROM sync_batch b WHERE b.made_at < @before);

-- name: Prune
DELETE FROM sync_batch WHERE made_at < @before;
