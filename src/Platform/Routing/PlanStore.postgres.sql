-- name: Migration1
CREATE TABLE plan_file (
    plan_hash TEXT NOT NULL,
    path TEXT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (plan_hash, path));
