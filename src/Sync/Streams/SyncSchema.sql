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

-- name: Migration4
-- What both sides of a link last agreed on of each record, and what they did not agree on.
CREATE TABLE sync_bond (
    entity TEXT NOT NULL,
    legacy_key TEXT NOT NULL,
    new_key TEXT NOT NULL,
    hash TEXT NOT NULL,
    content TEXT,
    legacy_version BIGINT,
    new_version BIGINT,
    origin TEXT NOT NULL,
    agreed_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (entity, legacy_key, new_key));

CREATE TABLE sync_conflict (
    id TEXT NOT NULL PRIMARY KEY,
    stream TEXT NOT NULL,
    entity TEXT NOT NULL,
    legacy_key TEXT NOT NULL,
    new_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    fields TEXT NOT NULL,
    base_content TEXT,
    legacy_content TEXT,
    new_content TEXT,
    legacy_version BIGINT,
    new_version BIGINT,
    stands TEXT,
    trace_parent TEXT,
    found_at BIGINT NOT NULL,
    resolved_at BIGINT,
    resolved_as TEXT);

CREATE INDEX sync_conflict_by_record ON sync_conflict (entity, legacy_key, new_key);
CREATE INDEX sync_conflict_by_stream ON sync_conflict (stream) WHERE resolved_at IS NULL;

-- name: Migration5
-- The barrier that the stream's reader is asked to pass, the last one it has passed, and when it last read to the end;
-- 0 for never.
ALTER TABLE sync_stream ADD COLUMN barrier BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sync_stream ADD COLUMN passed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sync_stream ADD COLUMN at_end BIGINT NOT NULL DEFAULT 0;

-- name: Migration6
-- The stream that applies a change of the record now, until when that keeps the record's other direction waiting, and what the
-- change says; and what the attempt before it said and through which stream, where its outcome is not known.
ALTER TABLE sync_bond ADD COLUMN claimed_by TEXT;
ALTER TABLE sync_bond ADD COLUMN claimed_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sync_bond ADD COLUMN claimed_content TEXT;
ALTER TABLE sync_bond ADD COLUMN tried_by TEXT;
ALTER TABLE sync_bond ADD COLUMN tried_content TEXT;

-- name: Migration7
-- Parked changes that are done with; and acts on many, which go on after the process that had them has ended.
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

-- name: Migration8
-- All that a search reads, beside the changes themselves, which are large.
CREATE INDEX sync_parked_search ON sync_parked (id, stream, key, version, parked_at, reason);

-- name: Migration9
-- The last rehearsal of each link's way back.
CREATE TABLE sync_rehearsal (
    entity TEXT NOT NULL PRIMARY KEY,
    asked BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    only_waits BIGINT NOT NULL,
    verdict TEXT,
    pace TEXT);

-- name: Migration10
-- What a person dropped is lacking at its target until a later change of its record goes over.
CREATE INDEX sync_settled_dropped ON sync_settled (stream, key, version) WHERE outcome = 'dropped';

-- When each side's record was changed, by its own clock.
ALTER TABLE sync_conflict ADD COLUMN legacy_changed_at BIGINT;
ALTER TABLE sync_conflict ADD COLUMN new_changed_at BIGINT;
-- name: Migration11
-- What was handled since a comparison of both sides.
CREATE INDEX sync_inbox_by_sequence ON sync_inbox (stream, sequence);
