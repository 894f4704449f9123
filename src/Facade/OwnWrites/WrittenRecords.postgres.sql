-- name: Save
INSERT INTO written_record (entity, name, side, at)
SELECT r.entity, r.name, r.side, CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)
FROM jsonb_to_recordset(CAST(@records AS jsonb)) AS r (entity TEXT, name TEXT, side TEXT)
ON CONFLICT (entity, name) DO UPDATE SET side = excluded.side, at = excluded.at;

-- name: Find
SELECT side, CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) - at AS age FROM written_record
WHERE entity = @entity AND name = ANY(@names) ORDER BY at DESC LIMIT 1;

-- name: Forget
DELETE FROM written_record WHERE at < CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) - @age;
