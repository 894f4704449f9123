-- name: Replace
-- One conflict of a record waits for a person: with what both sides hold now.
DELETE FROM sync_conflict
WHERE entity = @entity AND legacy_key = @legacyKey AND new_key = @newKey AND stands IS NULL AND resolved_at IS NULL AND id <> @id;

-- name: Keep
INSERT INTO sync_conflict (id, stream, entity, legacy_key, new_key, kind, fields, base_content, legacy_content, new_content,
    legacy_version, new_version, stands, trace_parent, found_at)
VALUES (@id, @stream, @entity, @legacyKey, @newKey, @kind, @fields, @baseContent, @legacyContent, @newContent,
    @legacyVersion, @newVersion, @stands, @traceParent, @now)
ON CONFLICT (id) DO UPDATE SET stands = excluded.stands, resolved_at = NULL, resolved_as = NULL;

-- name: List
SELECT id, stream, entity, legacy_key AS legacyKey, new_key AS newKey, kind, fields, base_content AS baseContent,
    legacy_content AS legacyContent, new_content AS newContent, legacy_version AS legacyVersion, new_version AS newVersion,
    stands, trace_parent AS traceParent, found_at AS foundAt
FROM sync_conflict WHERE resolved_at IS NULL AND (@entity IS NULL OR entity = @entity)
ORDER BY found_at, id LIMIT @limit;

-- name: Find
SELECT id, stream, entity, legacy_key AS legacyKey, new_key AS newKey, kind, fields, base_content AS baseContent,
    legacy_content AS legacyContent, new_content AS newContent, legacy_version AS legacyVersion, new_version AS newVersion,
    stands, trace_parent AS traceParent, found_at AS foundAt
FROM sync_conflict WHERE id = @id AND resolved_at IS NULL;

-- name: Resolve
UPDATE sync_conflict SET resolved_at = @now, resolved_as = @resolvedAs WHERE id = @id AND resolved_at IS NULL;
