-- name: Migration1
CREATE TABLE adapter_idempotency (
    id TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    begun BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    status BIGINT NOT NULL,
    headers TEXT,
    body TEXT);
CREATE INDEX adapter_idempotency_begun ON adapter_idempotency (begun);

-- name: Migration2
-- The table before stays for the previous version of the hub; what it remembers is of no use to this one.
DELETE FROM adapter_idempotency;
CREATE TABLE idempotency (
    id TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    scope TEXT NOT NULL,
    attempt TEXT NOT NULL,
    node TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    proof TEXT NOT NULL,
    begun BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    status BIGINT NOT NULL,
    size BIGINT NOT NULL,
    headers TEXT,
    body TEXT);
CREATE INDEX idempotency_begun ON idempotency (begun);
CREATE INDEX idempotency_holder ON idempotency (holder, size);
CREATE INDEX idempotency_scope ON idempotency (scope);

-- name: Begin
INSERT INTO idempotency (id, holder, scope, attempt, node, fingerprint, proof, begun, answered, status, size)
VALUES (@id, @holder, @scope, @attempt, @node, @fingerprint, @proof, @begun, 0, 0, 0)
ON CONFLICT (id) DO UPDATE SET
    holder = excluded.holder, scope = excluded.scope, attempt = excluded.attempt, node = excluded.node,
    fingerprint = excluded.fingerprint, proof = excluded.proof, begun = excluded.begun, answered = 0, status = 0, size = 0, headers = NULL, body = NULL
WHERE idempotency.begun < @expired;

-- name: Find
SELECT attempt AS Attempt, node AS Node, fingerprint AS Fingerprint, proof AS Proof, begun AS Begun, answered AS Answered, status AS Status,
    headers AS Headers, body AS Body
FROM idempotency WHERE id = @id;

-- name: Held
SELECT COUNT(*) AS Keys, CAST(COALESCE(SUM(size), 0) AS BIGINT) AS Bytes FROM idempotency WHERE holder = @holder;

-- name: Scope
SELECT COUNT(*) FROM (SELECT 1 FROM idempotency WHERE scope = @scope LIMIT @most) AS kept;

-- name: Keep
UPDATE idempotency SET answered = 1, status = @status, size = @size, headers = @headers, body = @body
WHERE id = @id AND attempt = @attempt;

-- name: Release
DELETE FROM idempotency WHERE id = @id AND attempt = @attempt AND answered = 0;

-- name: Sweep
DELETE FROM idempotency WHERE begun < @before;

-- name: Interrupt
UPDATE idempotency SET node = '' WHERE node = @node AND answered = 0;
