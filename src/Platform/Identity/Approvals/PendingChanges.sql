-- name: Migration1
CREATE TABLE pending_change (
    id TEXT NOT NULL PRIMARY KEY,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    capabilities TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    plan_hash TEXT NOT NULL,
    revision BIGINT NOT NULL,
    requested_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    decided_by TEXT NOT NULL);

-- name: Ask
-- The same change, asked again when it was withdrawn or void or nobody came, waits anew.
INSERT INTO pending_change (id, action, target, capabilities, from_state, to_state, requested_by, reason, plan_hash, revision,
    requested_at, expires_at, state, decided_by)
VALUES (@Id, @Action, @Target, @Capabilities, @FromState, @ToState, @RequestedBy, @Reason, @PlanHash, @Revision,
    @RequestedAt, @ExpiresAt, @State, @DecidedBy)
ON CONFLICT (id) DO UPDATE SET requested_at = excluded.requested_at, expires_at = excluded.expires_at,
    state = excluded.state, decided_by = ''
WHERE pending_change.state IN ('withdrawn', 'void')
    OR (pending_change.state = 'waiting' AND pending_change.expires_at <= excluded.requested_at);

-- name: Find
SELECT id AS Id, action AS Action, target AS Target, capabilities AS Capabilities, from_state AS FromState, to_state AS ToState,
    requested_by AS RequestedBy, reason AS Reason, plan_hash AS PlanHash, revision AS Revision, requested_at AS RequestedAt,
    expires_at AS ExpiresAt, state AS State, decided_by AS DecidedBy
FROM pending_change WHERE id = @id;

-- name: Waiting
SELECT id AS Id, action AS Action, target AS Target, capabilities AS Capabilities, from_state AS FromState, to_state AS ToState,
    requested_by AS RequestedBy, reason AS Reason, plan_hash AS PlanHash, revision AS Revision, requested_at AS RequestedAt,
    expires_at AS ExpiresAt, state AS State, decided_by AS DecidedBy
FROM pending_change WHERE state = 'waiting' AND expires_at > @now ORDER BY requested_at, id;

-- name: End
UPDATE pending_change SET state = @state, decided_by = @by WHERE id = @id AND state = 'waiting' AND expires_at > @now;

-- name: VoidOf
UPDATE pending_change SET state = 'void', decided_by = @by WHERE requested_by = @requester AND state = 'waiting';

-- name: Forget
DELETE FROM pending_change WHERE expires_at < @before;
