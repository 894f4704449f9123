-- name: Migration1
CREATE TABLE audit_entry (
    number BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    outcome TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL);

-- name: Last
SELECT number AS Number, at AS At, actor AS Actor, action AS Action, target AS Target, outcome AS Outcome, detail AS Detail,
    previous_hash AS PreviousHash, hash AS Hash
FROM audit_entry ORDER BY number DESC LIMIT 1;

-- name: List
SELECT number AS Number, at AS At, actor AS Actor, action AS Action, target AS Target, outcome AS Outcome, detail AS Detail,
    previous_hash AS PreviousHash, hash AS Hash
FROM audit_entry
WHERE number > @after AND number < @before AND at >= @since AND at < @until
    AND (@actor = '' OR actor = @actor) AND (@action = '' OR action = @action) AND (@outcome = '' OR outcome = @outcome)
    AND (@targets = '*' OR replace(@targets, @mark || target || @mark, '') <> @targets)
ORDER BY number DESC LIMIT @limit;

-- name: ListAfter
SELECT number AS Number, at AS At, actor AS Actor, action AS Action, target AS Target, outcome AS Outcome, detail AS Detail,
    previous_hash AS PreviousHash, hash AS Hash
FROM audit_entry
WHERE number > @after AND number < @before AND at >= @since AND at < @until
    AND (@actor = '' OR actor = @actor) AND (@action = '' OR action = @action) AND (@outcome = '' OR outcome = @outcome)
    AND (@targets = '*' OR replace(@targets, @mark || target || @mark, '') <> @targets)
ORDER BY number LIMIT @limit;

-- name: Append
INSERT INTO audit_entry (number, at, actor, action, target, outcome, detail, previous_hash, hash)
VALUES (@Number, @At, @Actor, @Action, @Target, @Outcome, @Detail, @PreviousHash, @Hash);
