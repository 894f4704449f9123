-- Amounts are whole ten-thousandths (E4), stock whole thousandths (E3): SQLite has no decimals.
CREATE TABLE IF NOT EXISTS Counters (
  Name  TEXT PRIMARY KEY,
  Value INTEGER NOT NULL
) WITHOUT ROWID;

INSERT INTO Counters (Name, Value) VALUES ('ChangeNo', 0), ('OrderNo', 3000) ON CONFLICT DO NOTHING;

CREATE TABLE IF NOT EXISTS Items (
  ItemNo      TEXT PRIMARY KEY,
  Description TEXT NOT NULL,
  Unit        TEXT NOT NULL,
  PriceE4     INTEGER NOT NULL,
  Active      INTEGER NOT NULL,
  ListedOn    TEXT NOT NULL,
  Remark      TEXT,
  ChangeNo    INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS ItemsByChange ON Items (ChangeNo);

CREATE TABLE IF NOT EXISTS Stock (
  ItemNo   TEXT PRIMARY KEY REFERENCES Items,
  OnHandE3 INTEGER NOT NULL,
  AsOf     INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS Orders (
  OrderNo     INTEGER PRIMARY KEY,
  CustomerNo  TEXT NOT NULL,
  CustomerRef TEXT,
  ExternalRef TEXT,
  OrderDate   INTEGER NOT NULL,
  RequestedOn TEXT,
  Status      TEXT NOT NULL,
  TotalE4     INTEGER NOT NULL,
  ChangeNo    INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS OrdersByChange ON Orders (ChangeNo);
CREATE INDEX IF NOT EXISTS OrdersByCustomer ON Orders (CustomerNo, OrderNo);
CREATE INDEX IF NOT EXISTS OrdersByExternalRef ON Orders (ExternalRef) WHERE ExternalRef IS NOT NULL;

CREATE TABLE IF NOT EXISTS OrderLines (
  OrderNo     INTEGER NOT NULL REFERENCES Orders,
  LineNo      INTEGER NOT NULL,
  ItemNo      TEXT NOT NULL REFERENCES Items,
  Qty         INTEGER NOT NULL,
  UnitPriceE4 INTEGER NOT NULL,
  PRIMARY KEY (OrderNo, LineNo)
) WITHOUT ROWID;

-- Apart from Stock, so that a file from before has it too.
CREATE TABLE IF NOT EXISTS StockChanges (
  ItemNo   TEXT PRIMARY KEY REFERENCES Items,
  ChangeNo INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS Reservations (
  Reference  TEXT PRIMARY KEY,
  Status     TEXT NOT NULL,
  ReservedAt INTEGER NOT NULL,
  ExpiresAt  INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ReservationsByExpiry ON Reservations (Status, ExpiresAt);

CREATE TABLE IF NOT EXISTS ReservationLines (
  Reference TEXT NOT NULL REFERENCES Reservations,
  LineNo    INTEGER NOT NULL,
  ItemNo    TEXT NOT NULL REFERENCES Items,
  Qty       INTEGER NOT NULL,
  PRIMARY KEY (Reference, LineNo)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ReservationLinesByItem ON ReservationLines (ItemNo);
