-- name: Migration1
CREATE TABLE sync_reconcile (
    stream TEXT NOT NULL PRIMARY KEY,
    result TEXT NOT NULL);

CREATE TABLE sync_drift (
    stream TEXT NOT NULL,
    number BIGINT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (stream, number));

-- name: Migration2
-- Records that the last comparison found unequal and could not judge: in conflict, parked, waiting, or changing all the time.
CREATE TABLE sync_undecided (
    stream TEXT NOT NULL,
    number BIGINT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (stream, number));

-- name: Standing
SELECT
    (SELECT COUNT(*) FROM sync_conflict
        WHERE entity = @entity AND resolved_at IS NULL AND (new_key = @newKey OR legacy_key = @legacyKey)) AS conflicts,
    (SELECT COUNT(*) FROM sync_parked WHERE stream = @forward AND key = @legacyKey)
        + (SELECT COUNT(*) FROM sync_parked WHERE stream = @back AND key = @newKey) AS parked,
    (SELECT COUNT(*) FROM sync_waiting WHERE stream = @forward AND key = @legacyKey)
        + (SELECT COUNT(*) FROM sync_waiting WHERE stream = @back AND key = @newKey) AS waiting,
    (SELECT revision FROM sync_bond WHERE entity = @entity AND legacy_key = @legacyKey AND new_key = @newKey) AS revision,
    (SELECT version FROM sync_version WHERE stream = @forward AND key = @legacyKey) AS legacyVersion,
    (SELECT version FROM sync_version WHERE stream = @back AND key = @newKey) AS newVersion;

-- name: List
SELECT result FROM sync_reconcile;

-- name: Find
SELECT result FROM sync_reconcile WHERE stream = @stream;

-- name: Records
SELECT number, record FROM sync_drift WHERE stream = @stream AND number > @after ORDER BY number LIMIT @limit;

-- name: Keep
INSERT INTO sync_reconcile (stream, result) VALUES (@stream, @result)
ON CONFLICT (stream) DO UPDATE SET result = excluded.result;

-- name: Clear
DELETE FROM sync_drift WHERE stream = @stream;

-- name: Add
INSERT INTO sync_drift (stream, number, record) VALUES (@stream, @number, @record);

-- name: ClearUndecided
DELETE FROM sync_undecided WHERE stream = @stream;

-- name: AddUndecided
INSERT INTO sync_undecided (stream, number, record) VALUES (@stream, @number, @record);

-- name: Undecided
SELECT record FROM sync_undecided WHERE stream = @stream ORDER BY number;

-- name: Settle
DELETE FROM sync_drift WHERE stream = @stream AND number = @number;

-- name: Leave
UPDATE sync_drift SET record = @record WHERE stream = @stream AND number = @number;
