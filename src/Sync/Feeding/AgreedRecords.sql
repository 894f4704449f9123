-- name: Page
SELECT number, key, kind, hash, content, side, changed_at AS changedAt FROM sync_feed
WHERE entity = @entity AND key > @after AND kind = 'Upsert' AND changed_at >= @since ORDER BY key LIMIT @limit;

-- name: Find
SELECT number, key, kind, hash, content, side, changed_at AS changedAt FROM sync_feed
WHERE entity = @entity AND key = @key AND kind = 'Upsert';
