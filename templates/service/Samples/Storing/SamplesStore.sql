-- name: Migration1
CREATE TABLE sample_records (
    id TEXT NOT NULL PRIMARY KEY,
    customer_id TEXT NOT NULL,
    state TEXT NOT NULL,
    text TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    external_reference TEXT UNIQUE);

CREATE INDEX sample_records_by_customer ON sample_records (customer_id);
CREATE INDEX sample_records_by_time ON sample_records (made_at, id);
