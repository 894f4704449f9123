-- name: Migration1
CREATE TABLE orders (
    id TEXT NOT NULL PRIMARY KEY,
    customer_id TEXT NOT NULL,
    reference TEXT,
    external_reference TEXT UNIQUE,
    placed_at BIGINT NOT NULL,
    status TEXT NOT NULL,
    total TEXT NOT NULL,
    lines TEXT NOT NULL);

-- Apart from orders, so that a deleted one is not brought back by an older change that comes late.
-- legacy_version is the last one applied here; null until the legacy side has spoken.
CREATE TABLE order_versions (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    legacy_version BIGINT);

CREATE TABLE order_log (
    position BIGINT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    origin TEXT NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    external_reference TEXT,
    content TEXT);

-- Counted in a row rather than by the database: who holds the row commits before the next number is given out,
-- so no position becomes visible after a later one.
CREATE TABLE order_counters (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL);

CREATE TABLE priced_products (
    sku TEXT NOT NULL PRIMARY KEY,
    price TEXT NOT NULL,
    active BIGINT NOT NULL);

CREATE TABLE priced_product_versions (
    sku TEXT NOT NULL PRIMARY KEY,
    legacy_version BIGINT NOT NULL);

-- name: Migration2
-- The trace of who made the change goes on with it. Null where nobody traces.
ALTER TABLE order_log ADD COLUMN trace_parent TEXT;

-- name: Migration3
-- By which the entries of a record are found that a later one stands for.
CREATE INDEX order_log_by_record ON order_log (id);

-- name: Migration4
CREATE INDEX orders_by_time ON orders (placed_at, id);
CREATE INDEX orders_by_customer ON orders (customer_id, placed_at, id);

-- name: Migration5
CREATE TABLE customer_terms (
    customer_id TEXT NOT NULL PRIMARY KEY,
    credit_limit TEXT);

CREATE TABLE customer_terms_versions (
    customer_id TEXT NOT NULL PRIMARY KEY,
    legacy_version BIGINT NOT NULL);

-- name: Migration6
-- What of a customer is open, however many orders there were.
CREATE INDEX orders_open_by_customer ON orders (customer_id) WHERE status IN ('New', 'Released');
