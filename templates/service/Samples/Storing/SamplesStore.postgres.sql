-- name: Migration1
-- Pages go by the order of the ids, which must not depend on the language the database was made for.
CREATE TABLE sample_records (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    customer_id TEXT NOT NULL,
    state TEXT NOT NULL,
    text TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    external_reference TEXT UNIQUE);

CREATE INDEX sample_records_by_customer ON sample_records (customer_id);
CREATE INDEX sample_records_by_time ON sample_records (made_at, id);
