-- name: Migration1
CREATE TABLE adapter_unsettled_create (
    system TEXT NOT NULL,
    entity TEXT NOT NULL,
    reference TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (system, entity, reference));

-- name: Migration2
-- The other side's record that it is made of, and the key that it was given here; null before that is known.
ALTER TABLE adapter_unsettled_create ADD COLUMN record_key TEXT;
ALTER TABLE adapter_unsettled_create ADD COLUMN made_key TEXT;
CREATE INDEX adapter_unsettled_create_made ON adapter_unsettled_create (system, entity, made_key);

-- name: Find
SELECT at AS At, made_key AS MadeKey FROM adapter_unsettled_create
WHERE system = @system AND entity = @entity AND reference = @reference;

-- name: Open
INSERT INTO adapter_unsettled_create (system, entity, reference, at, record_key)
VALUES (@system, @entity, @reference, @at, @recordKey)
ON CONFLICT (system, entity, reference) DO UPDATE SET at = excluded.at, record_key = excluded.record_key
WHERE adapter_unsettled_create.at = @seen AND adapter_unsettled_create.made_key IS NULL;

-- name: KeepOpen
UPDATE adapter_unsettled_create SET at = @at
WHERE system = @system AND entity = @entity AND reference = @reference AND made_key IS NULL;

-- name: Make
UPDATE adapter_unsettled_create SET at = @at, made_key = @madeKey
WHERE system = @system AND entity = @entity AND reference = @reference;

-- name: Settle
DELETE FROM adapter_unsettled_create WHERE system = @system AND entity = @entity AND reference = @reference;

-- name: MadeOf
SELECT record_key FROM adapter_unsettled_create WHERE system = @system AND entity = @entity AND made_key = @madeKey;

-- name: OpenSince
SELECT COUNT(*) FROM adapter_unsettled_create
WHERE system = @system AND entity = @entity AND made_key IS NULL AND at > @since AND (@any OR reference LIKE 'record %');

-- name: Prune
DELETE FROM adapter_unsettled_create WHERE made_key IS NOT NULL AND at < @before;
