-- name: Find
-- Dapper hands the list over as one array.
SELECT sku AS Sku, price AS Price, active AS Active FROM priced_products WHERE sku = ANY(@skus);
