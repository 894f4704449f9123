-- name: RaiseVersion
INSERT INTO priced_product_versions (sku, legacy_version) VALUES (@id, @version)
ON CONFLICT (sku) DO UPDATE SET legacy_version = excluded.legacy_version
WHERE priced_product_versions.legacy_version < excluded.legacy_version;

-- name: Save
INSERT INTO priced_products (sku, price, active) VALUES (@id, @price, @active)
ON CONFLICT (sku) DO UPDATE SET price = excluded.price, active = excluded.active;

-- name: Delete
DELETE FROM priced_products WHERE sku = @id;

-- name: List
SELECT sku AS Id, price AS Price, active AS Active FROM priced_products WHERE sku > @after ORDER BY sku LIMIT @limit;

-- name: Find
SELECT sku AS Id, price AS Price, active AS Active FROM priced_products WHERE sku = @id;
