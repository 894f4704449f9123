-- name: Migration1
CREATE TABLE side_use (
    route TEXT NOT NULL,
    side TEXT NOT NULL,
    last_seen BIGINT NOT NULL,
    PRIMARY KEY (route, side));

-- name: Find
SELECT last_seen FROM side_use WHERE route = @route AND side = @side;

-- name: FindOfMany
SELECT route AS Route, last_seen AS LastSeen FROM side_use WHERE route IN @routes AND side = @side;

-- name: Save
INSERT INTO side_use (route, side, last_seen) VALUES (@route, @side, @at)
ON CONFLICT (route, side) DO UPDATE SET last_seen = excluded.last_seen WHERE side_use.last_seen < excluded.last_seen;
