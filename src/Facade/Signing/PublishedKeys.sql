-- name: Migration1
CREATE TABLE signing_key (
    id TEXT NOT NULL PRIMARY KEY,
    x TEXT NOT NULL,
    y TEXT NOT NULL,
    published_at BIGINT NOT NULL);

-- name: Add
INSERT INTO signing_key (id, x, y, published_at) VALUES (@id, @x, @y, @at) ON CONFLICT (id) DO NOTHING;

-- name: List
SELECT x AS X, y AS Y FROM signing_key ORDER BY published_at DESC, id;
