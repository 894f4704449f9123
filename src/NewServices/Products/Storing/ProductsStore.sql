-- name: Migration1
CREATE TABLE products (
    id TEXT NOT NULL PRIMARY KEY,
    description TEXT NOT NULL,
    unit TEXT NOT NULL,
    price TEXT NOT NULL,
    active BIGINT NOT NULL,
    listed_on TEXT NOT NULL,
    remark TEXT);

-- Apart from products, so that a deleted one is not brought back by an older change that comes late.
CREATE TABLE product_versions (
    id TEXT NOT NULL PRIMARY KEY,
    legacy_version BIGINT NOT NULL);
