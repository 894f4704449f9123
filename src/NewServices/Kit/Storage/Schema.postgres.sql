-- name: Create
-- The schema is the only one on the search path. Asked for first, so that a database whose administrator has made it
-- need not let the hub make any.
DO $$ BEGIN
    IF to_regnamespace(current_setting('search_path')) IS NULL THEN
        EXECUTE 'CREATE SCHEMA ' || current_setting('search_path');
    END IF;
END $$;

CREATE TABLE IF NOT EXISTS schema_version (
    component TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (component, version));
