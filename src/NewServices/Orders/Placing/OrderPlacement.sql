-- name: NextNumber
INSERT INTO order_counters (name, value) VALUES ('order number', @first)
ON CONFLICT (name) DO UPDATE SET value = CASE WHEN order_counters.value < excluded.value THEN excluded.value ELSE order_counters.value + 1 END
RETURNING value;
