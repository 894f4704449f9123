-- name: Migration1
CREATE TABLE shadow_share (
    holder TEXT NOT NULL PRIMARY KEY,
    parts INTEGER NOT NULL,
    kept_until BIGINT NOT NULL);

-- name: Now
SELECT CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER);

-- name: Forget
DELETE FROM shadow_share WHERE kept_until < @now;

-- name: Others
SELECT parts FROM shadow_share WHERE holder <> @holder;

-- name: Renew
INSERT INTO shadow_share (holder, parts, kept_until) VALUES (@holder, @parts, @until)
ON CONFLICT (holder) DO UPDATE SET parts = excluded.parts, kept_until = excluded.kept_until;

-- name: Leave
DELETE FROM shadow_share WHERE holder = @holder;
