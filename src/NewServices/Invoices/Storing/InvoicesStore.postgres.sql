-- name: Migration2
-- Pages go by the order of the ids, which must not depend on the language the database was made for.
ALTER TABLE invoices ALTER COLUMN id TYPE TEXT COLLATE "C";

-- Beside an invoice what it is found and settled by: amounts in hundredths, days as 20261224. Told is what its maker says
-- of it, whatever was paid here since.
ALTER TABLE invoices ADD COLUMN order_id TEXT;
ALTER TABLE invoices ADD COLUMN external_reference TEXT;
ALTER TABLE invoices ADD COLUMN currency TEXT NOT NULL DEFAULT 'EUR';
ALTER TABLE invoices ADD COLUMN issued_on BIGINT NOT NULL DEFAULT 0;
ALTER TABLE invoices ADD COLUMN due_on BIGINT NOT NULL DEFAULT 0;
ALTER TABLE invoices ADD COLUMN cancelled BIGINT NOT NULL DEFAULT 0;
ALTER TABLE invoices ADD COLUMN gross BIGINT NOT NULL DEFAULT 0;
ALTER TABLE invoices ADD COLUMN told_paid BIGINT NOT NULL DEFAULT 0;
UPDATE invoices SET order_id = content::json ->> 'orderId',
    external_reference = content::json ->> 'externalReference',
    currency = content::json ->> 'currency',
    issued_on = REPLACE(content::json ->> 'issuedOn', '-', '')::bigint,
    due_on = REPLACE(content::json ->> 'dueOn', '-', '')::bigint,
    cancelled = CASE content::json ->> 'status' WHEN 'cancelled' THEN 1 ELSE 0 END,
    gross = ROUND((content::json ->> 'gross')::numeric * 100)::bigint,
    told_paid = ROUND((content::json ->> 'paid')::numeric * 100)::bigint;
CREATE INDEX invoices_by_day ON invoices (due_on, id);
CREATE INDEX invoices_by_number ON invoices (number, id);
CREATE INDEX invoices_of_order ON invoices (order_id);
CREATE INDEX invoices_by_reference ON invoices (external_reference);

-- What was paid and credited here. Apart from invoices, so that what the legacy side tells of one leaves it as it is.
CREATE TABLE settlements (
    invoice_id TEXT NOT NULL PRIMARY KEY,
    paid BIGINT NOT NULL,
    credited BIGINT NOT NULL);

CREATE TABLE payments (
    id TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    customer_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    paid_on BIGINT NOT NULL,
    method TEXT NOT NULL,
    external_reference TEXT NOT NULL UNIQUE);
CREATE INDEX payments_of_customer ON payments (customer_id, number);

CREATE TABLE allocations (
    invoice_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    payment_id TEXT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (invoice_id, number));
CREATE INDEX allocations_of_payment ON allocations (payment_id);

-- A note or a refund is never changed, and so it is kept whole.
CREATE TABLE credit_notes (
    id TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    invoice_id TEXT NOT NULL,
    external_reference TEXT NOT NULL UNIQUE,
    content TEXT NOT NULL);
CREATE INDEX credit_notes_of_invoice ON credit_notes (invoice_id, number);

CREATE TABLE refunds (
    id TEXT NOT NULL PRIMARY KEY,
    customer_id TEXT NOT NULL,
    external_reference TEXT NOT NULL UNIQUE,
    content TEXT NOT NULL);

-- Rates in thousandths of a percent. A rate holds from its day until the next one of its category.
CREATE TABLE tax_rates (
    country TEXT NOT NULL,
    category TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    rate BIGINT NOT NULL,
    PRIMARY KEY (country, category, valid_from));
INSERT INTO tax_rates (country, category, valid_from, rate) VALUES
    ('DE', 'Standard', 20070101, 19000), ('DE', 'Reduced', 19830701, 7000), ('DE', 'Zero', 19000101, 0),
    ('DE', 'Standard', 20200701, 16000), ('DE', 'Reduced', 20200701, 5000),
    ('DE', 'Standard', 20210101, 19000), ('DE', 'Reduced', 20210101, 7000),
    ('AT', 'Standard', 19840101, 20000), ('AT', 'Reduced', 19840101, 10000), ('AT', 'Zero', 19000101, 0),
    ('IT', 'Standard', 20131001, 22000), ('IT', 'Reduced', 19951001, 10000), ('IT', 'Zero', 19000101, 0),
    ('FR', 'Standard', 20140101, 20000), ('FR', 'Reduced', 20120101, 5500), ('FR', 'Zero', 19000101, 0),
    ('CH', 'Standard', 20180101, 7700), ('CH', 'Reduced', 20180101, 2500), ('CH', 'Zero', 19000101, 0),
    ('CH', 'Standard', 20240101, 8100), ('CH', 'Reduced', 20240101, 2600);

-- The ledger: debits are positive, credits negative, and the lines of an entry come to zero.
CREATE TABLE ledger_entries (
    number BIGINT NOT NULL PRIMARY KEY,
    posted_on BIGINT NOT NULL,
    kind TEXT NOT NULL,
    document TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    posted_by TEXT);
CREATE INDEX ledger_entries_of_customer ON ledger_entries (customer_id, number);
CREATE INDEX ledger_entries_of_document ON ledger_entries (document, number);

CREATE TABLE ledger_lines (
    entry BIGINT NOT NULL,
    line BIGINT NOT NULL,
    account TEXT NOT NULL,
    amount BIGINT NOT NULL,
    customer_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (entry, line));
CREATE INDEX ledger_lines_of_account ON ledger_lines (account, customer_id, currency);

-- What is posted stays as it is, whoever writes: a mistake is put right by another entry.
CREATE FUNCTION keep_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Entries of the ledger are neither changed nor deleted.';
END $$;
CREATE TRIGGER ledger_entries_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries EXECUTE FUNCTION keep_ledger();
CREATE TRIGGER ledger_lines_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_lines EXECUTE FUNCTION keep_ledger();
