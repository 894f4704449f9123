-- name: FindNewOfMany
SELECT legacy_key, new_key FROM identity_map WHERE entity = @entity AND legacy_key = ANY (@keys);

-- name: FindLegacyOfMany
SELECT new_key, legacy_key FROM identity_map WHERE entity = @entity AND new_key = ANY (@keys);
