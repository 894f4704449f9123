-- name: Migration1
-- Which cohort keys one run of one node has seen at a canary, as a sample of hashes, since it served the revision began.
CREATE TABLE canary_keys (
    route TEXT NOT NULL,
    state TEXT NOT NULL,
    run TEXT NOT NULL,
    began BIGINT NOT NULL,
    sample TEXT NOT NULL,
    requests BIGINT NOT NULL,
    without_key BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (route, state, run));

-- name: Find
SELECT run AS Run, began AS Began, sample AS Sample, requests AS Requests, without_key AS WithoutKey
FROM canary_keys
WHERE route = @route AND state = @state;

-- name: Save
INSERT INTO canary_keys (route, state, run, began, sample, requests, without_key, at)
VALUES (@route, @state, @run, @began, @sample, @requests, @withoutKey, @at)
ON CONFLICT (route, state, run) DO UPDATE
SET began = excluded.began, sample = excluded.sample, requests = excluded.requests,
    without_key = excluded.without_key, at = excluded.at;

-- name: Prune
DELETE FROM canary_keys WHERE at < @before;
