-- name: Migration1
-- Masked: nothing of a value but its shape.
CREATE TABLE difference_example (
    route TEXT NOT NULL,
    plan TEXT NOT NULL,
    path TEXT NOT NULL,
    number INTEGER NOT NULL,
    example TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (route, plan, path, number));

-- name: Find
SELECT path AS Path, example AS Example, at AS At FROM difference_example
WHERE route = @route AND plan = @plan AND (CAST(@path AS TEXT) IS NULL OR path = @path) ORDER BY path, number;

-- name: Add
INSERT INTO difference_example (route, plan, path, number, example, at)
VALUES (@route, @plan, @path, @number, @example, @at)
ON CONFLICT (route, plan, path, number) DO NOTHING;

-- name: Prune
DELETE FROM difference_example WHERE at < @before;
