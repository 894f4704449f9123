-- name: NextNumber
INSERT INTO record_counters (name, value) VALUES (@series, @first)
ON CONFLICT (name) DO UPDATE SET value = record_counters.value + 1
RETURNING value;
