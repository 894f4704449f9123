-- name: Migration1
CREATE TABLE console_key (
    name TEXT PRIMARY KEY,
    content TEXT NOT NULL);

-- name: List
SELECT content FROM console_key ORDER BY name;

-- name: Add
INSERT INTO console_key (name, content) VALUES (@name, @content) ON CONFLICT DO NOTHING;
