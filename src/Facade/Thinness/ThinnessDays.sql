-- name: Migration1
-- What was counted on a day (UTC, counted from 1970).
CREATE TABLE thinness (
    day BIGINT NOT NULL,
    measure TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (day, measure));

-- name: Save
INSERT INTO thinness (day, measure, value) VALUES (@day, @measure, @value)
ON CONFLICT (day, measure) DO UPDATE SET value = excluded.value;

-- name: List
SELECT day AS Day, measure AS Measure, value AS Value FROM thinness ORDER BY day, measure;

-- name: Prune
DELETE FROM thinness WHERE day < @before;
