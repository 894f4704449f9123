-- name: Raise
INSERT INTO order_versions (id, version, legacy_version) VALUES (@id, 1, @legacyVersion)
ON CONFLICT (id) DO UPDATE SET version = order_versions.version + 1,
    legacy_version = COALESCE(excluded.legacy_version, order_versions.legacy_version)
RETURNING version;

-- name: NoteLegacy
INSERT INTO order_versions (id, version, legacy_version) VALUES (@id, 0, @legacyVersion)
ON CONFLICT (id) DO UPDATE SET legacy_version = excluded.legacy_version;

-- name: FindLegacy
SELECT legacy_version FROM order_versions WHERE id = @id;
