-- name: Migration1
CREATE TABLE comparing_rule (
    route TEXT NOT NULL,
    name TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    path TEXT NOT NULL,
    far TEXT NULL,
    owner TEXT NOT NULL,
    reason TEXT NOT NULL,
    last_day TEXT NOT NULL,
    accepted_by TEXT NOT NULL,
    accepted_at BIGINT NOT NULL,
    PRIMARY KEY (route, name));

-- name: All
SELECT route AS Route, name AS Name, id AS Id, kind AS Kind, path AS Path, far AS Far, owner AS Owner, reason AS Reason,
    last_day AS LastDay, accepted_by AS AcceptedBy, accepted_at AS AcceptedAt
FROM comparing_rule ORDER BY route, name;

-- name: Add
INSERT INTO comparing_rule (route, name, id, kind, path, far, owner, reason, last_day, accepted_by, accepted_at)
VALUES (@route, @name, @id, @kind, @path, @far, @owner, @reason, @lastDay, @acceptedBy, @acceptedAt)
ON CONFLICT (route, name) DO NOTHING;

-- name: Withdraw
DELETE FROM comparing_rule WHERE route = @route AND name = @name;

-- name: RemoveEnded
DELETE FROM comparing_rule WHERE route = @route AND name = @name AND last_day < @today;

-- name: Prune
DELETE FROM comparing_rule WHERE last_day < @before;
