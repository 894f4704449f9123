-- name: RaiseVersion
INSERT INTO stock_level_versions (sku, legacy_version) VALUES (@id, @version)
ON CONFLICT (sku) DO UPDATE SET legacy_version = excluded.legacy_version
WHERE stock_level_versions.legacy_version < excluded.legacy_version;

-- name: Save
INSERT INTO stock_levels (sku, on_hand, as_of) VALUES (@id, @onHand, @asOf)
ON CONFLICT (sku) DO UPDATE SET on_hand = excluded.on_hand, as_of = excluded.as_of;

-- name: Delete
DELETE FROM stock_levels WHERE sku = @id;

-- name: List
SELECT sku AS Id, on_hand AS OnHand, as_of AS AsOf FROM stock_levels WHERE sku > @after ORDER BY sku LIMIT @limit;

-- name: Find
SELECT sku AS Id, on_hand AS OnHand, as_of AS AsOf FROM stock_levels WHERE sku = @id;
