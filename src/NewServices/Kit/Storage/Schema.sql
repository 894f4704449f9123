-- name: Create
CREATE TABLE IF NOT EXISTS schema_version (
    component TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (component, version));

-- name: Current
SELECT COALESCE(MAX(version), 0) FROM schema_version WHERE component = @component;

-- name: Record
INSERT INTO schema_version (component, version) VALUES (@component, @version);
