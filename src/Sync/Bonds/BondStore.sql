-- name: Find
SELECT hash, content, legacy_version AS legacyVersion,
    new_version AS newVersion, origin, revision
FROM sync_bond WHERE entity = @entity AND legacy_key = @legacyKey AND new_key = @newKey;

-- name: Claim
-- Not while the record's other direction is being applied. Whoever claimed it before and comes late finds another revision.
-- What it said is kept: its change may have taken effect.
UPDATE sync_bond SET tried_by = claimed_by, tried_content = claimed_content,
    claimed_by = @stream, claimed_content = @content, claimed_until = @until, revision = revision + 1
WHERE entity = @entity AND legacy_key = @legacyKey AND new_key = @newKey
  AND (claimed_by IS NULL OR claimed_by = @stream OR claimed_until < @now)
RETURNING hash, content, legacy_version AS legacyVersion, new_version AS newVersion, origin, revision, tried_by AS triedBy, tried_content AS tried;

-- name: Release
UPDATE sync_bond SET claimed_by = tried_by, claimed_content = tried_content, tried_by = NULL, tried_content = NULL, claimed_until = 0
WHERE entity = @entity AND legacy_key = @legacyKey AND new_key = @newKey AND revision = @revision;

-- name: Keep
-- Only where nobody else wrote it since it was read.
INSERT INTO sync_bond (entity, legacy_key, new_key, hash, content, legacy_version, new_version, origin, agreed_at, revision)
VALUES (@entity, @legacyKey, @newKey, @hash, @content, @legacyVersion, @newVersion, @origin, @now, 1)
ON CONFLICT (entity, legacy_key, new_key) DO UPDATE SET hash = excluded.hash, content = excluded.content,
    legacy_version = excluded.legacy_version, new_version = excluded.new_version, origin = excluded.origin,
    agreed_at = excluded.agreed_at, revision = sync_bond.revision + 1, 
    -- What the other direction tried is not known by this outcome.
    claimed_by = CASE WHEN sync_bond.tried_by <> sync_bond.claimed_by THEN sync_bond.tried_by END,
    claimed_content = CASE WHEN sync_bond.tried_by <> sync_bond.claimed_by THEN sync_bond.tried_content END,
    claimed_until = 0, tried_by = NULL, tried_content = NULL
WHERE sync_bond.revision = @revision;

-- name: Forget
DELETE FROM sync_bond
WHERE entity = @entity AND legacy_key = @legacyKey AND new_key = @newKey AND revision = @revision;
