-- name: Migration7
-- Without the index over the reason: an entry there may not be as long as some reasons are. Instead the changes themselves are
-- kept beside the table, so that a search reads over rows that are short.
ALTER TABLE sync_parked SET (toast_tuple_target = 256);

CREATE TABLE sync_settled (
    id TEXT NOT NULL PRIMARY KEY,
    stream TEXT NOT NULL,
    key TEXT NOT NULL,
    version BIGINT NOT NULL,
    change TEXT,
    reason TEXT NOT NULL,
    parked_at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    batch TEXT,
    settled_at BIGINT NOT NULL);

CREATE INDEX sync_settled_by_time ON sync_settled (settled_at);
CREATE INDEX sync_settled_by_batch ON sync_settled (batch, id) WHERE batch IS NOT NULL;

CREATE INDEX sync_parked_by_key ON sync_parked (stream, key);

ALTER TABLE sync_conflict ADD COLUMN batch TEXT;
CREATE INDEX sync_conflict_open ON sync_conflict (found_at, id) WHERE resolved_at IS NULL;
CREATE INDEX sync_conflict_by_batch ON sync_conflict (batch, found_at, id) WHERE batch IS NOT NULL;

CREATE TABLE sync_batch (
    id TEXT NOT NULL PRIMARY KEY,
    act TEXT NOT NULL,
    search TEXT NOT NULL,
    use_side TEXT,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    total BIGINT NOT NULL,
    cursor TEXT NOT NULL,
    outcomes TEXT NOT NULL,
    made_at BIGINT NOT NULL);

CREATE TABLE sync_batch_audited (
    batch TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (batch, id));
