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

-- name: Since
SELECT number AS Number, plan_hash AS PlanHash, states AS States, author AS Author, reason AS Reason, at AS At, approver AS Approver,
    previous_hash AS PreviousHash, hash AS Hash
FROM revision WHERE number > @number ORDER BY number;

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
