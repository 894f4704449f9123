-- name: NextPosition
INSERT INTO customer_counters (name, value) VALUES ('log position', 1)
ON CONFLICT (name) DO UPDATE SET value = customer_counters.value + 1
RETURNING value;

-- name: Append
INSERT INTO customer_log (position, id, version, origin, kind, at, external_reference, trace_parent, content)
VALUES (@position, @Key, @version, @origin, @kind, @at, @ExternalReference, @TraceParent, @Content);

-- name: Forget
-- Each entry tells the whole record. Those of the other origin stay: a stream may take one origin's only.
DELETE FROM customer_log WHERE id = @Key AND origin = @origin AND position < @position;

-- name: Read
SELECT position AS Position, id AS Key, id AS CohortKey, version AS Version, origin AS Origin, kind AS Kind,
    external_reference AS ExternalReference, trace_parent AS TraceParent, content AS Content, at AS At
FROM customer_log WHERE position > @after ORDER BY position LIMIT @limit;

-- name: FindChangedAt
SELECT at FROM customer_log WHERE id = @id AND origin = 'New' ORDER BY position DESC LIMIT 1;

-- name: RaiseVersion
INSERT INTO customer_versions (id, version, legacy_version) VALUES (@id, 1, @legacyVersion)
ON CONFLICT (id) DO UPDATE SET version = customer_versions.version + 1,
    legacy_version = COALESCE(excluded.legacy_version, customer_versions.legacy_version)
RETURNING version;

-- name: FindVersion
SELECT version FROM customer_versions WHERE id = @id;

-- name: NoteLegacyVersion
INSERT INTO customer_versions (id, version, legacy_version) VALUES (@id, 0, @legacyVersion)
ON CONFLICT (id) DO UPDATE SET legacy_version = excluded.legacy_version;

-- name: FindLegacyVersion
SELECT legacy_version FROM customer_versions WHERE id = @id;
