-- name: Migration1
CREATE TABLE customers (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    segment TEXT,
    tax_number TEXT,
    credit_limit TEXT,
    customer_since TEXT,
    language TEXT,
    phones TEXT NOT NULL,
    addresses TEXT NOT NULL,
    contacts TEXT,
    note TEXT,
    external_reference TEXT,
    made_here BIGINT NOT NULL);

CREATE INDEX customers_by_reference ON customers (external_reference);
CREATE UNIQUE INDEX customers_by_own_reference ON customers (external_reference) WHERE made_here = 1;

-- What customers are searched by out of their addresses.
CREATE TABLE customer_cities (
    customer_id TEXT NOT NULL,
    city TEXT NOT NULL,
    PRIMARY KEY (customer_id, city));

CREATE INDEX customers_by_city ON customer_cities (lower(city));

-- name: Migration2
-- Apart from customers, so that a deleted one is not brought back by an older change that comes late.
-- legacy_version is the last one applied here; null until the legacy side has spoken.
CREATE TABLE customer_versions (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    legacy_version BIGINT);

CREATE TABLE customer_log (
    position BIGINT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    origin TEXT NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    external_reference TEXT,
    trace_parent TEXT,
    content TEXT);

-- Counted in a row rather than by the database: who holds the row commits before the next number is given out,
-- so no position becomes visible after a later one.
CREATE TABLE customer_counters (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL);

-- name: Migration3
-- By which the entries of a record are found that a later one stands for.
CREATE INDEX customer_log_by_record ON customer_log (id);
