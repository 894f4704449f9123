-- name: Get
SELECT id AS Id, description AS Description, unit AS Unit, price AS Price, active AS Active, listed_on AS ListedOn,
    remark AS Remark
FROM products WHERE id = @id;

-- name: By id
SELECT id AS Id, description AS Description, unit AS Unit, price AS Price, active AS Active, listed_on AS ListedOn,
    remark AS Remark
FROM products
WHERE (CAST(@after AS TEXT) IS NULL OR id > @after) AND (CAST(@active AS BIGINT) IS NULL OR active = @active)
ORDER BY id LIMIT @limit;

-- name: By -id
SELECT id AS Id, description AS Description, unit AS Unit, price AS Price, active AS Active, listed_on AS ListedOn,
    remark AS Remark
FROM products
WHERE (CAST(@after AS TEXT) IS NULL OR id < @after) AND (CAST(@active AS BIGINT) IS NULL OR active = @active)
ORDER BY id DESC LIMIT @limit;
