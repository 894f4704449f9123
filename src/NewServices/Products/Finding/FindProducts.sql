-- name: Get
SELECT id AS Id, description AS Description, unit AS Unit, price AS Price, active AS Active, listed_on AS ListedOn, remark AS Remark
FROM products WHERE id = @id;

-- name: List
SELECT id AS Id, description AS Description, unit AS Unit, price AS Price, active AS Active, listed_on AS ListedOn, remark AS Remark
FROM products WHERE id > @after ORDER BY id LIMIT @limit;
