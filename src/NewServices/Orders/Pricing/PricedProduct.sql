-- name: Find
SELECT sku AS Sku, price AS Price, active AS Active FROM priced_products WHERE sku IN @skus;
