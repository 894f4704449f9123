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
