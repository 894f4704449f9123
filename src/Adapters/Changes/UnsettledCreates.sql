-- name: Migration1
CREATE TABLE adapter_unsettled_create (
    system TEXT NOT NULL,
    entity TEXT NOT NULL,
    reference TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (system, entity, reference));

-- name: Find
SELECT at FROM adapter_unsettled_create WHERE system = @system AND entity = @entity AND reference = @reference;

-- name: Open
INSERT INTO adapter_unsettled_create (system, entity, reference, at) VALUES (@system, @entity, @reference, @at)
ON CONFLICT (system, entity, reference) DO UPDATE SET at = excluded.at WHERE adapter_unsettled_create.at = @seen;

-- name: KeepOpen
UPDATE adapter_unsettled_create SET at = @at WHERE system = @system AND entity = @entity AND reference = @reference;

-- name: Settle
DELETE FROM adapter_unsettled_create WHERE system = @system AND entity = @entity AND reference = @reference;
