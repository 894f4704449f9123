-- name: Migration1
CREATE TABLE identity_map (
    entity TEXT NOT NULL,
    legacy_key TEXT NOT NULL,
    new_key TEXT NOT NULL,
    PRIMARY KEY (entity, legacy_key),
    UNIQUE (entity, new_key));

-- name: FindNew
SELECT new_key FROM identity_map WHERE entity = @entity AND legacy_key = @legacyKey;

-- name: FindLegacy
SELECT legacy_key FROM identity_map WHERE entity = @entity AND new_key = @newKey;

-- name: Map
INSERT INTO identity_map (entity, legacy_key, new_key) VALUES (@entity, @legacyKey, @newKey) ON CONFLICT DO NOTHING;
