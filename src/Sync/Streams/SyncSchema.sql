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
