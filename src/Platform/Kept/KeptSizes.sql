-- name: Exists
SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = @table;

-- name: Bytes
-- A file does not tell of its tables.
SELECT CAST(NULL AS INTEGER);
