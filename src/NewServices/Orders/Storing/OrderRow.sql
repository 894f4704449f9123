-- name: Get
SELECT id AS Id, customer_id AS CustomerId, reference AS Reference, external_reference AS ExternalReference,
    placed_at AS PlacedAt, status AS Status, total AS Total, lines AS Lines
FROM orders WHERE id = @id;

-- name: GetByReference
SELECT id AS Id, customer_id AS CustomerId, reference AS Reference, external_reference AS ExternalReference,
    placed_at AS PlacedAt, status AS Status, total AS Total, lines AS Lines
FROM orders WHERE external_reference = @externalReference;

-- name: List
SELECT id AS Id, customer_id AS CustomerId, reference AS Reference, external_reference AS ExternalReference,
    placed_at AS PlacedAt, status AS Status, total AS Total, lines AS Lines
FROM orders WHERE id > @after ORDER BY id LIMIT @limit;

-- name: Save
INSERT INTO orders (id, customer_id, reference, external_reference, placed_at, status, total, lines)
VALUES (@Id, @CustomerId, @Reference, @ExternalReference, @PlacedAt, @Status, @Total, @Lines)
ON CONFLICT (id) DO UPDATE SET customer_id = excluded.customer_id, reference = excluded.reference,
    external_reference = excluded.external_reference, placed_at = excluded.placed_at, status = excluded.status,
    total = excluded.total, lines = excluded.lines;

-- name: Delete
DELETE FROM orders WHERE id = @id;
