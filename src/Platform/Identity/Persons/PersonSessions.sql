-- name: Clean
DELETE FROM person_session WHERE ends_at <= @now;
DELETE FROM person WHERE name NOT IN (SELECT name FROM access_token);

-- name: NameOf
SELECT name FROM person WHERE issuer = @Issuer AND subject = @Subject;

-- name: AddToken
INSERT INTO access_token (name, hash, created_at, created_by) VALUES (@claimed, @unused, @now, @Issuer)
ON CONFLICT DO NOTHING;

-- name: AddPerson
INSERT INTO person (issuer, subject, name) VALUES (@Issuer, @Subject, @claimed);

-- name: Say
UPDATE person SET claim = @claim, claim_values = @claimValues WHERE name = @named;

-- name: Grant
UPDATE access_token SET role = @Role, integrator = @Integrator, capabilities = @Capabilities, expires_at = @forgottenAt
WHERE name = @named;

-- name: Begin
INSERT INTO person_session (hash, name, known_since, sid, ends_at)
SELECT @hash, name, created_at, @sid, @endsAt FROM access_token WHERE name = @named;

-- name: BeginForToken
INSERT INTO person_session (hash, name, known_since, ends_at)
SELECT @session, name, created_at, @endsAt FROM access_token
WHERE hash IN (@Hash, @HashForAll) AND (expires_at IS NULL OR expires_at > @now)
RETURNING name;

-- name: End
DELETE FROM person_session WHERE hash = @hash RETURNING name;

-- name: EndOf
DELETE FROM person_session
WHERE (@sid IS NULL OR sid = @sid)
    AND name IN (SELECT name FROM person WHERE issuer = @issuer AND (@subject IS NULL OR subject = @subject))
RETURNING name;
