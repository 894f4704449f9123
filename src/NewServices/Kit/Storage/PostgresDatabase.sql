-- name: TakeTurn
-- Advisory locks belong to the database, not to the schema: the name carries the schema. Let go of at the commit.
SELECT pg_advisory_xact_lock(hashtextextended(@turn, 0));

-- name: Signal
SELECT pg_notify(@channel, @text);

-- name: Probe
-- A server that is read-only refuses it, though it changes no row.
UPDATE schema_version SET version = version WHERE FALSE;

-- name: Hold
-- The time is asked for where the lock was taken, and so not before.
SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)
WHERE pg_try_advisory_lock(hashtextextended(@name, 0));

-- name: IsFree
-- Both in one look at one server: one that took over from another knows no locks of before.
WITH held AS (
    SELECT (classid::BIGINT << 32) | objid::BIGINT AS key FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND objsubid = 1
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
SELECT EXISTS (SELECT 1 FROM held WHERE key = hashtextextended(@mine, 0))
    AND NOT EXISTS (SELECT 1 FROM held WHERE key = hashtextextended(@other, 0));
