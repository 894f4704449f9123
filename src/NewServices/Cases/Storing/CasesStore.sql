-- name: Migration1
CREATE TABLE case_records (
    id TEXT NOT NULL PRIMARY KEY,
    customer_id TEXT NOT NULL,
    order_id TEXT,
    invoice_id TEXT,
    product_id TEXT,
    state TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT,
    owner TEXT,
    due_on BIGINT NOT NULL,
    resolution TEXT,
    opened_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    external_reference TEXT NOT NULL UNIQUE);

CREATE INDEX case_records_by_customer ON case_records (customer_id);
CREATE INDEX case_records_by_order ON case_records (order_id);
CREATE INDEX case_records_by_invoice ON case_records (invoice_id);
CREATE INDEX case_records_by_owner ON case_records (owner);
CREATE INDEX case_records_by_day ON case_records (due_on, id);
CREATE INDEX case_records_by_time ON case_records (opened_at, id);
