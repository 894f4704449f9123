-- name: List
SELECT id AS Id, customer_id AS CustomerId, state AS State, text AS Text, made_at AS MadeAt, changed_at AS ChangedAt,
    external_reference AS ExternalReference
FROM sample_records WHERE id > @after ORDER BY id LIMIT @limit;
