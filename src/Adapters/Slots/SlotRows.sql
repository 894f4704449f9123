-- name: Migration1
CREATE TABLE adapter_slot (
    system TEXT PRIMARY KEY,
    slot TEXT NOT NULL,
    generation BIGINT NOT NULL,
    lsn BIGINT NOT NULL);
CREATE TABLE adapter_slot_row (
    system TEXT NOT NULL,
    entity TEXT NOT NULL,
    record_key TEXT NOT NULL,
    lsn BIGINT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (system, entity, record_key));
CREATE TABLE adapter_slot_part (
    system TEXT NOT NULL,
    entity TEXT NOT NULL,
    record_key TEXT NOT NULL,
    lsn BIGINT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (system, entity, record_key));
CREATE INDEX adapter_slot_row_lsn ON adapter_slot_row (system, entity, lsn, record_key);
CREATE TABLE adapter_slot_shape (
    system TEXT NOT NULL,
    entity TEXT NOT NULL,
    shape TEXT NOT NULL,
    PRIMARY KEY (system, entity));

-- name: Find
SELECT slot AS Slot, generation AS Generation, lsn AS Lsn FROM adapter_slot WHERE system = @system;

-- name: Adopt
INSERT INTO adapter_slot (system, slot, generation, lsn) VALUES (@system, @slot, 1, @lsn)
ON CONFLICT (system) DO UPDATE SET slot = @slot, generation = adapter_slot.generation + 1, lsn = @lsn
WHERE adapter_slot.slot <> @slot OR adapter_slot.lsn < @lsn;

-- name: Forget
UPDATE adapter_slot SET generation = generation + 1, lsn = 0 WHERE system = @system;

-- name: Advance
UPDATE adapter_slot SET lsn = @lsn WHERE system = @system AND generation = @generation AND lsn <= @lsn;

-- name: Put
INSERT INTO adapter_slot_row (system, entity, record_key, lsn, kind)
SELECT @system, value ->> 'entity', value ->> 'key', value ->> 'lsn', value ->> 'kind' FROM json_each(@rows) WHERE true
ON CONFLICT (system, entity, record_key) DO UPDATE SET lsn = excluded.lsn, kind = excluded.kind
WHERE adapter_slot_row.lsn < excluded.lsn;

-- name: Stage
INSERT INTO adapter_slot_part (system, entity, record_key, lsn, kind)
SELECT @system, value ->> 'entity', value ->> 'key', value ->> 'lsn', value ->> 'kind' FROM json_each(@rows) WHERE true
ON CONFLICT (system, entity, record_key) DO NOTHING;

-- name: Merge
INSERT INTO adapter_slot_row (system, entity, record_key, lsn, kind)
SELECT system, entity, record_key, lsn, kind FROM adapter_slot_part WHERE system = @system
ON CONFLICT (system, entity, record_key) DO UPDATE SET lsn = excluded.lsn, kind = excluded.kind
WHERE adapter_slot_row.lsn < excluded.lsn;

-- name: ClearStage
DELETE FROM adapter_slot_part WHERE system = @system;

-- name: Read
SELECT lsn AS Lsn, record_key AS RecordKey, kind AS Kind FROM adapter_slot_row
WHERE system = @system AND entity = @entity AND (lsn, record_key) > (@number, @id)
    AND lsn <= (SELECT s.lsn FROM adapter_slot s WHERE s.system = @system)
ORDER BY lsn, record_key LIMIT @limit;

-- name: Prune
DELETE FROM adapter_slot_row WHERE system = @system AND entity = @entity AND (lsn, record_key) <= (@number, @id);

-- name: Count
SELECT count(*) FROM adapter_slot_row WHERE system = @system AND entity = @entity;

-- name: KeepShape
INSERT INTO adapter_slot_shape (system, entity, shape) VALUES (@system, @entity, @shape)
ON CONFLICT (system, entity) DO UPDATE SET shape = @shape WHERE adapter_slot_shape.shape <> @shape;

-- name: Shapes
SELECT entity AS Entity, shape AS Shape FROM adapter_slot_shape WHERE system = @system ORDER BY entity;

-- name: ForgetShape
DELETE FROM adapter_slot_shape WHERE system = @system AND entity = @entity;
