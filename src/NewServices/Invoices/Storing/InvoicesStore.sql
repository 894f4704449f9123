-- name: Migration1
-- The whole invoice as contract JSON, since only whole invoices are read; beside it what they are found by.
CREATE TABLE invoices (
    id TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    customer_id TEXT NOT NULL,
    content TEXT NOT NULL);
CREATE INDEX invoices_of_customer ON invoices (customer_id, number);

-- Apart from invoices, so that a deleted one is not brought back by an older change that comes late.
CREATE TABLE invoice_versions (
    id TEXT NOT NULL PRIMARY KEY,
    legacy_version BIGINT NOT NULL);
