-- name: Migration1
-- Pages go by the order of the ids, which must not depend on the language the database was made for.
-- One review of a product by each customer.
CREATE TABLE reviews (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    product_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    rating BIGINT NOT NULL,
    title TEXT,
    text TEXT,
    written_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    external_reference TEXT NOT NULL UNIQUE,
    UNIQUE (product_id, customer_id));

CREATE INDEX reviews_by_customer ON reviews (customer_id);
CREATE INDEX reviews_by_time ON reviews (written_at, id);

-- How many reviews of a product have so many stars.
CREATE TABLE ratings (
    product_id TEXT NOT NULL,
    stars BIGINT NOT NULL,
    reviews BIGINT NOT NULL,
    PRIMARY KEY (product_id, stars));

-- The orders that customers placed, as far as it matters here: a copy, kept by the changes of orders.
CREATE TABLE purchases (
    order_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    customer_id TEXT NOT NULL,
    status TEXT NOT NULL,
    skus TEXT NOT NULL);

CREATE INDEX purchases_by_customer ON purchases (customer_id);

-- Apart from purchases, so that a deleted one is not brought back by an older change that comes late.
CREATE TABLE purchase_versions (
    order_id TEXT NOT NULL PRIMARY KEY,
    legacy_version BIGINT NOT NULL);
