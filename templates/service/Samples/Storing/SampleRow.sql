-- name: Get
SELECT id AS Id, customer_id AS CustomerId, state AS State, text AS Text, made_at AS MadeAt, changed_at AS ChangedAt,
    external_reference AS ExternalReference
FROM sample_records WHERE id = @id;

-- name: GetByReference
SELECT id AS Id, customer_id AS CustomerId, state AS State, text AS Text, made_at AS MadeAt, changed_at AS ChangedAt,
    external_reference AS ExternalReference
FROM sample_records WHERE external_reference = @externalReference;

-- name: Save
INSERT INTO sample_records (id, customer_id, state, text, made_at, changed_at, external_reference)
VALUES (@Id, @CustomerId, @State, @Text, @MadeAt, @ChangedAt, @ExternalReference)
ON CONFLICT (id) DO UPDATE SET customer_id = excluded.customer_id, state = excluded.state, text = excluded.text,
    made_at = excluded.made_at, changed_at = excluded.changed_at, external_reference = excluded.external_reference;

-- name: Delete
DELETE FROM sample_records WHERE id = @id;
