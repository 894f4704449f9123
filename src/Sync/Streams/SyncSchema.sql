-- name: Migration1
CREATE TABLE sync_stream (
    stream TEXT NOT NULL PRIMARY KEY,
    position TEXT,
    sequence BIGINT NOT NULL,
    applied BIGINT NOT NULL);

CREATE TABLE sync_inbox (
    stream TEXT NOT NULL,
    key TEXT NOT NULL,
    version BIGINT NOT NULL,
    position TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    handled_at BIGINT NOT NULL,
    PRIMARY KEY (stream, key, version, position));

CREATE TABLE sync_version (
    stream TEXT NOT NULL,
    key TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (stream, key));

CREATE TABLE sync_parked (
    id TEXT NOT NULL PRIMARY KEY,
    stream TEXT NOT NULL,
    key TEXT NOT NULL,
    version BIGINT NOT NULL,
    change TEXT NOT NULL,
    reason TEXT NOT NULL,
    parked_at BIGINT NOT NULL);

-- name: Migration2
-- Who reads the stream, and what the other processes should know of how it goes.
ALTER TABLE sync_stream ADD COLUMN lease_holder TEXT;
ALTER TABLE sync_stream ADD COLUMN lease_epoch BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sync_stream ADD COLUMN lease_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sync_stream ADD COLUMN caught_up BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sync_stream ADD COLUMN oldest_at BIGINT;
ALTER TABLE sync_stream ADD COLUMN error TEXT;

-- name: Migration3
-- What waits until a record it names is known on the other side.
CREATE TABLE sync_waiting (
    stream TEXT NOT NULL,
    key TEXT NOT NULL,
    version BIGINT NOT NULL,
    position TEXT NOT NULL,
    change TEXT NOT NULL,
    parent TEXT NOT NULL,
    parent_key TEXT NOT NULL,
    rule TEXT NOT NULL,
    since BIGINT NOT NULL,
    warned BIGINT NOT NULL,
    PRIMARY KEY (stream, key));
