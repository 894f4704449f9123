-- name: By madeAt
SELECT id AS Id, customer_id AS CustomerId, state AS State, text AS Text, made_at AS MadeAt, changed_at AS ChangedAt,
    external_reference AS ExternalReference
FROM sample_records
WHERE (CAST(@customerId AS TEXT) IS NULL OR customer_id = @customerId)
    AND (CAST(@state AS TEXT) IS NULL OR state = @state)
    AND (CAST(@externalReference AS TEXT) IS NULL OR external_reference = @externalReference)
    AND (CAST(@id AS TEXT) IS NULL OR (made_at, id) > (@value, @id))
ORDER BY made_at, id LIMIT @limit;

-- name: By -madeAt
SELECT id AS Id, customer_id AS CustomerId, state AS State, text AS Text, made_at AS MadeAt, changed_at AS ChangedAt,
    external_reference AS ExternalReference
FROM sample_records
WHERE (CAST(@customerId AS TEXT) IS NULL OR customer_id = @customerId)
    AND (CAST(@state AS TEXT) IS NULL OR state = @state)
    AND (CAST(@externalReference AS TEXT) IS NULL OR external_reference = @externalReference)
    AND (CAST(@id AS TEXT) IS NULL OR (made_at, id) < (@value, @id))
ORDER BY made_at DESC, id DESC LIMIT @limit;

-- name: By changedAt
SELECT id AS Id, customer_id AS CustomerId, state AS State, text AS Text, made_at AS MadeAt, changed_at AS ChangedAt,
    external_reference AS ExternalReference
FROM sample_records
WHERE (CAST(@customerId AS TEXT) IS NULL OR customer_id = @customerId)
    AND (CAST(@state AS TEXT) IS NULL OR state = @state)
    AND (CAST(@externalReference AS TEXT) IS NULL OR external_reference = @externalReference)
    AND (CAST(@id AS TEXT) IS NULL OR (changed_at, id) > (@value, @id))
ORDER BY changed_at, id LIMIT @limit;

-- name: By -changedAt
SELECT id AS Id, customer_id AS CustomerId, state AS State, text AS Text, made_at AS MadeAt, changed_at AS ChangedAt,
    external_reference AS ExternalReference
FROM sample_records
WHERE (CAST(@customerId AS TEXT) IS NULL OR customer_id = @customerId)
    AND (CAST(@state AS TEXT) IS NULL OR state = @state)
    AND (CAST(@externalReference AS TEXT) IS NULL OR external_reference = @externalReference)
    AND (CAST(@id AS TEXT) IS NULL OR (changed_at, id) < (@value, @id))
ORDER BY changed_at DESC, id DESC LIMIT @limit;
