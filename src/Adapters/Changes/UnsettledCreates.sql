-- name: Migration1
CREATE TABLE adapter_unsettled_create (
    system TEXT NOT NULL,
    entity TEXT NOT NULL,
    reference TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (system, entity, reference));

-- name: Find
SELECT at FROM adapter_unsettled_create WHERE system = @system AND entity = @entity AND reference = @reference;

-- name: Open
INSERT INTO adapter_unsettled_create (system, entity, reference, at) VALUES (@system, @entity, @reference, @at)
ON CONFLICT (system, entity, reference) DO UPDATE SET at = excluded.at;

-- name: Settle
DELETE FROM adapter_unsettled_create WHERE system = @system AND entity = @entity AND reference = @reference;
