-- name: RaiseVersion
INSERT INTO purchase_versions (order_id, legacy_version) VALUES (@id, @version)
ON CONFLICT (order_id) DO UPDATE SET legacy_version = excluded.legacy_version
WHERE purchase_versions.legacy_version < excluded.legacy_version;

-- name: Save
INSERT INTO purchases (order_id, customer_id, status, skus) VALUES (@Id, @CustomerId, @Status, @Skus)
ON CONFLICT (order_id) DO UPDATE SET customer_id = excluded.customer_id, status = excluded.status, skus = excluded.skus;

-- name: Delete
DELETE FROM purchases WHERE order_id = @id;

-- name: List
SELECT order_id AS Id, customer_id AS CustomerId, status AS Status, skus AS Skus
FROM purchases WHERE order_id > @after ORDER BY order_id LIMIT @limit;

-- name: Find
SELECT order_id AS Id, customer_id AS CustomerId, status AS Status, skus AS Skus FROM purchases WHERE order_id = @id;
