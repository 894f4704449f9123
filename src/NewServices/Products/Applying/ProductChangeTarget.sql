-- name: RaiseVersion
INSERT INTO product_versions (id, legacy_version) VALUES (@id, @version)
ON CONFLICT (id) DO UPDATE SET legacy_version = excluded.legacy_version
WHERE product_versions.legacy_version < excluded.legacy_version;

-- name: Save
INSERT INTO products (id, description, unit, price, active, listed_on, remark)
VALUES (@Id, @Description, @Unit, @Price, @Active, @ListedOn, @Remark)
ON CONFLICT (id) DO UPDATE SET description = excluded.description, unit = excluded.unit, price = excluded.price,
    active = excluded.active, listed_on = excluded.listed_on, remark = excluded.remark;

-- name: Delete
DELETE FROM products WHERE id = @id;

-- name: List
SELECT id AS Id, description AS Description, unit AS Unit, price AS Price, active AS Active, listed_on AS ListedOn, remark AS Remark
FROM products WHERE id > @after ORDER BY id LIMIT @limit;

-- name: Find
SELECT id AS Id, description AS Description, unit AS Unit, price AS Price, active AS Active, listed_on AS ListedOn, remark AS Remark
FROM products WHERE id = @id;
