-- name: Find
-- Dapper hands the list over as one array.
SELECT product_id AS Id, stars AS Stars, reviews AS Reviews FROM ratings WHERE product_id = ANY(@ids);
