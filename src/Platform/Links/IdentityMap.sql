-- name: Migration1
CREATE TABLE identity_map (
    entity TEXT NOT NULL,
    legacy_key TEXT NOT NULL,
    new_key TEXT NOT NULL,
    PRIMARY KEY (entity, legacy_key),
    UNIQUE (entity, new_key));

-- name: Migration2
CREATE TABLE identity_awaited (
    entity TEXT NOT NULL,
    new_key TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (entity, new_key));

-- name: FindNew
SELECT new_key FROM identity_map WHERE entity = @entity AND legacy_key = @legacyKey;

-- name: FindLegacy
SELECT legacy_key FROM identity_map WHERE entity = @entity AND new_key = @newKey;

-- name: Map
INSERT INTO identity_map (entity, legacy_key, new_key) VALUES (@entity, @legacyKey, @newKey) ON CONFLICT DO NOTHING;

-- name: FindLegacyOrAwaited
SELECT (SELECT legacy_key FROM identity_map WHERE entity = @entity AND new_key = @newKey) AS legacyKey,
    (SELECT since FROM identity_awaited WHERE entity = @entity AND new_key = @newKey) AS since;

-- name: Await
INSERT INTO identity_awaited (entity, new_key, since)
SELECT @entity, @newKey, @since
WHERE NOT EXISTS (SELECT 1 FROM identity_map WHERE entity = @entity AND new_key = @newKey)
ON CONFLICT DO NOTHING;

-- name: Settle
DELETE FROM identity_awaited WHERE entity = @entity AND new_key = @newKey;

-- name: FindNewOfMany
SELECT legacy_key, new_key FROM identity_map WHERE entity = @entity AND legacy_key IN @keys;

-- name: FindLegacyOfMany
SELECT new_key, legacy_key FROM identity_map WHERE entity = @entity AND new_key IN @keys;
