-- name: Migration1
CREATE TABLE sync_check (
    link TEXT NOT NULL PRIMARY KEY,
    report TEXT NOT NULL);

-- name: Find
SELECT report FROM sync_check WHERE link = @link;

-- name: Keep
INSERT INTO sync_check (link, report) VALUES (@link, @report)
ON CONFLICT (link) DO UPDATE SET report = excluded.report;
