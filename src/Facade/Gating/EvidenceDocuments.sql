-- name: Migration1
-- What gates read when a route was shifted past them, or when a second person was asked.
CREATE TABLE evidence_document (
    hash TEXT NOT NULL PRIMARY KEY,
    route TEXT NOT NULL,
    kept_at BIGINT NOT NULL,
    document TEXT NOT NULL);

-- name: Keep
INSERT INTO evidence_document (hash, route, kept_at, document) VALUES (@hash, @route, @now, @document) ON CONFLICT DO NOTHING;

-- name: Find
SELECT document FROM evidence_document WHERE hash = @hash AND route = @route;
