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

-- name: Begin
INSERT INTO adapter_idempotency (id, owner, fingerprint, begun, answered, status) VALUES (@id, @owner, @fingerprint, @begun, 0, 0)
ON CONFLICT (id) DO UPDATE SET
    owner = excluded.owner, fingerprint = excluded.fingerprint, begun = excluded.begun, answered = 0, status = 0, headers = NULL, body = NULL
WHERE adapter_idempotency.begun < @expired;

-- name: Find
SELECT owner AS Owner, fingerprint AS Fingerprint, begun AS Begun, answered AS Answered, status AS Status, headers AS Headers, body AS Body
FROM adapter_idempotency WHERE id = @id;

-- name: Keep
UPDATE adapter_idempotency SET answered = 1, status = @status, headers = @headers, body = @body WHERE id = @id;

-- name: Release
DELETE FROM adapter_idempotency WHERE id = @id AND answered = 0;

-- name: Sweep
DELETE FROM adapter_idempotency WHERE begun < @before;
