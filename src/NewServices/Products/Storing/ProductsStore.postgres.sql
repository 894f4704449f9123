-- name: Migration1
-- Pages go by the order of the ids, which must not depend on the language the database was made for.
CREATE TABLE products (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
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

-- name: Migration2
-- Stock on hand in thousandths, as the legacy side counts it.
CREATE TABLE stock_levels (
    sku TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    on_hand BIGINT NOT NULL,
    as_of BIGINT NOT NULL);

CREATE TABLE stock_level_versions (
    sku TEXT NOT NULL PRIMARY KEY,
    legacy_version BIGINT NOT NULL);

-- What was committed here, which the legacy side does not count.
CREATE TABLE stock_issues (
    sku TEXT NOT NULL PRIMARY KEY,
    quantity BIGINT NOT NULL,
    at BIGINT NOT NULL);

CREATE TABLE reservations (
    reference TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL,
    reserved_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    lines TEXT NOT NULL);

CREATE INDEX reservations_by_expiry ON reservations (state, expires_at);

-- A row as long as a reservation holds something; what is past its time counts no more.
CREATE TABLE stock_holds (
    sku TEXT NOT NULL,
    reference TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (sku, reference));

CREATE INDEX stock_holds_by_reference ON stock_holds (reference);
