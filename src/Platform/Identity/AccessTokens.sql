-- name: Migration1
CREATE TABLE access_token (
    name TEXT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL);

-- name: Migration2
-- Whoever had a token had every right.
ALTER TABLE access_token ADD COLUMN role TEXT NOT NULL DEFAULT 'admin';
ALTER TABLE access_token ADD COLUMN capabilities TEXT NOT NULL DEFAULT '';
ALTER TABLE access_token ADD COLUMN created_by TEXT NOT NULL DEFAULT '';
ALTER TABLE access_token ADD COLUMN expires_at BIGINT;
ALTER TABLE access_token ADD COLUMN last_used_at BIGINT;

-- name: Migration3
-- An integrator is written down as an approver, which is what a node of the version before takes it for.
ALTER TABLE access_token ADD COLUMN integrator BIGINT NOT NULL DEFAULT 0;

-- name: Migration4
-- A consumer is written down as a caller, which is what a node of the version before lists it as; it knows no token of one.
ALTER TABLE access_token ADD COLUMN consumer BIGINT NOT NULL DEFAULT 0;

-- name: Migration5
-- A right besides the role; a node of the version before, which has no gates, takes the token for one without it.
ALTER TABLE access_token ADD COLUMN overrides_gates BIGINT NOT NULL DEFAULT 0;

-- name: Migration6
-- Persons whom an issuer has signed in stand among the tokens by name; nobody holds the token.
CREATE TABLE person (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    name TEXT NOT NULL UNIQUE,
    PRIMARY KEY (issuer, subject));
CREATE TABLE person_session (
    hash TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- A person who was revoked and comes back has no session of before.
    known_since BIGINT NOT NULL,
    sid TEXT,
    ends_at BIGINT NOT NULL);
CREATE INDEX person_session_name ON person_session (name);

-- name: Migration7
-- What the issuer last said of a person in the claim that grants go by, so that they get what the plan served gives for it.
ALTER TABLE person ADD COLUMN claim TEXT;
ALTER TABLE person ADD COLUMN claim_values TEXT;

-- name: Save
INSERT INTO access_token (name, hash, created_at) VALUES (@name, @hash, @createdAt)
ON CONFLICT (name) DO UPDATE SET hash = excluded.hash,
    created_at = CASE WHEN access_token.hash = excluded.hash THEN access_token.created_at ELSE excluded.created_at END,
    role = 'admin', integrator = 0, consumer = 0, overrides_gates = 0, capabilities = '', expires_at = NULL;

-- name: HashOf
SELECT hash FROM access_token WHERE name = @name;

-- name: Add
INSERT INTO access_token (name, hash, created_at, role, integrator, consumer, capabilities, created_by, expires_at,
    overrides_gates)
VALUES (@Name, @hash, @createdAt, @Role, @Integrator, @Consumer, @Capabilities, @createdBy, @expiresAt, @OverridesGates)
ON CONFLICT DO NOTHING;

-- name: Find
SELECT t.name AS Name, t.role AS Role, t.integrator AS Integrator, t.consumer AS Consumer, t.capabilities AS Capabilities,
    t.created_at AS CreatedAt, t.created_by AS CreatedBy, t.expires_at AS ExpiresAt, t.last_used_at AS LastUsedAt,
    t.overrides_gates AS OverridesGates, p.issuer AS Issuer, p.claim AS Claim, p.claim_values AS ClaimValues
FROM access_token t LEFT JOIN person p ON p.name = t.name
WHERE t.hash IN (@hash, @hashForAll, @hashOfConsumer)
UNION ALL
SELECT t.name, t.role, t.integrator, t.consumer, t.capabilities, t.created_at, t.created_by, t.expires_at, t.last_used_at,
    t.overrides_gates, p.issuer, p.claim, p.claim_values
FROM person_session s JOIN access_token t ON t.name = s.name AND t.created_at = s.known_since
    LEFT JOIN person p ON p.name = t.name
WHERE s.hash = @hashOfSession AND s.ends_at > @now;

-- name: Use
UPDATE access_token SET last_used_at = @now WHERE name = @Name;

-- name: List
SELECT t.name AS Name, t.role AS Role, t.integrator AS Integrator, t.consumer AS Consumer, t.capabilities AS Capabilities,
    t.created_at AS CreatedAt, t.created_by AS CreatedBy, t.expires_at AS ExpiresAt, t.last_used_at AS LastUsedAt,
    t.overrides_gates AS OverridesGates, p.issuer AS Issuer, p.claim AS Claim, p.claim_values AS ClaimValues
FROM access_token t LEFT JOIN person p ON p.name = t.name ORDER BY t.name;

-- name: Revoke
DELETE FROM access_token WHERE name = @name;
