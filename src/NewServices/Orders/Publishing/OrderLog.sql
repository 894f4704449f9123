-- name: NextPosition
INSERT INTO order_counters (name, value) VALUES ('log position', 1)
ON CONFLICT (name) DO UPDATE SET value = order_counters.value + 1
RETURNING value;

-- name: Append
INSERT INTO order_log (position, id, customer_id, version, origin, kind, at, external_reference, trace_parent, content)
VALUES (@position, @Id, @CustomerId, @version, @origin, @kind, @at, @ExternalReference, @traceParent, @content);
