-- name: TakeTurn
-- Advisory locks belong to the database, not to the schema: the name carries the schema. Let go of at the commit.
SELECT pg_advisory_xact_lock(hashtextextended(@turn, 0));

-- name: Signal
SELECT pg_notify(@channel, @text);

-- name: Probe
-- A server that is read-only refuses it, though it changes no row.
UPDATE schema_version SET version = version WHERE FALSE;
