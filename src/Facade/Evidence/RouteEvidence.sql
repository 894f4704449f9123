-- name: Migration1
-- What one run of one node has measured of a route within five minutes, under one plan.
CREATE TABLE route_evidence (
    route TEXT NOT NULL,
    plan TEXT NOT NULL,
    slice BIGINT NOT NULL,
    run TEXT NOT NULL,
    counts TEXT NOT NULL,
    PRIMARY KEY (route, plan, slice, run));

-- name: Find
SELECT slice AS Slice, run AS Run, counts AS Counts FROM route_evidence
WHERE route = @route AND plan = @plan AND slice >= @from;

-- name: Save
INSERT INTO route_evidence (route, plan, slice, run, counts) VALUES (@route, @plan, @slice, @run, @counts)
ON CONFLICT (route, plan, slice, run) DO UPDATE SET counts = excluded.counts;

-- name: Prune
DELETE FROM route_evidence WHERE slice < @before;
