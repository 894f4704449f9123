-- name: By placedAt
SELECT id AS Id, customer_id AS CustomerId, reference AS Reference, external_reference AS ExternalReference,
    placed_at AS PlacedAt, status AS Status, total AS Total, lines AS Lines
FROM orders
WHERE (CAST(@customerId AS TEXT) IS NULL OR customer_id = @customerId)
    AND (CAST(@status AS TEXT) IS NULL OR status = @status)
    AND (CAST(@placedFrom AS BIGINT) IS NULL OR placed_at >= @placedFrom)
    AND (CAST(@placedUntil AS BIGINT) IS NULL OR placed_at < @placedUntil)
    AND (CAST(@after AS TEXT) IS NULL
        OR (placed_at, id) > (SELECT o.placed_at, o.id FROM orders o WHERE o.id = @after))
ORDER BY placed_at, id LIMIT @limit;

-- name: By -placedAt
SELECT id AS Id, customer_id AS CustomerId, reference AS Reference, external_reference AS ExternalReference,
    placed_at AS PlacedAt, status AS Status, total AS Total, lines AS Lines
FROM orders
WHERE (CAST(@customerId AS TEXT) IS NULL OR customer_id = @customerId)
    AND (CAST(@status AS TEXT) IS NULL OR status = @status)
    AND (CAST(@placedFrom AS BIGINT) IS NULL OR placed_at >= @placedFrom)
    AND (CAST(@placedUntil AS BIGINT) IS NULL OR placed_at < @placedUntil)
    AND (CAST(@after AS TEXT) IS NULL
        OR (placed_at, id) < (SELECT o.placed_at, o.id FROM orders o WHERE o.id = @after))
ORDER BY placed_at DESC, id DESC LIMIT @limit;
