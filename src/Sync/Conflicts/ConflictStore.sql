-- name: Replace
-- One conflict of a record waits for a person: with what both sides hold now.
DELETE FROM sync_conflict
WHERE entity = @entity AND legacy_key = @legacyKey AND new_key = @newKey AND stands IS NULL AND resolved_at IS NULL AND id <> @id;

-- name: Keep
INSERT INTO sync_conflict (id, stream, entity, legacy_key, new_key, kind, fields, base_content, legacy_content, new_content,
    legacy_version, new_version, legacy_changed_at, new_changed_at, stands, trace_parent, found_at)
VALUES (@id, @stream, @entity, @legacyKey, @newKey, @kind, @fields, @baseContent, @legacyContent, @newContent,
    @legacyVersion, @newVersion, @legacyChangedAt, @newChangedAt, @stands, @traceParent, @now)
ON CONFLICT (id) DO UPDATE SET stands = excluded.stands, resolved_at = NULL, resolved_as = NULL;

-- name: List
SELECT id, stream, entity, legacy_key AS legacyKey, new_key AS newKey, kind, fields, base_content AS baseContent,
    legacy_content AS legacyContent, new_content AS newContent, legacy_version AS legacyVersion, new_version AS newVersion,
    legacy_changed_at AS legacyChangedAt, new_changed_at AS newChangedAt,
    stands, trace_parent AS traceParent, found_at AS foundAt
FROM sync_conflict
WHERE resolved_at IS NULL AND (found_at > @afterAt OR (found_at = @afterAt AND id > @after))
    AND (@link = '' OR entity = @link)
    AND (@key = '' OR legacy_key = @key OR new_key = @key)
    AND (@field = '' OR lower(fields) LIKE @field ESCAPE '\' OR lower(fields) LIKE @within ESCAPE '\')
    AND found_at >= @since AND found_at <= @until
ORDER BY found_at, id LIMIT @limit;

-- name: Count
SELECT COUNT(*) FROM sync_conflict
WHERE resolved_at IS NULL
    AND (@link = '' OR entity = @link)
    AND (@key = '' OR legacy_key = @key OR new_key = @key)
    AND (@field = '' OR lower(fields) LIKE @field ESCAPE '\' OR lower(fields) LIKE @within ESCAPE '\')
    AND found_at >= @since AND found_at <= @until;

-- name: FoundAt
SELECT found_at FROM sync_conflict WHERE id = @id;

-- name: ResolvedBy
SELECT id FROM sync_conflict
WHERE batch = @batch AND resolved_at IS NOT NULL AND (found_at > @afterAt OR (found_at = @afterAt AND id > @after))
ORDER BY found_at, id;

-- name: Find
SELECT id, stream, entity, legacy_key AS legacyKey, new_key AS newKey, kind, fields, base_content AS baseContent,
    legacy_content AS legacyContent, new_content AS newContent, legacy_version AS legacyVersion, new_version AS newVersion,
    legacy_changed_at AS legacyChangedAt, new_changed_at AS newChangedAt,
    stands, trace_parent AS traceParent, found_at AS foundAt
FROM sync_conflict WHERE id = @id AND resolved_at IS NULL;

-- name: Resolve
UPDATE sync_conflict SET resolved_at = @now, resolved_as = @resolvedAs, batch = @batch WHERE id = @id AND resolved_at IS NULL;

-- name: Prune
DELETE FROM sync_conflict WHERE resolved_at < @before;
