-- name: By writtenAt
SELECT id AS Id, product_id AS ProductId, customer_id AS CustomerId, rating AS Rating, title AS Title, text AS Text,
    written_at AS WrittenAt, changed_at AS ChangedAt, external_reference AS ExternalReference
FROM reviews
WHERE (CAST(@productId AS TEXT) IS NULL OR product_id = @productId)
    AND (CAST(@customerId AS TEXT) IS NULL OR customer_id = @customerId)
    AND (CAST(@rating AS BIGINT) IS NULL OR rating = @rating)
    AND (CAST(@externalReference AS TEXT) IS NULL OR external_reference = @externalReference)
    AND (CAST(@id AS TEXT) IS NULL OR (written_at, id) > (@value, @id))
ORDER BY written_at, id LIMIT @limit;

-- name: By -writtenAt
SELECT id AS Id, product_id AS ProductId, customer_id AS CustomerId, rating AS Rating, title AS Title, text AS Text,
    written_at AS WrittenAt, changed_at AS ChangedAt, external_reference AS ExternalReference
FROM reviews
WHERE (CAST(@productId AS TEXT) IS NULL OR product_id = @productId)
    AND (CAST(@customerId AS TEXT) IS NULL OR customer_id = @customerId)
    AND (CAST(@rating AS BIGINT) IS NULL OR rating = @rating)
    AND (CAST(@externalReference AS TEXT) IS NULL OR external_reference = @externalReference)
    AND (CAST(@id AS TEXT) IS NULL OR (written_at, id) < (@value, @id))
ORDER BY written_at DESC, id DESC LIMIT @limit;

-- name: By rating
SELECT id AS Id, product_id AS ProductId, customer_id AS CustomerId, rating AS Rating, title AS Title, text AS Text,
    written_at AS WrittenAt, changed_at AS ChangedAt, external_reference AS ExternalReference
FROM reviews
WHERE (CAST(@productId AS TEXT) IS NULL OR product_id = @productId)
    AND (CAST(@customerId AS TEXT) IS NULL OR customer_id = @customerId)
    AND (CAST(@rating AS BIGINT) IS NULL OR rating = @rating)
    AND (CAST(@externalReference AS TEXT) IS NULL OR external_reference = @externalReference)
    AND (CAST(@id AS TEXT) IS NULL OR (rating, id) > (@value, @id))
ORDER BY rating, id LIMIT @limit;

-- name: By -rating
SELECT id AS Id, product_id AS ProductId, customer_id AS CustomerId, rating AS Rating, title AS Title, text AS Text,
    written_at AS WrittenAt, changed_at AS ChangedAt, external_reference AS ExternalReference
FROM reviews
WHERE (CAST(@productId AS TEXT) IS NULL OR product_id = @productId)
    AND (CAST(@customerId AS TEXT) IS NULL OR customer_id = @customerId)
    AND (CAST(@rating AS BIGINT) IS NULL OR rating = @rating)
    AND (CAST(@externalReference AS TEXT) IS NULL OR external_reference = @externalReference)
    AND (CAST(@id AS TEXT) IS NULL OR (rating, id) < (@value, @id))
ORDER BY rating DESC, id DESC LIMIT @limit;
