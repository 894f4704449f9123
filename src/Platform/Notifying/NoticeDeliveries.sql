-- name: Migration1
-- A notice on its way to a webhook, which is named as the plan writes its address.
CREATE TABLE notice_delivery (
    id TEXT NOT NULL,
    webhook TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    data TEXT NOT NULL,
    at BIGINT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due BIGINT NOT NULL,
    problem TEXT NOT NULL,
    PRIMARY KEY (id, webhook));
CREATE INDEX notice_delivery_due ON notice_delivery (webhook, state, due);
-- How far the sources of notices have told them.
CREATE TABLE notice_mark (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL);

-- name: Add
INSERT INTO notice_delivery (id, webhook, kind, subject, text, data, at, state, attempts, due, problem)
SELECT @id, @webhook, @kind, @subject, @text, @data, @now, 'waiting', 0, @now, ''
WHERE (SELECT COUNT(*) FROM notice_delivery WHERE webhook = @webhook AND state = 'waiting') < @most
ON CONFLICT DO NOTHING;

-- name: CountWaiting
SELECT COUNT(*) FROM notice_delivery WHERE webhook = @webhook AND state = 'waiting';

-- name: Take
UPDATE notice_delivery SET due = @until, attempts = attempts + 1
WHERE webhook = @webhook AND state = 'waiting' AND due <= @now AND id IN (
    SELECT id FROM notice_delivery WHERE webhook = @webhook AND state = 'waiting' AND due <= @now ORDER BY due, id LIMIT @limit)
RETURNING id AS Id, webhook AS Webhook, kind AS Kind, subject AS Subject, text AS Text, data AS Data, at AS At, state AS State,
    attempts AS Attempts, due AS Due, problem AS Problem;

-- name: Note
UPDATE notice_delivery SET state = @state, problem = @problem, due = @due
WHERE id = @Id AND webhook = @Webhook AND state = 'waiting';

-- name: List
SELECT id AS Id, webhook AS Webhook, kind AS Kind, subject AS Subject, text AS Text, data AS Data, at AS At, state AS State,
    attempts AS Attempts, due AS Due, problem AS Problem
FROM notice_delivery WHERE (@state = '' OR state = @state) AND (@id = '' OR id = @id)
ORDER BY at DESC, id, webhook LIMIT @limit;

-- name: Prune
DELETE FROM notice_delivery WHERE at < @before;

-- name: FindMark
SELECT value FROM notice_mark WHERE name = @name;

-- name: AddMark
INSERT INTO notice_mark (name, value) VALUES (@name, @to) ON CONFLICT DO NOTHING;

-- name: MoveMark
UPDATE notice_mark SET value = @to WHERE name = @name AND value = @from;
