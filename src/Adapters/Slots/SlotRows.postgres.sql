-- name: Stage
INSERT INTO adapter_slot_part (system, entity, record_key, lsn, kind)
SELECT @system, r.entity, r.key, r.lsn, r.kind
FROM json_to_recordset(@rows::json) AS r (entity text, key text, lsn bigint, kind text)
ON CONFLICT (system, entity, record_key) DO NOTHING;

-- name: Put
INSERT INTO adapter_slot_row (system, entity, record_key, lsn, kind)
SELECT @system, r.entity, r.key, r.lsn, r.kind
FROM json_to_recordset(@rows::json) AS r (entity text, key text, lsn bigint, kind text)
ON CONFLICT (system, entity, record_key) DO UPDATE SET lsn = excluded.lsn, kind = excluded.kind
WHERE adapter_slot_row.lsn < excluded.lsn;
