-- name: Read
SELECT position AS Position, id AS Id, customer_id AS CustomerId, version AS Version, origin AS Origin, kind AS Kind,
    external_reference AS ExternalReference, trace_parent AS TraceParent, content AS Content
FROM order_log WHERE position > @after ORDER BY position LIMIT @limit;
