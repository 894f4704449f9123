-- name: Migration1
CREATE TABLE node (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    roles TEXT NOT NULL,
    version TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    draining TEXT NOT NULL);

-- name: Migration2
ALTER TABLE node ADD COLUMN problem TEXT NOT NULL DEFAULT '';

-- name: Migration3
ALTER TABLE node ADD COLUMN session BIGINT NOT NULL DEFAULT 0;

-- name: Now
SELECT CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER);

-- name: Renew
INSERT INTO node (id, name, address, roles, version, started_at, lease_until, revision, draining, problem, session)
VALUES (@id, @name, @address, @roles, @version, @now, @until, @revision, @draining, @problem, @session)
ON CONFLICT (id) DO UPDATE SET address = excluded.address, lease_until = excluded.lease_until,
    revision = excluded.revision, draining = excluded.draining, problem = excluded.problem, session = excluded.session;

-- name: Forget
DELETE FROM node WHERE lease_until < @before;

-- name: Leave
DELETE FROM node WHERE id = @id;

-- name: List
SELECT id AS Id, name AS Name, address AS Address, roles AS Roles, version AS Version, started_at AS StartedAt,
    lease_until AS LeaseUntil, revision AS Revision, draining AS Draining, problem AS Problem
FROM node ORDER BY started_at, id;

-- name: Find
SELECT lease_until, session FROM node WHERE id = @id;
