-- name: Migration1
-- In "C" ids are in the order of their characters, and only A to Z have another case.
CREATE TABLE customers (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
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
    city TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (customer_id, city));

CREATE INDEX customers_by_city ON customer_cities (lower(city));
