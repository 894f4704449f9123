-- name: Migration1
-- What one run of one node has seen pass through a catch-all within a day (UTC, counted from 1970); no path for what nothing claims.
CREATE TABLE discovered_requests (
    day BIGINT NOT NULL,
    host TEXT NOT NULL,
    path TEXT NOT NULL,
    run TEXT NOT NULL,
    entries TEXT NOT NULL,
    PRIMARY KEY (day, host, path, run));

-- name: Find
SELECT host AS Host, path AS Path, day AS Day, run AS Run, entries AS Entries FROM discovered_requests WHERE day >= @from;

-- name: Save
INSERT INTO discovered_requests (day, host, path, run, entries) VALUES (@day, @host, @path, @run, @entries)
ON CONFLICT (day, host, path, run) DO UPDATE SET entries = excluded.entries;

-- name: Prune
DELETE FROM discovered_requests WHERE day < @before;
