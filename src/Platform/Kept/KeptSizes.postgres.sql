-- name: Exists
SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = @table;

-- name: Bytes
SELECT pg_total_relation_size(to_regclass(@table));
