-- name: Known
SELECT MAX(version) FROM (
    SELECT version FROM sync_version WHERE stream = @stream AND key = @key
    UNION ALL
    SELECT new_version AS version FROM sync_bond WHERE entity = @entity AND new_key = @key) AS known;

-- name: Unhandle
-- A side that was set back gives the numbers of what it has lost to other changes.
DELETE FROM sync_inbox WHERE stream = @stream AND key = @key AND version >= @version;

-- name: Guard
UPDATE sync_version SET version = @before WHERE stream = @stream AND key = @key AND version >= @version;

-- name: Doubt
-- Whoever is applying a change of the record by what was agreed finds another revision, and compares anew.
UPDATE sync_bond SET hash = '', content = NULL, new_version = @before, revision = revision + 1,
    claimed_by = NULL, claimed_content = NULL, claimed_until = 0, tried_by = NULL, tried_content = NULL
WHERE entity = @entity AND new_key = @key;
