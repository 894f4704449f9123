-- name: Find
SELECT hash, content, legacy_version AS legacyVersion,
    new_version AS newVersion, origin, revision
FROM sync_bond WHERE entity = @entity AND legacy_key = @legacyKey AND new_key = @newKey;

-- name: Keep
-- Only where nobody else wrote it since it was read.
INSERT INTO sync_bond (entity, legacy_key, new_key, hash, content, legacy_version, new_version, origin, agreed_at, revision)
VALUES (@entity, @legacyKey, @newKey, @hash, @content, @legacyVersion, @newVersion, @origin, @now, 1)
ON CONFLICT (entity, legacy_key, new_key) DO UPDATE SET hash = excluded.hash, content = excluded.content,
    legacy_version = excluded.legacy_version, new_version = excluded.new_version, origin = excluded.origin,
    agreed_at = excluded.agreed_at, revision = sync_bond.revision + 1
WHERE sync_bond.revision = @revision;

-- name: Forget
DELETE FROM sync_bond
WHERE entity = @entity AND legacy_key = @legacyKey AND new_key = @newKey AND revision = @revision;
