-- name: NextNumber
INSERT INTO customer_counters (name, value) VALUES ('customer number', @first)
ON CONFLICT (name) DO UPDATE SET value = CASE WHEN customer_counters.value < excluded.value THEN excluded.value ELSE customer_counters.value + 1 END
RETURNING value;
