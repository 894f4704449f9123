-- Amounts are whole cents (E2) and times whole seconds since 1970. Lists are kept as JSON, in the order they were entered.
CREATE TABLE IF NOT EXISTS Counters (
  Name  TEXT PRIMARY KEY,
  Value INTEGER NOT NULL
) WITHOUT ROWID;

INSERT INTO Counters (Name, Value) VALUES ('CustomerNo', 2000) ON CONFLICT DO NOTHING;

CREATE TABLE IF NOT EXISTS Customers (
  CustomerNo    TEXT PRIMARY KEY,
  Status        TEXT NOT NULL,
  Segment       TEXT,
  Name          TEXT NOT NULL,
  TaxNo         TEXT,
  CreditLimitE2 INTEGER,
  CustomerSince TEXT,
  Language      TEXT,
  Phones        TEXT NOT NULL,
  Addresses     TEXT NOT NULL,
  Contacts      TEXT,
  Note          TEXT,
  ExternalRef   TEXT,
  Version       INTEGER NOT NULL,
  ModifiedAt    INTEGER NOT NULL
);
-- A deleted customer keeps its row, of which CustomersModifiedSince still tells.
CREATE TABLE IF NOT EXISTS DeletedCustomers (
  CustomerNo TEXT PRIMARY KEY
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS CustomersByModification ON Customers (ModifiedAt, CustomerNo);
CREATE INDEX IF NOT EXISTS CustomersByExternalRef ON Customers (ExternalRef) WHERE ExternalRef IS NOT NULL;
