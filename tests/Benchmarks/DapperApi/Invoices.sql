-- Made once, by the peer, for both: the hub makes nothing in a system's database. Both dialects read it.
CREATE TABLE invoice (
  id INTEGER PRIMARY KEY,
  customer TEXT NOT NULL,
  reference TEXT NULL,
  issued_on DATE NOT NULL,
  due_on DATE NOT NULL,
  status SMALLINT NOT NULL,
  currency TEXT NOT NULL,
  net NUMERIC(14, 2) NOT NULL,
  tax NUMERIC(14, 2) NOT NULL,
  gross NUMERIC(14, 2) NOT NULL);

INSERT INTO invoice
WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 5000)
SELECT id, 'C-1017', CASE WHEN id % 3 > 0 THEN 'Order 4711, deliver & install' END, '2026-03-14', '2026-04-13', id % 4, 'EUR',
  1000.25 + id, 190.05, 1190.30 + id
FROM n;
