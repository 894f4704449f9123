-- name: Migration1
CREATE TABLE plan_file (
    plan_hash TEXT NOT NULL,
    path TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (plan_hash, path));

-- name: Save
INSERT INTO plan_file (plan_hash, path, content) VALUES (@Hash, @Path, @Content) ON CONFLICT DO NOTHING;

-- name: Find
SELECT path, content FROM plan_file WHERE plan_hash = @hash ORDER BY path;
