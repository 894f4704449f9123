-- name: Add
-- A later change of the record takes the place of the one before, which has waited for it.
INSERT INTO sync_waiting (stream, key, version, position, change, parent, parent_key, rule, since, warned)
SELECT @stream, @key, @version, @position, @change, @parent, @parentKey, @rule, @now, 0
WHERE NOT EXISTS (SELECT 1 FROM sync_version v WHERE v.stream = @stream AND v.key = @key AND v.version >= @version)
ON CONFLICT (stream, key) DO UPDATE SET version = excluded.version, position = excluded.position, change = excluded.change,
    parent = excluded.parent, parent_key = excluded.parent_key, rule = excluded.rule
WHERE excluded.version > sync_waiting.version;

-- name: GoOn
UPDATE sync_waiting SET parent = @parent, parent_key = @parentKey, rule = @rule
WHERE stream = @stream AND key = @key AND version = @version AND position = @position;

-- name: Take
DELETE FROM sync_waiting WHERE stream = @stream AND key = @key AND version = @version AND position = @position;

-- name: Overtake
DELETE FROM sync_waiting WHERE stream = @stream AND key = @key AND version <= @version;

-- name: Streams
SELECT DISTINCT stream FROM sync_waiting;

-- name: Due
-- By the identity map of the same store, in one question however many wait.
SELECT w.change FROM sync_waiting w
WHERE w.stream = @stream
  AND (w.rule <> @rule
    OR (@fromLegacy AND EXISTS (SELECT 1 FROM identity_map m WHERE m.entity = w.parent AND m.legacy_key = w.parent_key))
    OR (NOT @fromLegacy AND EXISTS (SELECT 1 FROM identity_map m WHERE m.entity = w.parent AND m.new_key = w.parent_key)))
ORDER BY w.since, w.key LIMIT @limit;

-- name: Warn
UPDATE sync_waiting SET warned = 1 WHERE stream = @stream AND warned = 0 AND since < @before RETURNING parent;

-- name: List
SELECT stream, key, version, parent, parent_key, since FROM sync_waiting ORDER BY since, stream, key;
