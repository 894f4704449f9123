-- name: Migration1
CREATE TABLE revision (
    number BIGINT NOT NULL PRIMARY KEY,
    plan_hash TEXT NOT NULL,
    states TEXT NOT NULL,
    author TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL);

-- name: Migration2
ALTER TABLE revision ADD COLUMN approver TEXT NOT NULL DEFAULT '';

-- name: Newest
SELECT number AS Number, plan_hash AS PlanHash, states AS States, author AS Author, reason AS Reason, at AS At, approver AS Approver,
    previous_hash AS PreviousHash, hash AS Hash
FROM revision ORDER BY number DESC LIMIT 1;

-- name: NewestNumber
SELECT COALESCE(MAX(number), 0) FROM revision;

-- name: List
SELECT number AS Number, plan_hash AS PlanHash, states AS States, author AS Author, reason AS Reason, at AS At, approver AS Approver,
    previous_hash AS PreviousHash, hash AS Hash
FROM revision ORDER BY number DESC LIMIT @limit;

-- name: NewestOfPlans
SELECT number AS Number, plan_hash AS PlanHash, states AS States, author AS Author, reason AS Reason, at AS At, approver AS Approver,
    previous_hash AS PreviousHash, hash AS Hash
FROM revision WHERE number IN (SELECT MAX(number) FROM revision GROUP BY plan_hash) ORDER BY number DESC;

-- name: PlanSpans
-- Revisions that follow each other with one plan are a span: within it, number and position among the plan's own grow alike.
SELECT s.first AS First, s.last AS Last, r.plan_hash AS PlanHash, r.author AS Author, r.reason AS Reason, r.at AS At
FROM (
    SELECT MIN(number) AS first, MAX(number) AS last FROM (
        SELECT number, plan_hash, number - ROW_NUMBER() OVER (PARTITION BY plan_hash ORDER BY number) AS island FROM revision
    ) AS numbered GROUP BY plan_hash, island
) AS s JOIN revision AS r ON r.number = s.first
ORDER BY s.first DESC LIMIT @limit;

-- name: FirstOfPlan
SELECT MIN(number) FROM revision WHERE plan_hash = @planHash;

-- name: Since
SELECT number AS Number, plan_hash AS PlanHash, states AS States, author AS Author, reason AS Reason, at AS At, approver AS Approver,
    previous_hash AS PreviousHash, hash AS Hash
FROM revision WHERE number > @number ORDER BY number;

-- name: Before
SELECT number AS Number, plan_hash AS PlanHash, states AS States, author AS Author, reason AS Reason, at AS At, approver AS Approver,
    previous_hash AS PreviousHash, hash AS Hash
FROM revision WHERE number < @before ORDER BY number DESC LIMIT @limit;

-- name: Find
SELECT number AS Number, plan_hash AS PlanHash, states AS States, author AS Author, reason AS Reason, at AS At, approver AS Approver,
    previous_hash AS PreviousHash, hash AS Hash
FROM revision WHERE number = @number;

-- name: All
SELECT number AS Number, plan_hash AS PlanHash, states AS States, author AS Author, reason AS Reason, at AS At, approver AS Approver,
    previous_hash AS PreviousHash, hash AS Hash
FROM revision ORDER BY number;

-- name: Append
INSERT INTO revision (number, plan_hash, states, author, reason, at, approver, previous_hash, hash)
VALUES (@Number, @PlanHash, @States, @Author, @Reason, @At, @Approver, @PreviousHash, @Hash)
ON CONFLICT DO NOTHING;
