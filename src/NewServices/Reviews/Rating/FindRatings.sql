-- name: Find
SELECT product_id AS Id, stars AS Stars, reviews AS Reviews FROM ratings WHERE product_id IN @ids;
