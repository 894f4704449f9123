-- name: Migration1
CREATE TABLE adapter_key (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL);

-- name: Make
INSERT INTO adapter_key (name, value) VALUES (@name, @value) ON CONFLICT (name) DO NOTHING;

-- name: Find
SELECT value FROM adapter_key WHERE name = @name;
