-- name: Migration1
CREATE TABLE access_token (
    name TEXT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL);

-- name: Save
INSERT INTO access_token (name, hash, created_at) VALUES (@name, @hash, @createdAt)
ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, created_at = excluded.created_at;

-- name: Add
INSERT INTO access_token (name, hash, created_at) VALUES (@name, @hash, @createdAt) ON CONFLICT DO NOTHING;

-- name: FindName
SELECT name FROM access_token WHERE hash = @hash;
