-- name: Get
SELECT id AS Id, product_id AS ProductId, customer_id AS CustomerId, rating AS Rating, title AS Title, text AS Text,
    written_at AS WrittenAt, changed_at AS ChangedAt, external_reference AS ExternalReference
FROM reviews WHERE id = @id;

-- name: GetByReference
SELECT id AS Id, product_id AS ProductId, customer_id AS CustomerId, rating AS Rating, title AS Title, text AS Text,
    written_at AS WrittenAt, changed_at AS ChangedAt, external_reference AS ExternalReference
FROM reviews WHERE external_reference = @externalReference;

-- name: GetOf
SELECT id AS Id, product_id AS ProductId, customer_id AS CustomerId, rating AS Rating, title AS Title, text AS Text,
    written_at AS WrittenAt, changed_at AS ChangedAt, external_reference AS ExternalReference
FROM reviews WHERE product_id = @productId AND customer_id = @customerId;

-- name: Save
INSERT INTO reviews (id, product_id, customer_id, rating, title, text, written_at, changed_at, external_reference)
VALUES (@Id, @ProductId, @CustomerId, @Rating, @Title, @Text, @WrittenAt, @ChangedAt, @ExternalReference)
ON CONFLICT (id) DO UPDATE SET rating = excluded.rating, title = excluded.title, text = excluded.text,
    changed_at = excluded.changed_at;

-- name: Delete
DELETE FROM reviews WHERE id = @id;
