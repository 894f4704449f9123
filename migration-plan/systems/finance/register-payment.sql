-- The back office's rules for SQLite, which has no functions to keep them; where FI runs on PostgreSQL its own
-- register_payment does. All in one transaction that has locked the database before it reads.
SELECT @DOCNO AS DOCNO, @PAYDT AS PAYDT, @AMT AS AMT, @METH AS METH, @EXREF AS EXREF,
  (SELECT coalesce(max(PAYNO), 0) + 1 FROM FIPAY WHERE COMP = @COMP AND DOCNO = @DOCNO) AS PAYNO,
  FAULT,
  CASE FAULT
    WHEN 'FI404' THEN 'There is no invoice ' || @DOCNO || ' in company ' || @COMP || '.'
    WHEN 'FI409' THEN 'Invoice ' || @DOCNO || ' is cancelled or would be overpaid.'
    WHEN 'FI422' THEN 'A payment needs a date, an amount and a method.'
  END AS WORDS
FROM (
  SELECT CASE
      WHEN NOT coalesce(
        @AMT > 0 AND @METH IN (1, 2, 3) AND @PAYDT BETWEEN 19000101 AND 99991231
        -- The 31st of a shorter month comes back as a day of the next.
        AND strftime('%Y%m%d', printf('%04d-%02d-%02d', @PAYDT / 10000, @PAYDT / 100 % 100, @PAYDT % 100)) = CAST(@PAYDT AS TEXT),
        0) THEN 'FI422'
      WHEN h.DOCNO IS NULL THEN 'FI404'
      WHEN h.STAT = 90 OR h.PAYAM + @AMT > h.GROAM THEN 'FI409'
    END AS FAULT
  FROM (SELECT 1) LEFT JOIN FIHDR AS h ON h.COMP = @COMP AND h.DOCNO = @DOCNO);

INSERT INTO FIPAY (COMP, DOCNO, PAYNO, PAYDT, AMT, METH, EXREF)
SELECT @COMP, @DOCNO, coalesce(max(PAYNO), 0) + 1, @PAYDT, @AMT, @METH, @EXREF FROM FIPAY WHERE COMP = @COMP AND DOCNO = @DOCNO;

UPDATE FIHDR SET
  PAYAM = PAYAM + @AMT,
  STAT = CASE WHEN PAYAM + @AMT = GROAM THEN 30 ELSE 20 END,
  UPDDT = CAST(strftime('%Y%m%d', 'now') AS INTEGER),
  UPDTM = CAST(strftime('%H%M%S', 'now') AS INTEGER)
WHERE COMP = @COMP AND DOCNO = @DOCNO;

UPDATE FINUM SET NXTNO = NXTNO + 1 WHERE COMP = @COMP AND RNGE = 'ENT';

-- Without a number range the entry has no number, which the ledger refuses, and nothing is done.
INSERT INTO FILED (COMP, ENTNO, LINNO, DOCNO, ACCNO, PSTDT, AMT)
SELECT @COMP, (SELECT NXTNO - 1 FROM FINUM WHERE COMP = @COMP AND RNGE = 'ENT'), LINNO, @DOCNO, ACCNO, @PAYDT, AMT
FROM (SELECT 1 AS LINNO, 1200 AS ACCNO, @AMT AS AMT UNION ALL SELECT 2, 1400, -@AMT);
