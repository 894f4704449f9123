-- name: Find
SELECT l.sku AS Sku, l.on_hand - COALESCE(i.quantity, 0) * 1000 AS OnHand,
    CASE WHEN i.at > l.as_of THEN i.at ELSE l.as_of END AS AsOf,
    CAST(COALESCE((SELECT SUM(h.quantity) FROM stock_holds h WHERE h.sku = l.sku AND h.expires_at > @now), 0) AS BIGINT) AS Held
FROM stock_levels l LEFT JOIN stock_issues i ON i.sku = l.sku WHERE l.sku IN @skus;
